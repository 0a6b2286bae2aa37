"""Rungs of a deadline, and what their streams keep: pure days, stable ids, one outcome each."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from eventsourcing.persistence import IntegrityError

from domain.dates.official import official_calendar
from domain.log.codec import from_stored, to_stored
from domain.project.due.deadlines import Owner
from domain.reminders.events import ReminderFailed, ReminderSent, ReminderSuperseded
from domain.reminders.nodes import Node
from domain.reminders.owed import owed
from domain.reminders.points import Point
from domain.reminders.rungs import Recipient, Reminders, Rung, day_of_step, rungs
from tests.scenario import Scenario, day

pytestmark = pytest.mark.both_engines

PROJECT = UUID(int=7)
SPECIALIST = Recipient("specialist", "s-07")
SUCCESSOR = Recipient("specialist", "s-09")
OFFICERS = (Recipient("officer", "o-1"), Recipient("officer", "o-2"))


def a_rung(offset: int = -1, due_on: str = "09-29", matter: str = "fire_design_review", attempt: int = 1) -> Rung:
    on = day_of_step(day(due_on), offset, official_calendar())
    return Rung("jimo", PROJECT, matter, attempt, Node.PROMISED, day(due_on), offset, on)


@pytest.fixture
def reminders(scenario: Scenario) -> Reminders:
    scenario.at("09-28 08:30")
    return Reminders(scenario.ledger, "jimo")


@pytest.mark.parametrize(
    ("due_on", "offset", "expected"),
    [
        ("09-29", -1, "09-28"),
        ("09-29", -3, "09-23"),  # 中秋 09-25 to 09-27 between
        ("09-30", 0, "09-30"),
        ("09-30", 1, "10-08"),  # 国庆 10-01 to 10-07
        ("09-30", 3, "10-10"),  # Saturday 10-10 is worked
        ("10-08", -1, "09-30"),
        ("09-21", -1, "09-20"),  # Sunday 09-20 is worked
        ("10-03", 0, "09-30"),  # a due date on a day off: the working day before it
        ("10-03", -1, "09-30"),
    ],
)
def test_the_day_of_a_step_counts_working_days_from_the_due_date(due_on: str, offset: int, expected: str) -> None:
    assert day_of_step(day(due_on), offset, official_calendar()) == day(expected)


def a_point(start: date, due_on: date) -> Point:
    return Point(Node.PROMISED, "m", start, due_on, Owner.DEPARTMENT, "d", 1)


def test_a_rung_on_or_before_the_start_of_the_clock_is_never_planned() -> None:
    planned = rungs("jimo", PROJECT, a_point(day("09-28"), day("09-29")), (0, -1, 1, -5), official_calendar())
    assert [(rung.step, rung.on) for rung in planned] == [("0", day("09-29")), ("+1", day("09-30"))]


def test_another_due_date_attempt_or_matter_means_another_rung() -> None:
    others = [a_rung(due_on="09-30"), a_rung(attempt=2), a_rung(matter="x"), a_rung(offset=0)]
    assert len({rung.id for rung in (a_rung(), *others)}) == 5
    assert len({rung.stream for rung in (a_rung(), *others)}) == 5


def test_the_id_of_a_rung_is_the_same_for_ever() -> None:
    assert a_rung().id == UUID("eda4c0bc-56c0-5f43-8e2f-f282191b7e6f")
    assert a_rung().delivery("s-07") == UUID("b0056ff9-1450-5449-bb91-373aa767aeda")


def test_sent_twice_is_recorded_once(reminders: Reminders, scenario: Scenario) -> None:
    first = reminders.sent(a_rung(), SPECIALIST, "webhook", "2026-1")
    scenario.at("09-28 09:00")
    second = reminders.sent(a_rung(), SPECIALIST, "webhook", "2026-1")
    assert second.repeated
    assert second.events == first.events == reminders.log(a_rung())


def test_a_second_sent_forced_into_its_place_breaks_the_primary_key(reminders: Reminders, scenario: Scenario) -> None:
    (event,) = reminders.sent(a_rung(), SPECIALIST, "webhook", "2026-1").events
    with pytest.raises(IntegrityError):
        scenario.ledger.save([event])


def test_the_recipients_of_a_rung_share_its_stream(reminders: Reminders) -> None:
    for one in (SPECIALIST, *OFFICERS):
        reminders.sent(a_rung(), one, "webhook", "2026-1")
    assert [(e.originator_version, e.staff) for e in reminders.log(a_rung()) if isinstance(e, ReminderSent)] == [
        (1, "s-07"),
        (2, "o-1"),
        (3, "o-2"),
    ]


def test_the_same_failure_is_one_fact_and_another_is_another(reminders: Reminders) -> None:
    for problem in ("timeout", "timeout", "http_500"):
        reminders.failed(a_rung(), SPECIALIST, "webhook", problem, final=False)
    assert [e.problem for e in reminders.log(a_rung()) if isinstance(e, ReminderFailed)] == ["timeout", "http_500"]


Telling = Callable[[Reminders], object]


@pytest.mark.parametrize(
    ("before", "people", "expected"),
    [
        (lambda _: None, (SPECIALIST, *OFFICERS), (SPECIALIST, *OFFICERS)),
        (lambda r: r.sent(a_rung(), SPECIALIST, "w", "1"), (SPECIALIST, *OFFICERS), OFFICERS),
        (lambda r: r.failed(a_rung(), SPECIALIST, "w", "timeout", final=False), (SPECIALIST,), (SPECIALIST,)),
        (lambda r: r.failed(a_rung(), SPECIALIST, "w", "http_400", final=True), (SPECIALIST,), ()),
        (lambda r: r.failed(a_rung(), SPECIALIST, "w", "http_400", final=True), (SUCCESSOR,), (SUCCESSOR,)),
        (lambda r: r.sent(a_rung(), SPECIALIST, "w", "1"), (SUCCESSOR,), ()),
        (lambda r: r.sent(a_rung(), OFFICERS[0], "w", "1"), OFFICERS, OFFICERS[1:]),
        (lambda r: r.superseded(a_rung(), by=a_rung(0)), (SPECIALIST,), ()),
        (lambda _: None, (SPECIALIST, Recipient("officer", "s-07")), (SPECIALIST,)),
    ],
    ids=[
        "everybody at first",
        "not who got it",
        "again who could not be reached",
        "not whose receiver refused it",
        "the successor of one who was refused",
        "not the successor of one who got it",
        "a colleague in the same role",
        "nobody once superseded",
        "a person in two roles once",
    ],
)
def test_who_is_still_owed_a_rung(
    reminders: Reminders, before: Telling, people: tuple[Recipient, ...], expected: tuple[Recipient, ...]
) -> None:
    before(reminders)
    assert owed(reminders.log(a_rung()), people, day("09-28")) == expected


def test_the_stored_shapes_come_back_as_they_went_in(reminders: Reminders) -> None:
    reminders.sent(a_rung(), SPECIALIST, "webhook", "2026-1")
    reminders.failed(a_rung(), OFFICERS[0], "webhook", "http_400", final=True)
    reminders.superseded(a_rung(0), by=a_rung(1))
    log = [*reminders.log(a_rung()), *reminders.log(a_rung(0))]
    assert [type(event) for event in log] == [ReminderSent, ReminderFailed, ReminderSuperseded]
    assert [from_stored(to_stored(event)) for event in log] == log


def test_the_outcomes_are_read_as_known_at_a_moment(reminders: Reminders, scenario: Scenario) -> None:
    earlier = scenario.at("09-28 08:29").now
    scenario.at("09-28 08:30")
    reminders.sent(a_rung(), SPECIALIST, "webhook", "2026-1")
    assert reminders.log(a_rung(), earlier) == ()
    assert len(reminders.log(a_rung(), scenario.now)) == 1
