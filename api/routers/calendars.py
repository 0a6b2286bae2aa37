"""Calendar feeds: whoever has the secret address reads them, for a calendar cannot show a token."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response
from starlette.concurrency import run_in_threadpool

from api.access.security import Here
from api.calendar_feed.reading import Reading, opened, read_feed
from api.errors import ProblemError
from api.http.project_ids import ProjectName, looked_up
from api.http.routing import Responses, Router, refuse_unknown_parameters
from api.runtime import Runtime

CALENDAR = "text/calendar; charset=utf-8"
ANSWER: Responses = {
    200: {"description": "iCalendar(RFC 5545)", "content": {"text/calendar": {"schema": {"type": "string"}}}}
}

Key = Annotated[str, Query(max_length=100, description="订阅密钥 / the secret of the feed")]

router = Router(prefix="/api/v1", tags=["期限 deadlines"])


@router.read("/me/calendar.ics", "getMyCalendar", ANSWER)
async def mine(request: Request, here: Here, key: Key) -> Response:
    """专员、专班或部门的期限日历 / The deadlines of a specialist, a task force or a department, as a calendar."""
    refuse_unknown_parameters(request)
    return await run_in_threadpool(answer, request, here, key)


@router.read("/projects/{project}/calendar.ics", "getProjectCalendar", ANSWER)
async def of_project(request: Request, project: ProjectName, here: Here, key: Key) -> Response:
    """一个项目的期限日历 / The deadlines of a project, as a calendar."""
    refuse_unknown_parameters(request)
    return await run_in_threadpool(answer, request, here, key, project)


def reading(here: Runtime, key: str, project: str | None) -> Reading:
    """What the key opens at this address; 404 for everything else, whether the project exists or not."""
    found: UUID | None = looked_up(here, project) if project else None
    feed = opened(here, key, found) if found or project is None else None
    if feed is None:
        raise ProblemError("unknown_calendar")
    return read_feed(here, feed)


def answer(request: Request, here: Runtime, key: str, project: str | None = None) -> Response:
    """The calendar, or 304 when the reader has just that."""
    found = reading(here, key, project)
    etag = found.etag
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    known = [part.strip().removeprefix("W/") for part in request.headers.get("if-none-match", "").split(",")]
    if etag in known:
        return Response(None, 304, headers)
    return Response(found.content, 200, headers, CALENDAR)
