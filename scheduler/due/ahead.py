"""When a project has to be looked at next, so that a sweep leaves out those of which nothing can be due before."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from domain.event import SHANGHAI
from domain.project.model.limits import answer_due, can_be_deemed
from domain.project.model.rules import Rules
from domain.project.model.state import Project
from domain.project.record.expiring import ending
from domain.reminders.points import Point
from domain.reminders.rungs import day_of_step
from scheduler.due.outlook import Outlook, Reading
from scheduler.policy.policy import Row

DAY = timedelta(days=1)


def comes_again(
    outlook: Outlook, project: Project, moment: datetime, last: date | None, edge: date | None, *, in_course: bool
) -> datetime | None:
    """When a project has to be looked at again: also on the day on which somebody goes away or comes back, `edge`."""
    own = next_look(outlook, moment) if in_course else next_moment(outlook, project, moment, last)
    turning = opening(outlook, edge) if edge else None
    return min((at for at in (own, turning) if at), default=None)


def next_moment(outlook: Outlook, project: Project, moment: datetime, last: date | None) -> datetime | None:
    """The first moment after this one at which anything may be due; None where nothing will be without news.

    A node with a rung in the past is in course: silence, a snooze, a repetition or a digest may bring something on any
    working day and at any hour at which something goes up. Of the others the first day of each is known; and the day
    for which somebody put off what he was told of a slip.
    """
    today = moment.astimezone(SHANGHAI).date()
    put_off = outlook.put_off(project, Reading(today, outlook.policy.window.opens))
    days = [*first_days(outlook, project, last), *turns(project, outlook.rules), *put_off]
    if any(day <= today for day in days):
        return next_look(outlook, moment)
    return opening(outlook, min(days)) if days else None


def first_days(outlook: Outlook, project: Project, last: date | None) -> Iterator[date]:
    """The day on which each node is reminded for the first time."""
    for point in outlook.points(project, last, None):
        row = outlook.policy.rows.get(point.node)
        if row:
            days = [rung.on for rung in outlook.planned(project, point, row)]
            yield from days[:1] and [min(*days, *days_up(point, row, outlook.rules))]


def days_up(point: Point, row: Row, rules: Rules) -> Iterator[date]:
    """The days on which something goes up, those counted from a due date."""
    for step in row.escalation:
        day = day_of_step(point.due_on, step.at, rules.calendar)
        yield day if day > point.start else date.max


def turns(project: Project, rules: Rules) -> Iterator[date]:
    """The days on which the calendar brings something about: a silence is over, a result has run out."""
    for matter in project.matters.values():
        answer = answer_due(matter, rules.calendar) if can_be_deemed(matter) else None
        if answer and answer.due_on:
            yield answer.due_on + DAY
        end = ending(matter, project, rules)
        if end:
            yield end.on


def next_look(outlook: Outlook, moment: datetime) -> datetime:
    """The next hour at which something may go up, today or at the opening of the next working day."""
    local = moment.astimezone(SHANGHAI)
    later = [hour for hour in outlook.policy.hours if hour > local.time()]
    if later and outlook.rules.calendar.is_working_day(local.date()):
        return datetime.combine(local.date(), min(later), SHANGHAI)
    return opening(outlook, outlook.rules.calendar.nth_after(local.date(), 1))


def opening(outlook: Outlook, day: date) -> datetime:
    """When the window opens on a day."""
    return datetime.combine(day, outlook.policy.window.opens, SHANGHAI)
