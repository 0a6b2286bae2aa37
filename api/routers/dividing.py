"""Writes on the scopes of a project, and bundles handed in as one."""

from fastapi import Response

from api.access.rights import require_department
from api.http.answers import written
from api.http.requests import Asked
from api.http.routing import Router
from api.routers.writes import IssueList, RecordActs, answer, carried_out, foreseen, preview_of
from api.schemas.dividing import BundleBody, CloseScopeBody, ScopeBody
from domain.deciding.commands import CloseScope, SubmitBundle
from domain.project.events.bundles import BundleSubmitted

router = Router(prefix="/api/v1", tags=["写入 writes"])


@router.post("/projects/{project}/scopes", operation_id="addScope")
async def add(body: ScopeBody, ask: IssueList) -> Response:
    """划定范围：宗地、期、标段、单体 / Add a scope with matters of its own."""
    return await answer(ask, [body.command()])


@router.post("/projects/{project}/scopes/{scope}/close", operation_id="closeScope")
async def close(scope: str, body: CloseScopeBody, ask: IssueList) -> Response:
    """撤并范围：合并、再分或放弃 / Close a scope: merged, split or given up; what was done in it stays."""
    return await answer(ask, [CloseScope(scope=scope, **dict(body))])


@router.post("/projects/{project}/bundles/{bundle}/submit", operation_id="submitBundle")
async def submit(bundle: str, body: BundleBody, ask: RecordActs) -> Response:
    """一件事提交：一表申请、一次收件 / Hand a bundle in as one; those under way or granted are left out and named."""
    check_lead(ask, bundle)
    members = None if body.members is None else tuple(body.members)
    wanted = SubmitBundle(
        bundle=bundle,
        effective_on=body.effective_on,
        receipt_no=body.receipt_no,
        members=members,
        reason=body.reason,
    )
    if ask.preview:
        return foreseen(ask, await preview_of(ask, [wanted]))
    outcome = await carried_out(ask, [wanted])
    submitted = next((event for event in outcome.events if isinstance(event, BundleSubmitted)), None)
    members = submitted.members if submitted else ()
    return written(outcome, members=members, left_out=submitted.left_out if submitted else ())


def check_lead(ask: Asked, bundle: str) -> None:
    """An officer takes in the bundles his own department leads; each department keeps the decision on its matters."""
    known = ask.here.rules.catalogue.bundles.get(bundle)
    if known:
        require_department(ask.account, known.lead_department)
