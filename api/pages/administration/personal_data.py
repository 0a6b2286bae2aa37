"""个人数据: what is kept of one person, to hand out to him as a file or to erase; for the administrator."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool

from api.access.personal_data import export
from api.access.rights import Right
from api.access.security import Here
from api.http.answers import JSON, json_bytes
from api.http.rendering import page_language, render
from api.locale import text
from api.pages.changing.persons import BACK, PERSONS
from api.pages.session import Done, Visitor, require_signed_in
from domain.errors import DomainError
from projections.ops.accounts import Account

router = APIRouter(include_in_schema=False)

Staff = Annotated[str, Query(max_length=200)]


def require_administering(account: Account) -> None:
    """Who looks after accounts, and is signed in."""
    require_signed_in(account, Right.ACCOUNTS)


@router.get(BACK)
async def page(
    request: Request,
    account: Visitor,
    here: Here,
    staff: Staff = "",
    done: Done = "",
) -> HTMLResponse:
    """Whom to look for, and how much is kept of him where."""
    require_administering(account)
    wanted, kept, problem = staff.strip(), None, ""
    try:
        kept = parts(await run_in_threadpool(export, here, wanted)) if wanted else None
    except DomainError as refusal:
        problem = text(refusal.code, page_language(request), **refusal.params)
    return render(
        request,
        "personal_data.html",
        HTTPStatus.NOT_FOUND if problem else HTTPStatus.OK,
        account=account,
        staff=wanted,
        kept=kept,
        problem=problem,
        done=done if done in PERSONS else "",
        today=here.projects.today(),
    )


def parts(told: Mapping[str, Any]) -> Mapping[str, int]:
    """How much there is of each kind."""
    return {name: len(rows) for name, rows in told.items() if isinstance(rows, list)}


@router.get(BACK + ".json")
async def file(account: Visitor, here: Here, staff: Staff = "") -> Response:
    """All that is kept of a person, as the API tells it."""
    require_administering(account)
    told = await run_in_threadpool(export, here, staff.strip())
    headers = {"Content-Disposition": 'attachment; filename="personal-data.json"', "Cache-Control": "no-store"}
    return Response(json_bytes(told), 200, headers, JSON)
