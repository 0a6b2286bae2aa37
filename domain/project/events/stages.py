"""The eight stages: opened, closed, and the milestone that closes each: consequences; reopened, by hand as well."""

from dataclasses import dataclass

from domain.project.model.evolution import Consequence, ProjectEvent, evolves
from domain.project.model.rules import Rules
from domain.project.model.state import Project, StageState


@dataclass(frozen=True, kw_only=True)
class StageOpened(ProjectEvent, Consequence):
    """The first of the stage's matters began (a pre-review counts)."""

    TOPIC = "StageOpened"

    stage: str


@dataclass(frozen=True, kw_only=True)
class MilestoneReached(ProjectEvent, Consequence):
    """The last applicable milestone matter was granted, or the milestone's fact came true.

    With `scope`: in that one of several scopes; without, in the whole project, once it is reached in all of them.
    """

    TOPIC = "MilestoneReached"

    stage: str
    scope: str = ""


@dataclass(frozen=True, kw_only=True)
class StageClosed(ProjectEvent, Consequence):
    """The milestone is reached and each matter of the stage is granted, waived or not applicable."""

    TOPIC = "StageClosed"

    stage: str
    occurrence: int = 1


@dataclass(frozen=True, kw_only=True)
class StageReopened(ProjectEvent):
    """A closed stage was opened again, with a reason (ruling 25)."""

    TOPIC = "StageReopened"

    stage: str


@dataclass(frozen=True, kw_only=True)
class StageReopenedByList(ProjectEvent, Consequence):
    """A new list brought a matter into a closed stage (ruling 25)."""

    TOPIC = "StageReopenedByList"

    stage: str
    occurrence: int = 1


@evolves(StageOpened)
def _opened(project: Project, event: StageOpened, rules: Rules) -> Project:
    return project.with_stage(event.stage, opened_on=event.effective_on)


@evolves(MilestoneReached)
def _reached(project: Project, event: MilestoneReached, rules: Rules) -> Project:
    if not event.scope:
        return project.with_stage(event.stage, milestone_on=event.effective_on)
    reached = dict(project.stages.get(event.stage, StageState()).reached) | {event.scope: event.effective_on}
    return project.with_stage(event.stage, reached=tuple(reached.items()))


@evolves(StageClosed)
def _closed(project: Project, event: StageClosed, rules: Rules) -> Project:
    return project.with_stage(event.stage, closed_on=event.effective_on)


@evolves(StageReopened)
@evolves(StageReopenedByList)
def _reopened(project: Project, event: StageReopened | StageReopenedByList, rules: Rules) -> Project:
    return project.with_stage(event.stage, closed_on=None, reopened_on=event.effective_on)
