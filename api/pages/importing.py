"""导入: a ledger handed in on the page, checked, and recorded when it is good; the same imports as the API's."""

from pathlib import PurePath
from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from api.access.security import Here
from api.errors import ProblemError
from api.http.rendering import page_language, render
from api.http.routing import StrictRoute
from api.importing.permits import tables_of
from api.pages.session import Visitor, refuse_other_sites
from api.routers.imports import own, recorded, taken_in, told
from projections.ops.accounts import Account

router = APIRouter(include_in_schema=False, route_class=StrictRoute)

PATH = "/import"
AGAIN = "1"  # seconds until a page of an import that runs is asked for again
RUNNING = ("checking", "recording")
Id = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]


def require_importing(account: Account) -> None:
    """Who may import no table has no business here; in the demo a visitor only looks."""
    if not account.token_id or not tables_of(account):
        raise ProblemError("right_missing", right="import", role=account.role.value)


@router.get(PATH)
async def form(request: Request, account: Visitor) -> HTMLResponse:
    """Where a file is chosen, and the template is."""
    require_importing(account)
    return choosing(request, account)


def choosing(request: Request, account: Account, problem: str = "") -> HTMLResponse:
    """The form that takes a file, with why none was taken."""
    values = {"tables": sorted(tables_of(account)), "one": None, "problem": problem}
    return render(request, "import.html", 422 if problem else 200, account=account, **values)


@router.post(PATH)
async def hand_in(request: Request, account: Visitor, here: Here) -> Response:
    """Take a file in to be checked."""
    refuse_other_sites(request)
    require_importing(account)
    content, name = await file_in(request)
    if not content:
        return choosing(request, account, "import.no_file")
    one = await run_in_threadpool(taken_in, here, account, name, content)
    return RedirectResponse(f"{PATH}/{one.id}", 303)


async def file_in(request: Request) -> tuple[bytes, str]:
    """The one file of a form with its name; nothing where none was chosen."""
    async with request.form(max_files=1, max_fields=1) as sent:
        file = sent.get("file")
        content, name = (await file.read(), file.filename or "") if isinstance(file, UploadFile) else (b"", "")
    return content, PurePath(name).name or "file"


@router.get(PATH + "/{import_id}")
async def progress(request: Request, import_id: Id, account: Visitor, here: Here) -> HTMLResponse:
    """How far it is, what is wrong and how to mend it; and the button that records it."""
    require_importing(account)
    one = told(here, await run_in_threadpool(own, here, account, import_id), page_language(request))
    page = render(request, "import.html", account=account, tables=sorted(tables_of(account)), one=one)
    if one["state"] in RUNNING:
        page.headers["Refresh"] = AGAIN
    return page


@router.post(PATH + "/{import_id}/record")
async def record(request: Request, import_id: Id, account: Visitor, here: Here) -> Response:
    """Record what was found good."""
    refuse_other_sites(request)
    require_importing(account)
    await run_in_threadpool(recorded, here, account, import_id)
    return RedirectResponse(f"{PATH}/{import_id}", 303)
