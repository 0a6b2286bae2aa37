"""The audit across all projects and beside them, on screen and as files."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Query, Request, Response
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from api.access.rights import Right, require
from api.access.security import Here, Who
from api.errors import language_of
from api.exchange.audit_files import MEDIA, WRITERS, FileKind
from api.http.answers import read
from api.http.paging import CursorText, Limit
from api.http.project_ids import project_within_reach
from api.http.routing import Responses, Router, refuse_unknown_parameters
from api.http.staleness import MinPosition
from api.runtime import Runtime
from api.schemas.fields import KnownAt, Name, Since, refuse_backwards
from api.words.audit_lines import exported, lines, topics_of
from projections.cursors import ByAge
from projections.lists.audit import Mark, Place, Sought, read_place, search, write_place
from projections.ops.accounts import Account

router = Router(prefix="/api/v1", tags=["审计 audit"])

Actor = Annotated[Name | None, Query(description="操作人编号", examples=["s-101"])]
Project = Annotated[
    str | None, Query(min_length=1, max_length=100, description="项目的 uuid 或局内编号", examples=["HH-2026-0001"])
]
Kind = Annotated[
    str | None,
    Query(
        max_length=100, description="类别 project、reminder、people、concern、rulebook、code，或事件名如 MatterGranted"
    ),
]
From = Annotated[Since | None, Query(alias="from", description="登记时间起；只写日期指当日开始")]
To = Annotated[KnownAt | None, Query(description="登记时间止；只写日期指当日结束")]
MarkText = Annotated[
    Mark | None,
    Query(
        description="补录late、更正 correction、被更正 corrected、不合规 irregularity、待核 unconfirmed、异议 contested"
    ),
]

Sort = Annotated[ByAge, Query(description="newest（默认）新登记的在前，oldest 反之")]


@dataclass(frozen=True)
class Asked:
    """What is looked for, as it was asked."""

    account: Account
    actor: str | None
    project: str | None
    kind: str | None
    first: datetime | None
    last: datetime | None
    mark: Mark | None
    sort: ByAge = ByAge.NEWEST


async def asked(
    account: Who,
    actor: Actor = None,
    project: Project = None,
    kind: Kind = None,
    first: From = None,
    to: To = None,
    mark: MarkText = None,
    sort: Sort = ByAge.NEWEST,
) -> Asked:
    """The filters of a search; a lead finds what is about his task force's projects."""
    require(account, Right.AUDIT)
    refuse_backwards(first, to)
    return Asked(account, actor, project, kind, first, to, mark, sort)


Filters = Annotated[Asked, Depends(asked)]


@router.read("/audit", "searchAudit")
async def audit(
    request: Request,
    here: Here,
    filters: Filters,
    _: MinPosition,
    limit: Limit = 50,
    cursor: CursorText = None,
) -> Response:
    """谁、何时、何事：生效日期与登记时间、渠道、代谁、前后值与标记 / Who did what, by default the newest first."""
    refuse_unknown_parameters(request)
    place = read_place(cursor, filters.sort) if cursor else None
    body = await run_in_threadpool(page, here, filters, limit, place, language_of(request))
    return read(request, body, "a")


def page(here: Runtime, filters: Asked, limit: int, place: Place | None, language: str) -> dict[str, Any]:
    """A page of what is found."""
    found, after = search(here.views, sought(here, filters), limit, place)
    return {"next": write_place(after, filters.sort) if after else None, "items": lines(here, found, language)}


def sought(here: Runtime, filters: Asked) -> Sought:
    """The search, when all rows are as far as the log."""
    here.journal.catch_up()
    reach = here.reaches.of(filters.account)
    about = filters.project and project_within_reach(here, filters.account, filters.project)
    return Sought(
        actor=filters.actor,
        about=str(about) if about else None,
        topics=topics_of(filters.kind),
        first=filters.first,
        last=filters.last,
        mark=filters.mark,
        reach=None if reach.everything else reach.condition(),
        sort=filters.sort,
    )


def download(kind: FileKind) -> Any:
    """The endpoint that hands the search out as a file."""

    async def as_file(request: Request, here: Here, filters: Filters, _: MinPosition) -> Response:
        refuse_unknown_parameters(request)
        headers = {"Content-Disposition": f'attachment; filename="audit.{kind}"', "Cache-Control": "no-store"}
        wanted = await run_in_threadpool(sought, here, filters)
        if request.method == "HEAD":
            return Response(None, 200, headers, MEDIA[kind])
        language = language_of(request)
        parts = WRITERS[kind](exported(here, wanted, language), language)
        return StreamingResponse(parts, 200, headers, MEDIA[kind])

    as_file.__doc__ = f"同一查询的全部结果，{kind} 文件，流式输出 / All that is found, as {kind}, streamed."
    return as_file


for kind in FileKind:
    of_file = {"schema": {"type": "string", "format": "binary"}}
    content: Responses = {200: {"content": {MEDIA[kind].partition(";")[0]: of_file}}}
    router.read(f"/audit.{kind}", f"exportAudit{kind.capitalize()}", content)(download(kind))
