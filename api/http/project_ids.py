"""A project is named by its uuid or by the bureau's own code."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Request
from starlette.concurrency import run_in_threadpool

from api.access.rights import Right, require
from api.access.security import here_of, signed_in
from api.runtime import Runtime
from domain.errors import DomainError
from domain.project.events.lifecycle import ProjectRegistered
from projections.ops.accounts import Account

ProjectName = Annotated[str, Path(description="项目的 uuid 或局内编号，如 HH-2026-0001")]


async def project_id(request: Request, project: ProjectName) -> UUID:
    """The uuid of a project within reach; 404 for what is none, or another's. Who may read nothing is told nothing."""
    account = await signed_in(request)
    require(account, Right.READ)
    here = here_of(request)
    found = at_hand(here, project) or await run_in_threadpool(looked_up, here, project)
    if found is None:
        raise DomainError("unknown_project", project=project)
    if not await is_within_reach(here, account, found, at_hand=request.method == "POST"):
        request.state.refused = "beyond_reach"  # noted as such, and answered like one that is not there
        raise DomainError("unknown_project", project=project)
    return found


async def internal_project_id(request: Request, project: ProjectName) -> UUID:
    """The same, of what an enterprise does not see."""
    require(await signed_in(request), Right.INTERNAL)
    return await project_id(request, project)


async def is_within_reach(here: Runtime, account: Account, project: UUID, *, at_hand: bool = True) -> bool:
    """Whether somebody may see a project; by what is `at_hand` where that is good enough.

    So it is for a write, which is judged once more when it is decided.
    """
    reach = here.reaches.of(account)
    if reach.everything:
        return True
    known = here.reaches.covers_at_hand(reach, project) if at_hand else None
    return await run_in_threadpool(here.reaches.covers, account, project) if known is None else known


def project_within_reach(here: Runtime, account: Account, name: str) -> UUID:
    """A project by uuid or code. Raises DomainError unknown_project for what is none, or another's."""
    found = looked_up(here, name)
    if found is None or not here.reaches.covers(account, found):
        raise DomainError("unknown_project", project=name)
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
InternalProjectId = Annotated[UUID, Depends(internal_project_id)]
