"""The daily digest and the cap on messages of their own; what the enterprise reports in a month (dates of 2026)."""

from collections.abc import Sequence
from typing import Any

import pytest

from domain.deciding.commands import AssignSpecialist
from domain.event import Event
from domain.reminders.digests import Digest, DigestFailed, DigestKind, DigestSent, sending_digest
from domain.reminders.events import ReminderSent
from scheduler.channels import Channel, Message, Outcome, sent
from scheduler.sending.addressbook import Way
from tests.scenario import day
from tests.scheduler.policies import Everybody
from tests.scheduler.receiver import Receiver
from tests.scheduler.stage import MATTER, REASON, Stage, Staging, accepted

pytestmark = pytest.mark.both_engines


def more(stage: Stage, on: str = "09-21", matter: str = MATTER) -> None:
    """Another project of the same specialist, with the same matter accepted."""
    scenario = stage.scenario.at("01-06 09:00").registered().listed(fire_special_project=True)
    scenario.do(AssignSpecialist(effective_on=day("01-06"), specialist="s-07", team="专班三"))
    accepted(scenario, matter, on)


def got(receiver: Receiver, staff: str) -> list[dict[str, Any]]:
    return [one.content for one in receiver.received if one.content["staff"] == staff]


def log(stage: Stage, kind: type[Event]) -> list[Any]:
    return [event for _, event in stage.scenario.ledger.after(0, 10_000) if isinstance(event, kind)]


def test_what_the_row_leaves_to_the_digest_goes_out_in_one_message(rows: Staging, receiver: Receiver) -> None:
    stage = rows("promised")
    accepted(stage.scenario)
    more(stage)
    stage.at("09-29 08:30")
    assert [one["kind"] for one in got(receiver, "s-07")] == ["promised", "promised"]  # day 0: each by itself
    report = stage.at("09-30 08:30")
    assert (report.digests, report.sent) == (2, 2)  # the officer's and the specialist's
    (digest,) = [one for one in got(receiver, "s-07") if one["kind"] == "daily"]
    assert digest["text"]["zh"].splitlines() == [
        "【每日提醒】2026-09-30，共2项：",
        "1. 叁旺液压：【承诺到期】特殊建设工程消防设计审查承诺2026-09-29办结，已超期1个工作日。",
        "2. 叁旺液压：【承诺到期】特殊建设工程消防设计审查承诺2026-09-29办结，已超期1个工作日。",
    ]
    assert digest["text"]["en"].splitlines()[1].startswith("1. 叁旺液压: ")
    assert [one["step"] for one in digest["items"]] == ["+1", "+1"]


def test_each_rung_of_a_digest_is_recorded_as_sent_and_known_by_it(rows: Staging, receiver: Receiver) -> None:
    stage = rows("promised")
    accepted(stage.scenario)
    for on in ("09-29", "09-30"):
        stage.at(f"{on} 08:30")
    (of_officer, of_specialist) = log(stage, DigestSent)
    assert {of_officer.staff, of_specialist.staff} == {"o-1", "s-07"}
    sent = [event for event in log(stage, ReminderSent) if event.step == "+1"]
    assert {event.delivery for event in sent} == {of_officer.digest, of_specialist.digest}
    assert {event.rung for event in sent} == {*of_officer.rungs, *of_specialist.rungs}
    assert stage.at("09-30 08:31").sent == 0


def test_a_person_gets_one_digest_a_day_and_what_comes_up_later_waits_for_the_next(
    rows: Staging, receiver: Receiver
) -> None:
    stage = rows("promised", "stale")
    accepted(stage.scenario)
    stage.at("09-29 08:30")
    stage.at("09-30 08:30")
    more(stage)
    stage.scenario.at("09-30 10:00")
    stage.at("09-30 10:01")
    assert len([one for one in got(receiver, "s-07") if one["kind"] == "daily"]) == 1
    stage.at("10-08 08:30")
    assert len([one for one in got(receiver, "s-07") if one["kind"] == "daily"]) == 2


def test_there_is_no_empty_digest(rows: Staging, receiver: Receiver) -> None:
    stage = rows("promised")
    accepted(stage.scenario)
    report = stage.at("09-28 08:30")
    assert (report.sent, report.digests) == (2, 0)
    assert {one["kind"] for one in got(receiver, "s-07")} == {"promised"}


def test_a_fourth_message_of_the_day_goes_into_the_digest(rows: Staging, receiver: Receiver) -> None:
    stage = rows("promised")
    accepted(stage.scenario)
    for _ in range(4):
        more(stage)
    report = stage.at("09-29 08:30")  # five times day 0, for the officer and for the specialist
    assert (report.capped, report.digests, report.sent) == (4, 2, 8)
    kinds = [one["kind"] for one in got(receiver, "s-07")]
    assert kinds == ["promised"] * 3 + ["daily"]
    assert len(got(receiver, "s-07")[-1]["items"]) == 2
    assert len([event for event in log(stage, ReminderSent) if event.staff == "s-07"]) == 5


def test_over_the_cap_later_in_the_day_it_waits_for_the_next_digest(rows: Staging, receiver: Receiver) -> None:
    stage = rows("promised")
    accepted(stage.scenario)
    for _ in range(2):
        more(stage)
    assert stage.at("09-29 08:30").sent == 6
    more(stage)
    stage.scenario.at("09-29 11:00")
    report = stage.at("09-29 11:01")
    assert (report.sent, report.capped) == (0, 2)
    stage.at("09-30 08:30")
    (digest,) = [one for one in got(receiver, "s-07") if one["kind"] == "daily"]
    assert len(digest["items"]) == 4


def test_another_scheduler_counts_what_the_first_has_sent(rows: Staging, receiver: Receiver) -> None:
    stage = rows("promised")
    accepted(stage.scenario)
    for _ in range(2):
        more(stage)
    stage.at("09-29 08:30")
    more(stage)
    stage.sweeper = stage.another()
    stage.scenario.at("09-29 11:00")
    report = stage.at("09-29 11:01")  # its own first sweep of the day: what is over the cap goes into its digest
    assert (report.capped, report.digests) == (2, 2)


def test_the_statutory_limit_is_told_whatever_the_cap(rows: Staging, receiver: Receiver) -> None:
    stage = rows("statutory")
    accepted(stage.scenario)
    for _ in range(4):
        more(stage)
    report = stage.at("10-12 08:30")
    assert (report.sent, report.capped, report.digests) == (10, 0, 0)


def test_a_digest_not_taken_is_sent_again_with_the_same_id_and_its_rungs_once(
    rows: Staging, receiver: Receiver
) -> None:
    stage = rows("stale")
    receiver.answers.append(500)
    assert stage.at("01-14 08:30").failed == 1
    assert log(stage, ReminderSent) == []
    assert stage.at("01-14 08:31").sent == 1
    first, second = got(receiver, "s-07")
    assert first["delivery"] == second["delivery"]
    assert len(log(stage, ReminderSent)) == 1
    assert [event.problem for event in log(stage, DigestFailed)] == ["http_500"]


def test_a_digest_refused_leaves_its_rungs_for_the_next(rows: Staging, receiver: Receiver) -> None:
    stage = rows("stale")
    receiver.answers.append(400)
    assert stage.at("01-14 08:30").refused == 1
    assert stage.at("01-14 08:31").sent == 0
    assert stage.at("01-15 08:30").sent == 1


def test_a_month_of_reports_is_one_message_to_the_enterprise(rows: Staging, receiver: Receiver) -> None:
    """Monthly by 01-15 (told on 01-12) and the permit's yearly report by 01-30 (20 and 5 days ahead)."""
    stage = rows("recurring_duty")
    scenario = stage.scenario
    scenario.act("project_filing", "grant", "2025-12-15", REASON, document="1", prior=True)
    scenario.act("investment_statistics_entry", "grant", "2025-12-20", REASON, document="1", prior=True)
    assert stage.at("01-09 08:30").sent == 0
    assert stage.at("01-12 08:30").sent == 1
    (message,) = got(receiver, "e-1")
    assert message["text"]["zh"].splitlines() == [
        "【本月报送】本月需报送2项：",
        "1. 在线报送开工、进度、竣工基本信息（2026-01-15）",
        "2. 按月报送固定资产投资完成额（2026-01-20）",
    ]
    assert [one["step"] for one in message["items"]] == ["-3", "-3"]
    assert got(receiver, "s-07") == []
    assert [stage.at(f"{on} 08:30").sent for on in ("01-13", "01-15", "01-16")] == [0, 0, 1]  # +1 of the first
    assert got(receiver, "e-1")[1]["items"][0]["step"] == "+1"


class Two(Everybody):
    """Everybody has a robot of the group first and the SMS gateway second."""

    def __init__(self, first: Channel, second: Channel) -> None:
        super().__init__(first)
        self.second = second

    def ways(self, staff: str) -> Sequence[Way]:
        return (*super().ways(staff), Way(self.second))


class Paper:
    """A channel that keeps what it takes."""

    name, shared = "paper", False

    def __init__(self) -> None:
        self.taken: list[Message] = []

    def send(self, message: Message) -> Outcome:
        self.taken.append(message)
        return sent()

    def close(self) -> None:
        """Nothing to give back."""


def test_a_step_by_sms_takes_the_gateway_first(rows: Staging, receiver: Receiver) -> None:
    stage, paper = rows("statutory"), Paper()
    stage.sweeper = stage.another(Two(paper, stage.webhook))
    accepted(stage.scenario)
    stage.at("10-16 08:30")
    assert [one["step"] for one in got(receiver, "o-1")] == []
    stage.at("10-19 08:30")
    assert [(one["step"], one["by"]) for one in got(receiver, "o-1")] == [("0", "sms")]
    assert {message.content["step"] for message in paper.taken if message.content["staff"] == "o-1"} == {"-1"}


def test_a_yearly_report_is_told_twice_and_a_monthly_one_takes_it_along(rows: Staging, receiver: Receiver) -> None:
    """The annual report by 06-30: 20 working days before it is 06-01, 5 are 06-23; the monthly one by 06-15."""
    stage = rows("recurring_duty")
    stage.scenario.act("enterprise_registration", "grant", "2025-12-15", REASON, document="1", prior=True)
    for on in ("05-29", "06-01", "06-02", "06-23", "06-24"):
        stage.at(f"{on} 08:30")
    assert [[item["step"] for item in one["items"]] for one in got(receiver, "e-1")] == [["-20"], ["-5"]]


def test_a_digest_that_went_out_and_was_half_recorded_is_recorded_and_not_sent_again(
    rows: Staging, receiver: Receiver
) -> None:
    """Killed between the digest's own record and those of its rungs."""
    stage = rows("stale")
    (due,) = [due for due in stage.due("01-14 09:00") if not due.raised]
    digest = Digest("jimo", "s-07", DigestKind.DAILY, day("01-14"))
    stage.scenario.at("01-14 08:30")
    reminders = stage.sweeper.outlook.reminders
    reminders.record_all([sending_digest(digest, "webhook", "2026-4", (due.rung.id,))])
    assert stage.at("01-14 08:31").sent == 0
    (event,) = log(stage, ReminderSent)
    assert (event.rung, event.staff, event.delivery) == (due.rung.id, "s-07", digest.id)
    assert receiver.received == []
