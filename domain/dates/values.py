"""The words of the date engine: terms, pauses, due dates and the steps that explain them."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.errors import DomainError


class Unit(StrEnum):
    """What a term is counted in."""

    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    MONTHS = "months"
    YEARS = "years"


@dataclass(frozen=True)
class Term:
    """A length of time as the law or a promise writes it: 15 working days, 3 months."""

    count: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.count < 0:
            raise DomainError("negative_term", count=self.count)


@dataclass(frozen=True)
class Pause:
    """A suspension of the clock (特别程序, 不计时): a day d with start <= d < end is not counted.

    `end` None: still open. An end on the start stops nothing.
    """

    start: date
    end: date | None

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise DomainError("pause_ends_before_it_begins", start=self.start, end=self.end)


@dataclass(frozen=True)
class Step:
    """One explained move: which rule put which date where. Words: `step.<rule>` in the locale files."""

    rule: str
    on: date
    params: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True)
class DueDate:
    """The day a term ends, or, while the clock stands still, what is left of it.

    `due_on` is None while a pause is open at the end; then `left` are the days that remain, frozen: working
    days of a term in working days, else calendar days. `provisional` (暂估): an unofficial day was seen.
    """

    due_on: date | None
    provisional: bool
    left: int | None
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class ActBy:
    """A deadline to act before something: the legal day, never moved, and the last working day up to it."""

    legal_on: date
    act_by: date
    provisional: bool
    steps: tuple[Step, ...]
