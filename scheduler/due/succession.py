"""Who takes over or is back, and since when (design §7).

A turn is a moment at which somebody else begins to be told in a role: a hand-over, a concern given to another, a post
taken, an absence that begins or ends, its opening or the moment it was recorded. Who turns up gets one list of what is
open (`open_items`), and each later rung; sent stays sent. Nothing is stored: turns follow from the events, and a list
that was sent since is in the log.
"""

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from uuid import UUID

from msgspec.structs import replace

from domain.concerns.book import ConcernBook
from domain.dates.calendar import WorkingCalendar
from domain.event import SHANGHAI, Event, shanghai_date
from domain.project.events.lifecycle import SpecialistAssigned
from domain.project.model.state import Project
from domain.project.record.reading import facts
from domain.reminders.digests import Digest, DigestKind, sent_in
from domain.reminders.events import ReminderSent
from domain.reminders.nodes import Node
from domain.reminders.points import Point
from domain.staff.directory import Directory
from domain.staff.posts import AbsenceEnded, AbsencePlanned
from scheduler.policy.policy import Addressee, Policy
from scheduler.sending.addressbook import holders

LISTS = frozenset({DigestKind.TAKEOVER, DigestKind.RETURN})
OF_ITS_OWN = frozenset({Addressee.ENTERPRISE, Addressee.HANDLER})
LOOK_BACK = 5  # working days in which a list that could not be sent is made up for


@dataclass(frozen=True, slots=True)
class Turn:
    """From a moment on somebody is told in a role for a point; `kind`: he took over, or came back.

    `on`: the day of that, which may have been entered later.
    """

    staff: str
    role: str
    kind: DigestKind
    since: datetime
    on: date


class LookBack:
    """The turns of the last days, as they look at a moment."""

    def __init__(
        self,
        directory: Directory,
        concerns: ConcernBook,
        log_of: Callable[[UUID], Sequence[Event]],
        sent_since: Callable[[date], Iterable[ReminderSent]],
        policy: Policy,
        calendar: WorkingCalendar,
        now: datetime,
    ) -> None:
        self.directory = directory
        self.concerns = concerns
        self.log_of = log_of  # what became of a digest
        self.sent_since = sent_since  # of what people were told, from a day on
        self.policy = policy
        self.calendar = calendar
        self.now = now
        self.today = shanghai_date(now)
        self.first = calendar.nth_before(self.today, LOOK_BACK)
        self.memo: dict[tuple[object, ...], tuple[Sequence[str], Sequence[str]]] = {}
        self.sent: dict[tuple[str, DigestKind], datetime | None] = {}

    @cached_property
    def openings(self) -> list[datetime]:
        """The opening of the window on each working day, up to now; before the first nothing is looked at."""
        days = [self.calendar.nth_before(self.today, back) for back in range(LOOK_BACK, 0, -1)]
        opens = self.policy.window.opens
        found = [datetime.combine(day, opens, SHANGHAI) for day in (*days, self.today)]
        return [one for one in found if one <= self.now]

    @cached_property
    def recorded(self) -> list[datetime]:
        """When the directory was written in, in these days."""
        told, first = self.directory.told(), self.openings[0]
        return [event.recorded_at for event in told if first <= event.recorded_at <= self.now]

    @cached_property
    def handed_on(self) -> Mapping[str, Sequence[tuple[datetime, str]]]:
        """Who was to answer each concern that was given to another in these days, and from when on."""
        found = self.concerns.handed_on(self.openings[0], self.now) if self.openings else {}
        return {str(concern): turns for concern, turns in found.items()}

    @cached_property
    def quiet(self) -> bool:
        """Whether nobody came, went or took a post in these days."""
        people = self.directory.at(self.now)
        away = [one for absences in people.absences.values() for one in absences]
        edges = [day for one in away for day in (one.first_on, one.last_on)]
        return not self.recorded and not any(self.first <= day <= self.today for day in edges)

    @cached_property
    def next_edge(self) -> date | None:
        """The next day on which somebody goes away or is back, as far as it is planned."""
        away = [one for absences in self.directory.now().absences.values() for one in absences]
        edges = [day for one in away for day in (one.first_on, one.last_on + timedelta(days=1))]
        return min((day for day in edges if day > self.today), default=None)

    def assigned(self, log: Sequence[Event]) -> list[datetime]:
        """When somebody was put in charge of a project in these days."""
        found = [event.recorded_at for event in log if isinstance(event, SpecialistAssigned)]
        return [on for on in found if self.openings and self.openings[0] <= on <= self.now]

    def may_turn(self, log: Sequence[Event]) -> bool:
        """Whether anybody can have turned up for a project in these days."""
        return bool(self.openings) and (not self.quiet or bool(self.handed_on) or bool(self.assigned(log)))

    def turns(self, project: Project, log: Sequence[Event], point: Point, roles: Sequence[str]) -> list[Turn]:
        """The last turn of each who is told now and was not before, and has had no list since."""
        news = self.assigned(log)
        given = self.handed_on.get(point.detail, ()) if point.node is Node.CONCERN else ()
        if not self.openings or (self.quiet and not news and not given):
            return []
        handed = [moment for moment, _ in given if moment >= self.openings[0]]
        states = {
            moment: (self.charged(project, log, moment) if news else project, handled(point, given, moment))
            for moment in sorted({*self.openings, *self.recorded, *news, *handed})
        }
        found = [turn for role in roles for turn in self.of_role(role, states) if not self.told_since(turn)]
        return [dataclasses.replace(turn, on=self.day_of(turn, log)) for turn in found]

    def day_of(self, turn: Turn, log: Sequence[Event]) -> date:
        """The day that was entered for what made a turn; where nothing was entered at its moment, the moment's."""
        charges = [event for event in facts(log, self.today, self.now) if isinstance(event, SpecialistAssigned)]
        entered = [event for event in (*charges, *self.directory.told()) if event.recorded_at == turn.since]
        return max((on for event in entered if (on := day_entered(event)) <= turn.on), default=turn.on)

    def charged(self, project: Project, log: Sequence[Event], moment: datetime) -> Project:
        """The project with who was in charge of it at a moment."""
        known = [event for event in facts(log, shanghai_date(moment), moment) if isinstance(event, SpecialistAssigned)]
        last = known[-1] if known else None
        return replace(project, specialist=last.specialist if last else "", team=last.team if last else "")

    def of_role(self, role: str, states: Mapping[datetime, tuple[Project, Point]]) -> Iterator[Turn]:
        """Who turned up in a role in these days and is told still."""
        before: Sequence[str] = ()
        held_before: Sequence[str] = ()
        turns: dict[str, Turn] = {}
        for place, (moment, (project, point)) in enumerate(states.items()):
            held, told = self.holding(role, project, point, moment)
            if place and before:
                for staff in told:
                    if staff not in before:
                        back = staff in held_before and staff in held
                        kind = DigestKind.RETURN if back else DigestKind.TAKEOVER
                        turns[staff] = Turn(staff, role, kind, moment, shanghai_date(moment))
            before, held_before = told, held
        yield from (turn for staff, turn in turns.items() if staff in before)

    def holding(
        self, role: str, project: Project, point: Point, moment: datetime
    ) -> tuple[Sequence[str], Sequence[str]]:
        """Who held a role at a moment, there or away, and who was told."""
        own = (project.id, point.handler) if role in OF_ITS_OWN else ()  # the others are the same for many projects
        key = (role, project.specialist, project.team, point.department, moment, *own)
        if key not in self.memo:
            people, day = self.directory.at(moment), shanghai_date(moment)
            held = holders(role, people, project, point, day)
            self.memo[key] = held, tuple(dict.fromkeys(people.present(one, day) for one in held))
        return self.memo[key]

    def told_since(self, turn: Turn) -> bool:
        """Whether he has had his list since."""
        key = (turn.staff, turn.kind)
        if key not in self.sent:
            self.sent[key] = max(self.lists(turn.staff, turn.kind), default=None)
        last = self.sent[key]
        return last is not None and last >= turn.since

    @cached_property
    def told_of(self) -> Mapping[tuple[str, UUID, tuple[object, ...]], datetime]:
        """When each was told last in these days of each point of a project, by whatever due date."""
        sent = self.sent_since(self.first)
        return {(one.staff, one.project, what(one.kind, one)): one.recorded_at for one in sent}

    def has_heard(self, turn: Turn, project: UUID, point: Point) -> bool:
        """Whether he was told of a point by itself since he turned up: its day may have moved since."""
        last = self.told_of.get((turn.staff, project, what(point.node, point)))
        return last is not None and last >= turn.since

    def lists(self, staff: str, kind: DigestKind) -> Iterator[datetime]:
        """When somebody got such lists in these days."""
        for day in days_between(self.calendar, self.first, self.today):
            digest = Digest(self.directory.district, staff, kind, day)
            if (sent := sent_in(self.log_of(digest.stream))) is not None:
                yield sent.recorded_at


def what(node: Node, one: Point | ReminderSent) -> tuple[object, ...]:
    """What tells the points of a project apart, but for their days."""
    return node, one.matter, one.attempt, one.detail


def handled(point: Point, given: Sequence[tuple[datetime, str]], moment: datetime) -> Point:
    """The point with who was to answer it at a moment, its first from ever; `given`: empty where that never changed."""
    named = [handler for place, (since, handler) in enumerate(given) if since <= moment or place == 0]
    return dataclasses.replace(point, handler=named[-1]) if named else point


def day_entered(event: Event) -> date:
    """From which day on somebody else is told, by an event."""
    if isinstance(event, AbsencePlanned):
        return event.first_on
    return event.returned_on if isinstance(event, AbsenceEnded) else event.effective_on


def days_between(calendar: WorkingCalendar, first: date, last: date) -> Iterator[date]:
    """The working days from one day to another, both included."""
    day = first
    while day <= last:
        if calendar.is_working_day(day):
            yield day
        day = calendar.nth_after(day, 1)
