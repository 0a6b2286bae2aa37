"""What made a matter take longer than its promised limit: the days of its own causes, one after the other.

A day beyond the limit has one cause. Days of attempts that came to nothing come first, then those of supplements, then
those on which the service rested; stops count by what they moved the due day, an extension as far as it was used, and
what is left is the department's own time.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from domain.dates.calendar import WorkingCalendar
from domain.dates.terms import Pause, due
from domain.event import Event
from domain.planning.foreseen import Basis, Foreseen
from domain.project.model.limits import clock_start
from domain.project.model.phases import RUNNING
from domain.project.model.state import Matter, Project
from domain.project.record.auction import AUCTION


class DelayCause(StrEnum):
    """Why the permit is late; `overrun` is the department's own time, negative where it was faster than promised."""

    SUSPENSION = "suspension"
    EXTENSION = "extension"
    SUPPLEMENT = "supplement"
    REFUSAL = "refusal"
    OVERRUN = "overrun"
    LATE_START = "late_start"
    CASCADE = "cascade"
    CALENDAR = "calendar"
    LAND = "land"
    OWNER_SUSPENSION = "owner_suspension"


@dataclass(frozen=True, slots=True)
class Part:
    """So many days of one cause at one matter, and the versions of the events that brought them about."""

    cause: DelayCause
    matter: str
    days: int
    versions: tuple[int, ...]


ENDS = (
    "MatterRefused",
    "ApplicationNotAccepted",
    "ApplicationWithdrawn",
    "ProceedingClosed",
    "ResultAnnulled",
    "ResultLapsed",
    "LapseRecorded",
)
BEGINS = ("PreReviewStarted", "ApplicationReceived")
TOLD_BY: Mapping[DelayCause, tuple[str, ...]] = {
    DelayCause.SUSPENSION: ("ClockSuspended", "ClockResumed"),
    DelayCause.EXTENSION: ("LimitExtended",),
    DelayCause.SUPPLEMENT: ("SupplementRequested", "MaterialsSupplemented"),
    DelayCause.REFUSAL: ENDS,
    DelayCause.LAND: ENDS,
    DelayCause.OVERRUN: ("ApplicationAccepted", "AcceptanceDeemed", "MatterGranted", "ServiceListGranted"),
    DelayCause.LATE_START: BEGINS,
    DelayCause.OWNER_SUSPENSION: ("ProjectSuspended", "ProjectResumed"),
    DelayCause.CALENDAR: (),
    DelayCause.CASCADE: (),
}
OF_THE_PROJECT = frozenset({DelayCause.OWNER_SUSPENSION})


class Told:
    """Which events tell of a cause: by matter and topic, as the log stands. What has no event of its own follows from
    the plan that was frozen with the first list.
    """

    def __init__(self, standing: Iterable[Event]) -> None:
        self.versions: dict[tuple[str, str], list[int]] = defaultdict(list)
        for event in standing:
            self.versions[getattr(event, "matter", ""), event.TOPIC].append(event.originator_version)
        self.plan = tuple(self.versions["", "ServiceListIssued"][:1])

    def part(self, cause: DelayCause, matter: str, days: int) -> Part:
        """A part with the versions of its events."""
        of = "" if cause in OF_THE_PROJECT else matter
        found = sorted({version for topic in TOLD_BY[cause] for version in self.versions.get((of, topic), ())})
        return Part(cause, matter, days, tuple(found) or self.plan)


@dataclass(frozen=True, slots=True)
class Window:
    """From when a matter took its own time: after `base`; by plan it would have ended on `floor`."""

    base: date
    floor: date
    granted: Foreseen


@dataclass(frozen=True, slots=True)
class Span:
    """The days in (first, last] have this cause."""

    cause: DelayCause
    first: date
    last: date


def excess(project: Project, matter: Matter, window: Window, begins: date, calendar: WorkingCalendar) -> Counter[str]:
    """The days by cause that a matter took beyond its floor; they sum to `granted - floor`.

    `begins`: when the next attempt begins, where the last one ended without a grant.
    """
    last = window.granted.on
    found = days_of([*waits(matter, window, begins), *rests(project)], window.base, last)
    found[DelayCause.SUSPENSION] = moved_by_stops(matter, window, calendar)
    rest = (last - window.floor).days - found.total()
    found[DelayCause.EXTENSION] = max(0, min(rest, extended(matter, calendar)))
    found[DelayCause.OVERRUN] = rest - found[DelayCause.EXTENSION]
    return found


def days_of(spans: Sequence[Span], first: date, last: date) -> Counter[str]:
    """The days in (first, last] by the cause of the first span that covers them; those of none are left out."""
    days = (first + timedelta(days=number) for number in range(1, (last - first).days + 1))
    causes = (next((span.cause for span in spans if span.first < day <= span.last), None) for day in days)
    return Counter(cause for cause in causes if cause)


def waits(matter: Matter, window: Window, begins: date) -> Iterator[Span]:
    """Attempts that came to nothing, an application handed in late, and supplements."""
    again = DelayCause.LAND if matter.definition.id == AUCTION else DelayCause.REFUSAL
    received = [attempt.received_on for attempt in matter.attempts]
    if received and not matter.settled and matter.phase not in RUNNING:
        received.append(begins)
    yield from (Span(again, first, last) for first, last in pairwise(received))
    if received:
        yield Span(DelayCause.LATE_START, window.floor, received[0])
    because = window.granted.because
    expected = because.on if because.basis is Basis.SUPPLEMENT else None
    for request in matter.attempt.requests if matter.attempt else ():
        yield Span(DelayCause.SUPPLEMENT, request.requested_on, request.supplemented_on or expected or date.max)


def rests(project: Project) -> Iterator[Span]:
    """The times in which the service rested."""
    for pause in project.pauses:
        yield Span(DelayCause.OWNER_SUSPENSION, pause.started_on, pause.ended_on or date.max)


def pauses_of(matter: Matter, granted: Foreseen | None = None) -> list[Pause]:
    """The stops of the current attempt; an open one ends as the forecast takes it to."""
    because = granted.because if granted else None
    expected = because.on if because and because.basis is Basis.STOP_END else None
    stops = matter.attempt.stops if matter.attempt else ()
    return [Pause(stop.started_on, stop.ended_on or expected) for stop in stops]


def moved_by_stops(matter: Matter, window: Window, calendar: WorkingCalendar) -> int:
    """The days by which stops after the base moved the end of the promised limit."""
    start, term = clock_start(matter), matter.definition.promised
    stops = [pause for pause in pauses_of(matter, window.granted) if pause.start > window.base]
    if start is None or not stops:
        return 0
    plain, moved = due(calendar, start, term).due_on, due(calendar, start, term, stops).due_on
    return (moved - plain).days if moved and plain else 0


def extended(matter: Matter, calendar: WorkingCalendar) -> int:
    """The days by which extensions moved the end of the promised limit."""
    start, term = clock_start(matter), matter.definition.promised
    days = sum(extension.days for extension in matter.attempt.extensions) if matter.attempt else 0
    if start is None or not days:
        return 0
    stops = [pause for pause in pauses_of(matter) if pause.end]
    plain, moved = due(calendar, start, term, stops).due_on, due(calendar, start, term, stops, days).due_on
    return (moved - plain).days if moved and plain else 0
