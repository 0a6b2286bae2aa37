"""When a term ends, what is left of it, and by when to act before something.

Rules 1-5, 7 and 8 of the date engine. 行政许可法 §82 (working days), §42 (extension), §45 (days not counted);
民法典 §§200-204 (days, months, years, the last day of a term).
"""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from domain.dates import explain
from domain.dates.arithmetic import add_days, add_months
from domain.dates.calendar import WorkingCalendar
from domain.dates.stops import CALENDAR_DAYS, Stop, counted, roll, run, union, working_days
from domain.dates.values import ActBy, DueDate, Pause, Step, Term, Unit
from domain.errors import DomainError

__all__ = [
    "ActBy",
    "DueDate",
    "Pause",
    "Step",
    "Term",
    "Unit",
    "act_before",
    "add_term",
    "days_left",
    "due",
    "used",
]

MONTHS_PER_YEAR = 12
REMEMBERED = 16_384  # due dates: many matters share a start and a term, and each is asked for again and again


def due(
    calendar: WorkingCalendar, start: date, term: Term, pauses: Sequence[Pause] = (), extension: int = 0
) -> DueDate:
    """When a term that starts on `start` ends (design §3, rules 1-5 and 7; rulings 13-15).

    The start day is not counted (民法典 §201). Working days end on the N-th one (行政许可法 §82). Calendar
    days, months (same day, or the month's last, §202) and years roll to the next working day (§203). Days of
    a pause are not counted (行政许可法 §45), days of several pauses once. `extension` adds days in the term's
    unit, calendar days to months and years (行政许可法 §42). No days at all: on the spot, the same day or
    the next working day. An end never falls on a paused day; a limit ended before a pause began stays.
    """
    return _due(calendar, start, term, tuple(pauses), extension)


@lru_cache(maxsize=REMEMBERED)
def _due(calendar: WorkingCalendar, start: date, term: Term, pauses: tuple[Pause, ...], extension: int) -> DueDate:
    if extension < 0:
        raise DomainError("negative_extension", count=extension)
    stops = union(pauses, start)
    if term.count + extension == 0:
        return _rolled(calendar, start, [explain.step("on_the_spot", start)], stops, term.unit)
    if term.unit is Unit.WORKING_DAYS:
        return _after_working_days(calendar, start, term, stops, extension)
    return _after_calendar_days(calendar, start, term, stops, extension)


def used(calendar: WorkingCalendar, start: date, as_of: date, unit: Unit, pauses: Sequence[Pause] = ()) -> int:
    """The days in (start, as_of] on which the clock ran: working days, or calendar days for other units."""
    clock = working_days(calendar) if unit is Unit.WORKING_DAYS else CALENDAR_DAYS
    return counted(clock, start, as_of, union(pauses, start))


def days_left(calendar: WorkingCalendar, as_of: date, due_on: date) -> int:
    """Working days in (as_of, due_on]; when overdue, minus the working days in (due_on, as_of].

    Overdue is what is below 0: on the days off right after the due date 0 are left (ruling 17).
    """
    return calendar.working_days(as_of, due_on)


def act_before(calendar: WorkingCalendar, on: date, term: Term | None) -> ActBy:
    """The deadline to act `term` before `on`, or on it when there is none (rule 8; 行政许可法 §50).

    The legal day is never rolled forward; `act_by` is that day, or the last working day before it.
    """
    legal_on, last_seen, steps = on, on, []
    if term is not None and term.count:
        legal_on = add_term(on, term, calendar, backwards=True)
        last_seen = add_days(on, -1) if term.unit is Unit.WORKING_DAYS else legal_on
        steps.append(explain.step("act_before", legal_on, event=on, count=term.count, unit=term.unit))
    act_by = calendar.roll_back(legal_on)
    if act_by != legal_on:
        steps.append(explain.step("rolled_back", act_by, legal=legal_on))
    steps += explain.estimated(calendar, act_by, last_seen)
    return ActBy(legal_on, act_by, calendar.provisional_between(act_by, last_seen), tuple(steps))


def add_term(day: date, term: Term, calendar: WorkingCalendar, *, backwards: bool = False) -> date:
    """The plain legal end of a period, without any roll: for validity and start periods (rules 3 and 10)."""
    count = -term.count if backwards else term.count
    if term.unit is Unit.WORKING_DAYS:
        return _working_day(calendar, day, count)
    if term.unit is Unit.CALENDAR_DAYS:
        return add_days(day, count)
    return add_months(day, count * MONTHS_PER_YEAR if term.unit is Unit.YEARS else count)


def _working_day(calendar: WorkingCalendar, day: date, count: int) -> date:
    if count == 0:
        return day
    return calendar.nth_after(day, count) if count > 0 else calendar.nth_before(day, -count)


def _after_working_days(
    calendar: WorkingCalendar, start: date, term: Term, stops: Sequence[Stop], extension: int
) -> DueDate:
    clock, total = working_days(calendar), term.count + extension
    end, left = run(clock, start, total, stops)
    seen = stops[-1].eve(start) if end is None else end
    steps = [*explain.begun(start, extension), *explain.on_the_way(calendar, clock, start, seen, stops)]
    steps.append(explain.ended(term, end, total) if end else explain.frozen(stops, left, term.unit))
    if seen == start:
        return DueDate(None, False, left, tuple(steps))
    return _answer(calendar, end, left, steps, (add_days(start, 1), seen))


def _after_calendar_days(
    calendar: WorkingCalendar, start: date, term: Term, stops: Sequence[Stop], extension: int
) -> DueDate:
    base = add_term(start, term, calendar)
    steps = [*explain.begun(start, 0), explain.ended(term, base, term.count)]
    plain = add_days(base, extension)
    if extension:
        steps.append(explain.extended(plain, extension, Unit.CALENDAR_DAYS))
    end, left = run(CALENDAR_DAYS, start, (plain - start).days, stops)
    if end is None:
        steps += explain.stops_met(CALENDAR_DAYS, start, stops[-1].first, stops)
        return DueDate(None, False, left, (*steps, explain.frozen(stops, left, term.unit)))
    steps += explain.stops_met(CALENDAR_DAYS, start, end, stops)
    if end != plain:
        steps.append(explain.step("moved_by_stops", end, count=(end - plain).days))
    return _rolled(calendar, end, steps, stops, term.unit)


def _rolled(calendar: WorkingCalendar, end: date, steps: list[Step], stops: Sequence[Stop], unit: Unit) -> DueDate:
    due_on = roll(calendar, end, stops)
    if due_on is None:
        steps.append(explain.frozen(stops, 0, unit))
        return _answer(calendar, None, 0, steps, (end, max(end, stops[-1].first)))
    return _answer(calendar, due_on, 0, [*steps, *explain.rolled(calendar, end, due_on)], (end, due_on))


def _answer(
    calendar: WorkingCalendar, due_on: date | None, left: int, steps: list[Step], seen: tuple[date, date]
) -> DueDate:
    provisional = calendar.provisional_between(*seen)
    if provisional:
        steps += explain.estimated(calendar, *seen)
    return DueDate(due_on, provisional, left if due_on is None else None, tuple(steps))
