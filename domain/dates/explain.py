"""The steps that explain a due date: rules by name; their words are `step.<rule>` in the locale files."""

from collections.abc import Iterator, Sequence
from datetime import date

from domain.dates.arithmetic import add_days
from domain.dates.calendar import WorkingCalendar
from domain.dates.stops import Clock, Stop, stopped
from domain.dates.values import Step, Term, Unit

SPELLED_OUT = 12  # a longer list of holidays explains nothing: then the days off are given as a number


def step(rule: str, on: date, **params: object) -> Step:
    """A step with its values by name."""
    return Step(rule, on, tuple(params.items()))


def begun(start: date, extension: int) -> Iterator[Step]:
    """The start day is not counted (民法典 §201); working days may have been added."""
    yield step("start_not_counted", start)
    if extension:
        yield extended(start, extension, Unit.WORKING_DAYS)


def extended(on: date, count: int, unit: Unit) -> Step:
    """Days added by an extension (行政许可法 §42)."""
    return step("extended", on, count=count, unit=unit)


def on_the_way(calendar: WorkingCalendar, clock: Clock, start: date, last: date, stops: Sequence[Stop]) -> list[Step]:
    """What was met in (start, last] while counting working days, in order of time."""
    met = [*special_days(calendar, start, last, stops), *stops_met(clock, start, last, stops)]
    return sorted(met, key=lambda each: each.on)


def special_days(calendar: WorkingCalendar, start: date, last: date, stops: Sequence[Stop]) -> Iterator[Step]:
    """Holidays passed over and make-up days counted in (start, last], without those inside a stop."""
    if last <= start:
        return
    runs = calendar.special_days(add_days(start, 1), last) if last.year - start.year <= 1 else None
    if runs is None or len(runs) > SPELLED_OUT:
        days_off = (last - start).days - calendar.working_days(start, last)
        yield step("days_off", start, until=last, count=days_off)
        return
    for run in runs:
        if any(stop.covers(run.first) and stop.covers(run.last) for stop in stops):
            continue
        yield step("makeup_days" if run.worked else "holiday", run.first, until=run.last, holiday=run.name)


def stops_met(clock: Clock, start: date, last: date, stops: Sequence[Stop]) -> Iterator[Step]:
    """The closed stops in (start, last] and the days each took out."""
    for stop in stops:
        if stop.end is not None and stop.first <= last and stop.last_until(last) > start:
            yield step(
                "stopped",
                stop.first,
                until=stop.end,
                count=stopped(clock, start, last, stop),
                unit=clock.unit,
            )


def ended(term: Term, end: date, count: int) -> Step:
    """Where the term itself ends: the last counted day."""
    return step("term_ends", end, count=count, unit=term.unit)


def frozen(stops: Sequence[Stop], left: int, unit: Unit) -> Step:
    """The open stop, and what is left of the term."""
    counted_in = unit if unit is Unit.WORKING_DAYS else Unit.CALENDAR_DAYS
    return step("frozen", stops[-1].first, count=left, unit=counted_in)


def rolled(calendar: WorkingCalendar, end: date, due_on: date) -> Iterator[Step]:
    """An end on a day that is no working day, or is stopped, moves on (民法典 §203, ruling 14)."""
    if end == due_on:
        return
    if calendar.is_working_day(end):
        yield step("rolled_past_stop", due_on, ended=end)
    elif holiday := calendar.holiday_name(end):
        yield step("rolled_past_holiday", due_on, ended=end, holiday=holiday)
    else:
        yield step("rolled_past_weekend", due_on, ended=end)


def estimated(calendar: WorkingCalendar, first: date, last: date) -> Iterator[Step]:
    """Days were looked at in a year that nobody has announced."""
    for year in range(first.year, last.year + 1):
        day = max(first, date(year, 1, 1))
        if calendar.is_provisional(day):
            yield step("estimated_year", day, year=year)
            return
