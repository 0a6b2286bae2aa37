"""What an audit of reminders finds, and whether an outcome is one of those that were due."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from domain.event import Event
from domain.reminders.digests import DigestSent
from domain.reminders.escalations import ReminderEscalated
from domain.reminders.events import ReminderSent, ReminderSuperseded, RungEvent
from domain.reminders.rungs import Rung
from scheduler.due.rung import DueRung
from scheduler.due.succession import LISTS

SLOW = timedelta(minutes=15)  # at most so long before it sends has a sweep looked at a project


@dataclass(frozen=True, slots=True)
class Finding:
    """A rung and a person (or nobody), the moment at which it was judged, and why, as a code.

    Of a list or summary: its id for the rung's, its kind for the node.
    """

    project: UUID
    rung: UUID
    node: str
    matter: str
    due_on: date
    step: str
    staff: str
    at: datetime
    code: str


@dataclass(frozen=True, slots=True)
class Audit:
    """What is missing and what is extra: nothing, when all is as it should be."""

    missing: tuple[Finding, ...]
    extra: tuple[Finding, ...]
    projects: int
    outcomes: int

    @property
    def clean(self) -> bool:
        return not self.missing and not self.extra


def is_right(event: RungEvent, found: Iterable[DueRung]) -> bool:
    """Whether an outcome is one of those that were due."""
    if isinstance(event, ReminderSuperseded):
        return event.rung in [one.id for due in found for one in due.older]
    return any(is_of(event, due) for due in found if due.rung.id == event.rung)


def is_of(event: RungEvent, due: DueRung) -> bool:
    """Whether an outcome is that of a rung that is due: it went up, or to one who was owed it."""
    if isinstance(event, ReminderEscalated):
        return due.raised is not None
    return isinstance(event, ReminderSent) and event.staff in [to.staff for to in due.to]


def identity(event: RungEvent) -> tuple[UUID, UUID, str, str, date, str]:
    """What an event says of its rung, as a finding has it."""
    return event.project, event.rung, event.kind.value, event.matter, event.due_on, event.step


def finding(rung: Rung, staff: str, at: datetime, code: str) -> Finding:
    return Finding(rung.project, rung.id, rung.kind.value, rung.matter, rung.due_on, rung.step, staff, at, code)


def tells(event: Event, digest: DigestSent) -> bool:
    """Whether an event of a rung is the record of a digest; a list repeats what one was told before."""
    if not isinstance(event, ReminderSent):
        return False
    return event.delivery == digest.digest or (digest.kind in LISTS and event.staff == digest.staff)
