"""Commands on the project as a whole answered with events: the course of the service."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from domain.errors import DomainError
from domain.event import Event, stamped
from domain.project.commands import DirectService
from domain.project.evolution import fold
from domain.project.reading import facts
from domain.project.service import COURSE_EVENTS, Course
from domain.project.state import Project, StageState

if TYPE_CHECKING:
    from domain.project.decide import Case

LAST_STAGE = "production_operation"
REASONED = frozenset({Course.SUSPEND, Course.RESUME, Course.TERMINATE})


def state_on(case: "Case", day: date) -> Project:
    """The project as of a day, with everything known now (design §2)."""
    return fold(case.project.id, facts(case.log, day), case.rules)


def refuse_unfounded(what: str, reason: str) -> None:
    """What ends, rests, reopens or moves always says why."""
    if not reason.strip():
        raise DomainError("reason_required", codes=what)


def direct_service(case: "Case", command: DirectService) -> list[Event]:
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


DIRECTING: Mapping[type, Callable[[Any, Any], list[Event]]] = {
    DirectService: direct_service,
}
