"""A project is named by its uuid or by the bureau's own code."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Request
from starlette.concurrency import run_in_threadpool

from api.rights import Right, require
from api.runtime import Runtime
from api.security import runtime_of, signed_in
from domain.errors import DomainError
from domain.project.lifecycle import ProjectRegistered

ProjectName = Annotated[str, Path(description="项目的 uuid 或局内编号,如 HH-2026-0001")]


async def project_id(request: Request, project: ProjectName) -> UUID:
    """The project's uuid; 404 for what is neither. Who may read nothing is not told what exists."""
    require(await signed_in(request), Right.READ)
    here = await runtime_of(request)
    found = at_hand(here, project) or await run_in_threadpool(looked_up, here, project)
    if found is None:
        raise DomainError("unknown_project", project=project)
    return found


def at_hand(here: Runtime, project: str) -> UUID | None:
    """The uuid of a project whose log is at hand: the log need not be asked."""
    found = as_uuid(project)
    log = here.ledger.logs.get(found) if found else ()
    return found if log and log[0].TOPIC == ProjectRegistered.TOPIC else None


def looked_up(here: Runtime, project: str) -> UUID | None:
    """The uuid of a project by uuid or code. A code or a reminder has a stream too, and nobody may write there."""
    found = as_uuid(project) or here.projects.by_code(project)
    return found if found and here.ledger.topic(found) == ProjectRegistered.TOPIC else None


def as_uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


ProjectId = Annotated[UUID, Depends(project_id)]
