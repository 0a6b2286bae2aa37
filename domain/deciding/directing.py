"""Commands on the project as a whole answered with events: the course of the service."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from domain.deciding.case import Case
from domain.deciding.commands import DirectService, GiveAssistance, MoveCatalogue, MoveTarget, ReopenStage
from domain.deciding.possible import refuse_unfounded
from domain.errors import DomainError
from domain.event import Event, stamped
from domain.project.events.assistance import AssistanceGiven
from domain.project.events.cataloguemoves import CatalogueMoved
from domain.project.events.service import COURSE_EVENTS, Course
from domain.project.events.stages import StageReopened
from domain.project.events.targets import MilestoneTargetMoved, current_target, may_move, needed
from domain.project.model.evolution import fold
from domain.project.model.state import Project, StageState
from domain.project.record.reading import facts

LAST_STAGE = "production_operation"
REASONED = frozenset({Course.SUSPEND, Course.RESUME, Course.TERMINATE})


def state_on(case: Case, day: date) -> Project:
    """The project as of a day, with everything known now (design §2)."""
    return fold(case.project.id, facts(case.log, day), case.rules)


def direct_service(case: Case, command: DirectService) -> list[Event]:
    """Another course of the service; what is impossible at that day is judged with the facts around it."""
    if command.course in REASONED:
        refuse_unfounded(command.course.value, command.reason)
    if command.course is Course.COMPLETE:
        refuse_open_stage(state_on(case, command.effective_on), command.effective_on)
    stamp = stamped(case.stamp, effective_on=command.effective_on, reason=command.reason)
    return [COURSE_EVENTS[command.course](**stamp)]


def refuse_open_stage(project: Project, on: date) -> None:
    """The escort is complete when production runs and nothing of that stage is open (ruling 28)."""
    if project.stages.get(LAST_STAGE, StageState()).closed_on is None:
        raise DomainError("stage_open", stage=LAST_STAGE, on=on.isoformat())


def reopen_stage(case: Case, command: ReopenStage) -> list[Event]:
    """A stage that is closed on that day, opened again (ruling 25)."""
    refuse_unknown_stage(case, command.stage)
    refuse_unfounded("reopen", command.reason)
    state = state_on(case, command.effective_on).stages.get(command.stage, StageState())
    if state.closed_on is None:
        raise DomainError("stage_not_closed", stage=command.stage, on=command.effective_on.isoformat())
    stamp = stamped(case.stamp, effective_on=command.effective_on, reason=command.reason)
    return [StageReopened(**stamp, stage=command.stage)]


def refuse_unknown_stage(case: Case, stage: str) -> None:
    known = [one.id for one in case.rules.catalogue.stages]
    if stage not in known:
        raise DomainError("unknown_stage", stage=stage, known="、".join(known))


def move_target(case: Case, command: MoveTarget) -> list[Event]:
    """Another target for a milestone still to come, by whoever may still move it (design §4)."""
    refuse_unknown_stage(case, command.stage)
    refuse_unfounded("target", command.reason)
    if case.project.yardsticks is None:
        raise DomainError("no_target")
    if reached := case.project.stages.get(command.stage, StageState()).milestone_on:
        raise DomainError("milestone_reached", stage=command.stage, on=reached.isoformat())
    target = current_target(case.project, command.stage)
    if target == command.on:
        return []
    calendar = case.rules.calendar
    if case.stamp["via"] != "import" and not may_move(case.actor.role, target, case.today, calendar):
        right = f"move_target_{needed(target, case.today, calendar)}"
        raise DomainError("right_missing", right=right, role=case.actor.role)
    stamp = stamped(case.stamp, effective_on=case.today, reason=command.reason)
    return [MilestoneTargetMoved(**stamp, stage=command.stage, on=command.on)]


def move_catalogue(case: Case, command: MoveCatalogue) -> list[Event]:
    """Another version of the catalogue that was loaded; the one that stands changes nothing."""
    refuse_unfounded("catalogue", command.reason)
    known = {case.rules.catalogue.version, *case.rules.catalogues}
    if command.version not in known:
        raise DomainError("unknown_catalogue", version=command.version, known="、".join(sorted(known)))
    if command.version == case.project.catalogue:
        return []
    stamp = stamped(case.stamp, effective_on=command.effective_on, reason=command.reason)
    return [CatalogueMoved(**stamp, version=command.version)]


def give_assistance(case: Case, command: GiveAssistance) -> list[Event]:
    """Help given, with the proof of what was written about it."""
    stamp = stamped(case.stamp, effective_on=command.effective_on)
    return [AssistanceGiven(**stamp, kind=command.kind, text=command.text, sha256=command.sha256)]


DIRECTING: Mapping[type, Callable[[Any, Any], list[Event]]] = {
    DirectService: direct_service,
    ReopenStage: reopen_stage,
    MoveTarget: move_target,
    MoveCatalogue: move_catalogue,
    GiveAssistance: give_assistance,
}
