"""每周调度, 每月汇总: which projects need a look, for leads on the first working day of an ISO week, for leadership on
the first of a month (design §7). A line for each project; nothing about what only the enterprise owes.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from domain.dates.arithmetic import last_of_month
from domain.dates.calendar import WorkingCalendar
from domain.event import Event
from domain.project.due.deadlines import Owner
from domain.project.model.state import ENDED, Project
from domain.reminders.digests import Digest, DigestKind
from domain.reminders.escalations import ReminderEscalated
from domain.reminders.nodes import Node
from domain.reminders.points import Point
from domain.reminders.rungs import Recipient, Reminders, Rung
from scheduler.due.digest import Letter
from scheduler.due.escalation import LIST
from scheduler.due.outlook import Outlook
from scheduler.policy.naming import point_name
from scheduler.policy.policy import Addressee, Head, Policy
from scheduler.sending.addressbook import AddressBook
from scheduler.sending.errands import Errand

OF_THE_ENTERPRISE = frozenset({Node.ONE_OFF_DUTY, Node.RECURRING_DUTY})
WEEK = timedelta(days=6)
WHAT: Mapping[str, Mapping[str, str]] = {
    "late": {"zh": "已过期{n}项", "en": "overdue: {n}"},
    "coming": {"zh": "将到期{n}项", "en": "coming up: {n}"},
    "listed": {"zh": "上报在列{n}项", "en": "on your list: {n}"},
    "quiet": {"zh": "已{n}个工作日无记录", "en": "quiet for {n} working days"},
}
FIRST: Mapping[str, str] = {"zh": "最早为“{of}”{on}", "en": "first: {of}, {on}"}
COMMA: Mapping[str, str] = {"zh": "，", "en": ", "}


def begins(kind: DigestKind, today: date, calendar: WorkingCalendar) -> bool:
    """Whether a day is the first working day of its ISO week, or month."""
    return (
        calendar.is_working_day(today) and calendar.working_days(first_day(kind, today) - timedelta(days=1), today) == 1
    )


def first_day(kind: DigestKind, today: date) -> date:
    return today - timedelta(days=today.weekday()) if kind is DigestKind.WEEKLY else today.replace(day=1)


def last_day(kind: DigestKind, today: date) -> date:
    return first_day(kind, today) + WEEK if kind is DigestKind.WEEKLY else last_of_month(today)


@dataclass(frozen=True, slots=True)
class Line:
    """What is to be said of one project: how much is late, comes up, stands on the reader's list, and since when it is
    quiet (0: it is not); `first` is what is due first."""

    project: Project
    late: int
    coming: int
    listed: int
    quiet: int
    first: Mapping[str, str]  # what is due first, in each language; nothing where nothing is
    due_on: date | None

    def __bool__(self) -> bool:
        return bool(self.late or self.coming or self.listed or self.quiet)

    def write(self, words: str, language: str) -> str:
        return words.format_map(
            {"project": self.project.name, "code": self.project.code, "what": COMMA[language].join(self.what(language))}
        )

    def what(self, language: str) -> Iterator[str]:
        """What there is to say, and nothing of what there is not."""
        for name, words in WHAT.items():
            if count := getattr(self, name):
                yield words[language].format(n=count)
        if self.first:
            yield FIRST[language].format(of=self.first[language], on=self.due_on)


@dataclass(frozen=True)
class Report(Letter):
    """A summary to one person, a line for each project; it tells of no rung."""

    about_each: tuple[Line, ...]
    head: Head

    def abouts(self) -> list[dict[str, Any]]:
        return [{"project": {"id": one.project.id, "code": one.project.code}} for one in self.about_each]

    def lines(self, language: str) -> list[str]:
        head = self.head.write(on=self.digest.period, count=len(self.about_each))[language]
        words = self.head.line[language]
        return [head, *(f"{n}. {line.write(words, language)}" for n, line in enumerate(self.about_each, 1))]


class Dispatch:
    """The summaries of a day, filled project by project."""

    def __init__(self, outlook: Outlook, book: AddressBook, today: date, known: datetime | None = None) -> None:
        """`known`: by what was known at a moment; None: now."""
        self.outlook = outlook
        self.book = book
        self.today = today
        self.known = known
        self.kinds = kinds_of(outlook.policy, today, outlook.rules.calendar)
        self.lines: dict[tuple[DigestKind, Addressee, str], list[Line]] = defaultdict(list)

    def add(self, project: Project, last: date | None) -> None:
        """Take a project in, for whoever it concerns."""
        if not self.kinds or project.status in ENDED:
            return
        rows = self.outlook.policy.rows
        found = [point for point in self.outlook.points(project, last, self.known) if point.node in rows]
        for kind, head in self.kinds.items():
            for role in head.to:
                if line := self.line(project, found, kind, role):
                    for staff in self.book.staff(role.value, project, whole(self.today), self.today, self.known):
                        self.lines[kind, role, staff].append(line)

    def line(self, project: Project, found: Sequence[Point], kind: DigestKind, role: Addressee) -> Line:
        """What is to be said of a project to a role."""
        dated = [one for one in found if one.node not in OF_THE_ENTERPRISE | {Node.STALE}]
        late = [one for one in dated if one.due_on < self.today]
        coming = [one for one in dated if self.today <= one.due_on <= last_day(kind, self.today)]
        silent = [one for one in found if one.node is Node.STALE and one.due_on <= self.today]
        listed = sum(self.is_listed(project, one, role) for one in found)
        quiet = self.outlook.rules.calendar.working_days(silent[0].start, self.today) if silent else 0
        first = next(iter([*late, *coming]), None)
        name = point_name(first, project, self.outlook.rules) if first else {}
        return Line(project, len(late), len(coming), listed, quiet, name, first.due_on if first else None)

    def is_listed(self, project: Project, point: Point, role: Addressee) -> bool:
        """Whether a point stands on the list of a role."""
        row = self.outlook.policy.rows.get(point.node)
        planned = self.outlook.planned(project, point, row) if row else ()
        return any(
            isinstance(event, ReminderEscalated) and event.listed and event.role == role
            for step in (LIST, role.value)
            for event in (on_list(self.outlook.reminders, planned[0], step) if planned else ())
        )

    def digest(self, kind: DigestKind, staff: str) -> Digest:
        """A person's summary."""
        return Digest(self.outlook.reminders.district, staff, kind, first_day(kind, self.today))

    def errands(self) -> Iterator[Errand]:
        """The summaries to be sent."""
        for (kind, role, staff), lines in self.lines.items():
            digest = self.digest(kind, staff)
            report = Report(digest, tuple(sorted(lines, key=urgency)), self.kinds[kind])
            if ways := self.book.ways(staff):
                yield Errand(report, Recipient(role.value, staff), ways, (digest.id, staff))


def kinds_of(policy: Policy, today: date, calendar: WorkingCalendar) -> Mapping[DigestKind, Head]:
    """The kinds of summaries that are due on a day."""
    periodic = (DigestKind.WEEKLY, DigestKind.MONTHLY)
    return {kind: policy.digests[kind] for kind in periodic if kind in policy.digests and begins(kind, today, calendar)}


def on_list(reminders: Reminders, rung: Rung, step: str) -> Sequence[Event]:
    return reminders.log(rung.raised(step))


def urgency(line: Line) -> tuple[int, int, str]:
    """What is late most stands first."""
    return -line.late, -line.listed, line.project.code


def whole(today: date) -> Point:
    """A project as a whole: of nobody's department."""
    return Point(Node.STALE, "", today, today, Owner.TEAM)
