"""Whole courses day by day, as the shipped policy has them: every message of every working day, and no other.

Days off: 09-25 to 09-27, 10-01 to 10-07; worked: Sunday 09-20, Saturday 10-10 (2026).
"""

from datetime import timedelta

import pytest

from domain.event import shanghai_date
from domain.reminders.events import ReminderSent, ReminderSuperseded
from tests.scenario import day
from tests.scheduler.stage import MATTER, REASON, Stage, Staging, accepted

pytestmark = pytest.mark.both_engines

LIMITS = ("promised", "statutory", "suspension_end")


def swept(stage: Stage, first: str, last: str) -> None:
    """A sweep at 08:30 of every day, working or not."""
    on = day(first)
    while on <= day(last):
        stage.at(f"{on.isoformat()} 08:30")
        on += timedelta(days=1)


def told(stage: Stage, staff: str = "o-1") -> list[str]:
    """What a person was told, day by day."""
    sent = [event for event in stage.outcomes if isinstance(event, ReminderSent) and event.staff == staff]
    return [f"{shanghai_date(one.recorded_at):%m-%d} {one.kind} {one.step} of {one.due_on:%m-%d}" for one in sent]


def test_the_worked_example_from_the_acceptance_to_the_grant(rows: Staging) -> None:
    stage = rows(*LIMITS)
    scenario = accepted(stage.scenario)  # Mon 09-21: promised by 09-29, statutory limit 10-19
    swept(stage, "09-21", "09-23")
    notice = {"kind": "expert_review", "notice_no": "专告1号", "notice_on": "09-24", "expected_end": "10-09"}
    scenario.at("09-24 08:00").act(MATTER, "suspend", "09-24", "专家评审", **notice)
    swept(stage, "09-24", "10-11")
    scenario.at("10-12 08:00").act(MATTER, "resume", "10-12", kind="expert_review")
    swept(stage, "10-12", "10-20")
    assert told(stage) == [
        "09-30 suspension_end -2 of 10-09",
        "10-09 suspension_end 0 of 10-09",
        "10-13 promised -1 of 10-14",
        "10-14 promised 0 of 10-14",
        "10-15 promised +1 of 10-14",
        "10-19 promised +3 of 10-14",
    ]
    scenario.at("10-20 16:00").act(MATTER, "grant", "10-20", REASON, document="JM-2")
    swept(stage, "10-21", "11-10")
    assert len(told(stage)) == 6


def test_the_same_matter_without_a_stop_across_the_make_up_sunday_and_national_day(rows: Staging) -> None:
    stage = rows(*LIMITS)
    accepted(stage.scenario, on="09-14")  # five working days end on Sunday 09-20, fifteen on 10-12
    swept(stage, "09-14", "10-13")
    assert told(stage) == [
        "09-18 promised -1 of 09-20",
        "09-20 promised 0 of 09-20",
        "09-21 promised +1 of 09-20",
        "09-23 promised +3 of 09-20",
        "09-28 statutory -5 of 10-10",
        "09-28 promised +5 of 09-20",
        "09-30 promised +7 of 09-20",
        "10-08 statutory -2 of 10-10",
        "10-09 statutory -1 of 10-10",
        "10-09 promised +9 of 09-20",
        "10-10 statutory 0 of 10-10",
        "10-12 statutory +1 of 10-10",
        "10-12 promised +11 of 09-20",
        "10-13 statutory +2 of 10-10",
    ]
    assert told(stage, "b-1") == ["10-10 statutory escalate:leadership of 10-10"]


def test_a_suspension_in_between_silences_both_limits_until_it_ends(rows: Staging) -> None:
    stage = rows("promised", "statutory")
    scenario = accepted(stage.scenario)
    swept(stage, "09-21", "09-28")
    notice = {"kind": "expert_review", "notice_no": "专告1号", "notice_on": "09-29"}
    scenario.at("09-29 08:00").act(MATTER, "suspend", "09-29", "专家评审", **notice)
    swept(stage, "09-29", "10-19")
    assert told(stage) == ["09-28 promised -1 of 09-29"]
    scenario.at("10-20 08:00").act(MATTER, "resume", "10-20", kind="expert_review")
    swept(stage, "10-20", "10-22")
    assert told(stage)[1:] == ["10-20 promised 0 of 10-20", "10-21 promised +1 of 10-20"]


def test_a_changed_date_is_told_anew_from_there_on(rows: Staging) -> None:
    stage = rows("promised")
    scenario = accepted(stage.scenario)
    swept(stage, "09-21", "09-28")
    scenario.at("09-28 16:00")
    scenario.correct(scenario.version_of("ApplicationAccepted", MATTER), effective_on="2026-09-22")
    swept(stage, "09-29", "10-08")
    assert told(stage) == [
        "09-28 promised -1 of 09-29",
        "09-29 promised -1 of 09-30",
        "09-30 promised 0 of 09-30",
        "10-08 promised +1 of 09-30",
    ]


def test_a_date_that_comes_back_is_not_told_twice(rows: Staging) -> None:
    stage = rows("promised")
    scenario = accepted(stage.scenario)
    swept(stage, "09-21", "09-28")
    version = scenario.version_of("ApplicationAccepted", MATTER)
    scenario.at("09-28 16:00").correct(version, effective_on="2026-09-22")
    stage.at("09-28 16:01")
    scenario.at("09-28 17:00").correct(version)
    stage.at("09-28 17:01")
    swept(stage, "09-29", "09-29")
    assert told(stage) == ["09-28 promised -1 of 09-29", "09-29 promised 0 of 09-29"]


def test_three_days_of_downtime_bring_the_newest_of_each_and_nothing_else(rows: Staging) -> None:
    stage = rows("promised", "statutory")
    accepted(stage.scenario)
    swept(stage, "09-21", "10-09")
    stage.sweeper = stage.another()  # nothing ran on 10-10, 10-12 and 10-13
    before = len(told(stage))
    stage.at("10-14 08:30")
    assert told(stage)[before:] == ["10-14 statutory -5 of 10-19", "10-14 promised +7 of 09-29"]
    skipped = [event.step for event in stage.outcomes if isinstance(event, ReminderSuperseded)]
    assert skipped == ["+5"]
