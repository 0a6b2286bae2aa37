"""The reminder policy: who is reminded of which deadline on which days, in which words.

Data; `policy_file` reads and checks it. Source: the practice's default policy; design §7. A kind of deadline without a
row is not reminded.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from domain.dates.calendar import WorkingCalendar
from domain.dates.terms import Term, Unit, add_term
from domain.event import SHANGHAI
from domain.nodes import Node, node_of
from domain.project.deadlines import Deadline
from projections.ops.accounts import Role

LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Window:
    """The hours of a working day in which messages go out."""

    opens: time
    closes: time

    def is_open(self, moment: datetime, calendar: WorkingCalendar) -> bool:
        """Whether a message may go out at this moment: on a working day, from the opening until before the close."""
        local = moment.astimezone(SHANGHAI)
        return calendar.is_working_day(local.date()) and self.opens <= local.time() < self.closes


@dataclass(frozen=True, slots=True)
class Ladder:
    """The steps before the due date, for terms of at least so many working days."""

    shortest: int
    before: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Overdue:
    """The steps after the due date: the first, then every so many working days, so many repeats of it."""

    first: int
    every: int
    repeats: int

    def offsets(self) -> tuple[int, ...]:
        return tuple(self.first + self.every * place for place in range(self.repeats + 1))


@dataclass(frozen=True, slots=True)
class Wording:
    """The templates of one language."""

    ahead: str
    overdue: str
    stopped: str
    provisional: str

    def write(self, *, project: str, matter: str, due_on: date, provisional: bool, left: int, stopped: int) -> str:
        """The message; `left` are the working days left, negative when overdue, `stopped` the days not counted."""
        template = self.overdue if left < 0 else self.ahead
        due = f"{due_on}{self.provisional if provisional else ''}"
        aside = self.stopped.format(stopped=stopped) if stopped else ""
        return template.format(project=project, matter=matter, due=due, left=left, over=-left, stopped=aside)


@dataclass(frozen=True, slots=True)
class Row:
    """How one kind of deadline is reminded; `number` is its line in the practice's table."""

    number: int
    ladders: tuple[Ladder, ...]  # the one for the longest terms first
    overdue: Overdue | None
    to: tuple[Role, ...]
    wording: Mapping[str, Wording]

    def offsets(self, length: int) -> tuple[int, ...]:
        """The steps for a term of so many working days, in working days from the due date, earliest first."""
        ladder = next(ladder for ladder in self.ladders if length >= ladder.shortest)
        ahead = tuple(-days for days in sorted(ladder.before, reverse=True))
        return ahead + (self.overdue.offsets() if self.overdue else ())


@dataclass(frozen=True, slots=True)
class Policy:
    """A version of the policy."""

    version: str
    window: Window
    rows: Mapping[Node, Row]

    def row_of(self, deadline: Deadline) -> Row | None:
        """The row by which a deadline is reminded; None where it is not."""
        node = node_of(deadline)
        return self.rows.get(node) if node else None


def term_length(calendar: WorkingCalendar, start: date, term: Term) -> int:
    """The length of a term in working days, as it was promised: without stops and extensions."""
    if term.unit is Unit.WORKING_DAYS:
        return term.count
    return calendar.working_days(start, add_term(start, term, calendar))
