"""The clock stands still: suspensions of any kinds, touching, overlapping, open (rule 4; 行政许可法 §45)."""

from datetime import date

import pytest

from domain.dates.official import official_calendar
from domain.dates.terms import DueDate, Pause, Term, Unit, due, used
from domain.errors import DomainError

CALENDAR = official_calendar()
WORKING, DAYS, MONTHS, YEARS = Unit.WORKING_DAYS, Unit.CALENDAR_DAYS, Unit.MONTHS, Unit.YEARS
EXPERT_REVIEW = Pause(date(2026, 9, 24), date(2026, 10, 12))


def rules(answer: DueDate) -> list[str]:
    return [step.rule for step in answer.steps]


@pytest.mark.parametrize(("count", "end"), [(5, date(2026, 10, 14)), (15, date(2026, 10, 28))])
def test_the_policys_example_suspended_across_the_national_day(count: int, end: date) -> None:
    answer = due(CALENDAR, date(2026, 9, 21), Term(count, WORKING), [EXPERT_REVIEW])
    assert (answer.due_on, answer.provisional, answer.left) == (end, False, None)
    stopped = next(step for step in answer.steps if step.rule == "stopped")
    assert (stopped.on, dict(stopped.params)["count"]) == (date(2026, 9, 24), 7)


def test_holidays_inside_a_suspension_are_not_explained_twice() -> None:
    answer = due(CALENDAR, date(2026, 9, 21), Term(15, WORKING), [EXPERT_REVIEW])
    assert rules(answer) == ["start_not_counted", "stopped", "term_ends"]


def test_a_makeup_day_on_which_the_clock_runs_again_is_counted_and_explained() -> None:
    pause = [Pause(date(2026, 9, 24), date(2026, 10, 10))]
    answer = due(CALENDAR, date(2026, 9, 21), Term(3, WORKING), pause)
    assert answer.due_on == date(2026, 10, 10)
    assert rules(answer) == ["start_not_counted", "stopped", "makeup_days", "term_ends"]


def test_the_example_of_reading_at_two_times() -> None:
    three = Term(3, WORKING)
    accepted = date(2026, 3, 3)
    assert due(CALENDAR, accepted, three).due_on == date(2026, 3, 6)
    stopped = [Pause(date(2026, 3, 4), date(2026, 3, 6))]
    assert due(CALENDAR, accepted, three, stopped).due_on == date(2026, 3, 10)
    still_open = due(CALENDAR, accepted, three, [Pause(date(2026, 3, 4), None)])
    assert (still_open.due_on, still_open.left, still_open.provisional) == (None, 3, False)
    assert rules(still_open) == ["start_not_counted", "frozen"]


@pytest.mark.parametrize(
    "pauses",
    [
        [EXPERT_REVIEW],
        [Pause(date(2026, 9, 24), date(2026, 9, 29)), Pause(date(2026, 9, 29), date(2026, 10, 12))],  # touching
        [Pause(date(2026, 9, 24), date(2026, 10, 8)), Pause(date(2026, 9, 28), date(2026, 10, 12))],  # overlapping
        [EXPERT_REVIEW, Pause(date(2026, 9, 28), date(2026, 10, 8))],  # one inside another
        [EXPERT_REVIEW, EXPERT_REVIEW],
        [EXPERT_REVIEW, Pause(date(2026, 9, 22), date(2026, 9, 22))],  # zero length
        [EXPERT_REVIEW, Pause(date(2026, 9, 1), date(2026, 9, 21))],  # over before the start
        [EXPERT_REVIEW, Pause(date(2026, 9, 1), date(2026, 9, 22))],  # only the start day itself
        [EXPERT_REVIEW, Pause(date(2026, 11, 2), date(2026, 11, 9))],  # after the end
        [EXPERT_REVIEW, Pause(date(2026, 11, 2), None)],
    ],
)
def test_only_the_days_stopped_matter_not_how_they_were_stopped(pauses: list[Pause]) -> None:
    for ordered in (pauses, pauses[::-1]):
        answer = due(CALENDAR, date(2026, 9, 21), Term(15, WORKING), ordered)
        assert answer.due_on == date(2026, 10, 28)
        assert rules(answer) == ["start_not_counted", "stopped", "term_ends"]


def test_two_stops_apart_both_count() -> None:
    pauses = [Pause(date(2026, 9, 22), date(2026, 9, 24)), Pause(date(2026, 9, 29), date(2026, 9, 30))]
    assert due(CALENDAR, date(2026, 9, 21), Term(5, WORKING), pauses).due_on == date(2026, 10, 9)


def test_a_stop_over_days_off_only_moves_nothing() -> None:
    holiday = [Pause(date(2026, 10, 1), date(2026, 10, 8))]
    assert due(CALENDAR, date(2026, 9, 21), Term(15, WORKING), holiday).due_on == date(2026, 10, 19)


@pytest.mark.parametrize(
    ("start", "term", "pause", "end"),
    [
        # 5 days out: 09-21 becomes 09-26, a Saturday of 中秋节
        (date(2026, 9, 1), Term(20, DAYS), (date(2026, 9, 7), date(2026, 9, 12)), date(2026, 9, 28)),
        # the moved end meets more of the stop, until it comes out of it
        (date(2026, 9, 1), Term(20, DAYS), (date(2026, 9, 20), date(2026, 11, 2)), date(2026, 11, 3)),
        (date(2026, 8, 21), Term(1, MONTHS), (date(2026, 9, 7), date(2026, 9, 12)), date(2026, 9, 28)),
        (date(2025, 9, 21), Term(1, YEARS), (date(2026, 3, 2), date(2026, 3, 4)), date(2026, 9, 23)),
        # the end is the Saturday before; the stop covers the Monday it would roll to (ruling 14)
        (date(2026, 10, 21), Term(10, DAYS), (date(2026, 11, 1), date(2026, 11, 4)), date(2026, 11, 4)),
        (date(2026, 11, 2), Term(0, WORKING), (date(2026, 11, 2), date(2026, 11, 4)), date(2026, 11, 4)),
        (date(2026, 10, 1), Term(0, DAYS), (date(2026, 10, 8), date(2026, 10, 10)), date(2026, 10, 10)),
    ],
)
def test_calendar_terms_move_by_the_stopped_days_and_then_roll(
    start: date, term: Term, pause: tuple[date, date], end: date
) -> None:
    assert due(CALENDAR, start, term, [Pause(*pause)]).due_on == end


def test_in_months_a_stop_between_two_starts_can_end_the_earlier_one_later() -> None:
    """Both terms end on the last of February (民法典 §202), but only the first meets the stopped 31 January."""
    stop = [Pause(date(2026, 1, 31), date(2026, 2, 1))]
    assert due(CALENDAR, date(2026, 1, 30), Term(1, MONTHS), stop).due_on == date(2026, 3, 2)
    assert due(CALENDAR, date(2026, 1, 31), Term(1, MONTHS), stop).due_on == date(2026, 2, 28)


def test_a_stop_and_an_extension_come_together_before_the_roll() -> None:
    pause = [Pause(date(2026, 9, 7), date(2026, 9, 12))]
    answer = due(CALENDAR, date(2026, 8, 21), Term(1, MONTHS), pause, extension=5)
    assert answer.due_on == date(2026, 10, 8)
    assert [(step.rule, step.on) for step in answer.steps] == [
        ("start_not_counted", date(2026, 8, 21)),
        ("term_ends", date(2026, 9, 21)),
        ("extended", date(2026, 9, 26)),
        ("stopped", date(2026, 9, 7)),
        ("moved_by_stops", date(2026, 10, 1)),
        ("rolled_past_holiday", date(2026, 10, 8)),
    ]


@pytest.mark.parametrize(
    ("term", "opened", "left"),
    [
        (Term(5, WORKING), date(2026, 9, 22), 5),
        (Term(5, WORKING), date(2026, 9, 24), 3),
        (Term(5, WORKING), date(2026, 9, 29), 1),  # on the due date itself: that day is not counted
        (Term(5, WORKING), date(2026, 9, 1), 5),  # open since before the start
        (Term(20, DAYS), date(2026, 9, 24), 18),
        (Term(1, MONTHS), date(2026, 9, 24), 28),
        (Term(1, YEARS), date(2026, 9, 24), 363),
        (Term(0, WORKING), date(2026, 9, 21), 0),
        (Term(0, DAYS), date(2026, 9, 21), 0),
        (Term(5, DAYS), date(2026, 9, 27), 0),  # ended on the 26th, a day off; the roll finds the clock stopped
    ],
)
def test_while_a_stop_is_open_the_remainder_is_frozen(term: Term, opened: date, left: int) -> None:
    answer = due(CALENDAR, date(2026, 9, 21), term, [Pause(opened, None)])
    assert (answer.due_on, answer.left, answer.provisional) == (None, left, False)
    assert rules(answer)[-1] == "frozen"


def test_what_is_frozen_runs_on_after_the_resumption() -> None:
    frozen = due(CALENDAR, date(2026, 9, 21), Term(15, WORKING), [Pause(date(2026, 9, 24), None)])
    resumed = due(CALENDAR, date(2026, 9, 21), Term(15, WORKING), [EXPERT_REVIEW])
    assert frozen.left == 13
    assert resumed.due_on == CALENDAR.nth_after(date(2026, 10, 11), 13)


@pytest.mark.parametrize(
    ("term", "end"),
    [
        (Term(5, WORKING), date(2026, 9, 29)),
        (Term(5, DAYS), date(2026, 9, 28)),
        (Term(0, WORKING), date(2026, 9, 21)),
    ],
)
def test_a_stop_that_opens_after_the_limit_has_passed_leaves_it_passed(term: Term, end: date) -> None:
    answer = due(CALENDAR, date(2026, 9, 21), term, [Pause(date(2026, 9, 30), None)])
    assert (answer.due_on, answer.left) == (end, None)


def test_an_open_stop_swallows_later_ones_and_counts_after_closed_ones() -> None:
    pauses = [
        Pause(date(2026, 9, 22), date(2026, 9, 23)),
        Pause(date(2026, 9, 28), None),
        Pause(date(2026, 9, 30), date(2026, 10, 9)),
    ]
    answer = due(CALENDAR, date(2026, 9, 21), Term(5, WORKING), pauses)
    assert (answer.due_on, answer.left) == (None, 3)  # 09-23 and 09-24 were used
    assert rules(answer) == ["start_not_counted", "stopped", "holiday", "frozen"]


@pytest.mark.parametrize(
    ("start", "opened", "provisional"),
    [
        (date(2026, 12, 30), date(2027, 1, 1), False),  # only 12-31 was counted
        (date(2026, 12, 30), date(2027, 1, 5), True),
        (date(2027, 2, 1), date(2027, 2, 2), False),  # no day was looked at
    ],
)
def test_a_frozen_remainder_is_provisional_when_unofficial_days_were_counted(
    start: date, opened: date, provisional: bool
) -> None:
    answer = due(CALENDAR, start, Term(15, WORKING), [Pause(opened, None)])
    assert (answer.due_on, answer.provisional) == (None, provisional)


def test_a_stop_cannot_end_before_it_begins() -> None:
    with pytest.raises(DomainError, match="pause_ends_before_it_begins"):
        Pause(date(2026, 9, 24), date(2026, 9, 23))


@pytest.mark.parametrize(
    ("as_of", "unit", "pauses", "days"),
    [
        (date(2026, 9, 21), WORKING, [], 0),
        (date(2026, 9, 18), WORKING, [], 0),  # not begun
        (date(2026, 9, 29), WORKING, [], 5),
        (date(2026, 9, 29), DAYS, [], 8),
        (date(2026, 9, 29), MONTHS, [], 8),
        (date(2026, 10, 11), WORKING, [EXPERT_REVIEW], 2),
        (date(2026, 10, 14), WORKING, [EXPERT_REVIEW], 5),
        (date(2026, 10, 14), DAYS, [EXPERT_REVIEW], 5),
        (date(2026, 9, 25), DAYS, [EXPERT_REVIEW], 2),
        (date(2026, 9, 23), DAYS, [EXPERT_REVIEW], 2),
        (date(2026, 12, 31), WORKING, [Pause(date(2026, 9, 24), None)], 2),
        (date(2026, 9, 29), WORKING, [Pause(date(2026, 9, 1), date(2026, 9, 23))], 4),
    ],
)
def test_used_days_are_those_on_which_the_clock_ran(as_of: date, unit: Unit, pauses: list[Pause], days: int) -> None:
    assert used(CALENDAR, date(2026, 9, 21), as_of, unit, pauses) == days
