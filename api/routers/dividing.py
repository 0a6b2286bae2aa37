"""Writes on the scopes of a project, and bundles handed in as one."""

from fastapi import Response
from starlette.concurrency import run_in_threadpool

from api.answers import previewed, written
from api.differences import differences
from api.project_ids import ProjectId
from api.requests import Asked
from api.rights import require_department
from api.routers.writes import IssueList, RecordActs, answer
from api.routing import Router
from api.runtime import Runtime
from api.schemas.dividing import BundleBody, CloseScopeBody, ScopeBody
from api.security import Here
from domain.project.bundles import BundleSubmitted
from domain.project.commands import CloseScope, SubmitBundle

router = Router(prefix="/api/v1", tags=["写入 writes"])


@router.post("/projects/{project}/scopes", operation_id="addScope")
async def add(project: ProjectId, body: ScopeBody, ask: IssueList, here: Here) -> Response:
    """划定范围:宗地、期、标段、单体 / Add a scope with matters of its own."""
    return await answer(here, project, ask, [body.command()])


@router.post("/projects/{project}/scopes/{scope}/close", operation_id="closeScope")
async def close(project: ProjectId, scope: str, body: CloseScopeBody, ask: IssueList, here: Here) -> Response:
    """撤并范围:合并、再分或放弃 / Close a scope: merged, split or given up; what was done in it stays."""
    return await answer(here, project, ask, [CloseScope(scope=scope, **dict(body))])


@router.post("/projects/{project}/bundles/{bundle}/submit", operation_id="submitBundle")
async def submit(project: ProjectId, bundle: str, body: BundleBody, ask: RecordActs, here: Here) -> Response:
    """一件事提交:一表申请、一次收件 / Hand a bundle in as one; those under way or granted are left out and named."""
    check_lead(here, ask, bundle)
    members = None if body.members is None else tuple(body.members)
    wanted = SubmitBundle(
        bundle=bundle,
        effective_on=body.effective_on,
        receipt_no=body.receipt_no,
        members=members,
        reason=body.reason,
    )
    if ask.preview:
        preview = await run_in_threadpool(here.projects.preview, project, ask.command, [wanted], ask.actor)
        return previewed(preview, differences(preview, here.sweeper.outlook, here.projects.today()))
    outcome = await here.carry_out(here.projects.executing(project, ask.command, [wanted], ask.actor))
    submitted = next((event for event in outcome.events if isinstance(event, BundleSubmitted)), None)
    members = submitted.members if submitted else ()
    return written(outcome, members=members, left_out=submitted.left_out if submitted else ())


def check_lead(here: Runtime, ask: Asked, bundle: str) -> None:
    """An officer takes in the bundles his own department leads; each department keeps the decision on its matters."""
    known = here.rules.catalogue.bundles.get(bundle)
    if known:
        require_department(ask.account, known.lead_department)
