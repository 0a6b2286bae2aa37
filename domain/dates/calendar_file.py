"""Working calendars from a YAML or JSON file, read strictly: what is not understood is refused by place."""

import json
from collections.abc import Iterable
from datetime import date
from hashlib import sha256
from pathlib import Path
from reprlib import repr as brief
from typing import Any

import yaml

from domain.dates.arithmetic import strict_date
from domain.dates.calendar import ALL_YEARS, WEEK, WorkingCalendar, YearDays
from domain.errors import DomainError

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
KEYS = ("weekend", "holidays", "workdays")
FILE_DAY = "calendar_file"  # the name of a day that only the file names


def calendar_from_file(path: Path) -> WorkingCalendar:
    """A calendar written by hand, YAML or JSON: `weekend`, `holidays`, `workdays`; never provisional.

    Nothing is taken for granted: without `weekend` every weekday is worked. Refused with a DomainError that
    names the place: a file that cannot be read, an unknown key, a wrong type, a date that is none, a date
    that is both a holiday and a working day, a calendar without a working day. The version is the digest of the
    file's bytes.
    """
    content = _content(path)
    mapping = _mapping(path, content)
    weekend = _weekdays(path, mapping)
    holidays = _days(path, mapping, "holidays")
    workdays = _days(path, mapping, "workdays")
    for day in sorted(holidays & workdays):
        raise DomainError("calendar_day_twice", file=path, day=day)
    if weekend == WEEK and not workdays:
        raise DomainError("calendar_without_working_day", file=path)
    years = _by_year(holidays, workdays)
    return WorkingCalendar(
        f"sha256:{sha256(content).hexdigest()[:16]}",
        weekend,
        lambda year: years.get(year, YearDays()),
        _worked_years(workdays) if weekend == WEEK else ALL_YEARS,
    )


class _Loader(yaml.BaseLoader):
    """Strings, lists and mappings only, so that a date that is none can be named as it was written."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        _unique((self.construct_object(key, deep=True), None) for key, _ in node.value)
        return super().construct_mapping(node, deep=deep)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        cause = getattr(error, "strerror", None) or str(error)
        raise DomainError("calendar_unreadable", file=path, cause=cause) from error


def _mapping(path: Path, content: bytes) -> dict[str, object]:
    parse = _json if path.suffix.lower() == ".json" else _yaml
    try:
        value = parse(content.decode("utf-8-sig"))
    except RecursionError as error:
        raise DomainError("calendar_unparsable", file=path, cause="nested too deeply") from error
    except ValueError as error:  # also UnicodeDecodeError and JSONDecodeError
        raise DomainError("calendar_unparsable", file=path, cause=_one_line(error)) from error
    if not isinstance(value, dict):
        raise DomainError("calendar_not_a_mapping", file=path, keys=", ".join(KEYS))
    for key in value:
        if key not in KEYS:
            raise DomainError("calendar_unknown_key", file=path, key=key, keys=", ".join(KEYS))
    return value


def _json(text: str) -> object:
    return json.loads(text, object_pairs_hook=_unique)


def _unique(pairs: Iterable[tuple[Any, Any]]) -> dict[Any, Any]:
    mapping: dict[Any, Any] = {}
    for key, value in pairs:
        if key in mapping:
            raise ValueError(f"key {key!r} stands twice")
        mapping[key] = value
    return mapping


def _yaml(text: str) -> object:
    try:
        return _Loader(text).get_single_data()
    except (yaml.YAMLError, TypeError) as error:
        raise ValueError(_one_line(error)) from error


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())


def _items(path: Path, mapping: dict[str, object], key: str) -> list[str]:
    value = mapping.get(key, [])
    if not isinstance(value, list):
        raise DomainError("calendar_not_a_list", file=path, key=key)
    for item in value:
        if not isinstance(item, str):
            raise DomainError("calendar_wrong_item", file=path, key=key, item=brief(item))
    return value


def _weekdays(path: Path, mapping: dict[str, object]) -> frozenset[int]:
    names = _items(path, mapping, "weekend")
    for name in names:
        if name not in WEEKDAYS:
            raise DomainError("calendar_unknown_weekday", file=path, item=name, weekdays=", ".join(WEEKDAYS))
    return frozenset(WEEKDAYS.index(name) for name in names)


def _days(path: Path, mapping: dict[str, object], key: str) -> frozenset[date]:
    return frozenset(_day(path, key, item) for item in _items(path, mapping, key))


def _day(path: Path, key: str, item: str) -> date:
    try:
        return strict_date(item)
    except ValueError as error:
        raise DomainError("calendar_bad_date", file=path, key=key, item=item) from error


def _by_year(holidays: frozenset[date], workdays: frozenset[date]) -> dict[int, YearDays]:
    years = {day.year for day in holidays | workdays}
    return {year: YearDays(_named(holidays, year), _named(workdays, year)) for year in years}


def _named(days: frozenset[date], year: int) -> dict[date, str]:
    return {day: FILE_DAY for day in days if day.year == year}


def _worked_years(workdays: frozenset[date]) -> range:
    return range(min(workdays).year, max(workdays).year + 1)
