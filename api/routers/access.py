"""The access table for the auditor: who was refused what, who read what, and whether the table is as it was."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from fastapi import Query, Request, Response
from pydantic import BeforeValidator
from starlette.concurrency import run_in_threadpool

from api.access_digests import checked
from api.answers import read
from api.rights import Right, require
from api.routing import Router, refuse_unknown_parameters
from api.runtime import Runtime
from api.schemas.fields import KnownAt, Name, refuse_backwards, start_moment
from api.security import Here, Who
from projections.ops.access import Kind

router = Router(prefix="/api/v1", tags=["审计 audit"])

Since = Annotated[datetime, BeforeValidator(start_moment)]
From = Annotated[Since | None, Query(alias="from", description="起;只写日期指当日开始")]
To = Annotated[KnownAt | None, Query(description="止;只写日期指当日结束")]
Before = Annotated[int | None, Query(ge=1, le=2**53, description="该编号之前的,即更早的;用答复中的 next")]


@router.read("/access", "listAccess")
async def entries(
    request: Request,
    account: Who,
    here: Here,
    actor: Annotated[Name | None, Query(description="操作人编号", examples=["a-1"])] = None,
    kind: Annotated[Kind | None, Query(description="refused 被拒、read 查阅、account 账号变更")] = None,
    first: From = None,
    to: To = None,
    before: Before = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Response:
    """访问记录:每次被拒、领导与审计的每次查阅、账号的每次变更,新的在前 / The access table, the newest first."""
    require(account, Right.ACCESS)
    refuse_unknown_parameters(request)
    refuse_backwards(first, to)
    wanted: dict[str, Any] = {
        "actor": actor,
        "kind": kind,
        "since": first,
        "until": to,
    }
    return read(request, await run_in_threadpool(page_of, here, before, limit, wanted), "p")


def page_of(here: Runtime, before: int | None, limit: int, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Entries, and where the next page begins."""
    found = here.access.table.listed(before=before, limit=limit, **wanted)
    names = ("id", "at", "actor", "role", "kind", "code", "method", "path", "request_id", "times")
    items = [{name: getattr(one, name) or None for name in names} for one in found]
    return {"items": items, "next": found[-1].id if len(found) == limit else None}


@router.read("/access/digests", "listAccessDigests")
async def digests(request: Request, account: Who, here: Here) -> Response:
    """访问记录的每日摘要及核对:与记录是否一致 / Each day's digest, and whether the table still comes to it."""
    require(account, Right.ACCESS)
    refuse_unknown_parameters(request)
    return read(request, {"items": await run_in_threadpool(checked, here)}, "p")
