"""The log for programs: the feed of all events from a position on, and the stream that says when there is news."""

from functools import partial
from typing import Annotated, Any

from fastapi import Header, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from api.access.rights import Right, require
from api.access.security import Here, Who, account_of, bearer_secret
from api.http.answers import read
from api.http.routing import Responses, Router, refuse_unknown_parameters
from api.http.streaming import EVENT_STREAM, HEADERS, Stream, told
from api.runtime import Runtime
from domain.feed import message, told_after

router = Router(prefix="/api/v1", tags=["事件 events"])

MOST = 2**53
STREAM: Responses = {200: {"content": {EVENT_STREAM: {}}}}
After = Annotated[int, Query(ge=0, le=MOST, description="从该位置之后开始；0 为最早")]
Limit = Annotated[int, Query(ge=1, le=1000)]
LastEventId = Annotated[str, Header(pattern=r"^[0-9]{0,15}$", description="断线重连：收到的最后一个 id")]


@router.read("/events", "listEvents")
async def events(request: Request, account: Who, here: Here, after: After = 0, limit: Limit = 100) -> Response:
    """事件流：按位置排列的全部事件及其完整内容，可从任一位置重读 / Every event in order, from a position on."""
    require(account, Right.FEED)
    refuse_unknown_parameters(request)
    return read(request, await run_in_threadpool(part, here, after, limit), "e")


def part(here: Runtime, after: int, limit: int) -> dict[str, Any]:
    """Events after a position; where to go on, and how far the log is."""
    end = here.ledger.position()
    found = told_after(here.ledger, after, limit)
    last = found[-1].position if found else after
    return {"items": [message(one) for one in found], "after": last, "position": max(end, last)}


@router.read("/stream", "listen", STREAM)
async def stream(
    request: Request,
    account: Who,
    here: Here,
    after: Annotated[int | None, Query(ge=0, le=MOST, description="从该位置之后补发；不写则只发新的")] = None,
    last_event_id: LastEventId = "",
) -> Response:
    """变更通知（SSE）：哪个项目在哪个位置有新记录，id 即位置，断线可续 / Which project changed, as it happens."""
    require(account, Right.READ)
    refuse_unknown_parameters(request)
    if request.method == "HEAD":
        return Response(None, 200, HEADERS, EVENT_STREAM)
    here.live.admit()
    start = int(last_event_id) if last_event_id else after
    return Stream(here, told(here, partial(account_of, here, bearer_secret(request)), start))
