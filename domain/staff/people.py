"""Who holds which post on a day, and who stands in for whom: what the directory's events come to. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from domain.event import Event
from domain.staff.posts import OF_TEAM, AbsenceEnded, AbsencePlanned, Post, PostLeft, PostTaken, TeamNamed


@dataclass(frozen=True, slots=True)
class Holding:
    """A post that a person holds from a day on; `until`: the first day on which he does not any more."""

    staff: str
    post: Post
    of: str
    since: date
    until: date | None = None

    def on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class Absence:
    """A person is away, both days included; `number` is the version of the event that planned it."""

    staff: str
    number: int
    first_on: date
    last_on: date
    substitute: str

    def on(self, day: date) -> bool:
        return self.first_on <= day <= self.last_on

    @property
    def took_place(self) -> bool:
        """Whether any day of it is left."""
        return self.first_on <= self.last_on

    def meets(self, first: date, last: date) -> bool:
        """Whether some days have a day in common with it."""
        return self.took_place and first <= self.last_on and self.first_on <= last


class People:
    """The directory as some events leave it; made once, then only asked."""

    def __init__(self, events: Iterable[Event] = ()) -> None:
        self.holdings: dict[tuple[Post, str], list[Holding]] = defaultdict(list)
        self.absences: dict[str, list[Absence]] = defaultdict(list)
        self.teams: dict[str, str] = {}  # the names of task forces
        for event in events:
            self.learn(event)

    def learn(self, event: Event) -> None:
        if isinstance(event, PostTaken):
            self.holdings[event.post, event.of].append(Holding(event.staff, event.post, event.of, event.effective_on))
        elif isinstance(event, PostLeft):
            held = self.holdings[event.post, event.of]
            held[:] = [left(one, event) for one in held]
        elif isinstance(event, AbsencePlanned):
            days = (event.originator_version, event.first_on, event.last_on)
            self.absences[event.staff].append(Absence(event.staff, *days, event.substitute))
        elif isinstance(event, AbsenceEnded):
            away = self.absences[event.staff]
            away[:] = [ended(one, event) for one in away]
        elif isinstance(event, TeamNamed):
            self.teams[event.team] = event.name

    def holders(self, post: Post, of: str, on: date) -> tuple[str, ...]:
        """Who holds a post on a day, whether he is there or away; in the order in which they took it."""
        return tuple(one.staff for one in self.holdings.get((post, of), ()) if one.on(on))

    def holds(self, staff: str, post: Post, of: str, on: date) -> bool:
        return staff in self.holders(post, of, on)

    def all(self) -> Sequence[Holding]:
        """Every holding there is or was, by post."""
        return [one for held in self.holdings.values() for one in held]

    def known_teams(self, but: tuple[str, Post] | None = None) -> set[str]:
        """The task forces that have a name, or had a lead or a member; `but` who holds a post, where one is told."""
        of_teams = ((post, of, held) for (post, of), held in self.holdings.items() if post in OF_TEAM)
        return {*self.teams, *(of for post, of, held in of_teams if any((one.staff, post) != but for one in held))}

    def posts(self, staff: str, on: date) -> tuple[Holding, ...]:
        """What a person holds on a day."""
        return tuple(one for one in self.all() if one.staff == staff and one.on(on))

    def absence(self, staff: str, on: date) -> Absence | None:
        """The absence that a person is on."""
        return next((one for one in self.absences.get(staff, ()) if one.on(on)), None)

    def present(self, staff: str, on: date) -> str:
        """Who is to be told in a person's place: his substitute while he is away, or that one's, who is there.

        The person himself where all who would stand in are away for each other.
        """
        seen = {staff}
        who = staff
        while absence := self.absence(who, on):
            who = absence.substitute
            if who in seen:
                return staff
            seen.add(who)
        return who

    def substitute(self, staff: str, on: date) -> str | None:
        """Who stands in for a person who is away; None while he is there."""
        who = self.present(staff, on)
        return None if who == staff else who

    def stands_in_for(self, substitute: str, on: date) -> tuple[str, ...]:
        """For whom a person acts on a day, besides himself."""
        away = [staff for staff in self.absences if self.absence(staff, on)]
        return tuple(staff for staff in away if self.present(staff, on) == substitute)


def left(held: Holding, event: PostLeft) -> Holding:
    """A holding once its post was left by whoever it is."""
    return replace(held, until=event.effective_on) if held.staff == event.staff and held.until is None else held


def ended(away: Absence, event: AbsenceEnded) -> Absence:
    if away.number != event.absence:
        return away
    return replace(away, last_on=min(away.last_on, event.returned_on - timedelta(days=1)))
