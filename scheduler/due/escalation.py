"""What goes up, and why: a step that nobody acknowledged, an hour of the day, too many repeats (design §7). Pure.

Acknowledging stops what goes up about this due date; day 0 and overdue still go out, and what was repeated often enough
stands on the lead's list all the same.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time

from domain.dates.calendar import WorkingCalendar
from domain.event import Event, shanghai_date
from domain.reminders.answers import acknowledgement
from domain.reminders.escalations import Raised, Trigger
from domain.reminders.events import ReminderFailed, ReminderSent
from domain.reminders.points import Point
from domain.reminders.rungs import Rung, day_of_step
from scheduler.policy.policy import Escalation, Row

LIST = "list"  # the step of what was repeated often enough


@dataclass(frozen=True, slots=True)
class Told:
    """What became of the rungs of a point so far: those whose day has come, each with its stream.

    `reachable`: somebody holds the roles that are told.
    """

    logs: Mapping[Rung, Sequence[Event]]
    reachable: bool

    def acknowledged(self, further: Sequence[Sequence[Event]] = ()) -> bool:
        """Whether anybody acknowledged any of them, or what went up."""
        return any(acknowledgement(log) for log in (*self.logs.values(), *further))

    def since(self) -> date | None:
        """The Shanghai day on which people were first told of the due date itself, or it was first tried."""
        return first_try([log for rung, log in self.logs.items() if rung.offset >= 0])

    def before(self, today: date) -> date | None:
        """The day before today on which people were first told of any of it."""
        first = first_try(self.logs.values())
        return first if first and first < today else None


def first_try(logs: Iterable[Sequence[Event]]) -> date | None:
    """The Shanghai day of the first message, or try of one."""
    tries = [event for log in logs for event in log if isinstance(event, ReminderSent | ReminderFailed)]
    return min((shanghai_date(event.recorded_at) for event in tries), default=None)


@dataclass(frozen=True, slots=True)
class Hour:
    """A day in Shanghai and the time there."""

    today: date
    at: time


def going_up(
    point: Point,
    row: Row,
    told: Told,
    now: Hour,
    calendar: WorkingCalendar,
    rung: Rung,
    log_of: Callable[[Rung], Sequence[Event]],
    holds: Callable[[Escalation], bool],
) -> Iterator[tuple[Rung, Raised]]:
    """The rungs that go up by now, `rung` being any of the point; `holds` says whether a step's condition does."""
    steps = [(step, raised_rung(rung, point, step.to, step.at, calendar)) for step in row.escalation]
    come = [(step, one, why) for step, one in steps if (why := due(step, one, point, told, now, calendar))]
    if come:
        acknowledged = told.acknowledged([log_of(one) for _, one in steps])
        for step, one, why in come:
            if (step.at_once or not acknowledged) and holds(step):
                yield one, why
    if row.overdue and row.overdue.then:
        last = raised_rung(rung, point, LIST, row.overdue.ends, calendar)
        if last.on <= now.today:
            yield last, Raised(row.overdue.then, Trigger.REPEATS_OVER, listed=True, silent_since=told.since())


def raised_rung(rung: Rung, point: Point, role: str, at: int, calendar: WorkingCalendar) -> Rung:
    """The rung that goes up to a role."""
    return replace(rung, offset=at, on=day_of_step(point.due_on, at, calendar), escalate_to=role)


def due(step: Escalation, rung: Rung, point: Point, told: Told, now: Hour, calendar: WorkingCalendar) -> Raised | None:
    """Why a step goes up by now; None while its day, its hour or the end of the silence has not come."""
    early = rung.on == now.today and step.clock is not None and now.at < step.clock
    if rung.on > now.today or rung.on <= point.start or early:
        return None
    if step.at_once:
        return Raised(step.to, Trigger.AT_ONCE, step.listed)
    if step.at <= 0:
        trigger = Trigger.CLOCK if step.clock else Trigger.STEP
        return Raised(step.to, trigger, step.listed, told.before(now.today))
    since = told.since()
    silent = since is not None and calendar.working_days(since, now.today) >= step.at
    if silent or not told.reachable:
        return Raised(step.to, Trigger.SILENCE, step.listed, since)
    return None
