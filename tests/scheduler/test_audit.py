"""The audit of reminders: empty after an ordinary life; a deleted outcome is missing, an added one extra (2026).

`fire_design_review` accepted on Mon 09-21: promised by 09-29, statutory limit 10-19.
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid5

import pytest

from domain.deciding.commands import AssignSpecialist
from domain.event import Event
from domain.log.codec import to_stored
from domain.reminders.answers import Answerer, acknowledging, snoozing, stream_of_reminder
from domain.reminders.digests import Digest, DigestKind, DigestSent, sending_digest
from domain.reminders.escalations import ReminderEscalated
from domain.reminders.events import ReminderSent, ReminderSuperseded
from tests.scenario import Scenario, day, moment
from tests.scheduler.auditing import audited, found, staffed, working_days
from tests.scheduler.policies import shipped_rows
from tests.scheduler.receiver import Receiver
from tests.scheduler.stage import MATTER, Stage, accepted


@pytest.fixture
def stage(scenario: Scenario, receiver: Receiver) -> Iterator[Stage]:
    set_up = staffed(scenario, receiver)
    yield set_up
    set_up.close()


def sweep_through(stage: Stage, first: str, last: str, *hours: str) -> None:
    """Sweeps on every working day, by default at the opening, in the afternoon and before the close."""
    for on in working_days(stage, first, last):
        for hour in hours or ("08:30", "08:36", "15:00", "17:59"):
            stage.at(f"{on} {hour}")


def ordinary_life(stage: Stage) -> None:
    """A quarter: silence, a stop, an absence over National Day, a hand-over, an acknowledgement, days of downtime."""
    scenario = stage.scenario
    sweep_through(stage, "09-18", "09-18")
    accepted(scenario, on="09-21")
    sweep_through(stage, "09-22", "09-23")
    scenario.at("09-23 18:10")
    stage.away("s-07", "09-25", "10-09", "s-08")
    suspended_from(scenario)
    sweep_through(stage, "09-24", "10-10")
    scenario.at("10-12 08:00").act(MATTER, "resume", "10-12", kind="expert_review")
    sweep_through(stage, "10-12", "10-14")
    acknowledge(stage)
    stage.at("10-15 08:30")
    scenario.at("10-15 10:00").do(AssignSpecialist(effective_on=day("10-15"), specialist="s-09", team="专班三"))
    stage.at("10-15 10:01")
    sweep_through(stage, "10-16", "10-16")
    sweep_through(stage, "10-22", "11-06")  # nobody swept from 10-19 to 10-21
    scenario.at("11-06 18:30").act(MATTER, "grant", "11-06", "补办", document="消审〔2026〕1号")
    sweep_through(stage, "11-09", "11-13")


def suspended_from(scenario: Scenario) -> None:
    notice = {"kind": "expert_review", "notice_no": "专告1号", "notice_on": "09-24", "expected_end": "10-09"}
    scenario.at("09-24 08:00").act(MATTER, "suspend", "09-24", "专家评审", **notice)


def acknowledge(stage: Stage) -> None:
    sent = [one for one in stage.outcomes if isinstance(one, ReminderSent) and one.matter == MATTER][-1]
    job = acknowledging(sent.originator_id, stage.scenario.command(), Answerer(sent.staff), "专班三")
    stage.scenario.ledger.execute(job.stream, job.command, job.decide)


def delete(stage: Stage, event: Event) -> None:
    """Take an event out of the store, as no command can."""
    (file,) = Path(stage.scenario.url.removeprefix("sqlite:///")).glob("events.sqlite")
    with sqlite3.connect(file) as connection:
        where = "WHERE originator_id = ? AND originator_version = ?"
        key = (event.originator_id.hex, event.originator_version)
        assert connection.execute(f"DELETE FROM stored_events {where}", key).rowcount == 1


def add(stage: Stage, event: Event) -> None:
    stage.scenario.recorder.insert_events([to_stored(event)])


@pytest.mark.both_engines
def test_an_ordinary_life_leaves_nothing_missing_and_nothing_extra(stage: Stage) -> None:
    ordinary_life(stage)
    audit = audited(stage)
    assert found(audit) == ([], [])
    assert audit.outcomes > 60


def short_life(stage: Stage) -> list[Event]:
    """Limits and what goes up, a hand-over, days of downtime; the outcomes."""
    stage.policy = shipped_rows("promised", "statutory")
    stage.sweeper = stage.another()
    accepted(stage.scenario, on="09-21")
    sweep_through(stage, "09-22", "09-28", "08:30", "15:00")
    stage.scenario.at("09-28 17:00").do(AssignSpecialist(effective_on=day("09-28"), specialist="s-09", team="专班三"))
    stage.at("09-28 17:01")
    sweep_through(stage, "09-29", "10-09", "08:30", "15:00")
    sweep_through(stage, "10-15", "10-21", "08:30", "15:00")
    kinds = (ReminderSent, ReminderSuperseded, ReminderEscalated, DigestSent)
    return [event for _, event in stage.scenario.ledger.after(0, 10_000) if isinstance(event, kinds)]


def message(outcomes: list[Event], step: str, staff: str) -> ReminderSent:
    """The first message of a step to somebody."""
    sent = (one for one in outcomes if isinstance(one, ReminderSent))
    return next(one for one in sent if (one.step, one.staff) == (step, staff))


def test_whatever_is_deleted_of_a_life_is_missed(stage: Stage) -> None:
    outcomes = short_life(stage)
    assert {type(one) for one in outcomes} == {ReminderSent, ReminderSuperseded, ReminderEscalated, DigestSent}
    assert audited(stage).clean
    unnoticed = []
    for event in outcomes:
        delete(stage, event)
        if audited(stage).clean:
            unnoticed.append(f"{event.TOPIC} {getattr(event, 'step', '')} {getattr(event, 'staff', '')}")
        add(stage, event)
    assert unnoticed == []


def test_a_message_that_is_gone_is_named_with_its_rung_and_its_person(stage: Stage) -> None:
    sent = next(
        one for one in short_life(stage) if isinstance(one, ReminderSent) and (one.step, one.staff) == ("-1", "o-1")
    )
    delete(stage, sent)
    assert found(audited(stage)) == (["promised -1 o-1 not_sent"], [])


def test_a_rung_that_nobody_got_and_nothing_superseded_is_missing(stage: Stage) -> None:
    gone = next(one for one in short_life(stage) if isinstance(one, ReminderSuperseded))
    delete(stage, gone)
    missing, extra = found(audited(stage))
    assert missing == [f"{gone.kind.value} {gone.step}  not_superseded"]
    assert extra == []


def later(event: ReminderSent, stage: Stage, **values: Any) -> ReminderSent:
    """The event once more, behind the others of its stream."""
    log = stage.scenario.ledger.load(event.originator_id)
    staff = values.get("staff", event.staff)
    return replace(event, originator_version=len(log) + 1, delivery=uuid5(event.rung, staff), **values)


def planted(stage: Stage, **values: Any) -> list[str]:
    """What the audit says of an added message."""
    sent = next(
        one for one in short_life(stage) if isinstance(one, ReminderSent) and (one.step, one.staff) == ("-1", "o-1")
    )
    add(stage, later(sent, stage, **values))
    missing, extra = found(audited(stage))
    assert missing == []
    return extra


def test_a_message_to_somebody_who_holds_no_role_is_extra(stage: Stage) -> None:
    assert planted(stage, staff="s-99") == ["promised -1 s-99 not_his_role"]


def test_a_message_told_twice_is_extra(stage: Stage) -> None:
    assert planted(stage) == ["promised -1 o-1 twice"]


def test_a_message_at_night_is_extra(stage: Stage) -> None:
    assert planted(stage, staff="s-99", recorded_at=moment("09-28 21:00")) == ["promised -1 s-99 outside_window"]


def test_a_message_of_a_step_whose_day_has_not_come_is_extra(stage: Stage) -> None:
    outcomes = short_life(stage)
    sent = message(outcomes, "-2", "o-1")
    delete(stage, sent)
    add(stage, replace(sent, recorded_at=moment("10-09 09:00"), effective_on=day("10-09")))
    missing, extra = found(audited(stage))
    assert extra == ["statutory -2 o-1 too_early"]
    assert missing == []


def test_a_message_about_what_was_never_due_is_extra(stage: Stage) -> None:
    sent = next(one for one in short_life(stage) if isinstance(one, ReminderSent))
    strange = uuid5(sent.rung, "another date")
    stream = stream_of_reminder("jimo", strange)
    values: dict[str, Any] = {"rung": strange, "due_on": day("12-01"), "originator_id": stream, "originator_version": 1}
    add(stage, replace(sent, delivery=uuid5(strange, sent.staff), **values))
    missing, extra = found(audited(stage))
    assert (missing, extra) == ([], [f"{sent.kind.value} {sent.step} {sent.staff} no_such_rung"])


def test_downtime_leaves_no_gap_and_a_sweep_that_did_nothing_does(stage: Stage) -> None:
    """Nobody swept from 09-28 on: nothing is missing. By the pulse somebody did, and sent nothing: all of it is."""
    stage.policy = shipped_rows("promised")
    stage.sweeper = stage.another()
    accepted(stage.scenario, on="09-21")
    stage.scenario.at("09-28 17:00")
    assert audited(stage).clean
    missing, extra = found(audited(stage, swept="09-28 16:59"))
    assert missing == ["promised -1 o-1 not_sent", "promised -1 s-07 not_sent"]
    assert extra == []


def digest_of(stage: Stage, kind: DigestKind, staff: str) -> DigestSent:
    """The first digest of a kind that somebody got."""
    log = (event for _, event in stage.scenario.ledger.after(0, 10_000))
    return next(one for one in log if isinstance(one, DigestSent) and (one.kind, one.staff) == (kind, staff))


def plant(stage: Stage, kind: DigestKind, staff: str, on: str, hour: str = "09:00") -> list[str]:
    """What the audit says of an added digest that tells of nothing."""
    digest = Digest("jimo", staff, kind, day(on))
    stage.scenario.at(f"{on} {hour}")
    job = sending_digest(digest, "webhook", stage.policy.version, ())
    stage.scenario.ledger.execute(job.stream, job.command, job.decide)
    missing, extra = found(audited(stage))
    assert missing == []
    return extra


def test_a_list_that_its_reader_never_got_is_missing(stage: Stage) -> None:
    short_life(stage)
    sent = digest_of(stage, DigestKind.TAKEOVER, "s-09")
    told = [one for one in stage.outcomes if isinstance(one, ReminderSent) and one.delivery == sent.digest]
    for one in (*told, sent):
        delete(stage, one)
    assert found(audited(stage)) == (["takeover  s-09 not_sent"], [])


def test_a_list_for_who_took_nothing_over_is_extra(stage: Stage) -> None:
    short_life(stage)
    assert plant(stage, DigestKind.TAKEOVER, "s-07", "10-21") == ["takeover  s-07 not_called_for"]


def test_a_summary_that_is_gone_is_missing_and_one_in_the_middle_of_a_week_is_extra(stage: Stage) -> None:
    accepted(stage.scenario, on="09-21")
    sweep_through(stage, "09-22", "10-09", "08:30", "17:59")
    assert found(audited(stage)) == ([], [])
    sent = digest_of(stage, DigestKind.WEEKLY, "t-1")
    delete(stage, sent)
    assert found(audited(stage)) == (["weekly  t-1 not_sent"], [])
    add(stage, sent)
    assert plant(stage, DigestKind.WEEKLY, "t-1", "10-09") == ["weekly  t-1 not_called_for"]


def test_a_digest_that_tells_of_nothing_is_extra(stage: Stage) -> None:
    accepted(stage.scenario, on="09-21")
    sweep_through(stage, "09-22", "09-22")
    assert plant(stage, DigestKind.DAILY, "s-99", "09-22") == ["daily  s-99 empty_digest"]


@pytest.fixture
def slipping(stage: Stage) -> Stage:
    """Row 10 alone; the first matter begun on 01-20 makes the permit late by 13 working days."""
    stage.policy = shipped_rows("forecast_slip")
    stage.sweeper = stage.another()
    stage.scenario.at("01-20 19:00").act("investment_agreement", "receive", "01-20", receipt_no="JM-1")
    return stage


def slips(stage: Stage) -> list[tuple[str, str]]:
    """Who was told of which date."""
    return [(one.staff, str(one.foreseen_on)) for one in stage.outcomes if isinstance(one, ReminderSent)]


def test_a_slip_is_judged_by_what_had_been_told_until_then(slipping: Stage, receiver: Receiver) -> None:
    """It began on 01-12 after all: late by 7 days, and that is told."""
    receiver.answers.extend([500, 500])
    slipping.at("01-21 09:00")
    scenario = slipping.scenario.at("01-21 14:00")
    scenario.correct(scenario.version_of("ApplicationReceived"), effective_on="2026-01-12")
    slipping.at("01-21 15:00")
    assert slips(slipping) == [("l-1", "2026-03-19"), ("s-07", "2026-03-11"), ("t-1", "2026-03-11")]
    assert found(audited(slipping)) == ([], [])


def test_a_slip_that_was_put_off_or_tried_again_is_judged_as_well(slipping: Stage, receiver: Receiver) -> None:
    receiver.answers.extend([200, 500])
    for when in ("01-21 09:00", "01-21 09:10", "01-22 09:00"):
        slipping.at(when)
    told = next(one for one in slipping.outcomes if isinstance(one, ReminderSent) and one.staff == "t-1")
    calendar = slipping.scenario.rules.calendar
    job = snoozing(told.originator_id, slipping.scenario.command(), Answerer("t-1"), "专班三", day("01-26"), calendar)
    slipping.scenario.ledger.execute(job.stream, job.command, job.decide)
    for when in ("01-23 09:00", "01-26 09:00", "01-27 09:00"):
        slipping.at(when)
    assert [staff for staff, _ in slips(slipping)] == ["s-07", "l-1", "t-1", "t-1"]
    assert found(audited(slipping)) == ([], [])
    again = [one for one in slipping.outcomes if isinstance(one, ReminderSent) and one.staff == "t-1"][1]
    delete(slipping, again)
    assert found(audited(slipping, swept="01-27 09:00")) == (["forecast_slip +3 t-1 not_sent"], [])
