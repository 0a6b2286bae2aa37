"""项目档案: a project handed to another installation as a file, and another's taken in, seen before it is recorded.

Between what is seen and what is confirmed the file waits in the store of imports, its owner's alone: one of each
person, a later one in its place, for a week at most.
"""

from dataclasses import dataclass, replace
from typing import Annotated, Any
from urllib.parse import quote, urlencode
from uuid import UUID

import orjson
from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from api.access.rights import Right, rights_of
from api.access.security import Here
from api.dossier.arriving import Arrived, take_in
from api.dossier.leaving import dossier
from api.dossier.packing import EVENTS, TEXTS, unpacked
from api.errors import STATUS, ProblemError
from api.http.project_ids import project_within_reach
from api.http.rendering import page_language, render
from api.http.routing import StrictRoute
from api.importing.outcomes import kept
from api.importing.report import Report, Tally
from api.locale import text
from api.pages.forms.commands import web_command
from api.pages.importing import Id, file_in
from api.pages.session import Visitor, refuse_other_sites, require_signed_in
from api.routers.dossiers import leave
from api.routers.imports import own
from api.runtime import Runtime
from api.words.problem_words import worded
from domain.errors import DomainError
from projections.ops.accounts import Account
from projections.ops.imports import Kind, State

router = APIRouter(include_in_schema=False, route_class=StrictRoute)

PATH = "/dossiers"
Code = Annotated[str, Query(max_length=100)]


@dataclass(frozen=True)
class Looker:
    """Who looks at the page, for what it needs of him."""

    request: Request
    account: Account
    here: Runtime

    def shown(self, status: int = 200, **values: Any) -> HTMLResponse:
        """The page with what there is to show."""
        empty = {"project": "", "leaving": None, "arriving": None, "problem": "", "arrived": ""}
        may_import = Right.DOSSIER in rights_of(self.account)
        return render(
            self.request, "dossiers.html", status, account=self.account, may_import=may_import, **empty | values
        )

    def refused(self, refusal: DomainError | ProblemError, **values: Any) -> HTMLResponse:
        """The page with why not."""
        language = page_language(self.request)
        words = worded(refusal.params, language, self.here.rules.catalogue)
        return self.shown(STATUS.get(refusal.code, 422), problem=text(refusal.code, language, **words), **values)

    def take_in(self, id_: str, data: bytes, *, preview: bool) -> Arrived:
        """What comes in, or would; the import's own id is the key, so that pressing twice takes in once."""
        command = replace(web_command(self.request, self.account, id_, id_), via="import")
        return take_in(self.here, data, command, preview=preview)


def looker(request: Request, account: Account, here: Runtime, right: Right) -> Looker:
    """Somebody signed in who has the right."""
    require_signed_in(account, right)
    return Looker(request, account, here)


@router.get(PATH)
async def page(request: Request, account: Visitor, here: Here, project: Code = "", arrived: Code = "") -> HTMLResponse:
    """Which project leaves with what, and where a file is chosen."""
    who = looker(request, account, here, Right.FEED)
    code = project.strip()
    if not code:
        return who.shown(arrived=arrived)
    try:
        found = await run_in_threadpool(project_within_reach, here, account, code)
    except DomainError as refusal:
        return who.refused(refusal, project=code)
    return who.shown(project=code, leaving=await run_in_threadpool(contents, here, found))


def contents(here: Runtime, project: UUID) -> dict[str, Any]:
    """What a dossier holds, and what the other installation needs for it."""
    data = dossier(here, project)
    manifest, files = unpacked(data)
    years = sorted(manifest["calendar"]["years"])
    return {
        **manifest,
        "lines": files[EVENTS].count(b"\n"),
        "words": len(orjson.loads(files[TEXTS])),
        "years": f"{years[0]}–{years[-1]}" if years else "—",
        "size": max(1, round(len(data) / 1000)),
    }


@router.get("/projects/{code}/dossier.zip")
async def file(request: Request, code: str, account: Visitor, here: Here) -> Response:
    """The dossier itself, as the API gives it."""
    looker(request, account, here, Right.FEED)
    project = await run_in_threadpool(project_within_reach, here, account, code)
    answer: Response = await leave(request, account, project, here, None)
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(code)}.zip"
    return answer


@router.post(PATH)
async def hand_in(request: Request, account: Visitor, here: Here) -> Response:
    """Take a file in to be looked at; nothing is recorded."""
    refuse_other_sites(request)
    who = looker(request, account, here, Right.DOSSIER)
    content, name = await file_in(request)
    if not content:
        return RedirectResponse(PATH, 303)
    return await run_in_threadpool(looked_at, who, name, content)


def looked_at(who: Looker, name: str, content: bytes) -> HTMLResponse:
    """What would come in, with the button that takes it in."""
    try:
        arrived = who.take_in("", content, preview=True)
    except DomainError as refusal:
        return who.refused(refusal)
    imports, now = who.here.imports, who.here.ledger.clock()
    report = Report(arrived.events, Tally(), [], arrived.events, recorded=False)
    id_ = imports.wait(who.account, name, content, kept(report), now)
    return who.shown(arriving={"id": id_, "file": name, "one": arrived})


@router.post(PATH + "/{import_id}")
async def record(
    request: Request, import_id: Id, account: Visitor, here: Here, code: Annotated[str, Form(max_length=100)]
) -> Response:
    """Take in what was looked at, once."""
    refuse_other_sites(request)
    who = looker(request, account, here, Right.DOSSIER)
    try:
        await run_in_threadpool(recorded, who, import_id)
    except DomainError as refusal:
        return who.refused(refusal)
    return RedirectResponse(f"{PATH}?{urlencode({'arrived': code})}", 303)


def recorded(who: Looker, id_: str) -> None:
    """Record it, unless that is done, or is done by another request meanwhile: the file is gone then.

    Raises DomainError unknown_import, and those of `take_in`.
    """
    imports = who.here.imports
    if own(who.here, who.account, id_, Kind.DOSSIER).state is State.RECORDED:
        return
    try:
        arrived = who.take_in(id_, imports.content(id_), preview=False)
    except DomainError:
        if own(who.here, who.account, id_, Kind.DOSSIER).state is State.RECORDED:
            return
        raise
    report = Report(arrived.events, Tally(), [], arrived.events, recorded=True)
    imports.end(id_, State.RECORDED, kept(report), who.here.ledger.clock())
