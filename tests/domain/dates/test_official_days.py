"""The data file against its sources: every day of it."""

import json
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import chinese_calendar
import holidays
import pytest
import yaml

from domain.dates.official import official_calendar

ROOT = Path(__file__).resolve().parents[3]
CALENDAR = official_calendar()


def days(first: int, last: int) -> list[date]:
    begin, end = date(first, 1, 1), date(last, 12, 31)
    return [begin + timedelta(days=count) for count in range((end - begin).days + 1)]


def spans(notice: dict[str, Any]) -> set[date]:
    found: set[date] = set()
    for holiday in notice["holidays"]:
        first, last = date.fromisoformat(holiday["start"]), date.fromisoformat(holiday["end"])
        found.update(first + timedelta(days=count) for count in range((last - first).days + 1))
    return found


def test_every_announced_day_is_as_chinesecalendar_has_it() -> None:
    wrong = [day for day in days(2004, 2026) if CALENDAR.is_working_day(day) != chinese_calendar.is_workday(day)]
    assert wrong == []


def test_every_day_since_2018_is_as_holidays_has_it() -> None:
    china = holidays.country_holidays("CN", years=range(2018, 2027))
    wrong = [day for day in days(2018, 2026) if CALENDAR.is_working_day(day) != china.is_working_day(day)]
    assert wrong == []


def test_every_estimated_day_is_a_statutory_holiday_or_a_plain_week_day() -> None:
    china = holidays.country_holidays("CN", years=range(2027, 2051))
    wrong = [
        day for day in days(2027, 2050) if CALENDAR.is_working_day(day) != (day.weekday() < 5 and day not in china)
    ]
    assert wrong == []
    assert all(CALENDAR.is_provisional(day) for day in days(2027, 2050))


def test_2026_is_as_the_catalogue_has_it() -> None:
    """Ruling 18: the catalogue's own calendar is a cross-check."""
    text = (ROOT / "domain/catalogue/data/catalogue.yaml").read_text(encoding="utf-8")
    notice = yaml.load(text, Loader=yaml.CSafeLoader)["working_calendar"][2026]
    off = spans(notice)
    worked = {date.fromisoformat(day) for day in notice["makeup_workdays"]}
    for day in days(2026, 2026):
        assert CALENDAR.is_working_day(day) == (day in worked or (day.weekday() < 5 and day not in off)), day


@pytest.mark.parametrize("year", [2027, 2050])
def test_each_estimated_year_has_thirteen_statutory_days_and_no_makeup_day(year: int) -> None:
    runs = CALENDAR.special_days(date(year, 1, 1), date(year, 12, 31))
    assert not any(run.worked for run in runs)
    assert sum(CALENDAR.holiday_name(day) is not None for day in days(year, year)) >= 13


def test_each_year_names_its_source() -> None:
    data = json.loads((ROOT / "domain/dates/data/official_days.json").read_bytes())
    years, estimates = data["years"], data["estimates"]
    assert list(years) == [str(year) for year in range(2004, 2027)]
    assert list(estimates) == [str(year) for year in range(2027, 2051)]
    assert {entry["official"] for entry in years.values()} == {True}
    assert {entry["official"] for entry in estimates.values()} == {False}
    assert years["2026"]["source"] == "国务院办公厅关于2026年部分节假日安排的通知(国办发明电〔2025〕7号)"
    assert all(f"{year}年部分节假日安排" in years[str(year)]["source"] for year in range(2004, 2027))
    assert all(entry["source"].startswith("估计") for entry in estimates.values())


def test_the_file_is_what_its_script_makes(tmp_path: Path) -> None:
    made = tmp_path / "official_days.json"
    subprocess.run([sys.executable, ROOT / "scripts/official_days.py", made], check=True, timeout=120)
    shipped = ROOT / "domain/dates/data/official_days.json"
    assert made.read_bytes() == shipped.read_bytes()
