"""The official calendar: make-up days, holidays, year ends, and the years nobody has announced."""

from datetime import date

import pytest

from domain.dates.calendar import SpecialDays, WorkingCalendar, YearDays
from domain.dates.official import official_calendar
from domain.errors import DomainError

CALENDAR = official_calendar()
MAKEUP_DAYS_2026 = [
    date(2026, 1, 4),
    date(2026, 2, 14),
    date(2026, 2, 28),
    date(2026, 5, 9),
    date(2026, 9, 20),
    date(2026, 10, 10),
]


@pytest.mark.parametrize("day", MAKEUP_DAYS_2026, ids=str)
def test_a_makeup_day_is_worked_though_it_falls_on_a_weekend(day: date) -> None:
    assert day.weekday() >= 5
    assert CALENDAR.is_working_day(day)
    assert not CALENDAR.is_provisional(day)


@pytest.mark.parametrize(
    ("start", "makeup"),
    [
        (date(2026, 1, 1), date(2026, 1, 4)),
        (date(2026, 2, 13), date(2026, 2, 14)),
        (date(2026, 2, 27), date(2026, 2, 28)),
        (date(2026, 5, 8), date(2026, 5, 9)),
        (date(2026, 9, 18), date(2026, 9, 20)),
        (date(2026, 10, 9), date(2026, 10, 10)),
    ],
)
def test_the_next_working_day_may_be_a_makeup_day(start: date, makeup: date) -> None:
    assert CALENDAR.nth_after(start, 1) == makeup
    assert CALENDAR.roll_forward(makeup) == makeup
    assert CALENDAR.working_days(start, makeup) == 1


@pytest.mark.parametrize(
    ("day", "next_one", "last_one"),
    [
        (date(2026, 1, 1), date(2026, 1, 4), date(2025, 12, 31)),
        (date(2026, 2, 15), date(2026, 2, 24), date(2026, 2, 14)),
        (date(2026, 4, 6), date(2026, 4, 7), date(2026, 4, 3)),
        (date(2026, 5, 5), date(2026, 5, 6), date(2026, 4, 30)),
        (date(2026, 6, 19), date(2026, 6, 22), date(2026, 6, 18)),
        (date(2026, 9, 25), date(2026, 9, 28), date(2026, 9, 24)),
        (date(2026, 10, 1), date(2026, 10, 8), date(2026, 9, 30)),
    ],
)
def test_a_holiday_rolls_to_the_working_days_around_it(day: date, next_one: date, last_one: date) -> None:
    assert not CALENDAR.is_working_day(day)
    assert CALENDAR.roll_forward(day) == next_one == CALENDAR.nth_after(day, 1)
    assert CALENDAR.roll_back(day) == last_one == CALENDAR.nth_before(day, 1)


def test_a_working_day_does_not_roll() -> None:
    assert CALENDAR.roll_forward(date(2026, 9, 21)) == date(2026, 9, 21) == CALENDAR.roll_back(date(2026, 9, 21))


def test_counting_leaves_the_first_day_out_and_takes_the_last_in() -> None:
    assert CALENDAR.working_days(date(2026, 9, 21), date(2026, 9, 21)) == 0
    assert CALENDAR.working_days(date(2026, 9, 21), date(2026, 9, 22)) == 1
    assert CALENDAR.working_days(date(2026, 9, 30), date(2026, 10, 10)) == 3


def test_counting_backwards_is_the_mirror() -> None:
    assert CALENDAR.working_days(date(2026, 10, 10), date(2026, 9, 30)) == -3
    assert CALENDAR.working_days(date(2027, 3, 1), date(2024, 3, 1)) == -CALENDAR.working_days(
        date(2024, 3, 1), date(2027, 3, 1)
    )


@pytest.mark.parametrize("n", [0, -1])
def test_there_is_no_working_day_number_zero(n: int) -> None:
    with pytest.raises(ValueError, match="number 1"):
        CALENDAR.nth_after(date(2026, 9, 21), n)
    with pytest.raises(ValueError, match="number 1"):
        CALENDAR.nth_before(date(2026, 9, 21), n)


def test_the_year_end_of_2026_is_known_and_the_next_day_is_provisional() -> None:
    assert not CALENDAR.is_provisional(date(2026, 12, 31))
    assert CALENDAR.is_provisional(date(2027, 1, 1))
    assert not CALENDAR.provisional_between(date(2004, 1, 1), date(2026, 12, 31))
    assert CALENDAR.provisional_between(date(2026, 12, 31), date(2027, 1, 1))
    assert CALENDAR.provisional_between(date(2003, 12, 31), date(2004, 1, 1))


def test_a_year_not_announced_is_estimated_from_the_statutory_holidays() -> None:
    assert CALENDAR.nth_after(date(2026, 12, 31), 1) == date(2027, 1, 4)
    assert CALENDAR.holiday_name(date(2027, 2, 8)) == "春节"
    assert not CALENDAR.is_working_day(date(2027, 2, 8))


@pytest.mark.parametrize("year", [1980, 2003, 2051, 2400, 9999])
def test_years_out_of_reach_keep_the_holidays_of_a_fixed_date(year: int) -> None:
    names = {day: CALENDAR.holiday_name(date(year, *day)) for day in [(1, 1), (5, 1), (10, 1), (10, 3), (6, 1)]}
    assert names == {(1, 1): "元旦", (5, 1): "劳动节", (10, 1): "国庆节", (10, 3): "国庆节", (6, 1): None}
    assert CALENDAR.is_provisional(date(year, 7, 1))


def test_special_days_come_in_runs_cut_to_the_span() -> None:
    assert CALENDAR.special_days(date(2026, 9, 26), date(2026, 10, 10)) == [
        SpecialDays(date(2026, 9, 26), date(2026, 9, 27), "中秋节", worked=False),
        SpecialDays(date(2026, 10, 1), date(2026, 10, 7), "国庆节", worked=False),
        SpecialDays(date(2026, 10, 10), date(2026, 10, 10), "国庆节", worked=True),
    ]


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        (date(2026, 9, 27), date(2026, 9, 28), [date(2026, 9, 27)]),
        (date(2026, 9, 24), date(2026, 9, 25), [date(2026, 9, 25)]),
        (date(2026, 9, 28), date(2026, 9, 30), []),
        (date(2026, 12, 1), date(2027, 1, 1), [date(2027, 1, 1)]),
    ],
)
def test_special_days_take_in_both_ends_of_the_span(first: date, last: date, found: list[date]) -> None:
    assert [run.first for run in CALENDAR.special_days(first, last)] == found


@pytest.mark.parametrize("day", [date.max, date(9999, 12, 30)])
def test_counting_past_the_last_date_there_is_ends_in_an_error(day: date) -> None:
    with pytest.raises(DomainError, match="calendar_exhausted"):
        CALENDAR.nth_after(day, 100)


def test_counting_back_past_the_first_date_there_is_ends_in_an_error() -> None:
    with pytest.raises(DomainError, match="calendar_exhausted"):
        CALENDAR.nth_before(date.min, 1)


def test_the_notice_of_a_year_replaces_its_estimate_and_leaves_the_other_calendar_as_it_was() -> None:
    notice = YearDays({date(2027, 1, 1): "元旦", date(2027, 1, 4): "元旦"}, {date(2027, 1, 9): "元旦"})
    informed = CALENDAR.with_year(2027, notice, "official 2004–2027")
    assert informed.version == "official 2004–2027"
    assert informed.nth_after(date(2026, 12, 31), 1) == date(2027, 1, 5)
    assert informed.is_working_day(date(2027, 1, 9))
    assert not informed.provisional_between(date(2026, 1, 1), date(2027, 12, 31))
    assert informed.is_provisional(date(2028, 1, 1))
    assert CALENDAR.nth_after(date(2026, 12, 31), 1) == date(2027, 1, 4)


def test_the_shipped_calendar_is_one_and_says_what_it_knows() -> None:
    assert official_calendar() is CALENDAR
    assert CALENDAR.version == "official 2004–2026"


def test_the_plain_week_is_counted_year_by_year_as_day_by_day() -> None:
    plain = WorkingCalendar("plain", frozenset({5, 6}), lambda _: YearDays())
    first = date(1999, 12, 27).toordinal()
    for ordinal in range(first, first + 800):
        day = date.fromordinal(ordinal)
        assert plain.is_working_day(day) == (day.weekday() < 5)
