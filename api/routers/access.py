"""The access table for the auditor: who was refused what, who read what, and whether the table is as it was."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from fastapi import Query, Request, Response
from pydantic import BeforeValidator
from starlette.concurrency import run_in_threadpool

from api.access.digests import Digested, checked, digested
from api.access.rights import Right, require
from api.access.security import Here, Who
from api.http.answers import read
from api.http.paging import CursorText, Limit
from api.http.routing import Router, refuse_unknown_parameters
from api.runtime import Runtime
from api.schemas.fields import KnownAt, Name, refuse_backwards, start_moment
from projections.cursors import ByAge, Order, read_cursor, write_cursor
from projections.cursors import page_of as page_at_hand
from projections.ops.access import Kind

router = Router(prefix="/api/v1", tags=["审计 audit"])

ORDERS: Mapping[ByAge, Order[Digested]] = {
    age: Order(lambda one: f"{one.told.originator_version:09}", descending=age is ByAge.NEWEST) for age in ByAge
}
Since = Annotated[datetime, BeforeValidator(start_moment)]
From = Annotated[Since | None, Query(alias="from", description="起；只写日期指当日开始")]
To = Annotated[KnownAt | None, Query(description="止；只写日期指当日结束")]


@router.read("/access", "listAccess")
async def entries(
    request: Request,
    account: Who,
    here: Here,
    actor: Annotated[Name | None, Query(description="操作人编号", examples=["a-1"])] = None,
    kind: Annotated[Kind | None, Query(description="refused 被拒、read 查阅、account 账号变更")] = None,
    first: From = None,
    to: To = None,
    sort: Annotated[ByAge, Query(description="newest（默认）新的在前，oldest 反之")] = ByAge.NEWEST,
    limit: Limit = 50,
    cursor: CursorText = None,
) -> Response:
    """访问记录：每次被拒、领导与审计的每次查阅、账号的每次变更 / The access table, by default the newest first."""
    require(account, Right.ACCESS)
    refuse_unknown_parameters(request)
    refuse_backwards(first, to)
    wanted: dict[str, Any] = {
        "actor": actor,
        "kind": kind,
        "since": first,
        "until": to,
    }
    place = read_cursor(cursor, f"access {sort}", str, 1).number if cursor else None
    if sort is ByAge.OLDEST:
        wanted["after"] = place or 0
    found = await run_in_threadpool(page_of, here, place if sort is ByAge.NEWEST else None, limit, wanted)
    more = write_cursor(f"access {sort}", 0, "", found["next"]) if found["next"] else None
    return read(request, {**found, "next": more}, "p")


def page_of(here: Runtime, before: int | None, limit: int, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Entries, and where the next page begins."""
    found = here.access.table.listed(before=before, limit=limit, **wanted)
    names = ("id", "at", "actor", "role", "kind", "code", "method", "path", "request_id", "times")
    items = [{name: getattr(one, name) or None for name in names} for one in found]
    return {"items": items, "next": found[-1].id if len(found) == limit else None}


@router.read("/access/digests", "listAccessDigests")
async def digests(
    request: Request,
    account: Who,
    here: Here,
    sort: Annotated[ByAge, Query(description="newest（默认）新的在前，oldest 反之")] = ByAge.NEWEST,
    limit: Limit = 50,
    cursor: CursorText = None,
) -> Response:
    """访问记录的每日摘要及核对 / Each day's digest, and whether the table still comes to it, paged."""
    require(account, Right.ACCESS)
    refuse_unknown_parameters(request)

    def found() -> dict[str, Any]:
        page, more = page_at_hand(digested(here), ORDERS[sort], f"digests {sort}", limit, cursor)
        return {"next": more, "items": [checked(here, one) for one in page]}

    return read(request, await run_in_threadpool(found), "p")
