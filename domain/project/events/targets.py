"""Milestone targets: the original one is the baseline, the current one may be moved, with a reason and in time.

Who may move it depends on the time left until the current target: a specialist until 10 working days before it, a lead
until 5, then leadership (design §4). Both stay visible; lights and forecast look at the current one.
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from msgspec.structs import replace

from domain.dates.calendar import WorkingCalendar
from domain.project.model.evolution import ProjectEvent, evolves
from domain.project.model.rules import Rules
from domain.project.model.standing import Target
from domain.project.model.state import Project

ESCORTED = "escorted"
START_ON_LAND = 5  # working days from the land contract to the construction permit, unless an installation sets others
WORKING_DAYS_LEFT = (("specialist", 10), ("lead", 5), ("leadership", None))
"""The roles in the order in which they come in, each with the working days that must be left."""


@dataclass(frozen=True, kw_only=True)
class MilestoneTargetMoved(ProjectEvent):
    """The target of a stage's milestone is another day from `effective_on` on; a wrong one is moved again."""

    TOPIC = "MilestoneTargetMoved"
    CORRECTABLE: ClassVar[frozenset[str]] = frozenset({"reason"})
    VOIDABLE: ClassVar[bool] = False  # that would move it past the one who may

    stage: str
    on: date


@evolves(MilestoneTargetMoved)
def _moved(project: Project, event: MilestoneTargetMoved, rules: Rules) -> Project:
    moved = Target(event.on, event.effective_on, event.reason)
    return replace(project, targets={**project.targets, event.stage: moved})


def original_target(project: Project, stage: str) -> date | None:
    """The baseline: the milestone as planned under escort when the first list was issued."""
    planned = project.yardsticks.milestones if project.yardsticks else ()
    return next((item.granted for item in planned if item.key == stage and item.way == ESCORTED), None)


def current_target(project: Project, stage: str) -> date | None:
    """The day the milestone is to be reached now: the target as last moved, else the original one."""
    moved = project.targets.get(stage)
    return moved.on if moved else original_target(project, stage)


def may_move(role: str, target: date | None, today: date, calendar: WorkingCalendar) -> bool:
    """Whether a role may still move a target; one that was never set is everybody's to set."""
    return has_the_word(role, needed(target, today, calendar))


def has_the_word(role: str, first: str) -> bool:
    """Whether a role may move what another is the first to move."""
    roles = [name for name, _ in WORKING_DAYS_LEFT]
    return role in roles and roles.index(role) >= roles.index(first)


def needed(target: date | None, today: date, calendar: WorkingCalendar) -> str:
    """The first role that may move the target on a day."""
    return needed_with(None if target is None else calendar.working_days(today, target))


def needed_with(left: int | None) -> str:
    """The first role that may move a target so many working days ahead; None: it was never set."""
    if left is None:
        return WORKING_DAYS_LEFT[0][0]
    return next(role for role, days in WORKING_DAYS_LEFT if days is None or left >= days)
