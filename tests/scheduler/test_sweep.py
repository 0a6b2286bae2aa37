"""A sweep: what goes out, once, to whom, and what the log keeps of it."""

import threading
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from domain.deciding.commands import AssignSpecialist
from domain.project.model.state import Project
from domain.reminders.events import ReminderFailed, ReminderSent, ReminderSuperseded
from projections.ops.claims import LEASE, Claims
from scheduler.channels import Message, Outcome
from scheduler.channels.webhook import Webhook
from scheduler.report import Report
from scheduler.sending import delivery
from scheduler.sending.addressbook import OneChannel
from scheduler.sweep import Sweeper
from tests.scenario import Scenario, day, moment
from tests.scheduler.receiver import SECRET, Receiver
from tests.scheduler.stage import DEPARTMENT, MATTER, REASON, Stage, accepted

pytestmark = pytest.mark.both_engines


def test_a_due_reminder_goes_out_and_is_recorded(stage: Stage, receiver: Receiver) -> None:
    accepted(stage.scenario)
    assert stage.at("09-28 08:30").sent == 1
    (event,) = stage.outcomes
    assert isinstance(event, ReminderSent)
    assert (event.staff, event.role, event.channel, event.kind, event.due_on) == (
        "s-07",
        "specialist",
        "webhook",
        "promised",
        day("09-29"),
    )
    assert (event.via, event.actor, event.effective_on) == ("scheduler", "scheduler", day("09-28"))
    assert receiver.deliveries == [str(event.delivery)]


def test_the_receiver_gets_a_signed_message_with_all_it_needs(stage: Stage, receiver: Receiver) -> None:
    accepted(stage.scenario)
    stage.at("09-28 08:30")
    (got,) = receiver.received
    assert got.signed
    assert got.timestamp == str(int(moment("09-28 08:30").timestamp()))
    assert got.content["project"] == {
        "id": str(stage.scenario.project),
        "code": "HH-2026-0001",
        "name": "叁旺液压",
    }
    assert got.content["matter"]["key"] == MATTER
    assert (got.content["step"], got.content["due_on"], got.content["staff"]) == ("-1", "2026-09-29", "s-07")
    assert got.content["text"]["zh"].startswith("【承诺到期】")
    assert got.content["delivery"] == got.delivery


def test_a_second_sweep_sends_nothing_again(stage: Stage, receiver: Receiver) -> None:
    accepted(stage.scenario)
    stage.at("09-28 08:30")
    assert stage.at("09-28 08:31").sent == 0
    stage.sweeper = stage.another()
    assert stage.at("09-28 14:00").sent == 0
    assert stage.at("09-29 08:30").sent == 1
    assert receiver.steps == ["-1", "0"]


@pytest.mark.parametrize("when", ["09-28 08:29", "09-28 18:00", "09-27 12:00", "10-01 10:00"])
def test_outside_the_window_nothing_happens(stage: Stage, receiver: Receiver, when: str) -> None:
    accepted(stage.scenario)
    report = stage.at(when)
    assert report == Report(moment(when), window_open=False)
    assert receiver.received == []
    assert stage.outcomes == []


def test_on_the_make_up_sunday_a_message_goes_out(stage: Stage, receiver: Receiver) -> None:
    accepted(stage.scenario, on="09-14")
    assert stage.at("09-19 10:00").sent == 0
    assert stage.at("09-20 10:00").sent == 1
    assert receiver.steps == ["0"]


def test_after_three_days_of_downtime_the_newest_goes_out_and_the_older_are_superseded(
    stage: Stage, receiver: Receiver
) -> None:
    accepted(stage.scenario)
    report = stage.at("10-09 09:00")  # nothing ran from 09-28 on: -1, 0, +1 (09-30) and +3 (10-09) have passed
    assert (report.sent, report.superseded) == (1, 3)
    assert receiver.steps == ["+3"]
    assert sorted(stage.told) == [
        "ReminderSent +3",
        "ReminderSuperseded +1",
        "ReminderSuperseded -1",
        "ReminderSuperseded 0",
    ]
    newest = {event.rung for event in stage.outcomes if isinstance(event, ReminderSent)}
    assert {event.by for event in stage.outcomes if isinstance(event, ReminderSuperseded)} == newest


def test_superseded_rungs_are_recorded_once(stage: Stage) -> None:
    accepted(stage.scenario)
    stage.at("10-09 09:00")
    stage.sweeper = stage.another()
    assert stage.at("10-09 09:01") == Report(moment("10-09 09:01"), window_open=True)
    assert len(stage.outcomes) == 4


def test_a_grant_entered_before_the_sweep_silences_it(stage: Stage, receiver: Receiver) -> None:
    accepted(stage.scenario).at("09-28 08:00").act(MATTER, "grant", "09-25", REASON, document="JM-2")
    assert stage.at("09-28 08:30").sent == 0
    assert receiver.received == []


def test_news_on_the_same_day_are_seen_by_the_next_sweep(stage: Stage, receiver: Receiver) -> None:
    assert stage.at("10-08 08:30").sent == 0
    accepted(stage.scenario.at("10-08 09:00"))
    assert stage.at("10-08 09:01").sent == 1
    assert receiver.steps == ["+1"]


def test_a_corrected_date_is_seen_by_the_next_sweep(stage: Stage, receiver: Receiver) -> None:
    scenario = accepted(stage.scenario)
    stage.at("09-28 08:30")
    scenario.at("09-28 09:00")
    for topic in ("ApplicationReceived", "ApplicationAccepted"):
        scenario.correct(scenario.version_of(topic, MATTER), effective_on="2026-09-18")
    assert stage.at("09-28 09:01").sent == 1
    assert [(one.content["step"], one.content["due_on"]) for one in receiver.received] == [
        ("-1", "2026-09-29"),
        ("+1", "2026-09-24"),
    ]


def test_a_date_that_comes_back_is_not_told_twice(stage: Stage, receiver: Receiver) -> None:
    scenario = accepted(stage.scenario)
    stage.at("09-28 08:30")
    version = scenario.version_of("ApplicationAccepted", MATTER)
    scenario.at("09-28 09:00").correct(version, effective_on="2026-09-22")
    assert stage.at("09-28 09:01").sent == 0
    scenario.at("09-28 10:00").correct(version)
    assert stage.at("09-28 10:01").sent == 0
    assert receiver.steps == ["-1"]


def test_the_successor_is_not_told_what_the_predecessor_was_told(stage: Stage, receiver: Receiver) -> None:
    scenario = accepted(stage.scenario)
    stage.at("09-28 08:30")
    change = AssignSpecialist(effective_on=day("09-28"), specialist="s-09", team="专班三", reason="休假")
    scenario.at("09-28 12:00").do(change)
    assert stage.at("09-28 12:01").sent == 0
    assert stage.at("09-29 08:30").sent == 1
    assert [one.content["staff"] for one in receiver.received] == ["s-07", "s-09"]


def test_a_project_without_a_specialist_waits_for_one(stage: Stage, receiver: Receiver) -> None:
    scenario = accepted(stage.scenario.at("01-06 09:00").registered().listed(fire_special_project=True))
    assert stage.at("09-28 08:30").unaddressed == 1
    scenario.do(AssignSpecialist(effective_on=day("09-28"), specialist="s-11", team="专班三"))
    assert stage.at("09-28 09:00").sent == 1
    assert receiver.received[0].content["staff"] == "s-11"


def test_without_a_channel_nothing_is_claimed_and_the_report_says_so(stage: Stage) -> None:
    accepted(stage.scenario)
    stage.scenario.at("10-09 09:00")
    report = stage.another(book=OneChannel(None)).sweep()
    assert (report.no_channel, report.sent, report.superseded) == (1, 0, 0)
    assert stage.outcomes == []
    assert Claims(stage.ops, "me").take(stage.due("10-09 09:00")[0].rung.id, "s-07", stage.scenario.now)


def test_two_schedulers_sweeping_at_once_send_one_message(stage: Stage, receiver: Receiver) -> None:
    accepted(stage.scenario)
    stage.scenario.at("09-28 09:00")
    gate = threading.Barrier(4)
    reports: list[Report] = []

    def run(sweeper: Sweeper) -> None:
        gate.wait()
        reports.append(sweeper.sweep())

    threads = [threading.Thread(target=run, args=(stage.another(),)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [report.errors for report in reports] == [0, 0, 0, 0]
    assert sum(report.sent for report in reports) == 1
    assert len(receiver.received) == 1
    assert stage.told == ["ReminderSent -1"]


@pytest.mark.parametrize("answer", [500, 503, 429, "slow", "drop"])
def test_a_receiver_that_does_not_take_it_now_gets_it_again_with_the_same_id(
    stage: Stage, receiver: Receiver, answer: int | str
) -> None:
    accepted(stage.scenario)
    receiver.answers.append(answer)
    assert stage.at("09-28 09:00").failed == 1
    assert stage.at("09-28 09:00").held == 1  # its claim still runs: the lease is the delay
    assert stage.at("09-28 09:01").sent == 1
    assert len(set(receiver.deliveries)) == 1
    assert len(receiver.received) == 2
    assert stage.told == ["ReminderFailed -1", "ReminderSent -1"]


def test_a_receiver_that_is_down_for_long_is_one_fact(stage: Stage, receiver: Receiver) -> None:
    accepted(stage.scenario)
    receiver.answers.extend([500, 500, 500])
    for minute in (0, 1, 4):
        assert stage.at(f"09-28 09:0{minute}").failed == 1
    assert stage.at("09-28 09:20").sent == 1
    assert stage.told == ["ReminderFailed -1", "ReminderSent -1"]


def test_a_refusal_is_final_and_keeps_a_short_reason(stage: Stage, receiver: Receiver) -> None:
    accepted(stage.scenario)
    receiver.answers.append((400, "no such person\n" + "x" * 500))
    assert stage.at("09-28 09:00").refused == 1
    assert stage.at("09-28 09:05").sent == 0
    (event,) = stage.outcomes
    assert isinstance(event, ReminderFailed)
    assert event.final
    assert event.problem.startswith("http_400 no such person xxx")
    assert len(event.problem) < 100
    assert stage.at("09-29 09:00").sent == 1


@pytest.mark.parametrize("number", ["13812345678", "0532-88551234"])
def test_a_refusal_that_repeats_a_telephone_number_is_kept_without_it(
    stage: Stage, receiver: Receiver, number: str
) -> None:
    accepted(stage.scenario)
    receiver.answers.append((422, f"{number} 停机"))
    stage.at("09-28 09:00")
    assert [event.problem for event in stage.outcomes if isinstance(event, ReminderFailed)] == ["http_422"]


class Slow(Webhook):
    """A way on which a message takes more than half of a lease."""

    def __init__(self, url: str, scenario: Scenario) -> None:
        super().__init__(url, SECRET, clock=lambda: scenario.now)
        self.scenario = scenario

    def send(self, message: Message) -> Outcome:
        outcome = super().send(message)
        self.scenario.now += LEASE * 0.6
        return outcome


def test_what_waits_for_a_slow_receiver_is_told_when_its_turn_comes(
    stage: Stage, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "BATCH", 1)
    accepted(stage.scenario)
    accepted(another_project(stage.scenario))
    slow = Slow(receiver.url, stage.scenario)
    sweeper = stage.another(book=OneChannel(slow, stage.directory))
    stage.scenario.at("09-28 09:00")
    report = sweeper.sweep()
    slow.close()
    assert (report.sent, report.postponed) == (2, 0)


def another_project(scenario: Scenario) -> Scenario:
    """One more project, with a specialist of its own."""
    scenario.at("01-06 09:00").registered().listed(fire_special_project=True)
    scenario.do(AssignSpecialist(effective_on=day("01-06"), specialist="s-08", team="专班三"))
    return scenario


def test_a_channel_that_fails_three_times_is_left_alone_until_the_next_sweep(stage: Stage, receiver: Receiver) -> None:
    accepted(stage.scenario)
    for _ in range(4):
        accepted(another_project(stage.scenario))
    receiver.answers.extend([500, 500, 500])
    report = stage.at("09-28 09:00")
    assert (report.failed, report.postponed) == (3, 2)
    report = stage.at("09-28 09:00")
    assert (report.held, report.sent) == (3, 2)
    assert stage.at("09-28 09:01").sent == 3


def test_a_claim_of_a_dead_scheduler_runs_out(stage: Stage, receiver: Receiver) -> None:
    accepted(stage.scenario)
    rung = stage.due("09-28 09:00")[0].rung
    assert Claims(stage.ops, "dead").take(rung.id, "s-07", moment("09-28 09:00"))
    report = stage.at("09-28 09:00")
    assert (report.held, report.sent) == (1, 0)
    stage.scenario.now = moment("09-28 09:00") + LEASE - timedelta(microseconds=1)
    assert stage.sweeper.sweep().held == 1
    stage.scenario.now = moment("09-28 09:00") + LEASE
    assert stage.sweeper.sweep().sent == 1
    assert receiver.deliveries == [str(rung.delivery("s-07"))]


def test_silence_is_recorded_as_acceptance_at_the_opening_of_the_window(stage: Stage, receiver: Receiver) -> None:
    scenario = stage.scenario
    scenario.at("09-01 09:00").act(MATTER, "receive", "09-01", receipt_no="JM-1")
    assert stage.at("09-08 17:00").deemed == 0
    assert stage.at("09-09 08:00").deemed == 0
    report = stage.at("09-09 08:30")
    assert (report.deemed, report.sent) == (1, 1)
    deemed = scenario.log[scenario.version_of("AcceptanceDeemed", MATTER) - 1]
    assert (deemed.via, deemed.effective_on) == ("scheduler", day("09-09"))
    assert receiver.steps == ["+1"]
    assert stage.at("09-09 08:31").deemed == 0


def test_officers_and_the_specialist_are_told_one_by_one(stage: Stage, receiver: Receiver) -> None:
    accepted(stage.scenario)
    for officer in ("o-1", "o-2"):
        stage.takes(officer, "officer", DEPARTMENT)
    receiver.answers.extend([200, 500, 200])
    report = stage.at("09-28 09:00")
    assert (report.sent, report.failed) == (2, 1)
    assert [one.content["staff"] for one in receiver.received] == ["o-1", "o-2", "s-07"]
    assert stage.at("09-28 09:01").sent == 1
    assert receiver.received[-1].content["staff"] == "o-2"
    assert receiver.received[-1].delivery == receiver.received[1].delivery


class TornBook(OneChannel):
    """An address book with one page torn out."""

    def staff(self, role: str, project: Project, *asked: Any, **named: Any) -> Sequence[str]:
        if project.code == "HH-2026-0001":
            raise LookupError("torn out")
        return super().staff(role, project, *asked, **named)


def test_a_project_that_cannot_be_swept_costs_only_itself(
    stage: Stage, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    accepted(stage.scenario)
    another = stage.scenario.at("01-06 09:00").registered().listed(fire_special_project=True)
    another.do(AssignSpecialist(effective_on=day("01-06"), specialist="s-08", team="专班三"))
    accepted(another)
    stage.scenario.at("09-28 09:00")
    report = stage.another(book=TornBook(stage.webhook)).sweep()
    assert (report.errors, report.sent) == (1, 1)
    assert "torn out" in caplog.text
    assert [one.content["staff"] for one in receiver.received] == ["s-08"]
