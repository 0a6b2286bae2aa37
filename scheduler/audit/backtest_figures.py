"""What a backtest shows: messages per person and week, dates that passed and who was warned in time, false alarms.

A date has passed when, by all that is known today, it was still open on the working day after it. A false alarm told of
a date that, by the same knowledge, was no longer open that day or the day before: it was done or stopped, which was
entered later (`closed_before`), the date was another (`another_date`), or there was none (`never_open`: corrected
since).
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from uuid import UUID

from domain.event import Event, shanghai_date
from domain.project.model.evolution import fold
from domain.project.model.rules import Rules
from domain.project.record.reading import facts
from domain.reminders.nodes import Node
from domain.reminders.points import Point, points
from domain.reminders.rungs import Rung
from scheduler.due.rung import DueRung

UNDATED = frozenset({Node.STALE, Node.FORECAST_SLIP, Node.CONCERN, Node.SUPPLEMENT, Node.ACCEPTANCE_DEEMED})
"""What has no day that could be missed, or is not read from the facts of the project alone."""
Key = tuple[UUID, Node, str, str, date]
"""A date: the project, what it is, of what matter, which one, and the day."""
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that would have gone out: when, to whom, how, and the rungs it told of (none in a summary)."""

    at: datetime
    staff: str
    kind: str  # direct, sms, or the kind of digest
    told: tuple[DueRung, ...] = ()


@dataclass(frozen=True)
class Person:
    """How much one person got: the messages of each week with any, and of how many weeks in all."""

    staff: str
    messages: int
    weeks: int
    typical: float  # the median over all weeks
    most: int
    busiest: date  # the Monday of the week with the most


@dataclass(frozen=True)
class FalseAlarms:
    """The false alarms of one node for one reason (a code), and the first of them: told when, of what."""

    node: Node
    why: str
    count: int
    told_on: date
    project: str
    matter: str
    due_on: date


@dataclass(frozen=True)
class Figures:
    """The outcome of a backtest."""

    first: date
    last: date
    projects: int
    kinds: Mapping[str, int]  # messages by kind
    told: int  # rungs told, each time to a person
    people: Sequence[Person]
    passed: int
    warned_ahead: int
    warned_on_the_day: int
    warned_after: int
    judged: int  # rungs told that can be judged
    false_alarms: int
    alarms: Sequence[FalseAlarms]

    @property
    def never_warned(self) -> int:
        return self.passed - self.warned_ahead - self.warned_on_the_day - self.warned_after


def figures(
    sent: Sequence[Sent], logs: Mapping[UUID, Sequence[Event]], rules: Rules, first: date, last: date
) -> Figures:
    """The figures of what would have been sent; `logs` are those of the projects, with all that is known."""
    courses = {project: Course(project, log, rules) for project, log in logs.items()}
    passed = {key for course in courses.values() for key in course.passed(first, last)}
    days: dict[Key, date] = {}
    judged, false = 0, list[tuple[date, str, DueRung]]()
    for one in sent:
        on = shanghai_date(one.at)
        for due in one.told:
            key = key_of(due.rung)
            days[key] = min(days.get(key, on), on)
            if due.rung.kind not in UNDATED:
                judged += 1
                if why := courses[due.rung.project].why_false(key, on):
                    false.append((on, why, due))
    ahead = sum(key in days and days[key] < key[-1] for key in passed)
    same = sum(days.get(key) == key[-1] for key in passed)
    told = sum(key in days for key in passed)
    return Figures(
        first,
        last,
        len(logs),
        dict(Counter(one.kind for one in sent)),
        sum(len(one.told) for one in sent),
        people(sent, first, last),
        len(passed),
        ahead,
        same,
        told - ahead - same,
        judged,
        len(false),
        tuple(alarms(false)),
    )


def alarms(false: Sequence[tuple[date, str, DueRung]]) -> Iterator[FalseAlarms]:
    """The false alarms by node and reason, the most frequent in front."""
    counts = Counter((due.rung.kind, why) for _, why, due in false)
    firsts = {(due.rung.kind, why): (on, due) for on, why, due in reversed(false)}
    for (node, why), count in counts.most_common():
        on, due = firsts[node, why]
        yield FalseAlarms(node, why, count, on, due.project_code, due.rung.matter, due.rung.due_on)


def key_of(rung: Rung) -> Key:
    return rung.project, rung.kind, rung.matter, rung.detail, rung.due_on


def people(sent: Sequence[Sent], first: date, last: date) -> Sequence[Person]:
    """How much each person got, who got most in front."""
    weeks: dict[str, Counter[date]] = defaultdict(Counter)
    for one in sent:
        on = shanghai_date(one.at)
        weeks[one.staff][on - timedelta(days=on.weekday())] += 1
    monday = first - timedelta(days=first.weekday())
    number = (last - monday).days // 7 + 1
    found = []
    for staff, counts in weeks.items():
        busiest, most = max(counts.items(), key=lambda item: (item[1], item[0]))
        each = [*counts.values(), *[0] * (number - len(counts))]
        found.append(Person(staff, sum(counts.values()), number, median(each), most, busiest))
    return sorted(found, key=lambda one: (-one.messages, one.staff))


class Course:
    """How a project went by all that is known today: its open dates from one effective day to the next."""

    def __init__(self, project: UUID, log: Sequence[Event], rules: Rules) -> None:
        self.project = project
        self.log = log
        self.rules = rules
        self.days = sorted({event.effective_on for event in facts(log)})
        self.known: dict[int, dict[Key, Point]] = {}

    def open_on(self, day: date) -> Mapping[Key, Point]:
        """The dates that are open at the end of a day."""
        place = bisect_right(self.days, day)
        if place not in self.known:
            state = fold(self.project, facts(self.log, day), self.rules) if place else None
            found = points(state, self.rules) if state else ()
            keys = {(self.project, one.node, one.matter, one.detail, one.due_on): one for one in found}
            self.known[place] = {key: one for key, one in keys.items() if one.node not in UNDATED}
        return self.known[place]

    def why_false(self, key: Key, day: date) -> str:
        """Why a message on a day was a false alarm, as a code; empty when its date was open then or the day before."""
        known = {**self.open_on(day - DAY), **self.open_on(day)}
        if key in known:
            return ""
        if any(other[:-1] == key[:-1] for other in known):
            return "another_date"
        before = any(key in self.open_on(earlier) for earlier in self.days if earlier < day)
        return "closed_before" if before else "never_open"

    def passed(self, first: date, last: date) -> Iterator[Key]:
        """The dates from one day to another that were still open on the working day after them."""
        found = {key for day in self.days for key in self.open_on(day)}
        for key in found:
            following = self.rules.calendar.nth_after(key[-1], 1)
            if first <= key[-1] and following <= last and key in self.open_on(following):
                yield key
