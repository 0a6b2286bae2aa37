"""The dates a matter runs by: its clock's start, both limits with their stops, and the day of the answer.

Design §3, rules 4–6, 9, 10; rulings 12–17.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import Struct

from domain.catalogue.model import ClockStart, MatterKind, Semantics
from domain.catalogue.rules import Answer
from domain.dates.calendar import WorkingCalendar
from domain.dates.terms import DueDate, Pause, Term, Unit, days_left, due, used
from domain.project.model.attempts import Attempt, Extension, Stop
from domain.project.model.phases import Phase
from domain.project.model.state import Matter

ANSWER_DAYS = Term(5, Unit.WORKING_DAYS)  # 行政许可法 §32: accept, refuse to accept or ask once, within 5 days
DELIVERY_DAYS = Term(10, Unit.WORKING_DAYS)  # 行政许可法 §44
PROMISED = "promised"
STATUTORY = "statutory"
OVERRUN_SEMANTICS = frozenset({Semantics.MAXIMUM})  # a minimum or a duty is never a department's overrun (rule 9)


class Limit(Struct, frozen=True, gc=False):
    """One of the two limits of an attempt, as its clock stands."""

    kind: str
    term: Term
    start: date
    pauses: tuple[Pause, ...]
    extension: int
    due: DueDate
    overrun: bool  # whether passing it is the department's overrun

    @property
    def due_on(self) -> date | None:
        """None while an open stop freezes the limit."""
        return self.due.due_on

    def left(self, calendar: WorkingCalendar, as_of: date) -> int | None:
        """Days left on a day: frozen while stopped; else working days to the due date, negative when overdue."""
        return self.due.left if self.due_on is None else days_left(calendar, as_of, self.due_on)

    def used(self, calendar: WorkingCalendar, as_of: date) -> int:
        """Days of the limit's own unit used by a day."""
        return used(calendar, self.start, as_of, self.term.unit, self.pauses)


class Limits(Struct, frozen=True, gc=False):
    """Both limits of a matter's attempt; either may be missing."""

    promised: Limit | None = None
    statutory: Limit | None = None

    def each(self) -> tuple[Limit, ...]:
        return tuple(limit for limit in (self.promised, self.statutory) if limit)

    @property
    def due_on(self) -> date | None:
        """The earlier of the two (rule 9), among those that can be overrun."""
        dates = [limit.due_on for limit in self.each() if limit.overrun and limit.due_on]
        return min(dates, default=None)


def clock_start(matter: Matter) -> date | None:
    """The day the current attempt's clock started: acceptance, or receipt of complete materials."""
    attempt = matter.attempt
    if attempt is None:
        return None
    if matter.definition.clock_starts_on is ClockStart.RECEIVED:
        return attempt.complete_on or attempt.accepted_on
    return attempt.accepted_on


def limits(matter: Matter, profile: Mapping[str, Answer], calendar: WorkingCalendar) -> Limits:
    """Both limits of the current attempt; a stop without a lawful basis stops the promised clock only (ruling 12)."""
    attempt, start = matter.attempt, clock_start(matter)
    if attempt is None or start is None:
        return Limits()
    stops, extensions = attempt.stops, attempt.extensions
    lawful = tuple(stop for stop in stops if stop.lawful)
    overrun = matter.definition.semantics in OVERRUN_SEMANTICS
    statutory_term = matter.definition.statutory_for(profile)
    promised = one_limit(PROMISED, matter.definition.promised, start, stops, extensions, overrun, calendar)
    statutory = (
        one_limit(STATUTORY, statutory_term, start, lawful, extensions, overrun, calendar) if statutory_term else None
    )
    return Limits(promised, statutory)


def one_limit(
    kind: str,
    term: Term,
    start: date,
    stops: Sequence[Stop],
    extensions: Sequence[Extension],
    overrun: bool,
    calendar: WorkingCalendar,
) -> Limit:
    """One limit; an extension after its due date leaves the overrun standing (ruling 16)."""
    days = 0
    for extension in extensions:
        earlier = tuple(pause(stop) for stop in stops if stop.started_on < extension.on)
        standing = due(calendar, start, term, earlier, days)
        if standing.due_on is None or extension.on <= standing.due_on:
            days += extension.days
    pauses = tuple(pause(stop) for stop in stops)
    return Limit(kind, term, start, pauses, days, due(calendar, start, term, pauses, days), overrun)


def pause(stop: Stop) -> Pause:
    return Pause(stop.started_on, stop.ended_on)


def answer_due(matter: Matter, calendar: WorkingCalendar) -> DueDate | None:
    """The end of the fifth working day after a receipt still without an answer; None when nothing waits."""
    attempt = matter.attempt
    if attempt is None or attempt.waiting_since is None:
        return None
    if matter.phase not in (Phase.RECEIVED, Phase.SUPPLEMENTED):
        return None
    return due(calendar, attempt.waiting_since, ANSWER_DAYS)


def can_be_deemed(matter: Matter) -> bool:
    """Only an administrative licence is deemed accepted by silence (行政许可法 §32)."""
    return matter.definition.kind is MatterKind.PERMIT


def review_due(matter: Matter, calendar: WorkingCalendar) -> DueDate | None:
    """An open pre-review is due its promised limit after its start, without stops (ruling 17)."""
    if not matter.review_open or matter.review is None:
        return None
    return due(calendar, matter.review.started_on, matter.definition.promised)


def delivery_due(matter: Matter, calendar: WorkingCalendar) -> DueDate | None:
    """A licence granted is handed over within 10 working days of the decision (行政许可法 §44)."""
    if matter.definition.kind is not MatterKind.PERMIT:
        return None
    if matter.phase is not Phase.GRANTED or matter.granted_on is None or matter.delivered_on or matter.prior:
        return None
    return due(calendar, matter.granted_on, DELIVERY_DAYS)


def open_attempt(matter: Matter) -> Attempt | None:
    """The current attempt while it runs."""
    attempt = matter.attempt
    return attempt if attempt and attempt.ended_on is None else None
