"""What is due today is called so on every page, and nowhere 0 working days are left."""

from datetime import date

import pytest

from api.locale import text
from api.shown.board import board_lines
from api.words.remaining import remaining
from tests.api.office import Office
from tests.api.pages.test_pages import page
from tests.api.test_deadlines import DEPARTMENT, accepted, got

FRIDAY, SATURDAY = date(2026, 3, 6), date(2026, 3, 7)


@pytest.mark.parametrize(
    ("left", "due_on", "today", "zh", "en"),
    [
        (2, date(2026, 3, 10), FRIDAY, "剩 2 个工作日", "2 working days left"),
        (0, FRIDAY, FRIDAY, "今日到期", "due today"),
        (0, SATURDAY, SATURDAY, "今日到期", "due today"),
        (0, FRIDAY, SATURDAY, "已到期", "due day has passed"),
        (0, SATURDAY, FRIDAY, "休息日到期", "due on a day off"),
        (-1, FRIDAY, date(2026, 3, 9), "已超 1 个工作日", "1 working day overdue"),
    ],
)
def test_what_is_left_until_a_day(left: int, due_on: date, today: date, zh: str, en: str) -> None:
    said = [
        remaining(lambda key, language=language, **params: text(key, language, **params), left, due_on, today)
        for language in ("zh", "en")
    ]
    assert said == [zh, en]


def test_every_page_says_due_today_on_the_day(own_office: Office) -> None:
    lead = own_office.at("03-02 09:00").desk("lead", team="7")
    project = accepted(lead)
    got(lead, "/projects", min_position=own_office.positions())
    own_office.at("03-05 09:00")
    paths = ("/", "/day", "/deadlines?on=2026-03-05", f"/projects/{got(lead, project)['code']}")
    shown = {path: page(own_office, path, lead).text for path in paths}
    shown["/queue"] = page(own_office, "/queue", own_office.desk("officer", DEPARTMENT)).text
    for path, words in shown.items():
        assert "今日到期</b>" in words, path
    shown["lines"] = "\n".join(board_lines(own_office.runtime, "zh"))
    assert "2026-03-05 今日到期\n" in shown["lines"]
    assert [path for path, words in shown.items() if "剩 0 个工作日" in words] == []
