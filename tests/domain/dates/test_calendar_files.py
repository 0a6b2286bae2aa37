"""Calendars from a file: read as they are written, refused by place, never guessed at."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from domain.dates.calendar_file import calendar_from_file
from domain.dates.terms import Term, Unit, due
from domain.errors import DomainError

WRITTEN = """
weekend: [saturday, sunday]
holidays: [2026-10-01, '2026-10-02']
workdays:
  - 2026-10-10
"""


def write(folder: Path, content: str | bytes, name: str = "calendar.yaml") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def refused(path: Path) -> tuple[str, dict[str, object]]:
    with pytest.raises(DomainError) as caught:
        calendar_from_file(path)
    assert caught.value.params["file"] == path
    return caught.value.code, caught.value.params


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("calendar.yaml", WRITTEN),
        ("calendar.yml", "\ufeff" + WRITTEN),
        (
            "calendar.json",
            '{"weekend": ["saturday", "sunday"], "holidays": ["2026-10-01", "2026-10-02"], "workdays": ["2026-10-10"]}',
        ),
        ("calendar", '{"weekend": [saturday, sunday], holidays: [2026-10-01, 2026-10-02], workdays: [2026-10-10]}'),
    ],
)
def test_a_calendar_is_read_from_yaml_or_json(tmp_path: Path, name: str, content: str) -> None:
    calendar = calendar_from_file(write(tmp_path, content, name))
    assert calendar.nth_after(date(2026, 9, 30), 1) == date(2026, 10, 5)
    assert calendar.is_working_day(date(2026, 10, 10))
    assert calendar.working_days(date(2026, 9, 30), date(2026, 10, 12)) == 7
    assert not calendar.is_provisional(date(2027, 1, 1))
    assert not calendar.provisional_between(date(1, 1, 1), date(9999, 12, 31))


def test_its_version_is_the_digest_of_its_bytes(tmp_path: Path) -> None:
    first = calendar_from_file(write(tmp_path, WRITTEN))
    again = calendar_from_file(write(tmp_path, WRITTEN, "copy.yaml"))
    other = calendar_from_file(write(tmp_path, WRITTEN + "\n", "other.yaml"))
    assert first.version == again.version != other.version
    assert first.version.startswith("sha256:")


def test_nothing_is_taken_for_granted(tmp_path: Path) -> None:
    calendar = calendar_from_file(write(tmp_path, "{}", "calendar.json"))
    saturday, national_day = date(2026, 9, 26), date(2026, 10, 1)
    assert calendar.is_working_day(saturday)
    assert calendar.is_working_day(national_day)
    assert due(calendar, saturday, Term(5, Unit.WORKING_DAYS)).due_on == national_day
    assert due(calendar, saturday, Term(100_000, Unit.WORKING_DAYS)).due_on == date(2300, 7, 12)


def test_days_off_of_a_file_are_explained_as_such(tmp_path: Path) -> None:
    calendar = calendar_from_file(write(tmp_path, WRITTEN))
    answer = due(calendar, date(2026, 9, 21), Term(10, Unit.CALENDAR_DAYS))
    assert (answer.due_on, answer.provisional) == (date(2026, 10, 5), False)
    assert dict(answer.steps[-1].params)["holiday"] == "calendar_file"


@pytest.mark.parametrize(
    ("content", "code", "named"),
    [
        ("weekends: [sunday]", "calendar_unknown_key", ("key", "weekends")),
        ("<<: {holidays: [2026-10-01]}", "calendar_unknown_key", ("key", "<<")),
        ("weekend: saturday", "calendar_not_a_list", ("key", "weekend")),
        ("holidays:", "calendar_not_a_list", ("key", "holidays")),
        ("workdays: {2026-10-01: x}", "calendar_not_a_list", ("key", "workdays")),
        ("weekend: [[sunday]]", "calendar_wrong_item", ("key", "weekend")),
        ("holidays: [{day: 2026-10-01}]", "calendar_wrong_item", ("key", "holidays")),
        ("weekend: [caturday]", "calendar_unknown_weekday", ("item", "caturday")),
        ("weekend: [6]", "calendar_unknown_weekday", ("item", "6")),
        ("holidays: [2026-02-30]", "calendar_bad_date", ("item", "2026-02-30")),
        ("holidays: [2026-10-1]", "calendar_bad_date", ("item", "2026-10-1")),
        ("holidays: [20261001]", "calendar_bad_date", ("item", "20261001")),
        ("holidays: [2026-W40-4]", "calendar_bad_date", ("item", "2026-W40-4")),
        ("workdays: [2026-10-01T08:00:00]", "calendar_bad_date", ("item", "2026-10-01T08:00:00")),
        ("workdays: [national day]", "calendar_bad_date", ("key", "workdays")),
        ("{holidays: [2026-10-01], workdays: [2026-10-01]}", "calendar_day_twice", ("day", date(2026, 10, 1))),
        ("- 2026-10-01", "calendar_not_a_mapping", ("keys", "weekend, holidays, workdays")),
        ("", "calendar_not_a_mapping", ("keys", "weekend, holidays, workdays")),
        ("holidays", "calendar_not_a_mapping", ("keys", "weekend, holidays, workdays")),
    ],
)
def test_what_is_not_understood_is_refused_by_place(
    tmp_path: Path, content: str, code: str, named: tuple[str, object]
) -> None:
    given, params = refused(write(tmp_path, content))
    assert given == code
    assert params[named[0]] == named[1]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("broken.yaml", "weekend: [saturday"),
        ("broken.yaml", "weekend: *nowhere"),
        ("broken.yaml", "a: b: c"),
        ("broken.yaml", "? [1, 2]\n: 3"),
        ("broken.yaml", "holidays: [2026-10-01]\nholidays: [2026-10-02]"),
        ("broken.yaml", "\0"),
        ("broken.yaml", b"\xd6\xdc\xc4\xa9: []"),  # GBK
        ("broken.yaml", "[" * 20_000),
        ("broken.json", '{"weekend": ["saturday"}'),
        ("broken.json", '{"holidays": [], "holidays": ["2026-10-02"]}'),
        ("broken.json", "[" * 200_000),
        ("broken.json", ""),
    ],
)
def test_a_broken_file_is_refused_in_one_line(tmp_path: Path, name: str, content: str | bytes) -> None:
    code, params = refused(write(tmp_path, content, name))
    assert code == "calendar_unparsable"
    assert "\n" not in str(params["cause"])


@pytest.mark.parametrize("content", ['{"holidays": [1]}', '{"holidays": [null]}', '{"weekend": [true]}'])
def test_json_items_of_another_type_are_refused(tmp_path: Path, content: str) -> None:
    assert refused(write(tmp_path, content, "calendar.json"))[0] == "calendar_wrong_item"


def test_a_list_that_multiplies_is_named_in_brief(tmp_path: Path) -> None:
    doubled = [f"&n{n} [*n{n - 1}, *n{n - 1}]" for n in range(1, 40)]
    code, params = refused(write(tmp_path, f"holidays: [&n0 [x], {', '.join(doubled)}]"))
    assert code == "calendar_wrong_item"
    assert len(str(params["item"])) < 100


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path / "missing.yaml")[0] == "calendar_unreadable"
    assert refused(tmp_path)[0] == "calendar_unreadable"
    assert refused(Path("nul\0.yaml"))[0] == "calendar_unreadable"


WHOLE_WEEK = "weekend: [monday, tuesday, wednesday, thursday, friday, saturday, sunday]\n"


def test_a_calendar_without_a_working_day_is_refused(tmp_path: Path) -> None:
    assert refused(write(tmp_path, WHOLE_WEEK))[0] == "calendar_without_working_day"
    assert refused(write(tmp_path, WHOLE_WEEK + "workdays: []"))[0] == "calendar_without_working_day"


def test_running_past_the_last_working_day_is_an_error_not_a_loop(tmp_path: Path) -> None:
    calendar = calendar_from_file(write(tmp_path, WHOLE_WEEK + "workdays: [2026-10-10, 2027-01-04, 2026-10-09]"))
    start = date(2026, 1, 1)
    assert due(calendar, start, Term(3, Unit.WORKING_DAYS)).due_on == date(2027, 1, 4)
    assert due(calendar, start, Term(0, Unit.WORKING_DAYS)).due_on == date(2026, 10, 9)
    assert calendar.working_days(date(2000, 1, 1), date(3000, 1, 1)) == 3
    assert calendar.nth_before(date(2099, 1, 1), 3) == date(2026, 10, 9)
    assert calendar.nth_after(date(1999, 1, 1), 3) == date(2027, 1, 4)
    attempts: list[Callable[[], object]] = [
        lambda: due(calendar, start, Term(4, Unit.WORKING_DAYS)),
        lambda: due(calendar, start, Term(2, Unit.YEARS)),
        lambda: calendar.roll_forward(date(2027, 1, 5)),
        lambda: calendar.roll_back(date(2026, 1, 1)),
        lambda: calendar.nth_after(date(1999, 1, 1), 4),
        lambda: calendar.nth_after(date(3000, 1, 1), 1),
        lambda: calendar.nth_before(date(1999, 1, 1), 1),
    ]
    for attempt in attempts:
        with pytest.raises(DomainError, match="calendar_exhausted"):
            attempt()
