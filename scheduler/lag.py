"""How long no sweep has been, in the time in which there should have been one: the sending windows of working days."""

from datetime import date, datetime, timedelta

from domain.dates.calendar import WorkingCalendar
from domain.event import SHANGHAI, shanghai_date
from scheduler.policy.policy import Window

FARTHEST = 60  # days that are looked at: what is longer is long enough


def window_time(window: Window, calendar: WorkingCalendar, since: datetime, now: datetime) -> timedelta:
    """How much of the time between two moments lay within sending windows."""
    first = max(shanghai_date(since), shanghai_date(now) - timedelta(days=FARTHEST))
    days = [first + timedelta(days=place) for place in range((shanghai_date(now) - first).days + 1)]
    return sum((within(window, day, since, now) for day in days if calendar.is_working_day(day)), timedelta())


def within(window: Window, day: date, since: datetime, now: datetime) -> timedelta:
    """The part of a day's window that lies between two moments."""
    opens, closes = (datetime.combine(day, hour, SHANGHAI) for hour in (window.opens, window.closes))
    return max(min(closes, now) - max(opens, since), timedelta())
