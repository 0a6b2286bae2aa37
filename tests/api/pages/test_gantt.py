"""The chart of a project: its axis, its bars, and what is left out so that it can be read."""

from datetime import date

from api.pages.project.axis import Axis, runs
from api.pages.project.gantt import direct, fitting
from domain.dates.official import official_calendar

SPRING = Axis(date(2026, 3, 1), date(2026, 3, 10), 100, 200)


def test_a_bar_fills_its_days_both_included() -> None:
    assert SPRING.span(date(2026, 3, 2), date(2026, 3, 3)) == (120, 40)
    assert SPRING.box(date(2026, 3, 2), date(2026, 3, 3), 5, 8) == "M120 5h40v8h-40z"


def test_a_bar_of_no_width_is_still_seen_and_none_leaves_the_axis() -> None:
    long = Axis(date(2020, 1, 1), date(2029, 12, 31), 0, 100)
    assert long.span(date(2026, 3, 2), date(2026, 3, 2))[1] == 3
    assert SPRING.span(date(2026, 2, 1), date(2026, 4, 30)) == (100, 200)


def test_months_are_named_as_far_as_there_is_room() -> None:
    year = Axis(date(2026, 1, 1), date(2026, 12, 31), 0, 120)
    assert [tick.month for tick in year.ticks() if tick.named] == [1, 4, 7, 10]
    assert [tick.year for tick in year.ticks() if tick.first] == [2026]


def test_holidays_are_told_from_weekends() -> None:
    axis = Axis(date(2026, 4, 27), date(2026, 5, 10), 0, 700)
    weekends, holidays = axis.free_days(official_calendar())
    assert holidays == [(date(2026, 5, 1), date(2026, 5, 5))]
    assert weekends == [(date(2026, 5, 10), date(2026, 5, 10))]  # the 9th is a make-up day


def test_days_that_follow_one_another_are_one_run() -> None:
    days = [date(2026, 3, day) for day in (1, 2, 3, 7)]
    assert runs(days) == [(days[0], days[2]), (days[3], days[3])]


def test_an_arrow_that_others_say_already_is_left_out() -> None:
    assert direct({"a": [], "b": ["a"], "c": ["a", "b"]}) == {"a": [], "b": ["a"], "c": ["b"]}


def test_a_long_name_is_cut_by_its_width() -> None:
    assert fitting("投资协议签订") == "投资协议签订"
    assert fitting("事" * 20) == "事" * 17 + "…"
    assert fitting("abc" * 12) == "abc" * 11 + "a…"
