"""A backup of the log that ends before the views was put back: nothing recorded afterwards is missed."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import func, select

from projections.database import reading
from projections.projector.checking import check
from projections.projector.engine import ProjectionEngine
from projections.projector.rebuild import rebuild
from projections.rows.checkpoints import read_position
from projections.views.all_views import all_views
from projections.views.journal import JournalRows
from projections.views.journal import journal as journal_table
from tests.projections.conftest import Shown, all_rows, views_of
from tests.scenario import Scenario


def cut_off(scenario: Scenario, behind: int) -> Scenario:
    """The log as a backup had it, with a process that begins on it."""
    with sqlite3.connect(Path(scenario.url.removeprefix("sqlite:///")) / "events.sqlite") as connection:
        connection.execute("DELETE FROM stored_events WHERE rowid > ?", (behind,))
    again = Scenario(scenario.url)
    scenario.closing.callback(again.close)
    return again


@pytest.fixture
def put_back(shown: Shown) -> Shown:
    """Views that have read three projects, of which the log holds one; a projector that begins."""
    kept = 0
    for day in (5, 6, 7):
        shown.scenario.at(f"01-0{day} 09:00").registered()
        kept = kept or shown.scenario.ledger.position()
    shown.projector.catch_up()
    again = cut_off(shown.scenario, kept)
    return Shown(again, shown.database, ProjectionEngine(again.ledger, shown.database, again.rules))


def test_the_projector_makes_the_views_anew_and_misses_nothing_from_then_on(put_back: Shown) -> None:
    put_back.projector.catch_up()
    assert put_back.projector.position() == put_back.scenario.ledger.position()
    assert not put_back.projector.renewing()
    put_back.scenario.at("01-08 09:00").registered().listed()
    put_back.projector.catch_up()
    assert all_rows(put_back) == as_from_nothing(put_back.scenario)


def test_a_rebuild_by_hand_ends_where_the_log_does_and_forgets_the_lost_projects(put_back: Shown) -> None:
    ledger, database, rules = put_back.scenario.ledger, put_back.database, put_back.scenario.rules
    assert rebuild(ledger, database, rules, all_views(), whole=True).position == ledger.position()
    with reading(database) as connection:
        assert read_position(connection) == ledger.position()
    put_back.projector.catch_up()
    assert check(ledger, database, rules, all_views()).equal


def test_a_log_that_has_grown_past_the_views_again_is_put_right_by_a_rebuild(put_back: Shown) -> None:
    for day in (8, 9, 12, 13):
        put_back.scenario.at(f"01-{day:02} 09:00").registered()
    rebuild(put_back.scenario.ledger, put_back.database, put_back.scenario.rules, all_views(), whole=True)
    put_back.projector.catch_up()
    assert all_rows(put_back) == as_from_nothing(put_back.scenario)


def test_rows_that_whoever_reads_brings_up_are_made_anew_too(shown: Shown) -> None:
    scenario = shown.scenario.registered()
    kept = scenario.ledger.position()
    scenario.at("01-06 09:00").registered()
    assert JournalRows(scenario.ledger, shown.database).catch_up() > kept
    again = cut_off(scenario, kept)
    journal = JournalRows(again.ledger, shown.database)
    assert journal.catch_up() == kept
    with reading(shown.database) as connection:
        assert connection.scalar(select(func.max(journal_table.c.position))) == kept


def as_from_nothing(scenario: Scenario) -> object:
    fresh = views_of(scenario, "fresh")
    fresh.projector.catch_up()
    return all_rows(fresh)
