"""The eight stages: opened, closed, and the milestone that closes each. All of them consequences of the facts."""

from dataclasses import dataclass

from domain.project.evolution import Consequence, ProjectEvent, Rules, evolves
from domain.project.state import Project


@dataclass(frozen=True, kw_only=True)
class StageOpened(ProjectEvent, Consequence):
    """The first of the stage's matters began (a pre-review counts)."""

    TOPIC = "StageOpened"

    stage: str


@dataclass(frozen=True, kw_only=True)
class MilestoneReached(ProjectEvent, Consequence):
    """The last applicable milestone matter was granted, or the milestone's fact came true."""

    TOPIC = "MilestoneReached"

    stage: str


@dataclass(frozen=True, kw_only=True)
class StageClosed(ProjectEvent, Consequence):
    """The milestone is reached and each matter of the stage is granted, waived or not applicable."""

    TOPIC = "StageClosed"

    stage: str


@evolves(StageOpened)
def _opened(project: Project, event: StageOpened, rules: Rules) -> Project:
    return project.with_stage(event.stage, opened_on=event.effective_on)


@evolves(MilestoneReached)
def _reached(project: Project, event: MilestoneReached, rules: Rules) -> Project:
    return project.with_stage(event.stage, milestone_on=event.effective_on)


@evolves(StageClosed)
def _closed(project: Project, event: StageClosed, rules: Rules) -> Project:
    return project.with_stage(event.stage, closed_on=event.effective_on)
