"""The month of deadlines and the figures of task forces, as pages."""

from tests.api.office import SEED_ANSWERS, Desk, Office
from tests.api.pages.test_pages import page


def accepted(office: Office, desk: Desk, code: str) -> None:
    """A project whose agreement is promised by 9 March."""
    project = desk.register(code=code, profile=SEED_ANSWERS)
    desk.act(project, "investment_agreement", "receive", "03-02", receipt_no="JM-1")
    desk.act(project, "investment_agreement", "accept", "03-02")
    desk.history(project, office.positions())


def test_the_month_counts_what_is_due_on_a_day_and_lists_it(office: Office, desk: Desk) -> None:
    accepted(office, desk, "JM-MONTH")

    whole = page(office, "/deadlines", desk).text
    that_day = page(office, "/deadlines?on=2026-03-09", desk).text
    other_day = page(office, "/deadlines?on=2026-03-10", desk).text

    assert "期限 2026 年 3 月" in whole
    assert "部门 1" in whole
    assert "/projects/JM-MONTH" in that_day
    assert "/projects/JM-MONTH" not in other_day


def test_a_department_sees_its_own_alone_when_it_asks_so(office: Office, desk: Desk) -> None:
    accepted(office, desk, "JM-DEPT")

    assert "/projects/JM-DEPT" in page(office, "/deadlines?department=local_zone", desk).text
    assert "/projects/JM-DEPT" not in page(office, "/deadlines?department=ecology", desk).text


def test_the_figures_say_as_of_when_they_are(office: Office, desk: Desk) -> None:
    accepted(office, desk, "JM-FIGURES")

    shown = page(office, "/figures", office.desk("leadership")).text

    assert "数据截至 2026-03-02" in shown
    assert "承诺时限为假设值" in shown


def test_the_last_day_of_a_month_is_named_once(own_office: Office) -> None:
    own_office.at("03-31 10:00")
    shown = page(own_office, "/deadlines", own_office.desk()).text
    assert "2026-03-31 到期" in shown
    assert "2026-03-31 至" not in shown
