"""What nobody acknowledges goes up: to whom, on which day, and what stops it (dates of 2026).

`fire_design_review` accepted on Mon 09-21: promised by 09-29, statutory limit 10-19.
"""

from typing import ClassVar
from uuid import UUID

import pytest

from domain.log.ledger import Command
from domain.reminders.answers import Answerer, acknowledging
from domain.reminders.escalations import ReminderEscalated, Trigger
from domain.reminders.events import ReminderSent
from tests.scenario import day
from tests.scheduler.policies import Everybody
from tests.scheduler.receiver import Receiver
from tests.scheduler.stage import MATTER, REASON, Stage, Staging, accepted, suspended

pytestmark = pytest.mark.both_engines


def raised(stage: Stage) -> list[tuple[str, str, str, bool]]:
    """What went up so far: when, to whom, why, and whether only to a list."""
    return [
        (event.effective_on.isoformat()[5:], event.role, event.trigger.value, event.listed)
        for event in stage.outcomes
        if isinstance(event, ReminderEscalated)
    ]


def told(stage: Stage, staff: str) -> list[str]:
    """The steps of which a person was told."""
    return [event.step for event in stage.outcomes if isinstance(event, ReminderSent) and event.staff == staff]


def acknowledge(stage: Stage, step: str, staff: str) -> None:
    """A person acknowledges what he was told of a step."""
    sent = [event for event in stage.outcomes if isinstance(event, ReminderSent) and event.staff == staff]
    stream: UUID = next(event.originator_id for event in sent if event.step == step)
    command = Command(id=f"{staff}/{step}", digest=step, actor=staff, via="api")
    job = acknowledging(stream, command, Answerer(staff), "专班三")
    stage.scenario.ledger.execute(job.stream, job.command, job.decide)


def sweeps(stage: Stage, *days: str) -> None:
    for on in days:
        stage.at(f"{on} 09:00")


def test_two_days_of_silence_after_the_promise_go_up_to_the_lead_and_five_onto_a_list(rows: Staging) -> None:
    stage = rows("promised")
    accepted(stage.scenario)
    sweeps(stage, "09-28", "09-29", "09-30", "10-08")
    assert raised(stage) == [("10-08", "lead", "silence", False)]
    assert told(stage, "l-1") == ["escalate:lead"]
    sweeps(stage, "10-09", "10-10", "10-12")
    assert raised(stage)[1:] == [("10-12", "leadership", "silence", True)]
    assert told(stage, "b-1") == []


def test_the_silence_is_counted_from_the_day_on_which_people_were_told(rows: Staging) -> None:
    """Entered on 10-08 only: the message of that day has two working days to be answered, till Saturday 10-10."""
    stage = rows("promised")
    accepted(stage.scenario.at("10-08 08:00"))
    stage.scenario.at("10-08 08:05")
    sweeps(stage, "10-08", "10-09")
    assert raised(stage) == []
    sweeps(stage, "10-10")
    assert raised(stage) == [("10-10", "lead", "silence", False)]
    up = next(event for event in stage.outcomes if isinstance(event, ReminderEscalated))
    assert (up.silent_since, up.trigger) == (day("10-08"), Trigger.SILENCE)


def test_an_acknowledgement_stops_what_goes_up_and_nothing_else(rows: Staging, receiver: Receiver) -> None:
    stage = rows("promised")
    accepted(stage.scenario)
    sweeps(stage, "09-28")
    acknowledge(stage, "-1", "o-1")
    sweeps(stage, "09-29", "09-30", "10-08", "10-09", "10-10", "10-12")
    assert raised(stage) == []
    assert [step for step in told(stage, "o-1") if step == "0"] == ["0"]


def test_the_lead_acknowledges_and_it_goes_no_further(rows: Staging) -> None:
    stage = rows("statutory")
    accepted(stage.scenario)
    sweeps(stage, "10-12", "10-15")
    assert raised(stage) == [("10-15", "lead", "step", False)]
    acknowledge(stage, "escalate:lead", "l-1")
    sweeps(stage, "10-16", "10-19", "10-20")
    assert len(raised(stage)) == 1
    assert told(stage, "o-1") == ["-5", "-2", "-1", "0", "+1"]


def test_another_due_date_goes_up_anew(rows: Staging) -> None:
    """The acknowledgement was of 10-19; the stop moves the limit to 10-28."""
    stage = rows("statutory")
    accepted(stage.scenario)
    sweeps(stage, "10-12")
    acknowledge(stage, "-5", "s-07")
    suspended(stage.scenario)
    assert stage.scenario.rules.calendar.nth_before(day("10-28"), 2) == day("10-26")
    sweeps(stage, "10-21", "10-26")
    assert raised(stage) == [("10-26", "lead", "step", False)]


def test_the_lead_hears_of_the_fifth_day_at_three_in_the_afternoon(rows: Staging) -> None:
    stage = rows("acceptance_answer")
    stage.scenario.at("09-21 09:00").act(MATTER, "receive", "09-21", receipt_no="JM-1")
    stage.at("09-29 09:00")
    stage.at("09-29 14:59")
    assert raised(stage) == []
    stage.at("09-29 15:00")
    assert raised(stage) == [("09-29", "lead", "clock", False)]


def test_who_acknowledged_in_the_morning_is_not_reported_at_three(rows: Staging) -> None:
    stage = rows("acceptance_answer")
    stage.scenario.at("09-21 09:00").act(MATTER, "receive", "09-21", receipt_no="JM-1")
    stage.at("09-29 09:00")
    acknowledge(stage, "0", "o-1")
    stage.at("09-29 15:00")
    assert raised(stage) == []


def test_a_deemed_acceptance_is_told_to_lead_and_head_at_once(rows: Staging) -> None:
    stage = rows("acceptance_deemed")
    stage.scenario.at("09-21 09:00").act(MATTER, "receive", "09-21", receipt_no="JM-1")
    assert stage.at("09-30 08:30").deemed == 1
    sweeps(stage, "10-08")
    assert raised(stage) == [("10-08", "lead", "at_once", False), ("10-08", "head_of_department", "at_once", False)]
    assert sorted(event.staff for event in stage.outcomes if isinstance(event, ReminderSent)) == [
        "h-1",
        "l-1",
        "o-1",
        "s-07",
    ]


def test_after_five_repeats_it_stands_on_the_leads_list(rows: Staging) -> None:
    """Promised by 03-09: the repeats are +1, +3, … +11 on 03-24; +13 would be 03-26."""
    stage = rows("promised")
    accepted(stage.scenario, on="03-02")
    sweeps(stage, "03-09", "03-24", "03-25")
    assert not any(trigger == "repeats_over" for _, _, trigger, _ in raised(stage))
    sweeps(stage, "03-26", "03-27")
    assert raised(stage)[-1] == ("03-26", "lead", "repeats_over", True)


def test_a_grant_ends_it_all(rows: Staging) -> None:
    stage = rows("promised")
    accepted(stage.scenario)
    sweeps(stage, "09-29", "09-30")
    stage.scenario.at("10-08 08:00").act(MATTER, "grant", "09-30", REASON, document="JM-2")
    sweeps(stage, "10-08", "10-12")
    assert raised(stage) == []


def test_what_went_up_is_recorded_once_and_sent_once(rows: Staging, receiver: Receiver) -> None:
    stage = rows("promised")
    accepted(stage.scenario)
    sweeps(stage, "09-29", "10-08")
    stage.sweeper = stage.another()
    stage.at("10-08 09:01")
    assert len(raised(stage)) == 1
    assert told(stage, "l-1") == ["escalate:lead"]
    (got,) = [one.content for one in receiver.received if one.content["staff"] == "l-1"]
    assert got["text"]["zh"].endswith("已超期2个工作日。（自2026-09-29告知后无人确认）")
    assert (got["step"], got["role"]) == ("escalate:lead", "lead")


def test_where_nobody_can_be_told_it_goes_up_on_its_day(rows: Staging) -> None:
    """The officer's post is empty, and the pre-review is the officer's alone."""
    stage = rows("pre_review_opinion")

    class NoOfficer(Everybody):
        known: ClassVar = {role: staff for role, staff in Everybody.known.items() if role != "officer"}

    stage.book = NoOfficer(stage.webhook)
    stage.sweeper = stage.another()
    stage.scenario.at("09-21 09:00").act(MATTER, "pre-review", "09-21")
    sweeps(stage, "09-29", "09-30")
    assert raised(stage) == []
    sweeps(stage, "10-08")
    assert raised(stage) == [("10-08", "lead", "silence", False)]
