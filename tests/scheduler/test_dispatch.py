"""The weekly dispatch to leads and the monthly summary to leadership (dates of 2026).

Days off: 09-25 to 09-27, 10-01 to 10-07; worked: Sunday 09-20, Saturday 10-10.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from domain.dates.official import official_calendar
from domain.reminders.digests import DigestKind, DigestSent
from scheduler.due.dispatch import begins
from tests.scenario import Scenario, day
from tests.scheduler.policies import Everybody, shipped_rows
from tests.scheduler.receiver import Receiver
from tests.scheduler.stage import Stage, accepted, started


@pytest.fixture
def stage(scenario: Scenario, receiver: Receiver) -> Iterator[Stage]:
    """Everybody is somebody; the rows are the two limits and silence."""
    made = Stage(started(scenario), receiver.url, shipped_rows("promised", "statutory", "stale", summaries=True))
    made.book = Everybody(made.webhook)
    made.sweeper = made.another()
    yield made
    made.close()


def got(receiver: Receiver, staff: str, kind: str) -> list[dict[str, Any]]:
    return [one.content for one in receiver.received if (one.content["staff"], one.content["kind"]) == (staff, kind)]


@pytest.mark.parametrize(
    ("on", "kinds"),
    [
        ("09-20", []),  # a Sunday that is worked ends its week
        ("09-21", ["weekly"]),
        ("09-22", []),
        ("10-01", []),
        ("10-08", ["weekly", "monthly"]),  # Thursday, the first working day of the week and of October
        ("10-09", []),
        ("10-10", []),
        ("10-12", ["weekly"]),
        ("11-02", ["weekly", "monthly"]),
        ("12-01", ["monthly"]),
    ],
)
def test_the_first_working_day_of_a_week_and_of_a_month(on: str, kinds: list[str]) -> None:
    calendar = official_calendar()
    found = [kind for kind in (DigestKind.WEEKLY, DigestKind.MONTHLY) if begins(kind, day(on), calendar)]
    assert found == kinds


def test_the_lead_gets_a_line_for_each_project_that_needs_a_look(stage: Stage, receiver: Receiver) -> None:
    accepted(stage.scenario)  # promised by 09-29, statutory limit 10-19
    stage.at("09-28 08:30")
    stage.at("10-08 08:30")
    first, second = got(receiver, "l-1", "weekly")
    assert first["text"]["zh"].splitlines() == [
        "【每周调度】2026-09-28这一周，本专班1个项目需要过问：",
        "1. HH-2026-0001 叁旺液压：将到期1项，最早为“特殊建设工程消防设计审查”2026-09-29",
    ]
    assert second["text"]["zh"].splitlines()[1] == (
        "1. HH-2026-0001 叁旺液压：已过期1项，已7个工作日无记录，最早为“特殊建设工程消防设计审查”2026-09-29"
    )
    assert second["on"] == "2026-10-05"


def test_leadership_gets_the_month_and_nothing_each_week(stage: Stage, receiver: Receiver) -> None:
    accepted(stage.scenario)
    for on in ("09-28", "09-29", "10-08", "10-12"):
        stage.at(f"{on} 08:30")
    assert got(receiver, "b-1", "weekly") == []
    (month,) = got(receiver, "b-1", "monthly")
    head, line = month["text"]["en"].splitlines()
    assert head == "[Monthly summary] 2026-10-01, projects that need a look: 1"
    assert line == (
        "1. HH-2026-0001 叁旺液压: overdue: 1, coming up: 1, quiet for 7 working days, "
        "first: Fire-design review (special projects), 2026-09-29"
    )


def test_what_stands_on_the_list_is_counted(stage: Stage, receiver: Receiver) -> None:
    """Onto leadership's list after five days of silence, 10-12; onto the lead's when the repeats are over, 10-22."""
    accepted(stage.scenario)
    for on in ("09-28", "09-29", "10-08", "10-12", "10-13", "10-14", "10-19", "10-26", "11-02"):
        stage.at(f"{on} 08:30")
    assert "上报在列1项" in got(receiver, "b-1", "monthly")[-1]["text"]["zh"]
    assert "上报在列1项" in got(receiver, "l-1", "weekly")[-1]["text"]["zh"]


def test_a_week_with_nothing_to_say_has_no_dispatch(stage: Stage, receiver: Receiver) -> None:
    assert stage.at("01-12 08:30").sent == 0
    assert receiver.received == []


def test_a_dispatch_that_was_not_taken_is_sent_again_with_the_same_id(stage: Stage, receiver: Receiver) -> None:
    accepted(stage.scenario, on="09-22")  # nothing to remind of on 09-28 but the dispatch
    receiver.answers.append(503)
    assert stage.at("09-28 08:30").failed == 1
    assert stage.at("09-28 08:31").sent == 1
    first, second = got(receiver, "l-1", "weekly")
    assert first["delivery"] == second["delivery"]
    stage.sweeper = stage.another()
    assert stage.at("09-28 09:00").sent == 0
    log = [event for _, event in stage.scenario.ledger.after(0, 10_000) if isinstance(event, DigestSent)]
    assert [(one.kind, one.period, one.rungs) for one in log] == [("weekly", day("09-28"), ())]
