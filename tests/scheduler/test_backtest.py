"""A policy tried on the history: the same messages as the scheduler would have sent, and what is said of them."""

from datetime import date

from domain.reminders.digests import DigestSent
from domain.reminders.events import ReminderSent
from domain.reminders.nodes import Node
from scheduler.audit.backtest import Backtest, tried
from scheduler.audit.backtest_figures import Figures
from scheduler.policy.policy import Policy
from tests.scenario import day
from tests.scheduler.policies import shipped_rows
from tests.scheduler.stage import DEPARTMENT, MATTER, REASON, Stage, Staging, accepted, suspended


def figures(stage: Stage, policy: Policy, first: str = "09-21", last: str = "10-30") -> Figures:
    stage.scenario.at(f"{last} 19:00")
    found = tried(stage.scenario.projects, stage.directory, policy, day(first), day(last))
    assert found
    return found


def test_it_sends_what_the_scheduler_sent(rows: Staging) -> None:
    """The worked example with its stop, swept each day in truth and once more from the log."""
    stage = rows("promised", "statutory", "suspension_end")
    stage.book = None
    for staff, post, of in (("o-1", "officer", DEPARTMENT), ("l-1", "lead", "专班三"), ("b-1", "leadership", "")):
        stage.takes(staff, post, of)
    stage.takes("h-1", "head_of_department", DEPARTMENT)
    stage.sweeper = stage.another()
    suspended(accepted(stage.scenario))
    on = day("10-13")
    while on <= day("11-03"):
        stage.at(f"{on.isoformat()} 08:30")
        on = stage.scenario.rules.calendar.nth_after(on, 1)
    log = [event for _, event in stage.scenario.ledger.after(0, 10_000)]
    digests = {event.digest: event for event in log if isinstance(event, DigestSent)}
    sent = [event for event in log if isinstance(event, ReminderSent)]
    truth = {(event.effective_on, event.staff, event.kind, event.step) for event in sent}

    test = Backtest(stage.scenario.projects, stage.directory, stage.policy)
    found = test.run(day("10-13"), day("11-03"))

    assert truth
    assert {(one.at.date(), one.staff, due.rung.kind, due.rung.step) for one in found for due in one.told} == truth
    assert sum(one.kind == "daily" for one in found) == len(digests)


def test_nothing_of_it_is_recorded(rows: Staging) -> None:
    stage = rows("promised")
    accepted(stage.scenario)
    before = stage.scenario.ledger.position()
    figures(stage, stage.policy)
    assert stage.scenario.ledger.position() == before


def test_who_was_warned_in_time(rows: Staging) -> None:
    """Promised by 09-29 and granted on 10-09: passed, and warned of the day before."""
    stage = rows("promised")
    accepted(stage.scenario)
    stage.scenario.at("10-09 17:00").act(MATTER, "grant", "10-09", REASON, document="JM-2")
    found = figures(stage, stage.policy)
    assert (found.passed, found.warned_ahead, found.warned_on_the_day, found.warned_after) == (1, 1, 0, 0)
    assert found.false_alarms == 0
    late = figures(stage, shipped_rows("stale"))
    assert (late.passed, late.never_warned) == (1, 1)


def test_a_date_entered_late_is_warned_of_afterwards(rows: Staging) -> None:
    stage = rows("promised")
    accepted(stage.scenario)
    scenario = stage.scenario
    for topic in ("ApplicationReceived", "ApplicationAccepted"):
        scenario.at("10-08 09:30").correct(scenario.version_of(topic, MATTER), effective_on="2026-09-14")
    scenario.at("10-09 17:00").act(MATTER, "grant", "10-09", REASON, document="JM-2")
    found = figures(stage, stage.policy)
    assert (found.passed, found.warned_after) == (0, 0)  # it passed on 09-20, before the days that are looked at
    found = figures(stage, stage.policy, "09-14")
    assert (found.passed, found.warned_ahead, found.warned_after) == (1, 0, 1)


def test_a_message_about_what_was_done_and_not_entered_is_a_false_alarm(rows: Staging) -> None:
    """Granted on 09-25, entered on 10-09: what was told on 09-28, 09-29 and after it was wrong."""
    stage = rows("promised")
    accepted(stage.scenario)
    stage.scenario.at("10-09 17:00").act(MATTER, "grant", "09-25", REASON, document="JM-2")
    found = figures(stage, stage.policy)
    assert found.passed == 0
    assert found.false_alarms == found.judged == found.told > 0
    (alarm,) = found.alarms
    assert (alarm.node, alarm.why, alarm.count) == (Node.PROMISED, "closed_before", found.false_alarms)
    assert (alarm.matter, alarm.told_on, alarm.due_on) == (MATTER, day("09-28"), day("09-29"))


def test_a_message_of_a_date_that_moved_before_it_was_entered_is_a_false_alarm(rows: Staging) -> None:
    """Stopped from 09-24 on, entered on 09-30: what was told of 09-29 was of another date, or of none as long as it
    was stopped."""
    stage = rows("promised")
    accepted(stage.scenario)
    notice = {"kind": "expert_review", "notice_no": "专告1号", "notice_on": "09-24", "expected_end": "10-09"}
    stage.scenario.at("09-30 17:00").act(MATTER, "suspend", "09-24", REASON, **notice)
    found = figures(stage, stage.policy)
    assert {(one.node, one.why) for one in found.alarms} == {(Node.PROMISED, "closed_before")}
    stage.scenario.at("09-30 17:30").act(MATTER, "resume", "09-25", REASON, kind="expert_review")
    found = figures(stage, stage.policy)
    assert {(one.node, one.why) for one in found.alarms} == {(Node.PROMISED, "another_date")}


def test_the_weeks_of_each_person_are_counted(rows: Staging) -> None:
    stage = rows("promised")
    accepted(stage.scenario)
    stage.scenario.at("10-12 17:00").act(MATTER, "grant", "10-12", REASON, document="JM-2")
    found = figures(stage, stage.policy)
    people = {one.staff: one for one in found.people}
    specialist = people["s-07"]
    assert specialist.weeks == 6
    assert (specialist.messages, specialist.most, specialist.busiest) == (5, 3, date(2026, 9, 28))
    assert f"(officer {DEPARTMENT})" in people
    assert "(lead 专班三)" in people
