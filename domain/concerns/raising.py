"""The commands of concerns: raise, assign, answer, rate. Each is a job on the concern's own stream.

A record refuses only the impossible: an answer to what was answered, a rating of what was not or by somebody else, a
term that is over before it begins.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID, uuid5

from domain.concerns.concern import (
    Concern,
    ConcernAnswered,
    ConcernAssigned,
    ConcernEvent,
    ConcernRaised,
    ConcernRated,
    ConcernState,
    Rating,
    concern_of,
    stream_of_concern,
)
from domain.dates.calendar import WorkingCalendar
from domain.errors import DomainError
from domain.event import Event, shanghai_date, stamped
from domain.log.ledger import Command, Job
from domain.log.logs import Log
from domain.personal_data import refuse_personal_data

ANSWER_WITHIN = 5  # working days, where nobody names a day


@dataclass(frozen=True, slots=True)
class Words:
    """Longer text: its id in the operational store, and its proof in the log."""

    id: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What somebody raises about a project; `due_on`: by when it is to be answered, where he says so."""

    project: UUID
    title: str
    at: str
    handler: str
    due_on: date | None
    role: str


def words_of(stream: UUID, command: Command, text: str) -> Words:
    """A repeated request finds its own words."""
    return Words(str(uuid5(stream, f"text {command.id}")), sha256(text.encode()).hexdigest())


def raising(
    district: str, command: Command, wanted: Finding, text: str, calendar: WorkingCalendar
) -> tuple[Job, Words]:
    """Raise a concern. DomainError personal_data, due_before_raised."""
    stream = stream_of_concern(district, command.id)
    words = words_of(stream, command, text)

    def decide(_: Log, moment: datetime) -> Sequence[Event]:
        for field, value in (("title", wanted.title), ("at", wanted.at)):
            refuse_personal_data(value, field)
        today = shanghai_date(moment)
        return [
            ConcernRaised(
                **stamped(command.stamp(stream, district, moment)),
                project=wanted.project,
                role=wanted.role,
                title=wanted.title,
                at=wanted.at,
                handler=wanted.handler,
                due_on=term(wanted.due_on, today, calendar),
                text=words.id,
                sha256=words.sha256,
            )
        ]

    return Job(stream, command, decide), words


def assigning(
    district: str, command: Command, stream: UUID, handler: str | None, due_on: date | None, reason: str
) -> Job:
    """Have somebody else answer, or by another day. DomainError unknown_concern, concern_closed, due_before_raised."""

    def changed(concern: Concern, moment: datetime) -> Sequence[ConcernEvent]:
        refuse_unless(concern, ConcernState.OPEN)
        refuse_personal_data(reason, "reason")
        if due_on and due_on < shanghai_date(moment):
            raise DomainError("due_before_raised", due_on=due_on.isoformat(), today=shanghai_date(moment).isoformat())
        now = (concern.handler if handler is None else handler, due_on or concern.due_on)
        if now == (concern.handler, concern.due_on):
            return []
        stamp = stamped(command.stamp(stream, district, moment), reason=reason)
        return [ConcernAssigned(**stamp, project=concern.project, handler=now[0], due_on=now[1])]

    return on_concern(stream, command, changed)


def answering(district: str, command: Command, stream: UUID, text: str) -> tuple[Job, Words]:
    """Answer it. DomainError unknown_concern, concern_closed."""
    words = words_of(stream, command, text)

    def answered(concern: Concern, moment: datetime) -> Sequence[ConcernEvent]:
        refuse_unless(concern, ConcernState.OPEN)
        stamp = command.stamp(stream, district, moment)
        return [ConcernAnswered(**stamp, project=concern.project, text=words.id, sha256=words.sha256)]

    return on_concern(stream, command, answered), words


def rating(district: str, command: Command, stream: UUID, rated: Rating, calendar: WorkingCalendar) -> Job:
    """Rate the answer. DomainError unknown_concern, concern_not_answered, concern_closed, not_the_raiser."""

    def judged(concern: Concern, moment: datetime) -> Sequence[ConcernEvent]:
        if command.actor != concern.raised_by:
            raise DomainError("not_the_raiser", concern=str(concern.id))
        refuse_unless(concern, ConcernState.ANSWERED)
        again = term(None, shanghai_date(moment), calendar) if rated is Rating.DISSATISFIED else None
        stamp = command.stamp(stream, district, moment)
        return [ConcernRated(**stamp, project=concern.project, rating=rated, due_on=again)]

    return on_concern(stream, command, judged)


def on_concern(stream: UUID, command: Command, act: Callable[[Concern, datetime], Sequence[ConcernEvent]]) -> Job:
    """A job on a concern as it stands."""

    def decide(log: Log, moment: datetime) -> Sequence[Event]:
        concern = concern_of(log)
        if concern is None:
            raise DomainError("unknown_concern", concern=str(stream))
        return act(concern, moment)

    return Job(stream, command, decide)


def refuse_unless(concern: Concern, state: ConcernState) -> None:
    """Only an open concern is answered or assigned, only an answered one rated."""
    if concern.state is state:
        return
    not_yet = state is ConcernState.ANSWERED and concern.state is ConcernState.OPEN
    raise DomainError("concern_not_answered" if not_yet else "concern_closed", concern=str(concern.id))


def term(due_on: date | None, today: date, calendar: WorkingCalendar) -> date:
    """By when to answer: the day named, which is not over, or the fifth working day."""
    if due_on and due_on < today:
        raise DomainError("due_before_raised", due_on=due_on.isoformat(), today=today.isoformat())
    return due_on or calendar.nth_after(today, ANSWER_WITHIN)
