"""Counting days while the clock stands still now and then (design §3 rule 4)."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import NamedTuple

from domain.dates.arithmetic import add_days, days_between
from domain.dates.calendar import WorkingCalendar
from domain.dates.values import Pause, Unit


class Stop(NamedTuple):
    """Days that are not counted: from `first` up to, without, `end`; None: for as long as we know."""

    first: date
    end: date | None

    def covers(self, day: date) -> bool:
        """Whether the clock stands still on the day."""
        return self.first <= day and (self.end is None or day < self.end)

    def reaches(self, day: date) -> bool:
        """Whether the clock has not run again before the day."""
        return self.end is None or day <= self.end

    def eve(self, floor: date) -> date:
        """The day before it begins, but not before `floor`."""
        return floor if self.first <= floor else add_days(self.first, -1)

    def last_until(self, day: date) -> date:
        """Its last day, but not after `day`."""
        return day if self.end is None else min(day, add_days(self.end, -1))


class Clock(NamedTuple):
    """How days are counted: the number of them in (first, last], and the n-th after a day."""

    unit: Unit
    between: Callable[[date, date], int]
    nth_after: Callable[[date, int], date]


CALENDAR_DAYS = Clock(Unit.CALENDAR_DAYS, between=days_between, nth_after=add_days)


def working_days(calendar: WorkingCalendar) -> Clock:
    """The clock of terms in working days."""
    return Clock(Unit.WORKING_DAYS, between=calendar.working_days, nth_after=calendar.nth_after)


def union(pauses: Iterable[Pause], start: date) -> list[Stop]:
    """The pauses that reach past `start`, in order; those that overlap or touch are one stop."""
    stops: list[Stop] = []
    for pause in sorted(pauses, key=lambda pause: pause.start):
        if pause.end is not None and pause.end <= max(start, pause.start):
            continue
        before = stops[-1] if stops else None
        if before is None or not before.reaches(pause.start):
            stops.append(Stop(pause.start, pause.end))
        elif pause.end is None or not before.reaches(pause.end):
            stops[-1] = Stop(before.first, pause.end)
    return stops


def run(clock: Clock, start: date, total: int, stops: Sequence[Stop]) -> tuple[date | None, int]:
    """The total-th counted day after `start`; or None, and what is left, where an open stop comes first."""
    at, left = start, total
    for stop in stops:
        ran = clock.between(at, stop.eve(at))
        if ran >= left:
            break
        left -= ran
        if stop.end is None:
            return None, left
        at = max(at, add_days(stop.end, -1))
    return clock.nth_after(at, left), 0


def counted(clock: Clock, start: date, last: date, stops: Sequence[Stop]) -> int:
    """The days in (start, last] on which the clock ran."""
    if last <= start:
        return 0
    return clock.between(start, last) - sum(stopped(clock, start, last, stop) for stop in stops)


def stopped(clock: Clock, start: date, last: date, stop: Stop) -> int:
    """The days of the clock in (start, last] that one stop takes out."""
    if stop.first > last:
        return 0
    before = stop.eve(start)
    return clock.between(before, max(before, stop.last_until(last)))


def roll(calendar: WorkingCalendar, day: date, stops: Iterable[Stop]) -> date | None:
    """The day, or the next working day not stopped (ruling 14); None where an open stop comes first."""
    day = calendar.roll_forward(day)
    for stop in stops:
        if stop.covers(day):
            if stop.end is None:
                return None
            day = calendar.roll_forward(stop.end)
    return day
