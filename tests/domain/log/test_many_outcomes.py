"""Many outcomes of reminders in one transaction: each once, whoever else records it meanwhile."""

from dataclasses import replace
from uuid import UUID

import pytest

from domain.log.ledger import Ledger
from domain.log.recorder import close_recorder, open_recorder
from domain.reminders.nodes import Node
from domain.reminders.rungs import Recipient, Reminders, Rung
from tests.scenario import Scenario, day

pytestmark = pytest.mark.both_engines

OFFICER, SPECIALIST = Recipient("officer", "o-1"), Recipient("specialist", "s-07")
FIRST = Rung("jimo", UUID(int=1), "fire_design_review", 1, Node.PROMISED, day("09-29"), -1, day("09-28"))
MANY = [replace(FIRST, project=UUID(int=number)) for number in range(1, 1201)]


@pytest.fixture
def reminders(scenario: Scenario) -> Reminders:
    return Reminders(scenario.ledger, "jimo")


def topics(reminders: Reminders, rung: Rung) -> list[str]:
    return [event.TOPIC for event in reminders.log(rung)]


def test_outcomes_of_many_streams_and_several_of_one_are_recorded_in_their_order(reminders: Reminders) -> None:
    failing = reminders.failing(FIRST, OFFICER, "webhook", "timeout", final=False)
    reminders.record_all([failing, *(reminders.sending(rung, SPECIALIST, "webhook", "1") for rung in MANY)])
    assert topics(reminders, FIRST) == ["ReminderFailed", "ReminderSent"]
    assert [event.originator_version for event in reminders.log(FIRST)] == [1, 2]
    assert {tuple(topics(reminders, rung)) for rung in MANY[1:]} == {("ReminderSent",)}


def test_what_is_recorded_already_is_not_recorded_again(reminders: Reminders) -> None:
    sending = reminders.sending(FIRST, SPECIALIST, "webhook", "1")
    reminders.record_all([sending, sending])
    reminders.record_all([sending, reminders.superseding(MANY[1], by=FIRST)])
    assert topics(reminders, FIRST) == ["ReminderSent"]
    assert topics(reminders, MANY[1]) == ["ReminderSuperseded"]


def test_where_another_process_recorded_meanwhile_each_is_recorded_on_what_that_left(
    reminders: Reminders, database_url: str
) -> None:
    recorder = open_recorder(database_url)
    his = Reminders(Ledger(recorder, reminders.ledger.clock), "jimo")
    his.sent(FIRST, OFFICER, "webhook", "1")
    his.sent(MANY[1], SPECIALIST, "webhook", "1")
    close_recorder(recorder)
    reminders.record_all([reminders.sending(rung, SPECIALIST, "webhook", "1") for rung in MANY[:3]])
    assert [topics(reminders, rung) for rung in MANY[:3]] == [["ReminderSent"] * 2, ["ReminderSent"], ["ReminderSent"]]


def test_many_streams_are_asked_for_at_once_and_show_what_others_added(reminders: Reminders, database_url: str) -> None:
    reminders.sent(MANY[700], SPECIALIST, "webhook", "1")
    recorder = open_recorder(database_url)
    Reminders(Ledger(recorder, reminders.ledger.clock), "jimo").sent(MANY[700], OFFICER, "webhook", "1")
    close_recorder(recorder)
    logs = reminders.logs([rung.stream for rung in MANY])
    assert len(logs) == len(MANY)
    assert {rung.project.int: len(logs[rung.stream]) for rung in MANY if logs[rung.stream]} == {701: 2}
