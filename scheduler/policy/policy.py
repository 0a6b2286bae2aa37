"""The reminder policy: who is reminded of which node on which days, how, in which words, and to whom it goes up.

Data; `file` reads and checks it. Source: the practice's default policy; design §7. A node without a row is not
reminded.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from enum import StrEnum

from domain.dates.calendar import WorkingCalendar
from domain.event import SHANGHAI
from domain.project.model.thresholds import USUAL, Thresholds
from domain.reminders.digests import DigestKind
from domain.reminders.nodes import Node

LANGUAGES = ("zh", "en")
FIRST = "first"  # the first step that is planned for a term
MOST_REPEATS = 5  # then it stands on the lead's list (design §7)
UNCAPPED = frozenset({Node.STATUTORY, Node.ACCEPTANCE_DEEMED})
"""What goes out at once however much a person was told that day: the law does not wait."""


class Addressee(StrEnum):
    """The roles a policy may name: 经办人, 专员, 企业联系人, 专班长, 部门负责人, 分管领导, 线索办理人."""

    OFFICER = "officer"
    SPECIALIST = "specialist"
    ENTERPRISE = "enterprise"
    LEAD = "lead"
    HEAD_OF_DEPARTMENT = "head_of_department"
    LEADERSHIP = "leadership"
    HANDLER = "handler"


class By(StrEnum):
    """How a step is told: 直 a message of its own, 摘 in the daily digest, 短 by SMS first, 并 a month's in one SMS."""

    DIRECT = "direct"
    DIGEST = "digest"
    SMS = "sms"
    MERGED = "merged"


class Condition(StrEnum):
    """When only some of a row's points go up."""

    FORECAST_LATER = "forecast_later"


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
    """The steps after the due date: the first, then every so many working days, so many repeats of it.

    `then`: on whose list it stands once the next repeat would come.
    """

    first: int
    every: int
    repeats: int
    then: Addressee | None = None

    def offsets(self) -> tuple[int, ...]:
        return tuple(self.first + self.every * place for place in range(self.repeats + 1))

    @property
    def ends(self) -> int:
        """The step at which the repeats are over."""
        return self.first + self.every * (self.repeats + 1)


@dataclass(frozen=True, slots=True)
class Manner:
    """How one role is told: `otherwise`, and the steps that go another way."""

    otherwise: By = By.DIRECT
    steps: Mapping[int | str, By] | None = None

    def of(self, offset: int, *, first: bool) -> By:
        """How a step goes; what is said of the step itself wins over what is said of the first."""
        steps = self.steps or {}
        return steps.get(offset) or (steps.get(FIRST) if first else None) or self.otherwise

    def used(self) -> frozenset[By]:
        """Every way it names."""
        return frozenset({self.otherwise, *(self.steps or {}).values()})


@dataclass(frozen=True, slots=True)
class Escalation:
    """To whom a point goes up, unless somebody acknowledged it: `at` working days after (before) the due date.

    After the due date it counts from when people were told, in silence. `clock`: not before that hour of the day.
    `at_once`: with the first message, acknowledged or not. `listed`: no message, it only stands on a list. `when`,
    `only`: a condition, and the details (the duties) it is for; empty: all.
    """

    to: Addressee
    at: int
    clock: time | None = None
    at_once: bool = False
    listed: bool = False
    when: Condition | None = None
    only: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Wording:
    """The templates of one language: before the due date, after it, and on it; and what is put in where it applies."""

    ahead: str
    overdue: str
    today: str
    stopped: str = ""
    provisional: str = ""
    call: str = ""

    def write(self, places: Mapping[str, object], past: int, *, provisional: bool, stopped: int, tel: str = "") -> str:
        """The message, so many days after the due date (before it where negative).

        `stopped`: the days not counted, told where there are any; `tel`: whom to call, told where it is known.
        """
        due = f"{places['due']}{self.provisional if provisional else ''}"
        aside = self.stopped.format(stopped=stopped) if stopped else ""
        call = self.call.format(tel=tel) if tel else ""
        words = self.overdue if past > 0 else self.ahead if past < 0 else self.today
        return words.format_map({**places, "due": due, "stopped": aside, "call": call})


@dataclass(frozen=True, slots=True)
class Row:
    """How one node is reminded; `number` is its line in the practice's table."""

    number: int
    ladders: tuple[Ladder, ...]  # the one for the longest terms first
    overdue: Overdue | None
    manners: Mapping[Addressee, Manner]
    wording: Mapping[str, Wording]
    escalation: tuple[Escalation, ...] = ()

    @property
    def to(self) -> tuple[Addressee, ...]:
        """Who is reminded."""
        return tuple(self.manners)

    @property
    def calls(self) -> bool:
        """Whether its words say whom to call."""
        return any(wording.call for wording in self.wording.values())

    def offsets(self, length: int) -> tuple[int, ...]:
        """The steps for a term of so many working days, in working days from the due date, earliest first."""
        ladder = next(ladder for ladder in self.ladders if length >= ladder.shortest)
        ahead = tuple(-days for days in sorted(ladder.before, reverse=True))
        return ahead + (self.overdue.offsets() if self.overdue else ())


@dataclass(frozen=True, slots=True)
class Caps:
    """How much a person gets on a working day; `direct` None: as much as there is."""

    direct: int | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """The first line of a kind of digest in each language, and the roles that get it where it is not for everybody."""

    wording: Mapping[str, str]
    to: tuple[Addressee, ...] = ()
    line: Mapping[str, str] = field(default_factory=dict)  # of a summary: what is said of each project

    def write(self, **places: object) -> dict[str, str]:
        return {language: words.format_map(places) for language, words in self.wording.items()}


@dataclass(frozen=True, slots=True)
class Policy:
    """A version of the policy."""

    version: str
    window: Window
    rows: Mapping[Node, Row]
    caps: Caps = Caps()
    lights: Thresholds = USUAL
    digests: Mapping[DigestKind, Head] = field(default_factory=dict)

    @property
    def merged(self) -> frozenset[Node]:
        """The nodes that are told a month at a time."""
        rows = self.rows.items()
        return frozenset(node for node, row in rows if any(By.MERGED in one.used() for one in row.manners.values()))

    @property
    def hours(self) -> tuple[time, ...]:
        """The hours after the opening at which something may go up."""
        found = {step.clock for row in self.rows.values() for step in row.escalation if step.clock}
        return tuple(sorted(found))
