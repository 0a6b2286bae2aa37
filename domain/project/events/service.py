"""The service as a whole: suspended and resumed, terminated, completed, archived.

Suspending stops the service, not the law: no department's clock, lapse, duty or land date stops (design §3). An ended
project takes no acts but corrections, its resumption and the life of granted results (ruling 28).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar

from msgspec.structs import replace

from domain.errors import DomainError
from domain.project.model.evolution import ProjectEvent, evolves, guards_project
from domain.project.model.rules import Rules
from domain.project.model.standing import Pause
from domain.project.model.state import ENDED, Project, Status


class Course(StrEnum):
    """What can become of the service; the names are the API's path segments."""

    SUSPEND = "suspend"
    RESUME = "resume"
    TERMINATE = "terminate"
    COMPLETE = "complete"
    ARCHIVE = "archive"


@dataclass(frozen=True, kw_only=True)
class ServiceEvent(ProjectEvent):
    """The service takes another course on `effective_on`; what is done that day still counts."""

    COURSE: ClassVar[Course]

    def outlasts(self, rules: Rules) -> bool:
        """Resuming and archiving follow an end; what is impossible its own table says."""
        return True


@dataclass(frozen=True, kw_only=True)
class ProjectSuspended(ServiceEvent):
    """The service rests: grey light, no staleness, no targets; the law goes on."""

    TOPIC = "ProjectSuspended"
    COURSE = Course.SUSPEND


@dataclass(frozen=True, kw_only=True)
class ProjectResumed(ServiceEvent):
    """The service goes on, after a suspension or an end."""

    TOPIC = "ProjectResumed"
    COURSE = Course.RESUME


@dataclass(frozen=True, kw_only=True)
class ProjectTerminated(ServiceEvent):
    """The project is given up."""

    TOPIC = "ProjectTerminated"
    COURSE = Course.TERMINATE


@dataclass(frozen=True, kw_only=True)
class ProjectCompleted(ServiceEvent):
    """The escort is done: production_operation is closed (ruling 28)."""

    TOPIC = "ProjectCompleted"
    COURSE = Course.COMPLETE


@dataclass(frozen=True, kw_only=True)
class ProjectArchived(ServiceEvent):
    """The record of an ended project is put away; it stays readable."""

    TOPIC = "ProjectArchived"
    COURSE = Course.ARCHIVE


COURSE_EVENTS: Mapping[Course, type[ServiceEvent]] = {
    kind.COURSE: kind
    for kind in (ProjectSuspended, ProjectResumed, ProjectTerminated, ProjectCompleted, ProjectArchived)
}
NEXT: Mapping[tuple[Course, Status], Status] = {
    (Course.SUSPEND, Status.ACTIVE): Status.SUSPENDED,
    (Course.RESUME, Status.SUSPENDED): Status.ACTIVE,
    (Course.RESUME, Status.TERMINATED): Status.ACTIVE,
    (Course.RESUME, Status.COMPLETED): Status.ACTIVE,
    (Course.RESUME, Status.ARCHIVED): Status.ACTIVE,
    (Course.TERMINATE, Status.ACTIVE): Status.TERMINATED,
    (Course.TERMINATE, Status.SUSPENDED): Status.TERMINATED,
    (Course.COMPLETE, Status.ACTIVE): Status.COMPLETED,
    (Course.COMPLETE, Status.SUSPENDED): Status.COMPLETED,
    (Course.ARCHIVE, Status.TERMINATED): Status.ARCHIVED,
    (Course.ARCHIVE, Status.COMPLETED): Status.ARCHIVED,
}
"""The possible courses by status; everything else is refused."""


def refusal(project: Project, event: ServiceEvent) -> DomainError | None:
    """Why the service cannot take this course now, if it cannot; before the project landed there was none."""
    if project.landed_on and event.effective_on < project.landed_on:
        return DomainError("before_landing", on=event.effective_on.isoformat(), landed_on=project.landed_on.isoformat())
    if (event.COURSE, project.status) in NEXT:
        return None
    if event.COURSE is Course.RESUME:
        code = "project_not_suspended"
    elif event.COURSE is Course.ARCHIVE:
        code = "project_archived" if project.status is Status.ARCHIVED else "project_not_ended"
    else:
        code = "project_ended" if project.status in ENDED else "project_suspended"
    return DomainError(code, status=project.status.value, on=event.effective_on.isoformat())


@guards_project(ServiceEvent)
def _possible(project: Project, event: ServiceEvent) -> DomainError | None:
    return refusal(project, event)


@evolves(ServiceEvent)
def _took_course(project: Project, event: Any, rules: Rules) -> Project:
    status = NEXT.get((event.COURSE, project.status), project.status)
    return replace(project, status=status, pauses=pauses(project, event))


def pauses(project: Project, event: ServiceEvent) -> tuple[Pause, ...]:
    """The suspensions so far: a cause of delay of their own (项目暂停), beside the departments' and enterprise's."""
    known = project.pauses
    if event.COURSE is Course.SUSPEND:
        return (*known, Pause(event.effective_on, event.reason))
    if known and known[-1].ended_on is None:
        return (*known[:-1], replace(known[-1], ended_on=event.effective_on))
    return known
