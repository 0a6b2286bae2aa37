"""The project page in the hand: what is long is folded, opens with a tap, and is all there at the desk and on paper."""

import pytest
from playwright.sync_api import Locator, ViewportSize, expect

from tests.browser.conftest import Visiting

SCOPED = "/projects/HH-DEMO-0003"
SHEET: ViewportSize = {"width": 718, "height": 1000}  # A4 upright within its margins
NARROW: ViewportSize = {"width": 375, "height": 812}
LONGEST = 10_000  # points; unfolded it is 25,000
DRAWN = "new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))"  # with what was just asked
ROOM = 240  # points, for a sentence in a table
PARTS = ("movers", "gantt", "matters", "scopes", "bundles", "certificates", "yardsticks", "concerns", "timeline")


@pytest.mark.parametrize("path", [SCOPED, "/projects/HH-2025-0001"])
def test_a_project_is_not_endless_on_a_telephone_and_keeps_its_order(visit: Visiting, path: str) -> None:
    window = visit("leadership", "phone")
    window.page.set_viewport_size(NARROW)
    page = window.open(path)

    assert page.evaluate("document.documentElement.scrollHeight") < LONGEST
    found = page.locator("main section[id]").evaluate_all("all => all.map(one => one.id)")
    assert [one for one in found if one in PARTS] == [one for one in PARTS if one in found]
    window.check()


def test_a_folded_stage_opens_with_a_tap(visit: Visiting) -> None:
    page = visit("leadership", "phone").open(SCOPED)
    stage = page.locator("#matters details").first
    expect(stage.get_by_text("投资协议签订").first).to_be_hidden()

    stage.locator("summary").first.click()

    expect(stage.get_by_text("投资协议签订").first).to_be_visible()


def test_the_chart_opens_at_today_with_its_names_in_sight(visit: Visiting) -> None:
    page = visit("leadership", "phone").open(SCOPED)
    chart = page.locator(".gantt-scroll")
    frame = chart.evaluate("one => one.getBoundingClientRect().toJSON()")
    today = chart.locator("path.today").evaluate("one => one.getBoundingClientRect().left")
    assert frame["left"] < today < frame["right"]
    assert chart.evaluate("one => one.scrollLeft") > 0
    for name in chart.locator("text.row, text.stage").all():
        assert name.evaluate("one => one.getBoundingClientRect().left") >= frame["left"]


def test_a_month_is_seen_whole(visit: Visiting) -> None:
    window = visit("leadership", "phone")
    window.page.set_viewport_size(NARROW)
    page = window.open("/deadlines")
    assert page.locator(".scroll").first.evaluate("one => one.scrollWidth <= one.clientWidth")
    window.check()


def test_a_table_with_many_columns_is_a_list_of_cards(visit: Visiting) -> None:
    page = visit("auditor", "phone").open("/audit")
    words = page.locator("table.stacked td.words")
    widths = words.evaluate_all("all => all.map(one => one.getBoundingClientRect().width)")
    assert min(widths) > 300
    assert page.locator(".scroll").first.evaluate("one => one.scrollWidth <= one.clientWidth")


def hidden_parts(folded: Locator) -> list[str]:
    """The parts of the page that are folded and do not show."""
    found: list[str] = folded.evaluate_all(
        "all => all.filter(one => !one.lastElementChild.checkVisibility({contentVisibilityAuto: true,"
        " contentVisibilityProperty: true}) || one.lastElementChild.getBoundingClientRect().height === 0)"
        ".map(one => one.innerText)"
    )
    return found


def test_paper_and_desk_show_what_is_folded_in_the_hand(visit: Visiting) -> None:
    page = visit("leadership", "phone").open(SCOPED)
    assert hidden_parts(page.locator("details.fold")) != []
    page.set_viewport_size(SHEET)
    page.emulate_media(media="print")
    page.evaluate(DRAWN)
    assert hidden_parts(page.locator("details.fold")) == []
    assert page.locator(".matters thead").first.evaluate("head => getComputedStyle(head).display") != "none"
    assert page.evaluate("document.documentElement.scrollWidth") <= SHEET["width"]

    page = visit("leadership").open(SCOPED)
    assert hidden_parts(page.locator("details.fold")) == []


@pytest.mark.parametrize("path", ["/policy?on=2026-11-26", "/audit", "/reminders/why?project=HH-2025-0001"])
def test_what_is_to_be_read_has_room_in_the_hand(visit: Visiting, path: str) -> None:
    page = visit("leadership", "phone").open(path)
    assert page.locator("td.words").first.evaluate("cell => cell.offsetWidth") >= ROOM


@pytest.mark.parametrize(
    ("who", "path"),
    [("specialist", "/reminders"), ("auditor", "/policy"), ("leadership", "/figures"), ("enterprise", "/mine")],
)
def test_nothing_in_a_list_has_to_be_scrolled_to_sideways(visit: Visiting, who: str, path: str) -> None:
    window = visit(who, "phone")
    page = window.open(path)
    page.locator("main details").evaluate_all("all => all.forEach(one => { one.open = true })")
    tables = page.locator("table.stacked")
    assert tables.count() > 0
    for table in tables.all():
        assert table.evaluate("one => one.parentElement.scrollWidth <= one.parentElement.clientWidth")
    window.check()


def test_a_reminder_can_be_answered_without_scrolling_sideways(visit: Visiting) -> None:
    page = visit("specialist", "phone").open("/reminders")
    box = page.get_by_role("button", name="确认收到").first.bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= NARROW["width"]
