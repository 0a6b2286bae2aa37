"""What holds for every term, start and suspension (ruling 15), on years announced and estimated."""

from datetime import date, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from domain.dates.arithmetic import add_days
from domain.dates.official import official_calendar
from domain.dates.terms import DueDate, Pause, Term, Unit, act_before, add_term, days_left, due, used

CALENDAR = official_calendar()
WORKING, DAYS = Unit.WORKING_DAYS, Unit.CALENDAR_DAYS

starts = st.dates(date(2004, 1, 1), date(2030, 12, 31))
counts = st.integers(0, 120)
units = st.sampled_from(list(Unit))
of_days = st.sampled_from([WORKING, DAYS])


@st.composite
def closed_pauses(draw: st.DrawFn) -> tuple[date, list[Pause]]:
    """A start, and suspensions around and after it, in any order, overlapping as they like."""
    start = draw(starts)
    spans = draw(st.lists(st.tuples(st.integers(-40, 150), st.integers(0, 60)), max_size=4))
    return start, [pause(start, *span) for span in spans]


def pause(start: date, after: int, length: int) -> Pause:
    first = start + timedelta(days=after)
    return Pause(first, first + timedelta(days=length))


def stopped(day: date, pauses: list[Pause]) -> bool:
    return any(each.start <= day and (each.end is None or day < each.end) for each in pauses)


def end_of(answer: DueDate) -> date:
    assert answer.due_on is not None
    return answer.due_on


@given(closed_pauses(), counts, counts, units)
def test_a_longer_term_never_ends_earlier(where: tuple[date, list[Pause]], one: int, other: int, unit: Unit) -> None:
    start, pauses = where
    short, long = sorted((one, other))
    assert end_of(due(CALENDAR, start, Term(short, unit), pauses)) <= end_of(
        due(CALENDAR, start, Term(long, unit), pauses)
    )


@given(closed_pauses(), st.integers(0, 60), counts, of_days)
def test_a_later_start_never_ends_earlier(where: tuple[date, list[Pause]], later: int, count: int, unit: Unit) -> None:
    start, pauses = where
    first = end_of(due(CALENDAR, start, Term(count, unit), pauses))
    assert first <= end_of(due(CALENDAR, add_days(start, later), Term(count, unit), pauses))


@given(starts, st.integers(0, 60), counts, st.lists(st.tuples(st.integers(61, 200), st.integers(0, 60)), max_size=3))
def test_a_later_start_never_ends_earlier_in_months_either(
    start: date, later: int, count: int, spans: list[tuple[int, int]]
) -> None:
    pauses = [pause(start, *span) for span in spans]
    term = Term(count % 24, Unit.MONTHS)
    first = end_of(due(CALENDAR, start, term, pauses))
    assert first <= end_of(due(CALENDAR, add_days(start, later), term, pauses))


@given(closed_pauses(), st.integers(1, 120), st.integers(1, 120))
def test_working_days_add_up(where: tuple[date, list[Pause]], first: int, second: int) -> None:
    start, pauses = where
    halfway = end_of(due(CALENDAR, start, Term(first, WORKING), pauses))
    whole = end_of(due(CALENDAR, start, Term(first + second, WORKING), pauses))
    assert end_of(due(CALENDAR, halfway, Term(second, WORKING), pauses)) == whole


@given(closed_pauses(), st.integers(1, 120))
def test_a_stop_moves_a_term_by_exactly_the_working_days_it_takes(where: tuple[date, list[Pause]], count: int) -> None:
    start, pauses = where
    end = end_of(due(CALENDAR, start, Term(count, WORKING), pauses))
    span = [add_days(start, place) for place in range(1, (end - start).days + 1)]
    taken = sum(CALENDAR.is_working_day(day) and stopped(day, pauses) for day in span)
    assert end == CALENDAR.nth_after(start, count + taken)


@given(closed_pauses(), st.integers(1, 120), st.sampled_from([DAYS, Unit.MONTHS, Unit.YEARS]))
def test_a_stop_moves_other_terms_by_exactly_its_days_before_the_roll(
    where: tuple[date, list[Pause]], count: int, unit: Unit
) -> None:
    start, pauses = where
    term = Term(count if unit is DAYS else count % 12 + 1, unit)
    base = end = add_term(start, term, CALENDAR)
    for _ in range(1000):
        span = (add_days(start, place) for place in range(1, (end - start).days + 1))
        moved = add_days(base, sum(stopped(day, pauses) for day in span))
        if moved == end:
            break
        end = moved
    while not CALENDAR.is_working_day(end) or stopped(end, pauses):
        end = add_days(end, 1)
    assert end_of(due(CALENDAR, start, term, pauses)) == end


@given(closed_pauses(), counts, units, st.integers(0, 30))
def test_a_term_never_ends_on_a_day_off_or_while_the_clock_stands_still(
    where: tuple[date, list[Pause]], count: int, unit: Unit, extension: int
) -> None:
    start, pauses = where
    end = end_of(due(CALENDAR, start, Term(count, unit), pauses, extension))
    assert CALENDAR.is_working_day(end)
    assert not stopped(end, pauses)


@given(closed_pauses(), counts, units, st.randoms())
def test_neither_the_order_of_the_stops_nor_one_of_no_length_changes_anything(
    where: tuple[date, list[Pause]], count: int, unit: Unit, random: Random
) -> None:
    start, pauses = where
    answer = due(CALENDAR, start, Term(count, unit), pauses)
    mixed = [*pauses, pause(start, random.randrange(-9, 99), 0)]
    random.shuffle(mixed)
    assert due(CALENDAR, start, Term(count, unit), mixed) == answer


@given(closed_pauses(), counts, units)
def test_cutting_a_stop_in_two_changes_nothing(where: tuple[date, list[Pause]], count: int, unit: Unit) -> None:
    start, pauses = where
    halves = []
    for each in pauses:
        assert each.end is not None
        middle = each.start + (each.end - each.start) // 2
        halves += [Pause(each.start, middle), Pause(middle, each.end)]
    cut, whole = (due(CALENDAR, start, Term(count, unit), stops) for stops in (halves, pauses))
    assert (cut.due_on, cut.provisional) == (whole.due_on, whole.provisional)


@given(closed_pauses(), st.integers(1, 120), of_days, st.integers(0, 200))
def test_what_is_used_and_what_is_frozen_make_the_term(
    where: tuple[date, list[Pause]], count: int, unit: Unit, opened_after: int
) -> None:
    start, pauses = where
    opened = add_days(start, opened_after)
    answer = due(CALENDAR, start, Term(count, unit), [*pauses, Pause(opened, None)])
    without = end_of(due(CALENDAR, start, Term(count, unit), pauses))
    if without < opened:
        assert (answer.due_on, answer.left) == (without, None)
    else:
        spent = used(CALENDAR, start, add_days(opened, -1), unit, pauses)
        assert (answer.due_on, answer.left) == (None, max(0, count - spent))


@given(starts, st.integers(1, 120))
def test_on_the_due_date_no_days_are_left_and_all_are_used(start: date, count: int) -> None:
    end = end_of(due(CALENDAR, start, Term(count, WORKING)))
    assert days_left(CALENDAR, end, end) == 0
    assert days_left(CALENDAR, start, end) == count == used(CALENDAR, start, end, WORKING)


@given(starts, st.integers(1, 500))
def test_nth_after_and_nth_before_undo_each_other(start: date, n: int) -> None:
    there = CALENDAR.nth_after(start, n)
    assert CALENDAR.working_days(start, there) == n
    assert CALENDAR.nth_before(there, n) == CALENDAR.roll_back(start)


@given(starts, st.integers(0, 120), units)
def test_acting_before_never_comes_after_the_legal_day(on: date, count: int, unit: Unit) -> None:
    answer = act_before(CALENDAR, on, Term(count, unit))
    assert answer.act_by <= answer.legal_on <= on
    assert CALENDAR.is_working_day(answer.act_by)
    assert CALENDAR.working_days(answer.act_by, answer.legal_on) == 0


@given(closed_pauses(), counts, units)
def test_every_explanation_begins_at_the_start_and_reaches_the_end(
    where: tuple[date, list[Pause]], count: int, unit: Unit
) -> None:
    start, pauses = where
    answer = due(CALENDAR, start, Term(count, unit), pauses)
    assert answer.steps[0].rule == ("start_not_counted" if count else "on_the_spot")
    assert end_of(answer) in {step.on for step in answer.steps}
    assert answer.provisional == ("estimated_year" in [step.rule for step in answer.steps])
