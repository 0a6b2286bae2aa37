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


def calendar() -> WorkingCalendar:
    """The calendar of the data file; years are turned into dates only when they are asked for."""
    data = json.loads(OFFICIAL_DAYS.read_bytes())
    years, every_year = data["years"], data["every_year"]
    known = [year for year, entry in years.items() if entry["official"]]

    def days_of(year: int) -> YearDays:
        entry = years.get(str(year))
        return _of_file(entry) if entry else _fixed_dates(year, every_year)

    return WorkingCalendar(f"official {min(known)}–{max(known)}", SATURDAY_AND_SUNDAY, days_of)


@cache
def official_years() -> dict[int, Mapping[str, Any]]:
    """The announced years as the data file has them: `source`, `holidays` and `workdays` with their names."""
    years = json.loads(OFFICIAL_DAYS.read_bytes())["years"]
    return {int(year): entry for year, entry in years.items() if entry["official"]}


def _of_file(entry: Mapping[str, Any]) -> YearDays:
    return YearDays(_dates(entry["holidays"]), _dates(entry["workdays"]), official=entry["official"])


def _dates(named: Mapping[str, str]) -> dict[date, str]:
    return {date.fromisoformat(day): name for day, name in named.items()}


def _fixed_dates(year: int, every_year: Mapping[str, str]) -> YearDays:
    """A year out of the file's reach: only the holidays that stand on the same date every year."""
    return YearDays(_dates({f"{year:04}-{day}": name for day, name in every_year.items()}), official=False)
