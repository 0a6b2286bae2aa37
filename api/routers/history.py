"""The history of a project: one readable line per event, with both its times."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request, Response
from msgspec.structs import asdict, replace
from pyrsistent import pvector
from starlette.concurrency import run_in_threadpool

from api.access.security import Here
from api.errors import language_of
from api.http.answers import read
from api.http.project_ids import InternalProjectId
from api.http.routing import Router
from api.http.staleness import MinPosition
from api.locale import text
from api.routers.reads import At, Moment
from api.runtime import Runtime
from api.words.history_lines import Words, happened, line
from domain.project.events.assistance import AssistanceGiven
from projections.lists.scopes import scopes_of
from projections.views.history import HistoryRow, of_project
from projections.views.history_then import Then

LIMIT = 200

router = Router(prefix="/api/v1", tags=["项目 projects"])


@router.read("/projects/{project}/history", "getHistory")
async def history(
    request: Request,
    project: InternalProjectId,
    at: At,
    here: Here,
    _: MinPosition,
    after: Annotated[int, Query(ge=0, le=2**31, description="从该版本之后开始")] = 0,
    limit: Annotated[int, Query(ge=1, le=LIMIT)] = LIMIT,
) -> Response:
    """经过：每条记录一行，发生日期与登记时间并列，更正前后并列 / Every event, both times, before → after."""

    def told() -> list[dict[str, Any]]:
        if at.is_now:
            return history_lines(here, project, language_of(request), after, limit)
        return in_words(rows_then(here, project, at, after, limit), here, language_of(request))

    rows = await run_in_threadpool(told)
    body = {"items": rows, "next": rows[-1]["version"] if len(rows) == limit else None}
    return read(request, body, "h" if at.is_now else "t")


def rows_then(here: Runtime, project: UUID, at: Moment, after: int, limit: int) -> Sequence[HistoryRow]:
    """The rows at (D, K). Raises DomainError: future_date; unknown_project before the first fact."""
    _, log = here.projects.read(project, at.as_of, at.as_known_at)
    known = pvector(event for event in log if at.as_known_at is None or event.known_at <= at.as_known_at)
    then = Then(known, here.rulebook.at(at.as_known_at))
    return then.page(here.views, at.as_of or here.projects.today(), after=after, limit=limit)


def history_lines(
    here: Runtime, project: UUID, language: str, after: int = 0, limit: int = LIMIT
) -> list[dict[str, Any]]:
    """The rows with their line in words, as they stand now."""
    return in_words(of_project(here.views, project, after=after, limit=limit), here, language)


def in_words(rows: Sequence[HistoryRow], here: Runtime, language: str) -> list[dict[str, Any]]:
    """Rows with their line in words."""
    scopes = scopes_of(here.views, rows[0].project) if rows else {}
    words = Words(language, here.rules.catalogue, here.directory.now().teams, scopes)
    return [
        {**asdict(row), "what": happened(row, words), "line": line(row, words)}
        for row in with_texts(rows, here, language)
    ]


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
