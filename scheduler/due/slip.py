"""拿证预测后移: how far the construction permit's forecast has moved since people were told (policy row 10).

What was told last follows from the streams: the first date is the plan's under escort, and each message names the date
that the next one counts from. A target that was moved to a later day was told as well.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from domain.event import Event
from domain.lights import PERMIT, permit_target
from domain.project.due.deadlines import Owner
from domain.project.events.targets import ESCORTED
from domain.project.model.rules import Rules
from domain.project.model.state import Project, Status
from domain.reminders.answers import snoozed_until
from domain.reminders.escalations import Raised, Trigger
from domain.reminders.events import ReminderSent
from domain.reminders.nodes import Node
from domain.reminders.owed import is_try, owed
from domain.reminders.points import Point
from domain.reminders.rungs import Recipient, Rung
from scheduler.policy.foreseeing import forecast
from scheduler.policy.policy import Addressee, Row

LogOf = Callable[[Rung], Sequence[Event]]


@dataclass(frozen=True, slots=True)
class SlipStep:
    """From how many working days on a slip is told, and to whom; `raised`: it goes up."""

    offset: int
    roles: Sequence[Addressee]
    raised: Raised | None = None

    def rung(self, project: Project, told_on: date, today: date) -> Rung:
        """The rung that says the forecast moved on from a date that was told."""
        up = self.raised.role if self.raised else ""
        district, kind = project.district, Node.FORECAST_SLIP
        return Rung(district, project.id, "", 0, kind, told_on, self.offset, today, escalate_to=up)


def slip_steps(row: Row | None) -> Iterator[SlipStep]:
    """The steps of the policy's row, if it has one."""
    if row and row.overdue:
        yield SlipStep(row.overdue.first, row.to)
        for step in row.escalation:
            yield SlipStep(step.at, (step.to,), Raised(step.to, Trigger.SLIP, step.listed))


def slipped(project: Project, rules: Rules, step: SlipStep, log_of: LogOf, known: datetime | None) -> Point | None:
    """The slip since the step was told last; while it is too small for another, that which was told last.

    None where neither is as large as the step. What is told after `known` moves nothing, though the logs may have it.
    """
    planned = dict(project.yardsticks.permits).get(ESCORTED) if project.yardsticks else None
    permit = project.matters.get(project.scopes.headline(PERMIT))
    if planned is None or project.status is not Status.ACTIVE or (permit and permit.first_granted_on):
        return None
    foreseen = forecast(project, rules).construction_permit
    if foreseen is None or foreseen.on <= planned:
        return None

    def told_after(day: date) -> date | None:
        """The date that was told after a date, if it was."""
        log = log_of(step.rung(project, day, day))
        sent = (one for one in log if isinstance(one, ReminderSent) and (known is None or one.known_at <= known))
        return next((one.foreseen_on for one in sent if one.foreseen_on), None)

    for before in since(planned, permit_target(project), told_after):
        days = rules.calendar.working_days(before, foreseen.on)
        if days >= step.offset:
            said: dict[str, date | int | None] = {"foreseen_on": foreseen.on, "slip": days}
            return Point(
                Node.FORECAST_SLIP, "", date.min, before, Owner.TEAM, provisional=foreseen.provisional, said=said
            )
    return None


def since(planned: date, target: date | None, told_after: Callable[[date], date | None]) -> Sequence[date]:
    """The date that was told last, from message to message; then that from which this message counted."""
    day, before = planned, None
    while True:
        told = told_after(day)
        following = told or target
        if following is None or following <= day:
            return [day, before] if before else [day]
        day, before = following, day if told else None


def still_to_tell(log: Sequence[Event], people: Sequence[Recipient], today: date) -> tuple[Recipient, ...]:
    """Who is owed a slip: once it was told to somebody, only in roles that were tried in vain, and who put it off."""
    owing = owed(log, people, today)
    if not any(isinstance(event, ReminderSent) for event in log):
        return owing
    tried = {getattr(event, "role", "") for event in log if is_try(event)}
    return tuple(one for one in owing if one.again or one.role in tried)


def put_off(log: Sequence[Event]) -> Iterator[date]:
    """The days on which a slip is told again to who put it off."""
    for staff in {event.staff for event in log if isinstance(event, ReminderSent)}:
        if until := snoozed_until(log, staff):
            yield until
