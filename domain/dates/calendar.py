"""Which days are working days, for everything that counts time.

A calendar is plain weeks plus the days that differ from them: holidays (days off) and make-up working days
(调休). 行政许可法 §82: terms of the authorities are counted in working days, legal holidays left out.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from domain.errors import DomainError

ALL_YEARS = range(date.min.year, date.max.year + 1)
WEEK = frozenset(range(7))


@dataclass(frozen=True)
class YearDays:
    """The days of one year that differ from its plain weeks, each with the holiday's name.

    `official` is False where nobody has announced the year: its days are an estimate.
    """

    holidays: Mapping[date, str] = field(default_factory=dict)
    workdays: Mapping[date, str] = field(default_factory=dict)
    official: bool = True


class SpecialDays(NamedTuple):
    """A run of days that differ from the plain week for one reason: a holiday, or made up for (调休)."""

    first: date
    last: date
    name: str
    worked: bool


class _Year(NamedTuple):
    working: list[int]  # ordinals, sorted
    days: YearDays
    special: list[SpecialDays]


class WorkingCalendar:
    """Working days, immutable. A year is worked out when first asked for: long terms cost milliseconds.

    `version` names the days that decided, for the record. `weekend` holds weekdays (Monday is 0), `days_of`
    gives the days that differ in a year, `years` are those in which there may be a working day at all.
    """

    __slots__ = ("_built", "_days_of", "_weekend", "_years", "version")

    def __init__(
        self,
        version: str,
        weekend: frozenset[int],
        days_of: Callable[[int], YearDays],
        years: range = ALL_YEARS,
    ) -> None:
        self.version = version
        self._weekend = weekend
        self._days_of = days_of
        self._years = years
        self._built: dict[int, _Year] = {}

    def with_year(self, year: int, days: YearDays, version: str) -> "WorkingCalendar":
        """The same calendar after the notice of one year (国务院办公厅的放假安排通知) has come."""
        given = self._days_of
        return WorkingCalendar(
            version, self._weekend, lambda asked: days if asked == year else given(asked), self._years
        )

    def with_day_off(self, day: date, name: str) -> "WorkingCalendar":
        """The same calendar with one more day off, for asking what that would change."""
        known = self._year(day.year).days
        worked = {other: made_up for other, made_up in known.workdays.items() if other != day}
        changed = replace(known, holidays={**known.holidays, day: name}, workdays=worked)
        return self.with_year(day.year, changed, f"{self.version}+{day}")

    def is_working_day(self, day: date) -> bool:
        """Whether work is done on the day."""
        working = self._year(day.year).working
        place = bisect_left(working, day.toordinal())
        return place < len(working) and working[place] == day.toordinal()

    def is_provisional(self, day: date) -> bool:
        """Whether the day lies in a year that is not officially known (暂估)."""
        return not self._year(day.year).days.official

    def provisional_between(self, first: date, last: date) -> bool:
        """Whether any day in [first, last] is provisional: what was counted over them is an estimate."""
        return any(not self._year(year).days.official for year in range(first.year, last.year + 1))

    def nth_after(self, day: date, n: int) -> date:
        """The n-th working day after the day, which itself is not counted; n >= 1."""
        year, working = day.year, self._year(day.year).working
        place = bisect_right(working, day.toordinal()) + _at_least_one(n) - 1
        while place >= len(working):
            place -= len(working)
            year += 1
            if year >= self._years.stop:
                raise self._exhausted(day)
            working = self._year(year).working
        return date.fromordinal(working[place])

    def nth_before(self, day: date, n: int) -> date:
        """The n-th working day before the day, which itself is not counted; n >= 1."""
        year, working = day.year, self._year(day.year).working
        place = bisect_left(working, day.toordinal()) - _at_least_one(n)
        while place < 0:
            year -= 1
            if year < self._years.start:
                raise self._exhausted(day)
            working = self._year(year).working
            place += len(working)
        return date.fromordinal(working[place])

    def roll_forward(self, day: date) -> date:
        """The day, or the next working day when it is none (民法典 §203)."""
        return day if self.is_working_day(day) else self.nth_after(day, 1)

    def roll_back(self, day: date) -> date:
        """The day, or the last working day before it when it is none."""
        return day if self.is_working_day(day) else self.nth_before(day, 1)

    def working_days(self, first: date, last: date) -> int:
        """The working days in (first, last]; when last comes before first, minus those in (last, first]."""
        if last < first:
            return -self.working_days(last, first)
        before = bisect_right(self._year(first.year).working, first.toordinal())
        within = bisect_right(self._year(last.year).working, last.toordinal())
        return within - before + sum(len(self._year(year).working) for year in range(first.year, last.year))

    def holiday_name(self, day: date) -> str | None:
        """The holiday that the day off belongs to, or None."""
        return self._year(day.year).days.holidays.get(day)

    def special_days(self, first: date, last: date) -> list[SpecialDays]:
        """The holidays and make-up working days in [first, last], in order, in runs of one name."""
        return [
            run._replace(first=max(run.first, first), last=min(run.last, last))
            for year in range(first.year, last.year + 1)
            for run in self._year(year).special
            if run.last >= first and run.first <= last
        ]

    def _exhausted(self, start: date) -> DomainError:
        return DomainError("calendar_exhausted", start=start, calendar=self.version)

    def _year(self, year: int) -> _Year:
        built = self._built.get(year)
        if built is None:
            built = self._built[year] = self._build(year)
        return built

    def _build(self, year: int) -> _Year:
        days = self._days_of(year)
        off = {day.toordinal() for day in days.holidays}
        worked = {day.toordinal() for day in days.workdays}
        first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
        plain = (  # ordinal 1 is a Monday
            range(first + (weekday + 1 - first) % 7, last + 1, 7) for weekday in WEEK - self._weekend
        )
        working = sorted(({day for week in plain for day in week} - off) | worked)
        return _Year(working, days, _runs(days))


def _runs(days: YearDays) -> list[SpecialDays]:
    named = [(day, name, False) for day, name in days.holidays.items()]
    named += [(day, name, True) for day, name in days.workdays.items()]
    runs: list[SpecialDays] = []
    for day, name, worked in sorted(named):
        if runs and runs[-1][2:] == (name, worked) and day.toordinal() == runs[-1].last.toordinal() + 1:
            runs[-1] = runs[-1]._replace(last=day)
        else:
            runs.append(SpecialDays(day, day, name, worked))
    return runs


def _at_least_one(n: int) -> int:
    if n < 1:
        raise ValueError(f"the first working day after or before a day is number 1, not {n}")
    return n
