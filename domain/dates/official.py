"""The shipped calendar: announced years, then estimates, from one data file (`scripts/official_days.py`)."""

import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from domain.dates.calendar import WorkingCalendar, YearDays

OFFICIAL_DAYS = Path(__file__).parent / "data" / "official_days.json"
SATURDAY_AND_SUNDAY = frozenset({5, 6})


@cache
def official_calendar() -> WorkingCalendar:
    """China's working days as the State Council announced them; other years are estimates (暂估).

    Years are turned into dates only when they are asked for.
    """
    data = _data()
    years = data["years"]

    def days_of(year: int) -> YearDays:
        entry = years.get(str(year))
        return _of_file(entry) if entry else _estimate(data, year)

    return WorkingCalendar(f"official {min(years)}–{max(years)}", SATURDAY_AND_SUNDAY, days_of)


@cache
def official_years() -> dict[int, Mapping[str, Any]]:
    """The announced years as the data file has them: `source`, `holidays` and `workdays` with their names."""
    return {int(year): entry for year, entry in _data()["years"].items()}


def estimated_days(year: int) -> YearDays:
    """What was taken for the days off of a year before its notice came."""
    return _estimate(_data(), year)


def _data() -> Any:
    return json.loads(OFFICIAL_DAYS.read_bytes())


def _estimate(data: Any, year: int) -> YearDays:
    """Out of the file's reach only the holidays that stand on the same date every year."""
    entry = data["estimates"].get(str(year))
    return _of_file(entry) if entry else _fixed_dates(year, data["every_year"])


def _of_file(entry: Mapping[str, Any]) -> YearDays:
    return YearDays(_dates(entry["holidays"]), _dates(entry["workdays"]), official=entry["official"])


def _dates(named: Mapping[str, str]) -> dict[date, str]:
    return {date.fromisoformat(day): name for day, name in named.items()}


def _fixed_dates(year: int, every_year: Mapping[str, str]) -> YearDays:
    """The holidays that stand on the same date every year."""
    return YearDays(_dates({f"{year:04}-{day}": name for day, name in every_year.items()}), official=False)
