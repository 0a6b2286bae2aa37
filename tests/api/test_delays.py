"""The slip of the permit: days by cause that sum to it, with the events, at two times; over HTTP and as a page."""

import re
from typing import Any

import pytest

from tests.api.office import SEED_ANSWERS, Desk, Office, problem
from tests.api.pages.test_pages import page
from tests.api.test_deadlines import got

pytestmark = pytest.mark.both_engines

MATTER = "investment_agreement"  # all else waits for it; planned until 03-09
REASON = "如实补录"
TODAY = {"effective_on": "2026-03-02"}


@pytest.fixture
def project(desk: Desk) -> str:
    found = desk.register()
    desk.done(f"{found}/profile", {**TODAY, "answers": SEED_ANSWERS})
    desk.done(f"{found}/service-list", {**TODAY, "reason": "画像已定"})
    return found


def told(desk: Desk, project: str, **params: Any) -> Any:
    answer = desk.get(f"{project}/delays", **params)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body["slip"] == sum(body["causes"].values()) == sum(part["days"] for part in body["parts"])
    return body


def test_a_late_agreement_is_what_makes_the_permit_late(office: Office, desk: Desk, project: str) -> None:
    assert (told(desk, project)["slip"], told(desk, project)["parts"]) == (0, [])
    office.at("03-16 09:00")
    version = desk.act(project, MATTER, "grant", "03-13", reason=REASON)["events"][0]["version"]
    body = told(desk, project)
    assert (body["baseline"], body["actual"], body["slip"] > 0) == ("2026-04-22", False, True)
    part = next(item for item in body["parts"] if item["cause"] == "overrun")
    assert (part["matter"], part["days"], part["versions"]) == (MATTER, 4, [version])
    assert (part["name"][:2], part["matter_name"]) == ("部门", "投资协议签订(项目准入会商)")
    before = told(desk, project, as_known_at="2026-03-02")
    assert before["as_of"] == "2026-03-16"
    assert desk.get(f"{project}/delays", as_of="2026-03-02").headers["etag"].startswith('"t-')


def test_without_a_list_there_is_nothing_to_compare_with(desk: Desk) -> None:
    body = desk.get(f"{desk.register()}/delays").json()
    assert (body["baseline"], body["slip"], body["causes"], body["parts"]) == (None, None, {}, [])


def test_the_words_follow_the_reader(office: Office, desk: Desk, project: str) -> None:
    office.at("03-16 09:00")
    desk.act(project, MATTER, "grant", "03-13", reason=REASON)
    desk.language = "en"
    parts = told(desk, project)["parts"]
    desk.language = "zh"
    assert all(part["name"].isascii() and part["matter_name"].isascii() for part in parts)


def test_an_unknown_project_or_parameter_is_refused(desk: Desk, project: str) -> None:
    problem(desk.get("/projects/HH-1999-0001/delays"), 404, "unknown_project")
    problem(desk.get(f"{project}/delays", cause="land"), 422, "invalid_request")


@pytest.fixture
def late(office: Office, desk: Desk, project: str) -> str:
    """The code of a project whose first matter was granted four days later than promised."""
    office.at("03-16 09:00")
    desk.act(project, MATTER, "grant", "03-13", reason=REASON)
    return str(got(desk, project)["code"])


def test_the_days_stand_by_cause_and_matter_and_add_up(office: Office, desk: Desk, project: str, late: str) -> None:
    account = told(desk, project)
    shown = page(office, f"/projects/{late}/delays", desk).text
    assert f"护航计划取证 2026-04-22 → <b>预测取得 {account['permit']}</b>" in shown
    by_cause, one_by_one = re.findall(r"<table>.*?</table>", shown, re.DOTALL)
    days = [count if late == "晚" else -count for late, count in told_days(by_cause)]
    assert days[-1] == sum(days[:-1]) == account["slip"]
    rows = [count if late == "晚" else -count for late, count in told_days(one_by_one)]
    assert rows == [part["days"] for part in account["parts"]]
    (version,) = next(part["versions"] for part in account["parts"] if part["cause"] == "overrun")
    assert f'<a href="/projects/{late}#v{version}">v{version}</a>' in one_by_one
    got(desk, "/projects", min_position=office.positions())
    assert f'id="v{version}"' in page(office, f"/projects/{late}", desk).text


def told_days(table: str) -> list[tuple[str, int]]:
    return [(late, int(count)) for late, count in re.findall("(晚|早) ([0-9]+) 天", table)]


def test_on_the_planned_day_there_is_nothing_to_add_up(office: Office, desk: Desk, project: str) -> None:
    shown = page(office, f"/projects/{got(desk, project)['code']}/delays", desk).text
    assert "→ <b>预测取得 2026-04-22</b> 不早不晚" in shown
    assert "<table" not in shown


def test_without_a_list_the_page_says_that_there_is_nothing_to_compare(office: Office, desk: Desk) -> None:
    code = got(desk, desk.register())["code"]
    assert "还没有护航计划或取证日期，无从比较" in page(office, f"/projects/{code}/delays", desk).text


def test_the_projects_page_leads_there_and_english_is_told_on_request(office: Office, desk: Desk, late: str) -> None:
    assert f'<a href="/projects/{late}/delays">差几天，差在哪…</a>' in page(office, f"/projects/{late}", desk).text
    assert "Sum" in page(office, f"/projects/{late}/delays?lang=en", desk).text


def test_the_enterprise_is_refused_on_its_own_project_too(office: Office, project: str, late: str) -> None:
    office.appoint("e-delays", "enterprise", project)
    contact = office.desk("enterprise", actor="e-delays")
    assert contact.get(project).status_code == 200
    for outside in (contact, office.desk("observer")):
        assert page(office, f"/projects/{late}/delays", outside).status_code == 403
