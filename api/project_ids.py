"""A project is named by its uuid or by the bureau's own code."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path

from api.rights import Right, require
from api.runtime import Runtime
from api.security import Here, Who
from domain.errors import DomainError
from domain.project.lifecycle import ProjectRegistered


def project_id(
    project: Annotated[str, Path(description="项目的 uuid 或局内编号,如 HH-2026-0001")],
    here: Here,
    account: Who,
) -> UUID:
    """The project's uuid; 404 for what is neither. Who may read nothing is not told what exists."""
    require(account, Right.READ)
    try:
        found: UUID | None = UUID(project)
    except ValueError:
        found = here.projects.by_code(project)
    if found is None or not is_project(here, found):
        raise DomainError("unknown_project", project=project)
    return found


def is_project(here: Runtime, stream: UUID) -> bool:
    """Whether a stream is a project's: a code or a reminder has a stream too, and nobody may write there."""
    first = here.ledger.recorder.select_events(stream, limit=1)
    return bool(first) and first[0].topic == ProjectRegistered.TOPIC


ProjectId = Annotated[UUID, Depends(project_id)]
