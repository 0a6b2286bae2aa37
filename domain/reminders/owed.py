"""Who is still owed a rung, by what its stream says (design §7): pure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from domain.event import Event
from domain.reminders.events import ReminderFailed, ReminderSent, ReminderSnoozed, ReminderSuperseded
from domain.reminders.rungs import Recipient


def owed(log: Sequence[Event], recipients: Sequence[Recipient], today: date) -> tuple[Recipient, ...]:
    """Who of all the recipients of a rung still has to get it, by its stream; a person in two roles once.

    Not the successor of one who got it: sent stays sent (design §7, hand-over). Who snoozed it gets it again.
    """
    sent = {Recipient(event.role, event.staff) for event in log if isinstance(event, ReminderSent)}
    handed_over = {one.role for one in sent if one not in recipients}
    people: dict[str, Recipient] = {}
    for one in recipients:
        again = replace(one, again=wanted_again(log, one.staff, today))
        if one.role not in handed_over and not closed_for(log, one.staff, again.again):
            people.setdefault(one.staff, again)
    return tuple(people.values())


def wanted_again(log: Sequence[Event], staff: str, today: date) -> int:
    """How often a person was told before the day came for which he snoozed the reminder; 0 when none has come."""
    own = [event for event in log if getattr(event, "staff", "") == staff and not is_try(event)]
    last = own[-1] if own else None
    if not isinstance(last, ReminderSnoozed) or last.until > today:
        return 0
    return sum(isinstance(event, ReminderSent | ReminderFailed) for event in own)


def is_try(event: Event) -> bool:
    """A failure after which the message is sent again."""
    return isinstance(event, ReminderFailed) and not event.final


def closed_for(log: Sequence[Event], staff: str, again: int = 0) -> bool:
    """Whether a rung has nothing more to say to a person: told more often than `again`, refused, or superseded."""
    told = [
        event
        for event in log
        if isinstance(event, ReminderSent | ReminderFailed) and event.staff == staff and not is_try(event)
    ]
    return len(told) > again or any(isinstance(event, ReminderSuperseded) for event in log)


def untouched(log: Sequence[Event]) -> bool:
    """Whether nobody got the rung, nobody's receiver refused it, and it was not superseded."""
    return all(is_try(event) for event in log)
