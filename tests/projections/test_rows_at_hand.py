"""Rows of the board at hand: each is worked out once a change and day."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from domain.project.model.rules import Rules
from projections.board.pages import Page, board
from projections.board.rows_at_hand import RowsAtHand
from projections.projector.rebuild import rebuild
from projections.views.all_views import all_views
from tests.projections.conftest import Shown
from tests.scenario import day

pytestmark = pytest.mark.both_engines


@pytest.fixture
def two(shown: Shown) -> Shown:
    """Two projects with their lists and an application to be answered, on Monday 2026-03-02."""
    for code in ("first", "second"):
        shown.scenario.at("03-02 09:00").registered("03-02", code=code).listed()
        shown.scenario.act("construction_planning_permit", "receive", "03-02", receipt_no="1")
    return shown


@contextmanager
def whole_rows_read(shown: Shown) -> Iterator[list[int]]:
    """How many whole rows each select asked for by their numbers."""
    asked: list[int] = []

    def note(_c: object, _k: object, statement: str, parameters: object, _x: object, _m: object) -> None:
        if "portfolio.rail" in statement:
            asked.append(len(parameters))  # type: ignore[arg-type]  # a tuple or a dictionary

    event.listen(shown.database, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(shown.database, "before_cursor_execute", note)


def page(shown: Shown, at_hand: RowsAtHand, today: str = "03-03") -> Page:
    shown.projector.catch_up()
    return board(shown.database, day(today), calendar=shown.scenario.rules.calendar, at_hand=at_hand)


def test_a_page_that_was_made_before_reads_no_whole_row(two: Shown) -> None:
    at_hand = RowsAtHand()
    first = page(two, at_hand)
    with whole_rows_read(two) as asked:
        assert page(two, at_hand) == first
    assert asked == []


def test_after_an_act_only_the_row_of_its_project_is_read_anew(two: Shown) -> None:
    at_hand = RowsAtHand()
    before = page(two, at_hand)
    two.scenario.at("03-03 10:00").act("construction_planning_permit", "accept", "03-03", "如实补录")
    with whole_rows_read(two) as asked:
        after = page(two, at_hand)
    assert asked == [1]
    assert {row.code: row.version for row in after.rows} != {row.code: row.version for row in before.rows}


def test_on_another_day_the_same_rows_look_otherwise(two: Shown) -> None:
    at_hand = RowsAtHand()
    left = {today: page(two, at_hand, today).rows[0].next_due for today in ("03-04", "03-05", "03-04")}
    days = [due.days_left for due in left.values() if due]
    assert len(days) == 2
    assert days[0] - days[1] == 1


def test_rows_rebuilt_by_another_calendar_are_not_taken_from_those_at_hand(two: Shown) -> None:
    """A new day off, Wednesday 2026-03-04, moves what is due behind it; no event names the project."""
    scenario, at_hand = two.scenario, RowsAtHand()
    before = page(two, at_hand)
    calendar = scenario.rules.calendar.with_day_off(day("03-04"), "休")
    rules = Rules(scenario.rules.catalogue, calendar)
    rebuild(scenario.ledger, two.database, rules, all_views(), whole=True)
    plain = board(two.database, day("03-03"), calendar=scenario.rules.calendar)
    assert plain.rows != before.rows
    assert board(two.database, day("03-03"), calendar=scenario.rules.calendar, at_hand=at_hand) == plain


def test_rows_beyond_the_bound_give_way_to_those_asked_for(two: Shown) -> None:
    at_hand = RowsAtHand(kept=1)
    assert page(two, at_hand) == page(two, at_hand)
    assert len(at_hand.rows) == 1
