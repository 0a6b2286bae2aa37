"""The history of a project: one readable line per event, with both its times."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request, Response
from msgspec.structs import asdict, replace
from starlette.concurrency import run_in_threadpool

from api.answers import read
from api.errors import language_of
from api.history_lines import happened, line
from api.locale import text
from api.project_ids import InternalProjectId
from api.rights import Right, require
from api.routers.reads import AsKnownAt
from api.routing import Router, refuse_unknown_parameters
from api.runtime import Runtime
from api.security import Here, Who
from api.staleness import MinPosition
from domain.project.assistance import AssistanceGiven
from projections.history import HistoryRow, of_project

LIMIT = 200

router = Router(prefix="/api/v1", tags=["项目 projects"])


@router.read("/projects/{project}/history", "getHistory")
async def history(
    request: Request,
    account: Who,
    project: InternalProjectId,
    here: Here,
    _: MinPosition,
    as_known_at: AsKnownAt = None,
    after: Annotated[int, Query(ge=0, le=2**31, description="从该版本之后开始")] = 0,
    limit: Annotated[int, Query(ge=1, le=LIMIT)] = LIMIT,
) -> Response:
    """经过:每条记录一行,发生日期与登记时间并列,更正前后并列 / Every event, both times, before → after."""
    require(account, Right.INTERNAL)
    refuse_unknown_parameters(request)
    rows = await run_in_threadpool(history_lines, here, project, language_of(request), after, limit, as_known_at)
    body = {"items": rows, "next": rows[-1]["version"] if len(rows) == limit else None}
    return read(request, body, "h")


def history_lines(
    here: Runtime, project: UUID, language: str, after: int = 0, limit: int = LIMIT, as_known_at: datetime | None = None
) -> list[dict[str, Any]]:
    """The rows with their line in words, those recorded by K."""
    rows = with_texts(of_project(here.views, project, after=after, limit=limit), here, language)
    known = known_by(here, project, as_known_at)
    return [
        {
            **asdict(row),
            "what": happened(row, language, here.rules.catalogue),
            "line": line(row, language, here.rules.catalogue),
        }
        for row in rows
        if known is None or row.version in known
    ]


def known_by(here: Runtime, project: UUID, moment: datetime | None) -> frozenset[int] | None:
    """The versions that were known at a moment; None: all."""
    if moment is None:
        return None
    return frozenset(event.originator_version for event in here.ledger.load(project) if event.known_at <= moment)


def with_texts(rows: Sequence[HistoryRow], here: Runtime, language: str) -> list[HistoryRow]:
    """The rows with the words that stand outside the log; where they were erased it says so."""
    ids = {row.params["text"] for row in rows if row.topic == AssistanceGiven.TOPIC}
    if not ids:
        return list(rows)
    found = here.texts.read(ids)
    erased = text("history.text_erased", language)
    return [
        replace(row, params={**row.params, "summary": found.get(row.params["text"]) or erased})
        if row.topic == AssistanceGiven.TOPIC
        else row
        for row in rows
    ]
