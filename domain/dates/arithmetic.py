"""Plain calendar arithmetic: days, months, and dates as they are written."""

import re
from calendar import monthrange
from datetime import date, timedelta

from domain.errors import DomainError

WRITTEN = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
DECEMBER = 12


def add_days(day: date, count: int) -> date:
    """The day `count` calendar days later (earlier when negative)."""
    try:
        return day + timedelta(days=count)
    except OverflowError as error:
        raise DomainError("date_out_of_range", start=day) from error


def days_between(first: date, last: date) -> int:
    """The calendar days in (first, last]."""
    return (last - first).days


def add_months(day: date, count: int) -> date:
    """The same day of the month `count` months later, or that month's last day (民法典 §202)."""
    months = day.year * DECEMBER + day.month - 1 + count
    year, month = divmod(months, DECEMBER)
    if not date.min.year <= year <= date.max.year:
        raise DomainError("date_out_of_range", start=day)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def last_of_month(day: date) -> date:
    """The last day of the month of a day."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def strict_date(written: str) -> date:
    """A date written YYYY-MM-DD, and in no other of the ISO 8601 ways; ValueError when it is none."""
    if not WRITTEN.fullmatch(written):
        raise ValueError(f"not a date written YYYY-MM-DD: {written!r}")
    return date.fromisoformat(written)
