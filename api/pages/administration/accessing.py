"""访问记录: who was refused what, who read what, whether the table is as it was; for auditors and administrators."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from pydantic import BeforeValidator
from starlette.concurrency import run_in_threadpool

from api.access.digests import checked, digested
from api.access.rights import Right, require
from api.access.security import Here
from api.http.rendering import page_language, render
from api.locale import text, texts
from api.pages.session import Visitor
from api.routers.access import page_of
from api.runtime import Runtime
from api.schemas.fields import KnownAt, start_moment
from projections.ops.access import Kind

router = APIRouter(include_in_schema=False)

PATH = "/access"
LIMIT = 50
DAYS = 14  # whose digests are shown
NAMES = ("actor", "kind", "from", "to")

Words = Annotated[str, Query(max_length=100)]
Kinds = Annotated[Kind | None, BeforeValidator(lambda written: written or None)]
Since = Annotated[datetime | None, BeforeValidator(lambda written: start_moment(written) if written else None)]
Until = Annotated[KnownAt | None, BeforeValidator(lambda written: written or None)]


@router.get(PATH)
async def access_page(
    request: Request,
    account: Visitor,
    here: Here,
    actor: Words = "",
    kind: Kinds = None,
    first: Annotated[Since, Query(alias="from")] = None,
    to: Until = None,
    before: Annotated[int | None, Query(ge=1, le=2**53)] = None,
) -> HTMLResponse:
    """The entries, the newest first, and the digests of the last days."""
    require(account, Right.ACCESS)
    wanted: dict[str, Any] = {"actor": actor.strip() or None, "kind": kind, "since": first, "until": to}
    found = await run_in_threadpool(page_of, here, before, LIMIT, wanted)
    written = said(request.query_params)
    return render(
        request,
        "access.html",
        account=account,
        items=found["items"],
        next=f"{PATH}?{urlencode({**written, 'before': found['next']})}" if found["next"] else "",
        reason=partial(in_words, language=page_language(request)),
        digests=await run_in_threadpool(last_digests, here),
        asked={name: written.get(name, "") for name in NAMES},
        kinds=[one.value for one in Kind],
        today=here.projects.today(),
    )


def in_words(code: str, language: str) -> str:
    """Why somebody was refused; the code of a refusal that nobody was ever noted for."""
    key = f"access.reason.{code}"
    return text(key, language) if key in texts(language) else code


def last_digests(here: Runtime) -> list[dict[str, Any]]:
    """The digests of the last days, the newest first, each compared with the table."""
    return [checked(here, one) for one in digested(here)[: -DAYS - 1 : -1]]


def said(params: Mapping[str, str]) -> dict[str, str]:
    """The filters as they were written."""
    return {name: params[name] for name in NAMES if params.get(name)}
