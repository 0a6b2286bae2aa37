"""The log for programs: the feed of all events from a position on, and the stream that says when there is news."""

from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from typing import Annotated, Any
from uuid import UUID

from fastapi import Header, Query, Request, Response
from fastapi.responses import StreamingResponse
from msgspec.structs import replace
from starlette.concurrency import run_in_threadpool
from starlette.types import Receive, Scope, Send

from api.answers import json_bytes, read
from api.project_ids import is_within_reach
from api.rights import Right, require, rights_of
from api.routing import Responses, Router, refuse_unknown_parameters
from api.runtime import Runtime
from api.security import Here, Who, account_of, bearer_secret
from domain.feed import Change, message, told_after
from projections.ops.accounts import Account

router = Router(prefix="/api/v1", tags=["事件 events"])

MOST = 2**53
EVENT_STREAM = "text/event-stream"
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
COME_BACK = b"retry: 3000\n\n"  # milliseconds
STREAM: Responses = {200: {"content": {EVENT_STREAM: {}}}}
After = Annotated[int, Query(ge=0, le=MOST, description="从该位置之后开始;0 为最早")]
Limit = Annotated[int, Query(ge=1, le=1000)]
LastEventId = Annotated[str, Header(pattern=r"^[0-9]{0,15}$", description="断线重连:收到的最后一个 id")]


@router.read("/events", "listEvents")
async def events(request: Request, account: Who, here: Here, after: After = 0, limit: Limit = 100) -> Response:
    """事件流:按位置排列的全部事件及其完整内容,可从任一位置重读 / Every event in order, from a position on."""
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
    after: Annotated[int | None, Query(ge=0, le=MOST, description="从该位置之后补发;不写则只发新的")] = None,
    last_event_id: LastEventId = "",
) -> Response:
    """变更通知(SSE):哪个项目在哪个位置有新记录,id 即位置,断线可续 / Which project changed, as it happens."""
    require(account, Right.READ)
    refuse_unknown_parameters(request)
    if request.method == "HEAD":
        return Response(None, 200, HEADERS, EVENT_STREAM)
    here.live.admit()
    start = int(last_event_id) if last_event_id else after
    return Stream(here, told(here, bearer_secret(request), start))


class Stream(StreamingResponse):
    """An answer that goes on until the listener leaves; then his place is free."""

    def __init__(self, here: Runtime, parts: AsyncIterator[bytes]) -> None:
        super().__init__(parts, 200, HEADERS, EVENT_STREAM)
        self.here = here

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self.here.live.leave()


async def told(here: Runtime, secret: str, after: int | None) -> AsyncIterator[bytes]:
    """What a listener hears, as long as his token counts: `change` for a project, the mere id when there was none."""
    yield COME_BACK
    async with aclosing(here.live.listen(after)) as heard:
        async for position, news in heard:
            account = await account_of(here, secret)
            if account is None:
                return
            yield written(position, await own(here, account, news))


async def own(here: Runtime, account: Account, news: Sequence[Change]) -> Sequence[Change]:
    """The changes of projects within reach; to whom the record behind them is closed, not of what kind they are."""
    if not news or here.reaches.of(account).everything:
        return news
    seen = {project for project in {one.project for one in news} if await is_within_reach(here, account, UUID(project))}
    told = [one for one in news if one.project in seen]
    return told if Right.INTERNAL in rights_of(account) else [replace(one, topic="") for one in told]


def written(position: int, news: Sequence[Change]) -> bytes:
    """Changes as events of the stream; at the end how far it is, which a browser remembers without an event."""
    told = (b"id: %d\nevent: change\ndata: %b\n\n" % (one.position, json_bytes(fields(one))) for one in news)
    return b"".join([*told, b"id: %d\n\n" % position])


def fields(change: Change) -> dict[str, Any]:
    return {name: getattr(change, name) for name in change.__struct_fields__}
