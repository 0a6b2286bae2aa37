"""A time axis for charts drawn on the server: days to places, months to ticks, free days to shades."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from domain.dates.calendar import WorkingCalendar

DAY = timedelta(days=1)
EVERY_MONTH = 26.0  # from so many units a month on, each has its name
STEPS = (1, 2, 3, 6, 12)  # months from one name to the next
WEEKENDS = 2.2  # from so many units a day on, weekends are shaded too


@dataclass(frozen=True)
class Tick:
    """A month on the axis; `name` empty where there is no room for it."""

    x: float
    month: int
    year: int
    named: bool
    first: bool  # of its year, or on the axis


@dataclass(frozen=True)
class Axis:
    """From `first` to `last`, both included, `width` units to the right of `left`."""

    first: date
    last: date
    left: float
    width: float

    @property
    def scale(self) -> float:
        """Units a day."""
        return self.width / ((self.last - self.first).days + 1)

    @property
    def right(self) -> float:
        return self.left + self.width

    def x(self, day: date) -> float:
        """Where a day begins, within the axis."""
        place = self.left + (day - self.first).days * self.scale
        return round(min(max(place, self.left), self.right), 1)

    def span(self, first: date, last: date, least: float = 3.0) -> tuple[float, float]:
        """Where a bar begins that fills its days, both included, and how wide it is; never too thin to be seen."""
        begin = self.x(first)
        return begin, round(max(self.x(last + DAY) - begin, least), 1)

    def box(self, first: date, last: date, y: float, height: float) -> str:
        """A bar as a piece of a path."""
        x, width = self.span(first, last)
        return f"M{x:g} {y:g}h{width:g}v{height:g}h-{width:g}z"

    def ticks(self) -> Iterator[Tick]:
        """The months."""
        step = next((step for step in STEPS if step * 30 * self.scale >= EVERY_MONTH), STEPS[-1])
        day, shown = self.first.replace(day=1), False
        while day <= self.last:
            if day >= self.first:
                named = (day.month - 1) % step == 0 and self.x(day) < self.right - EVERY_MONTH
                yield Tick(self.x(day), day.month, day.year, named, named and (day.month == 1 or not shown))
                shown = shown or named
            day = (day.replace(day=28) + timedelta(days=4)).replace(day=1)

    def free_days(self, calendar: WorkingCalendar) -> tuple[list[tuple[date, date]], list[tuple[date, date]]]:
        """Runs of weekend days and of holidays; weekends only where a day is wide enough to see one."""
        days = [self.first + DAY * n for n in range((self.last - self.first).days + 1)]
        free = [day for day in days if not calendar.is_working_day(day)]
        holidays = [day for day in free if calendar.holiday_name(day)]
        weekends = [day for day in free if not calendar.holiday_name(day)] if self.scale >= WEEKENDS else []
        return runs(weekends), runs(holidays)


def runs(days: Iterable[date]) -> list[tuple[date, date]]:
    """Days that follow one another, put together."""
    found: list[tuple[date, date]] = []
    for day in days:
        if found and day - found[-1][1] == DAY:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found
