"""The light of a project as two days: from when it is red, from when it is yellow, each with its cause (ruling 35).

Nothing here depends on today: a view stores the two days, and the day of the reading decides.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from domain.catalogue.model import Gate
from domain.dates.terms import Unit
from domain.planning.forecast import forecast
from domain.planning.foreseen import Forecast
from domain.project.due.deadlines import Deadline, DeadlineKind, Owner, deadlines
from domain.project.events.projectfacts import CONSTRUCTION_STARTED, PRODUCTION_STARTED, WORKS_COMPLETED
from domain.project.events.targets import ESCORTED, current_target
from domain.project.model.evolution import catalogue_id
from domain.project.model.phases import Phase
from domain.project.model.prerequisites import open_gates
from domain.project.model.progress import PERMITS, building_parts, fact_everywhere
from domain.project.model.rules import Rules
from domain.project.model.state import Project, Status
from domain.project.model.thresholds import Thresholds

PERMIT = "construction_permit"
LAND = frozenset({DeadlineKind.LAND_DATE, DeadlineKind.IDLE_LAND})
ACT_BY = LAND | {DeadlineKind.PERMIT_LAPSE}
PERMIT_STAGE = "construction_permitting"


class Light(StrEnum):
    """红 黄 绿 停 蓝."""

    RED = "red"
    YELLOW = "yellow"
    GREEN = "green"
    STOPPED = "stopped"
    BLUE = "blue"


class Cause(StrEnum):
    """Why a light is on."""

    OVER_STATUTORY = "over_statutory"
    OVER_PROMISED_BY_FIVE = "over_promised_by_five"
    GATE_BROKEN = "gate_broken"
    ACT_BY_PASSED = "act_by_passed"
    PERMIT_LAPSED = "permit_lapsed"
    FORECAST_LATE_BY_TEN = "forecast_late_by_ten"
    FORECAST_LATE = "forecast_late"
    OVER_PROMISED = "over_promised"
    DUE_SOON = "due_soon"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """From `on` a light is on, because of `cause`, and `owner` has to move."""

    on: date
    cause: Cause
    matter: str
    owner: Owner
    department: str = ""


@dataclass(frozen=True, slots=True)
class Marks:
    """The first red and the first yellow mark of a project, and a state that wins over both."""

    red: Mark | None
    yellow: Mark | None
    state: Light | None

    def light(self, on: date) -> Light:
        """The first that holds of 蓝, 停, 红, 黄, 绿."""
        if self.state:
            return self.state
        if self.red and self.red.on <= on:
            return Light.RED
        return Light.YELLOW if self.yellow and self.yellow.on <= on else Light.GREEN


def marks(
    project: Project,
    rules: Rules,
    last_activity: date | None,
    told: Forecast | None = None,
    open_rows: tuple[Deadline, ...] | None = None,
) -> Marks:
    """The marks of a project; `last_activity` is the Shanghai day its last own event was recorded (ruling 36).

    `told` is its forecast as stored, not rolled forward, and `open_rows` its open deadlines, where they are at hand.
    """
    open_rows = deadlines(project, rules) if open_rows is None else open_rows
    late = late_permit(project, rules, told or forecast(project, rules))
    red = [*overruns(open_rows, rules), *broken_gates(project, rules), *lapsed_permits(project)]
    yellow = [*warnings(open_rows, rules), *quiet(project, rules, last_activity)]
    if late:
        (red if late.cause is Cause.FORECAST_LATE_BY_TEN else yellow).append(late)
    return Marks(min(red, default=None), min([*yellow, *red], default=None), state_light(project.status))


def state_light(status: Status) -> Light | None:
    if status in (Status.COMPLETED, Status.ARCHIVED):
        return Light.BLUE
    return Light.STOPPED if status in (Status.SUSPENDED, Status.TERMINATED) else None


def overruns(rows: tuple[Deadline, ...], rules: Rules) -> Iterator[Mark]:
    """A statutory limit passed, or a promised one by (usually five) working days."""
    calendar, days = rules.calendar, rules.lights.red_after_promised
    for row in rows:
        if row.kind is DeadlineKind.STATUTORY:
            yield mark(row, calendar.nth_after(row.due_on, 1), Cause.OVER_STATUTORY)
        if row.kind is DeadlineKind.PROMISED:
            yield mark(row, calendar.nth_after(row.due_on, days), Cause.OVER_PROMISED_BY_FIVE)
        if red_when_passed(row):
            yield mark(row, row.due_on + timedelta(days=1), Cause.ACT_BY_PASSED)


def red_when_passed(row: Deadline) -> bool:
    """The day to act on the construction permit, or on the land; other days of the enterprise are yellow at most."""
    return row.kind in LAND or (row.kind is DeadlineKind.PERMIT_LAPSE and catalogue_id(row.matter) in PERMITS)


def lapsed_permits(project: Project) -> Iterator[Mark]:
    """A construction permit that lapsed, until another is applied for."""
    for matter in project.matters.values():
        if matter.definition.id in PERMITS and matter.phase is Phase.LAPSED and matter.life and matter.life.lapsed_on:
            department = matter.definition.department
            yield Mark(matter.life.lapsed_on, Cause.PERMIT_LAPSED, matter.key, Owner.ENTERPRISE, department)


def warnings(rows: tuple[Deadline, ...], rules: Rules) -> Iterator[Mark]:
    """A promised limit passed, or a row due soon.

    A milestone's target makes no light by itself: what the plan asks for is no duty to anybody outside the service.
    """
    calendar = rules.calendar
    for row in rows:
        if row.kind is DeadlineKind.PROMISED:
            yield mark(row, calendar.nth_after(row.due_on, 1), Cause.OVER_PROMISED)
        if not row.recurring and row.kind is not DeadlineKind.MILESTONE_TARGET:
            yield mark(row, calendar.nth_before(row.due_on, days_ahead(row, rules.lights)), Cause.DUE_SOON)


def days_ahead(row: Deadline, lights: Thresholds) -> int:
    """The working days before its due day from which a row is yellow."""
    if row.kind in ACT_BY:
        return lights.yellow_before_act_by
    term = row.term
    short = term is not None and term.unit is Unit.WORKING_DAYS and term.count <= lights.short_limit
    return lights.yellow_before_short if short else lights.yellow_before


def mark(row: Deadline, on: date, cause: Cause) -> Mark:
    return Mark(on, cause, row.matter, row.owner, row.department)


def broken_gates(project: Project, rules: Rules) -> Iterator[Mark]:
    """未批先建, 未验先投: started while a gate matter is not granted, until it is."""
    for kind, gate in ((CONSTRUCTION_STARTED, Gate.CONSTRUCTION_START), (PRODUCTION_STARTED, Gate.PRODUCTION_START)):
        for started in {fact.scope: fact for fact in project.facts if fact.kind == kind}.values():
            if broken := open_gates(project, project, gate, rules, started.scope, started.on):
                yield Mark(started.on, Cause.GATE_BROKEN, broken[0], Owner.ENTERPRISE)


def late_permit(project: Project, rules: Rules, told: Forecast) -> Mark | None:
    """The permit is foreseen after its target: a mark from the landing on, until it is granted (ruling 35).

    It names the matter that holds the permit, and whose move that is.
    """
    target, foreseen, hold = permit_target(project), told.construction_permit, told.held_by
    permit = project.matters.get(project.scopes.headline(PERMIT))
    if target is None or foreseen is None or hold is None or foreseen.on <= target:
        return None
    if project.status is not Status.ACTIVE:  # a service that rests or has ended has no target to be late for
        return None
    if project.landed_on is None or (permit and permit.first_granted_on):
        return None
    by_ten = rules.calendar.working_days(target, foreseen.on) > rules.lights.red_after_target
    cause = Cause.FORECAST_LATE_BY_TEN if by_ten else Cause.FORECAST_LATE
    return Mark(project.landed_on, cause, hold.matter, hold.owner, hold.department)


def permit_target(project: Project) -> date | None:
    """The target of the construction permit: its milestone's as it stands now; without one, the plan's under escort."""
    planned = dict(project.yardsticks.permits).get(ESCORTED) if project.yardsticks else None
    if project.scopes.scopes and PERMIT_STAGE not in project.targets:
        return planned  # the main scope's; the milestone waits for all of them
    return current_target(project, PERMIT_STAGE) or planned


def quiet(project: Project, rules: Rules, last_activity: date | None) -> Iterator[Mark]:
    """No event but the scheduler's for (usually) 7 working days before the permit, 22 during works (ruling 36).

    A service that rests or has ended is not stale.
    """
    days = quiet_days(project, rules.lights) if project.status is Status.ACTIVE else None
    if days and last_activity:
        yield Mark(rules.calendar.nth_after(last_activity, days), Cause.QUIET, "", Owner.TEAM)


def quiet_days(project: Project, lights: Thresholds) -> int | None:
    """How long it may stand still, in working days; None where nothing is waited for."""
    permit = project.matters.get(project.scopes.headline(PERMIT))
    if fact_everywhere(project, WORKS_COMPLETED, building_parts(project)):
        return None
    if project.fact(CONSTRUCTION_STARTED):
        return lights.quiet_during_works
    return None if permit and permit.granted_on else lights.quiet_before_permit
