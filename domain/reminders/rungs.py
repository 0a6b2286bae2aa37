"""Reminders as facts: what a rung of a deadline is, and the stream that says what became of it (design §7).

A rung is one step of one deadline with one due date: another date means other rungs. Its stream holds what happened to
it; the stream's id is made of the rung's id and every outcome has its place in it, so nothing can be recorded twice.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID, uuid5

from domain.dates.calendar import WorkingCalendar
from domain.event import Event, stream_id
from domain.log.ledger import Command, Job, Ledger, Outcome
from domain.log.logs import Events, Log
from domain.reminders.events import ReminderFailed, ReminderSent, ReminderSuperseded, RungEvent
from domain.reminders.nodes import Node
from domain.reminders.points import Point

SCHEDULER = "scheduler"


@dataclass(frozen=True)
class Rung:
    """One step of one deadline: `offset` working days after (before, when negative) the due date, on day `on`.

    `escalate_to`: the role to which it goes up; then that is the step.
    """

    district: str
    project: UUID
    matter: str
    attempt: int
    kind: Node
    due_on: date
    offset: int
    on: date
    detail: str = ""
    escalate_to: str = ""

    @property
    def step(self) -> str:
        """-5, 0, +1, escalate:lead: the step as the log writes it."""
        if self.escalate_to:
            return f"escalate:{self.escalate_to}"
        return f"{self.offset:+d}" if self.offset else "0"

    @cached_property
    def id(self) -> UUID:
        """The same for the same step of the same due date, whoever works it out and however often."""
        parts = (self.project, self.matter, self.attempt, self.kind, self.due_on.isoformat(), self.step)
        further = (self.detail,) if self.detail else ()  # so that ids given before there was a detail stay
        return stream_id("/".join([self.district, "rung", *map(str, (*parts, *further))]))

    @cached_property
    def stream(self) -> UUID:
        return stream_id(f"{self.district}/reminder/{self.id}")

    def raised(self, role: str) -> "Rung":
        """The rung by which its deadline goes up to a role."""
        return replace(self, escalate_to=role)

    def delivery(self, staff: str, again: int = 0) -> UUID:
        """The id that travels to the receiver: a message repeated after a crash carries it again.

        `again`: a snoozed reminder that comes the so-manyth time more is another message.
        """
        return uuid5(self.id, f"{staff}/{again}" if again else staff)


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person by his staff id, and the role in which he is reminded; how often he was already, where he snoozed it."""

    role: str
    staff: str
    again: int = field(default=0, compare=False)


def rungs(
    district: str, project: UUID, point: Point, offsets: Iterable[int], calendar: WorkingCalendar
) -> tuple[Rung, ...]:
    """The rungs of a point, earliest first; none on or before the day its clock started."""
    planned = [
        Rung(
            district,
            project,
            point.matter,
            point.attempt,
            point.node,
            point.due_on,
            offset,
            day_of_step(point.due_on, offset, calendar),
            point.detail,
        )
        for offset in sorted(offsets)
    ]
    return tuple(rung for rung in planned if rung.on > point.start)


def day_of_step(due_on: date, offset: int, calendar: WorkingCalendar) -> date:
    """The n-th working day before or after the due date; day 0 is that date, or the working day before it."""
    if offset == 0:
        return calendar.roll_back(due_on)
    return calendar.nth_after(due_on, offset) if offset > 0 else calendar.nth_before(due_on, -offset)


class Reminders:
    """The reminder streams of a district; each recording is repeatable and happens once."""

    def __init__(self, ledger: Ledger, district: str) -> None:
        self.ledger = ledger
        self.district = district

    def log(self, rung: Rung, as_known_at: datetime | None = None) -> Events:
        """What happened to a rung, as known at a moment or now."""
        log = self.ledger.load(rung.stream)
        return tuple(event for event in log if as_known_at is None or event.known_at <= as_known_at)

    def logs(self, streams: Sequence[UUID]) -> Mapping[UUID, Log]:
        """What happened to many rungs by now, by their streams: asked once."""
        return self.ledger.load_many(streams)

    def record_all(self, jobs: Sequence[Job]) -> None:
        """Record many outcomes in one transaction."""
        self.ledger.execute_all(jobs)

    def sent(self, rung: Rung, to: Recipient, channel: str, policy: str) -> Outcome:
        """A receiver took the message for this person. Once per rung and person, and per time that he snoozed it."""
        return self.record(self.sending(rung, to, channel, policy))

    def sending(
        self,
        rung: Rung,
        to: Recipient,
        channel: str,
        policy: str,
        foreseen_on: date | None = None,
        delivery: UUID | None = None,
    ) -> Job:
        """The job of recording it; `delivery`: where it is known, the digest's if it went out in one."""
        delivery = delivery or rung.delivery(to.staff, to.again)
        values = person(to, delivery) | {"channel": channel, "policy": policy, "foreseen_on": foreseen_on}
        return self.outcome(rung, ReminderSent, f"sent/{told(to)}", values)

    def failed(self, rung: Rung, to: Recipient, channel: str, problem: str, *, final: bool) -> Outcome:
        """A receiver did not take the message.

        Recorded once per channel, problem and finality: a receiver down for hours is one fact.
        """
        return self.record(self.failing(rung, to, channel, problem, final=final))

    def failing(self, rung: Rung, to: Recipient, channel: str, problem: str, *, final: bool) -> Job:
        """The job of recording it."""
        delivery = rung.delivery(to.staff, to.again)
        values = person(to, delivery) | {"channel": channel, "problem": problem, "final": final}
        key = f"failed/{told(to)}/{channel}/{problem}/{'final' if final else 'not yet'}"
        return self.outcome(rung, ReminderFailed, key, values)

    def superseded(self, rung: Rung, by: Rung) -> Outcome:
        """A newer rung of the deadline goes out in its place."""
        return self.record(self.superseding(rung, by))

    def superseding(self, rung: Rung, by: Rung) -> Job:
        """The job of recording it."""
        return self.outcome(rung, ReminderSuperseded, "superseded", {"by": by.id})

    def record(self, job: Job) -> Outcome:
        """Record an outcome; a repetition finds the first."""
        return self.ledger.execute(job.stream, job.command, job.decide)

    def outcome(self, rung: Rung, kind: Callable[..., RungEvent], key: str, values: dict[str, Any]) -> Job:
        """The job of appending one event to the rung's stream; `key` tells it from the others there."""
        command = scheduler_command(uuid5(rung.id, key))

        def decide(log: Log, moment: datetime) -> Sequence[Event]:
            stamp = command.stamp(rung.stream, self.district, moment)
            stamp["originator_version"] = len(log) + 1  # what it will be: so it need not be made twice
            return [kind(**stamp, **identity(rung), **values)]

        return Job(rung.stream, command, decide)


IDENTITY = ("project", "matter", "attempt", "kind", "due_on", "step", "detail")


def identity(rung: Rung) -> dict[str, Any]:
    """The fields that all events of a rung share."""
    return {"rung": rung.id, **{name: getattr(rung, name) for name in IDENTITY}}


def rung_of(event: RungEvent) -> dict[str, Any]:
    """The same of one of its events."""
    return {"rung": event.rung, **{name: getattr(event, name) for name in IDENTITY}}


def told(to: Recipient) -> str:
    """Whom, and the how-manyth time: what keys tell apart."""
    return f"{to.staff}/{to.again}" if to.again else to.staff


def person(to: Recipient, delivery: UUID) -> dict[str, Any]:
    """The fields that say to whom a message went, and which one."""
    return {"staff": to.staff, "role": to.role, "delivery": delivery}


def scheduler_command(key: UUID, cause: str = "") -> Command:
    """A command of the scheduler's own: its key follows from what it answers to, so that it acts once."""
    return Command(
        id=f"{SCHEDULER}/{key}",
        digest=hashlib.sha256(key.bytes).hexdigest(),
        actor=SCHEDULER,
        via=SCHEDULER,
        cause=cause,
    )
