"""审计: who did what, across all projects and beside them; the same search as the API's, its files one click away."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse
from pydantic import BeforeValidator
from starlette.concurrency import run_in_threadpool

from api.access.rights import Right, require
from api.access.security import Here
from api.http.rendering import page_language, render
from api.pages.session import Visitor
from api.routers.audit import Asked, page
from api.schemas.fields import KnownAt, start_moment
from api.words.audit_lines import Family
from api.words.naming import staff_words
from projections.lists.audit import Mark, read_place

router = APIRouter(include_in_schema=False)

PATH = "/audit"
LIMIT = 50
NAMES = ("actor", "project", "kind", "from", "to", "mark")


def or_none(written: Any) -> Any:
    """An empty field of the form is none."""
    return written or None


Words = Annotated[str, Query(max_length=100)]
Since = Annotated[datetime | None, BeforeValidator(lambda written: start_moment(written) if written else None)]
Until = Annotated[KnownAt | None, BeforeValidator(or_none)]
Marked = Annotated[Mark | None, BeforeValidator(or_none)]


async def asked(
    account: Visitor,
    actor: Words = "",
    project: Words = "",
    kind: Words = "",
    first: Annotated[Since, Query(alias="from")] = None,
    to: Until = None,
    mark: Marked = None,
) -> Asked:
    """The search of the form, an empty field being none; for those who may."""
    require(account, Right.AUDIT)
    return Asked(account, actor.strip() or None, project.strip() or None, kind.strip() or None, first, to, mark)


Filters = Annotated[Asked, Depends(asked)]


@router.get(PATH)
async def search_page(
    request: Request,
    here: Here,
    filters: Filters,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> HTMLResponse:
    """A page of what is found, the newest first."""
    place = read_place(cursor) if cursor else None
    found = await run_in_threadpool(page, here, filters, LIMIT, place, page_language(request))
    written = said(request.query_params)
    return render(
        request,
        "audit.html",
        account=filters.account,
        items=found["items"],
        named=lambda staff, name: staff_words(staff, {staff: name} if name else {}),
        next=f"{PATH}?{urlencode({**written, 'cursor': found['next']})}" if found["next"] else "",
        asked={name: written.get(name, "") for name in NAMES},
        query=urlencode(written),
        families=[family.value for family in Family],
        marks=[one.value for one in Mark],
        today=here.projects.today(),
    )


def said(params: Mapping[str, str]) -> dict[str, str]:
    """The filters as they were written."""
    return {name: params[name] for name in NAMES if params.get(name)}
