"""Acknowledging and snoozing over HTTP: once, by who was told or his lead, and what it changes."""

import pytest

from api.access.rights import RIGHTS, Right
from projections.ops.accounts import Role
from tests.api.office import Desk, problem
from tests.api.reminding import SPECIALIST, Reminding

pytestmark = pytest.mark.both_engines


@pytest.fixture
def rung(reminding: Reminding) -> str:
    """The reminder one working day before the promise, as the message names it."""
    (message,) = reminding.sweep("09-28 09:00")
    return str(message["rung"])


def test_who_was_told_acknowledges_and_a_second_time_records_nothing(reminding: Reminding, rung: str) -> None:
    first = reminding.specialist.done(f"/reminders/{rung}/ack", None, if_match=None)
    assert [event["topic"] for event in first["events"]] == ["ReminderAcknowledged"]
    before = reminding.office.positions()
    again = reminding.specialist.done(f"/reminders/{rung}/ack", None)
    assert (again["events"], again["version"]) == ([], first["version"])
    assert reminding.office.positions() == before
    assert reminding.answers(rung) == ["ReminderSent scheduler", f"ReminderAcknowledged {SPECIALIST}"]


def test_the_same_key_is_answered_as_the_first_time_and_is_good_for_nothing_else(
    reminding: Reminding, rung: str
) -> None:
    first = reminding.specialist.done(f"/reminders/{rung}/ack", None, key="k-1")
    assert reminding.specialist.done(f"/reminders/{rung}/ack", None, key="k-1") == first
    other = reminding.specialist.post(f"/reminders/{rung}/snooze", {"until": "2026-09-29"}, key="k-1")
    problem(other, 422, "idempotency_key_reused")


def test_the_lead_of_his_task_force_answers_in_his_place(reminding: Reminding, rung: str) -> None:
    reminding.office.desk(Role.LEAD).done(f"/reminders/{rung}/ack", None)
    assert reminding.answers(rung)[1:] == ["ReminderAcknowledged t-lead"]
    assert reminding.specialist.done(f"/reminders/{rung}/ack", None)["events"] == []


def test_nobody_else_may_answer(reminding: Reminding, rung: str) -> None:
    office = reminding.office
    stranger = office.runtime.tokens.issue("t-lead-2", Role.LEAD, "", "2")
    others = [
        office.desk(Role.OFFICER),
        office.desk(Role.LEADERSHIP),
        office.desk(),
        Desk(office.client, stranger.secret),
    ]
    for desk in others:
        for path, body in (("ack", None), ("snooze", {"until": "2026-09-29"})):
            problem(desk.post(f"/reminders/{rung}/{path}", body), 403, "reminder_of_others")
    for role in Role:
        if Right.ANSWER not in RIGHTS[role]:
            problem(office.desk(role).post(f"/reminders/{rung}/ack"), 403, "right_missing")
    problem(office.anybody.post(f"/reminders/{rung}/ack"), 401, "not_signed_in")
    assert reminding.answers(rung) == ["ReminderSent scheduler"]


@pytest.mark.parametrize("name", ["none", "14c0bbd5-12f6-512c-a81c-5557ef36bf6d"])
def test_a_reminder_that_never_went_out_is_unknown(reminding: Reminding, name: str) -> None:
    problem(reminding.specialist.post(f"/reminders/{name}/ack"), 404, "unknown_reminder")


def test_a_preview_says_what_would_be_recorded_and_stores_nothing(reminding: Reminding, rung: str) -> None:
    before = reminding.office.positions()
    answer = reminding.specialist.done(f"/reminders/{rung}/ack", None, preview="true")
    assert [event["topic"] for event in answer["events"]] == ["ReminderAcknowledged"]
    assert reminding.office.positions() == before


def test_day_0_still_goes_out_after_an_acknowledgement(reminding: Reminding, rung: str) -> None:
    reminding.specialist.done(f"/reminders/{rung}/ack", None)
    assert [one["step"] for one in reminding.sweep("09-29 08:30")] == ["0"]


def test_a_snoozed_reminder_comes_again_on_its_day_as_another_message(reminding: Reminding) -> None:
    (first,) = reminding.sweep("09-30 09:00")  # +1: overdue; the next is +3 on Fri 10-09
    assert first["step"] == "+1"
    reminding.specialist.done(f"/reminders/{first['rung']}/snooze", {"until": "2026-10-08"})
    assert reminding.sweep("09-30 14:00") == []
    (again,) = reminding.sweep("10-08 08:30")
    assert (again["rung"], again["step"]) == (first["rung"], "+1")
    assert again["delivery"] != first["delivery"]
    assert "已超期2个工作日" in again["text"]["zh"]
    assert reminding.sweep("10-08 08:31") == []
    assert reminding.sweep("10-09 08:30")[0]["step"] == "+3"


def test_a_newer_rung_takes_the_place_of_a_snoozed_one(reminding: Reminding, rung: str) -> None:
    reminding.specialist.done(f"/reminders/{rung}/snooze", {"until": "2026-09-30"})
    assert [one["step"] for one in reminding.sweep("09-29 08:30")] == ["0"]
    assert [one["step"] for one in reminding.sweep("09-30 08:30")] == ["+1"]


def test_acknowledged_after_all_it_does_not_come_again(reminding: Reminding) -> None:
    (first,) = reminding.sweep("09-30 09:00")
    path = f"/reminders/{first['rung']}"
    reminding.specialist.done(f"{path}/snooze", {"until": "2026-10-08"})
    reminding.specialist.done(f"{path}/ack", None)
    assert reminding.sweep("10-08 08:30") == []
    problem(reminding.specialist.post(f"{path}/snooze", {"until": "2026-10-09"}), 409, "already_acknowledged")


def test_snoozed_to_the_same_day_again_records_nothing(reminding: Reminding, rung: str) -> None:
    for _ in range(2):
        reminding.specialist.done(f"/reminders/{rung}/snooze", {"until": "2026-09-30"})
    reminding.specialist.done(f"/reminders/{rung}/snooze", {"until": "2026-10-08"})
    assert reminding.answers(rung)[1:] == [f"ReminderSnoozed {SPECIALIST}"] * 2


@pytest.mark.parametrize(
    ("until", "code"),
    [
        ("2026-09-27", "snooze_not_later"),
        ("2026-09-28", "snooze_not_later"),
        ("2026-10-11", "snooze_too_far"),  # the fifth working day after 09-28 is the make-up Saturday 10-10
    ],
)
def test_a_day_that_makes_no_sense_is_refused(reminding: Reminding, rung: str, until: str, code: str) -> None:
    problem(reminding.specialist.post(f"/reminders/{rung}/snooze", {"until": until}), 422, code)
    problem(reminding.specialist.post(f"/reminders/{rung}/snooze", {"until": until, "x": 1}), 422, "invalid_request")
    assert reminding.specialist.done(f"/reminders/{rung}/snooze", {"until": "2026-10-10"})["events"]
