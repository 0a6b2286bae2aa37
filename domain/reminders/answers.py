"""Answering back: a person acknowledges a reminder, or has it come again later (design §7).

Both are facts in the stream of the rung. Who was told answers for himself; the lead of his task force may answer in his
place, and the event then names both: `staff` was told, the envelope's actor answered.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from domain.dates.calendar import WorkingCalendar
from domain.errors import DomainError
from domain.event import Event, shanghai_date, stream_id
from domain.log.ledger import Command, Job
from domain.log.logs import Log
from domain.reminders.events import ReminderAcknowledged, ReminderSent, ReminderSnoozed
from domain.reminders.rungs import rung_of

LONGEST_SNOOZE = 5  # working days, once the due date is near or past


@dataclass(frozen=True, slots=True)
class Answerer:
    """Who answers: his staff id, and the task force he leads, if any."""

    staff: str
    leads: str = ""


def acknowledgement(log: Iterable[Event], staff: str = "") -> ReminderAcknowledged | None:
    """The first acknowledgement of a rung, by a certain person or by anybody."""
    found = (event for event in log if isinstance(event, ReminderAcknowledged))
    return next((event for event in found if staff in ("", event.staff)), None)


def stream_of_reminder(district: str, rung: UUID) -> UUID:
    """The stream of a rung known by its id."""
    return stream_id(f"{district}/reminder/{rung}")


def acknowledging(stream: UUID, command: Command, who: Answerer, team: str) -> Job:
    """The job of acknowledging a reminder; `team` is the task force of its project.

    Once is enough: again by the same person records nothing. Raises DomainError unknown_reminder, reminder_of_others.
    """

    def decide(log: Log, moment: datetime) -> Sequence[Event]:
        return [
            ReminderAcknowledged(**answer(command, told, moment))
            for told in told_to(log, who, team)
            if acknowledgement(log, told.staff) is None
        ]

    return Job(stream, command, decide)


def snoozing(stream: UUID, command: Command, who: Answerer, team: str, until: date, calendar: WorkingCalendar) -> Job:
    """The job of having a reminder come again on a day: a later one, up to the due date or five working days ahead.

    Raises DomainError unknown_reminder, reminder_of_others, already_acknowledged, snooze_not_later, snooze_too_far.
    """

    def decide(log: Log, moment: datetime) -> Sequence[Event]:
        today, found = shanghai_date(moment), told_to(log, who, team)
        latest = max(found[0].due_on, calendar.nth_after(today, LONGEST_SNOOZE))
        if until <= today:
            raise DomainError("snooze_not_later", until=until)
        if until > latest:
            raise DomainError("snooze_too_far", until=until, latest=latest)
        waiting = [told for told in found if acknowledgement(log, told.staff) is None]
        if not waiting:
            raise DomainError("already_acknowledged")
        return [
            ReminderSnoozed(**answer(command, told, moment), until=until)
            for told in waiting
            if snoozed_until(log, told.staff) != until
        ]

    return Job(stream, command, decide)


def snoozed_until(log: Sequence[Event], staff: str) -> date | None:
    """The day a person chose last, unless the reminder came again since."""
    own = [event for event in log if isinstance(event, ReminderSent | ReminderSnoozed) and event.staff == staff]
    return own[-1].until if own and isinstance(own[-1], ReminderSnoozed) else None


def told_to(log: Log, who: Answerer, team: str) -> Sequence[ReminderSent]:
    """What was sent that somebody may answer: what went to him, else, to a lead, what went to his task force's people.

    Once per person. Raises DomainError unknown_reminder when nothing was sent, reminder_of_others.
    """
    told = {event.staff: event for event in log if isinstance(event, ReminderSent)}
    if not told:
        raise DomainError("unknown_reminder")
    if who.staff in told:
        return [told[who.staff]]
    if not who.leads or who.leads != team:
        raise DomainError("reminder_of_others")
    return list(told.values())


def answer(command: Command, told: ReminderSent, moment: datetime) -> dict[str, Any]:
    """The envelope of an answer, the rung it is about, and whose reminder it was."""
    stamp = command.stamp(told.originator_id, told.district, moment)
    return {**stamp, **rung_of(told), "staff": told.staff, "role": told.role}
