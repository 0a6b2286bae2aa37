"""The audit across projects and beside them: what is found, in which order, and that pages hold while rows come."""

import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import text

from domain.deciding.case import Actor
from domain.deciding.commands import ConfirmRecord
from domain.event import Event
from domain.log.ledger import Command
from domain.log.logs import Log
from domain.staff.posts import Post, PostTaken, stream_of_staff
from projections.cursors import ByAge
from projections.database import reading
from projections.lists.audit import (
    Found,
    Mark,
    Place,
    Sought,
    in_time,
    of_history,
    read_place,
    search,
    ways,
    write_place,
)
from projections.projector.upkeep import Upkeep
from projections.views.history import HistoryRow
from projections.views.journal import JournalRows
from projections.views.portfolio import portfolio
from projections.views.reminders import ReminderRows
from tests.projections.conftest import Shown, all_rows
from tests.scenario import Scenario, moment

pytestmark = pytest.mark.both_engines

MATTER = "construction_planning_permit"
REASON = "按办件系统补录"
EVERYTHING = Sought()


@pytest.fixture
def told(shown: Shown) -> Shown:
    """A late entry with an irregularity, and a post taken, beside the project."""
    scenario = shown.scenario
    scenario.at("01-05 09:00").registered().listed()
    scenario.via = "api"
    scenario.at("03-02 10:00").act(MATTER, "receive", "03-02", receipt_no="JM-1")
    posted(scenario.at("03-03 10:00"))
    scenario.at("03-09 09:00").act(MATTER, "accept", "03-03", REASON)
    return shown


def posted(scenario: Scenario, staff: str = "o-1") -> None:
    stream = stream_of_staff("jimo", staff)
    command = Command(f"admin/{staff}", "d", "admin", "api")

    def taking(_: Log, at: datetime) -> list[Event]:
        stamp = command.stamp(stream, "jimo", at)
        return [PostTaken(**stamp, staff=staff, post=Post.OFFICER, of="district_data_bureau")]

    scenario.ledger.execute(stream, command, taking)


def found(shown: Shown, sought: Sought = EVERYTHING, limit: int = 200) -> list[Found]:
    shown.projector.catch_up()
    JournalRows(shown.scenario.ledger, shown.database).catch_up()
    return search(shown.database, sought, limit)[0]


def topics(rows: Sequence[Found]) -> list[str]:
    return [row.topic for row in rows]


def test_everything_is_found_the_newest_first_and_what_is_beside_projects_among_it(told: Shown) -> None:
    rows = found(told)
    assert len(rows) == sum(1 for _ in told.scenario.ledger.after(0, 1000))
    assert all(in_time(newer) > in_time(older) for newer, older in pairwise(rows))
    posted_at = topics(rows).index("PostTaken")
    assert topics(rows)[posted_at - 1 : posted_at + 2] == ["ApplicationAccepted", "PostTaken", "StageOpened"]


def test_entries_are_found_by_actor_topic_project_and_time(told: Shown) -> None:
    two = Sought(actor="t-1", topics=frozenset({"ApplicationReceived", "ApplicationAccepted"}))
    assert topics(found(told, two)) == ["ApplicationAccepted", "ApplicationReceived"]
    day = Sought(first=moment("03-09 00:00"), last=moment("03-09 00:00") + timedelta(days=1))
    assert topics(found(told, day)) == ["ApplicationAccepted"]
    assert topics(found(told, Sought(actor="admin"))) == ["PostTaken"]
    assert found(told, Sought(actor="nobody")) == []
    assert found(told, Sought(topics=frozenset())) == []
    own = found(told, Sought(about=str(told.scenario.project)))
    assert own
    assert all(row.project == str(told.scenario.project) for row in own)
    assert [row.topic for row in own if not isinstance(row, HistoryRow)] == ["CodeClaimed"]


def test_late_irregular_and_unconfirmed_entries_can_be_asked_for(told: Shown) -> None:
    assert topics(found(told, Sought(mark=Mark.LATE))) == ["ApplicationAccepted"]
    assert topics(found(told, Sought(mark=Mark.IRREGULARITY))) == ["ApplicationAccepted", "ServiceListGranted"]
    assert topics(found(told, Sought(mark=Mark.UNCONFIRMED))) == ["ApplicationAccepted", "ApplicationReceived"]
    assert found(told, Sought(mark=Mark.CORRECTED)) == []


def test_a_correction_is_found_and_so_is_what_it_corrected(told: Shown) -> None:
    told.scenario.correct(told.scenario.version_of("ApplicationReceived"), effective_on="2026-02-02")
    assert topics(found(told, Sought(mark=Mark.CORRECTION, actor="t-1"))) == ["RecordCorrected"] * 2  # a stage moved
    assert topics(found(told, Sought(mark=Mark.CORRECTED))) == ["StageOpened", "ApplicationReceived"]
    assert "ApplicationReceived" in topics(found(told, Sought(mark=Mark.LATE)))  # as it reads now


def test_a_confirmed_entry_is_no_longer_among_the_unconfirmed(told: Shown) -> None:
    scenario = told.scenario
    scenario.staff, department = "o-1", scenario.rules.catalogue.matters[MATTER].department
    scenario.actor = Actor("officer", department)
    scenario.do(ConfirmRecord(matter=MATTER, version=scenario.version_of("ApplicationReceived")))
    assert topics(found(told, Sought(mark=Mark.UNCONFIRMED))) == ["ApplicationAccepted"]


def test_who_sees_some_projects_finds_what_is_about_them_alone(told: Shown) -> None:
    none = Sought(reach=portfolio.c.team == "nobody")
    own = Sought(reach=portfolio.c.project == str(told.scenario.project))
    assert found(told, none) == []
    assert "PostTaken" not in topics(found(told, own))
    assert "ApplicationAccepted" in topics(found(told, own))


@pytest.mark.parametrize("sort", ByAge)
def test_pages_neither_repeat_nor_miss_a_row_while_others_come(told: Shown, sort: ByAge) -> None:
    whole = found(told, Sought(sort=sort))
    assert whole == found(told)[:: 1 if sort is ByAge.NEWEST else -1]
    pages: list[Found] = []
    place: Place | None = None
    for number in range(1000):
        part, place = search(told.database, Sought(sort=sort), 3, place)
        pages += part
        if place is None:
            break
        posted(told.scenario, f"o-{number + 2}")
        found(told)
        place = read_place(write_place(place, sort), sort)
    assert pages == whole


@pytest.mark.only_sqlite  # PostgreSQL takes no index for so few rows
@pytest.mark.parametrize("sort", ByAge)
def test_each_mark_is_found_by_an_index(told: Shown, sort: ByAge) -> None:
    found(told)
    for mark in (None, Mark.LATE, Mark.IRREGULARITY, Mark.UNCONFIRMED, Mark.CORRECTION):
        first = of_history(Sought(mark=mark, sort=sort), None, ways(mark)[0], None, 10**6, "sqlite").limit(10)
        compiled = first.compile(told.database, compile_kwargs={"literal_binds": True})
        with reading(told.database) as connection:
            plan = [row[3] for row in connection.execute(text(f"EXPLAIN QUERY PLAN {compiled}".replace(":", r"\:")))]
        assert any("USING INDEX history_" in step for step in plan), (mark, plan)
        assert not any("TEMP B-TREE" in step for step in plan), (mark, plan)


def test_the_journal_made_anew_has_the_same_rows(told: Shown) -> None:
    rows = JournalRows(told.scenario.ledger, told.database)
    before = found(told)
    assert rows.rebuild() == rows.catch_up() == told.scenario.ledger.position()
    assert found(told) == before
    assert ReminderRows(told.scenario.ledger, told.database).catch_up() == rows.position()
    assert all_rows(told)["history"]


def test_the_journal_is_brought_up_between_readers(told: Shown) -> None:
    rows = JournalRows(told.scenario.ledger, told.database)
    upkeep = Upkeep((rows,), every=0.01)
    upkeep.start()
    for staff in ("o-8", "o-9"):
        posted(told.scenario, staff)
        last = time.monotonic() + 20
        while rows.position() < told.scenario.ledger.position() and time.monotonic() < last:
            time.sleep(0.01)
        assert rows.position() == told.scenario.ledger.position()
    upkeep.stop()
    assert rows.catch_up(lambda: True) == told.scenario.ledger.position()
