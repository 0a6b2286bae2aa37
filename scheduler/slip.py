"""拿证预测后移: how far the construction permit's forecast has moved since people were told (policy row 10).

What was told last follows from the streams: the first date is the plan's under escort, and each message names the date
that the next one counts from. A target that was moved to a later day was told as well.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from domain.event import Event
from domain.nodes import Node
from domain.points import Point
from domain.project.deadlines import Owner
from domain.project.lights import PERMIT, permit_target
from domain.project.rules import Rules
from domain.project.state import Project, Status
from domain.project.targets import ESCORTED
from domain.reminder_events import ReminderSent
from domain.reminders import Rung
from scheduler.foreseeing import forecast

LogOf = Callable[[Rung], Sequence[Event]]


def slip_rung(district: str, project: UUID, told_on: date, offset: int, today: date, escalate_to: str = "") -> Rung:
    """The rung that says the forecast moved on from a date that was told."""
    return Rung(district, project, "", 0, Node.FORECAST_SLIP, told_on, offset, today, escalate_to=escalate_to)


def slipped(project: Project, rules: Rules, rung: Rung, log_of: LogOf, known: datetime | None) -> Point | None:
    """The slip since those were told whom `rung` (of whatever date) tells; None while it is too small.

    `rung.offset` is the number of working days from which it is told. What is told after `known` moves nothing, though
    the logs may have it.
    """
    planned = dict(project.yardsticks.permits).get(ESCORTED) if project.yardsticks else None
    permit = project.matters.get(project.scopes.headline(PERMIT))
    if planned is None or project.status is not Status.ACTIVE or (permit and permit.first_granted_on):
        return None
    foreseen = forecast(project, rules).construction_permit
    if foreseen is None or foreseen.on <= planned:
        return None
    before = told_last(planned, permit_target(project), rung, lambda one: known_by(log_of(one), known))
    days = rules.calendar.working_days(before, foreseen.on)
    if days < rung.offset:
        return None
    said: dict[str, date | int | None] = {"foreseen_on": foreseen.on, "slip": days}
    return Point(Node.FORECAST_SLIP, "", date.min, before, Owner.TEAM, provisional=foreseen.provisional, said=said)


def known_by(log: Sequence[Event], known: datetime | None) -> Sequence[Event]:
    """What had happened to a rung by a moment."""
    return [event for event in log if known is None or event.known_at <= known]


def told_last(planned: date, target: date | None, rung: Rung, log_of: LogOf) -> date:
    """The date that was told last, from message to message."""
    day = planned
    while (following := told_after(replace(rung, due_on=day), log_of) or target) and following > day:
        day = following
    return day


def told_after(rung: Rung, log_of: LogOf) -> date | None:
    """The date that a rung told, if it went out."""
    sent = (event for event in log_of(rung) if isinstance(event, ReminderSent))
    return next((event.foreseen_on for event in sent if event.foreseen_on), None)
