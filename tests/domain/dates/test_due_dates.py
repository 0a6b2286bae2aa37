"""When a term ends: working days, calendar days, months and years, extensions, on the spot (rules 1-3, 5, 7)."""

from datetime import date

import pytest

from domain.dates.arithmetic import add_months
from domain.dates.official import official_calendar
from domain.dates.terms import Term, Unit, add_term, due
from domain.errors import DomainError

CALENDAR = official_calendar()
WORKING, DAYS, MONTHS, YEARS = Unit.WORKING_DAYS, Unit.CALENDAR_DAYS, Unit.MONTHS, Unit.YEARS


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2026, 9, 21), 5, date(2026, 9, 29)),  # past 中秋节: the policy's worked example, promised
        (date(2026, 9, 21), 15, date(2026, 10, 19)),  # past 国庆节, 10-10 worked: statutory
        (date(2026, 3, 3), 3, date(2026, 3, 6)),  # design §2
        (date(2026, 2, 13), 1, date(2026, 2, 14)),  # a make-up Saturday is counted
        (date(2026, 2, 13), 2, date(2026, 2, 24)),
        (date(2026, 2, 27), 1, date(2026, 2, 28)),
        (date(2026, 9, 18), 1, date(2026, 9, 20)),
        (date(2026, 10, 3), 1, date(2026, 10, 8)),  # a start on a holiday is not counted either
        (date(2026, 10, 10), 1, date(2026, 10, 12)),  # a start on a make-up day
        (date(2026, 12, 28), 3, date(2026, 12, 31)),
    ],
)
def test_working_days_end_on_the_nth_after_the_start(start: date, count: int, end: date) -> None:
    answer = due(CALENDAR, start, Term(count, WORKING))
    assert (answer.due_on, answer.provisional, answer.left) == (end, False, None)


@pytest.mark.parametrize(
    ("start", "term", "end"),
    [
        (date(2026, 9, 1), Term(20, DAYS), date(2026, 9, 21)),
        (date(2026, 9, 1), Term(30, DAYS), date(2026, 10, 8)),  # 10-01 is a holiday
        (date(2026, 9, 1), Term(19, DAYS), date(2026, 9, 20)),  # a make-up Sunday ends a term
        (date(2026, 9, 1), Term(18, DAYS), date(2026, 9, 20)),  # a Saturday rolls to it
        (date(2026, 1, 31), Term(1, MONTHS), date(2026, 2, 28)),  # the month's last day, a make-up day
        (date(2025, 11, 30), Term(3, MONTHS), date(2026, 2, 28)),
        (date(2026, 6, 30), Term(3, MONTHS), date(2026, 9, 30)),
        (date(2026, 7, 1), Term(3, MONTHS), date(2026, 10, 8)),
        (date(2025, 3, 2), Term(1, YEARS), date(2026, 3, 2)),
        (date(2024, 2, 29), Term(2, YEARS), date(2026, 2, 28)),
        (date(2024, 2, 29), Term(1, YEARS), date(2025, 2, 28)),
    ],
)
def test_other_terms_end_on_the_day_or_roll_to_the_next_working_day(start: date, term: Term, end: date) -> None:
    answer = due(CALENDAR, start, term)
    assert (answer.due_on, answer.provisional) == (end, False)


@pytest.mark.parametrize(
    ("start", "term", "end"),
    [
        (date(2028, 2, 29), Term(1, YEARS), date(2029, 2, 28)),
        (date(2028, 2, 29), Term(4, YEARS), date(2032, 2, 29)),
        (date(2028, 2, 29), Term(12, MONTHS), date(2029, 2, 28)),
        (date(2027, 1, 31), Term(1, MONTHS), date(2027, 2, 28)),
        (date(2028, 1, 31), Term(1, MONTHS), date(2028, 2, 29)),
        (date(2026, 12, 31), Term(2, MONTHS), date(2027, 2, 28)),
        (date(2026, 10, 1), Term(10, DAYS), date(2026, 10, 11)),
        (date(2026, 9, 30), Term(2, WORKING), date(2026, 10, 9)),
        (date(2026, 10, 3), Term(0, WORKING), date(2026, 10, 3)),
    ],
)
def test_the_plain_end_of_a_period_is_not_rolled(start: date, term: Term, end: date) -> None:
    assert add_term(start, term, CALENDAR) == end


def test_29_february_plus_a_year_rolls_from_the_28th() -> None:
    answer = due(CALENDAR, date(2028, 2, 29), Term(1, YEARS))
    assert (answer.due_on, answer.provisional) == (date(2029, 2, 28), True)


@pytest.mark.parametrize(
    ("start", "term", "end", "provisional"),
    [
        (date(2026, 12, 28), Term(3, WORKING), date(2026, 12, 31), False),
        (date(2026, 12, 28), Term(4, WORKING), date(2027, 1, 4), True),
        (date(2026, 12, 21), Term(10, DAYS), date(2026, 12, 31), False),
        (date(2026, 12, 21), Term(11, DAYS), date(2027, 1, 4), True),
        (date(2026, 10, 31), Term(2, MONTHS), date(2026, 12, 31), False),
        (date(2026, 12, 1), Term(2, MONTHS), date(2027, 2, 1), True),
        (date(2003, 12, 31), Term(5, DAYS), date(2004, 1, 5), False),  # no unofficial day was looked at
        (date(2003, 12, 30), Term(2, WORKING), date(2004, 1, 2), True),
        (date(2027, 1, 4), Term(0, WORKING), date(2027, 1, 4), True),
    ],
)
def test_an_end_is_provisional_when_an_unofficial_day_was_looked_at(
    start: date, term: Term, end: date, provisional: bool
) -> None:
    answer = due(CALENDAR, start, term)
    assert (answer.due_on, answer.provisional) == (end, provisional)
    assert [step.rule for step in answer.steps].count("estimated_year") == provisional


@pytest.mark.parametrize("unit", list(Unit))
@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(2026, 9, 21), date(2026, 9, 21)),
        (date(2026, 10, 1), date(2026, 10, 8)),
        (date(2026, 10, 10), date(2026, 10, 10)),
        (date(2026, 9, 19), date(2026, 9, 20)),
    ],
)
def test_no_days_at_all_is_the_same_day_or_the_next_working_day(unit: Unit, start: date, end: date) -> None:
    assert due(CALENDAR, start, Term(0, unit)).due_on == end


@pytest.mark.parametrize(
    ("start", "term", "extension", "end"),
    [
        (date(2026, 9, 21), Term(5, WORKING), 10, date(2026, 10, 19)),
        (date(2026, 9, 30), Term(0, WORKING), 1, date(2026, 10, 8)),
        (date(2026, 9, 1), Term(20, DAYS), 10, date(2026, 10, 8)),
        (date(2026, 9, 1), Term(0, DAYS), 10, date(2026, 9, 11)),
        (date(2026, 8, 21), Term(1, MONTHS), 10, date(2026, 10, 8)),
        (date(2026, 8, 21), Term(1, MONTHS), 7, date(2026, 9, 28)),
        (date(2025, 9, 21), Term(1, YEARS), 3, date(2026, 9, 24)),
    ],
)
def test_an_extension_adds_days_in_the_terms_own_unit(start: date, term: Term, extension: int, end: date) -> None:
    assert due(CALENDAR, start, term, extension=extension).due_on == end


def test_an_extension_is_added_before_the_roll_not_after() -> None:
    assert due(CALENDAR, date(2026, 9, 1), Term(30, DAYS)).due_on == date(2026, 10, 8)
    assert due(CALENDAR, date(2026, 9, 1), Term(30, DAYS), extension=7).due_on == date(2026, 10, 8)


@pytest.mark.parametrize("unit", list(Unit))
def test_a_negative_term_or_extension_is_refused(unit: Unit) -> None:
    with pytest.raises(DomainError, match="negative_term"):
        Term(-1, unit)
    with pytest.raises(DomainError, match="negative_extension"):
        due(CALENDAR, date(2026, 9, 21), Term(5, unit), extension=-1)


@pytest.mark.parametrize(
    ("term", "code"),
    [
        (Term(3_000_000, WORKING), "calendar_exhausted"),
        (Term(3_000_000, DAYS), "date_out_of_range"),
        (Term(10**12, DAYS), "date_out_of_range"),
        (Term(100_000, MONTHS), "date_out_of_range"),
        (Term(8_000, YEARS), "date_out_of_range"),
    ],
)
def test_a_term_past_the_year_9999_is_refused(term: Term, code: str) -> None:
    with pytest.raises(DomainError, match=code):
        due(CALENDAR, date(2026, 9, 21), term)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [(date(9999, 11, 30), 1, date(9999, 12, 30)), (date(1, 2, 28), -1, date(1, 1, 28))],
)
def test_months_reach_the_first_and_the_last_year(start: date, count: int, end: date) -> None:
    assert add_months(start, count) == end
    with pytest.raises(DomainError, match="date_out_of_range"):
        add_months(start, count * 2)


@pytest.mark.parametrize("unit", [WORKING, DAYS])
def test_terms_of_a_hundred_thousand_days_work(unit: Unit) -> None:
    answer = due(CALENDAR, date(2026, 9, 21), Term(100_000, unit))
    assert answer.due_on is not None
    assert answer.provisional
    if unit is WORKING:
        assert CALENDAR.working_days(date(2026, 9, 21), answer.due_on) == 100_000


def test_each_move_is_explained() -> None:
    answer = due(CALENDAR, date(2026, 9, 1), Term(20, DAYS), extension=10)
    assert [(step.rule, step.on, dict(step.params)) for step in answer.steps] == [
        ("start_not_counted", date(2026, 9, 1), {}),
        ("term_ends", date(2026, 9, 21), {"count": 20, "unit": DAYS}),
        ("extended", date(2026, 10, 1), {"count": 10, "unit": DAYS}),
        ("rolled_past_holiday", date(2026, 10, 8), {"ended": date(2026, 10, 1), "holiday": "国庆节"}),
    ]


def test_holidays_and_makeup_days_on_the_way_are_explained() -> None:
    answer = due(CALENDAR, date(2026, 9, 21), Term(15, WORKING))
    assert [(step.rule, step.on) for step in answer.steps] == [
        ("start_not_counted", date(2026, 9, 21)),
        ("holiday", date(2026, 9, 25)),
        ("holiday", date(2026, 10, 1)),
        ("makeup_days", date(2026, 10, 10)),
        ("term_ends", date(2026, 10, 19)),
    ]


@pytest.mark.parametrize(
    ("start", "count", "rules"),
    [
        (date(2026, 10, 9), 1, ["start_not_counted", "makeup_days", "term_ends"]),
        (date(2026, 10, 10), 1, ["start_not_counted", "term_ends"]),
        (date(2025, 12, 30), 3, ["start_not_counted", "holiday", "makeup_days", "term_ends"]),
    ],
)
def test_only_days_after_the_start_are_explained_also_past_the_year_end(
    start: date, count: int, rules: list[str]
) -> None:
    answer = due(CALENDAR, start, Term(count, WORKING))
    assert [step.rule for step in answer.steps] == rules


def test_the_days_off_of_a_long_term_are_given_as_a_number() -> None:
    answer = due(CALENDAR, date(2024, 1, 2), Term(500, WORKING))
    assert [step.rule for step in answer.steps] == ["start_not_counted", "days_off", "term_ends"]
