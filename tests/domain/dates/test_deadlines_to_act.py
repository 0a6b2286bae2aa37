"""Acting before something, and how many working days are left (rule 8, ruling 17)."""

from datetime import date

import pytest

from domain.dates.official import official_calendar
from domain.dates.terms import Term, Unit, act_before, days_left

CALENDAR = official_calendar()


@pytest.mark.parametrize(
    ("on", "term", "legal_on", "act_by"),
    [
        (date(2026, 11, 4), Term(30, Unit.CALENDAR_DAYS), date(2026, 10, 5), date(2026, 9, 30)),
        (date(2026, 11, 9), Term(30, Unit.CALENDAR_DAYS), date(2026, 10, 10), date(2026, 10, 10)),
        (date(2026, 10, 20), Term(30, Unit.CALENDAR_DAYS), date(2026, 9, 20), date(2026, 9, 20)),
        (date(2026, 5, 31), Term(3, Unit.MONTHS), date(2026, 2, 28), date(2026, 2, 28)),
        (date(2026, 5, 15), Term(3, Unit.MONTHS), date(2026, 2, 15), date(2026, 2, 14)),
        (date(2028, 2, 29), Term(2, Unit.YEARS), date(2026, 2, 28), date(2026, 2, 28)),
        (date(2026, 10, 12), Term(2, Unit.WORKING_DAYS), date(2026, 10, 9), date(2026, 10, 9)),
        (date(2026, 10, 3), Term(1, Unit.WORKING_DAYS), date(2026, 9, 30), date(2026, 9, 30)),
        (date(2026, 10, 3), Term(0, Unit.WORKING_DAYS), date(2026, 10, 3), date(2026, 9, 30)),
        (date(2026, 10, 3), None, date(2026, 10, 3), date(2026, 9, 30)),
        (date(2026, 9, 21), None, date(2026, 9, 21), date(2026, 9, 21)),
    ],
)
def test_a_deadline_before_an_event_keeps_its_legal_day_and_is_never_rolled_forward(
    on: date, term: Term | None, legal_on: date, act_by: date
) -> None:
    answer = act_before(CALENDAR, on, term)
    assert (answer.legal_on, answer.act_by, answer.provisional) == (legal_on, act_by, False)


@pytest.mark.parametrize(
    ("on", "term", "provisional"),
    [
        (date(2027, 1, 20), Term(30, Unit.CALENDAR_DAYS), False),  # 2026-12-21
        (date(2027, 2, 1), Term(30, Unit.CALENDAR_DAYS), True),  # 2027-01-02, act by 2026-12-31
        (date(2027, 1, 1), Term(1, Unit.WORKING_DAYS), False),  # 2026-12-31
        (date(2027, 1, 2), Term(1, Unit.WORKING_DAYS), True),  # 2026-12-31, past 2027-01-01
        (date(2027, 1, 1), None, True),
    ],
)
def test_a_deadline_to_act_is_provisional_when_an_unofficial_day_was_looked_at(
    on: date, term: Term | None, provisional: bool
) -> None:
    answer = act_before(CALENDAR, on, term)
    assert answer.provisional is provisional
    assert [step.rule for step in answer.steps].count("estimated_year") == provisional


def test_the_deadline_to_act_is_explained() -> None:
    answer = act_before(CALENDAR, date(2026, 11, 4), Term(30, Unit.CALENDAR_DAYS))
    assert [(step.rule, step.on, dict(step.params)) for step in answer.steps] == [
        (
            "act_before",
            date(2026, 10, 5),
            {"event": date(2026, 11, 4), "count": 30, "unit": Unit.CALENDAR_DAYS},
        ),
        ("rolled_back", date(2026, 9, 30), {"legal": date(2026, 10, 5)}),
    ]


@pytest.mark.parametrize(
    ("as_of", "left"),
    [
        (date(2026, 9, 29), 2),
        (date(2026, 9, 30), 1),
        (date(2026, 10, 7), 1),
        (date(2026, 10, 8), 0),
        (date(2026, 10, 9), -1),
        (date(2026, 10, 11), -2),
    ],
)
def test_days_left_count_working_days(as_of: date, left: int) -> None:
    assert days_left(CALENDAR, as_of, date(2026, 10, 8)) == left


def test_a_limit_is_not_overdue_on_the_days_off_right_after_it() -> None:
    friday = date(2026, 3, 6)
    assert [days_left(CALENDAR, date(2026, 3, day), friday) for day in (6, 7, 8, 9)] == [0, 0, 0, -1]
