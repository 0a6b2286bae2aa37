"""What listeners hear, programs and pages alike: server-sent events that name the projects that changed."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import aclosing
from typing import Any
from uuid import UUID

from fastapi.responses import StreamingResponse
from msgspec.structs import replace
from starlette.types import Receive, Scope, Send

from api.access.rights import Right, rights_of
from api.http.answers import json_bytes
from api.http.project_ids import is_within_reach
from api.runtime import Runtime
from domain.feed import Change
from projections.ops.accounts import Account

EVENT_STREAM = "text/event-stream"
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
COME_BACK = b"retry: 3000\n\n"  # milliseconds
Whoever = Callable[[], Awaitable[Account | None]]
"""Who listens, asked anew each time; None once he may no longer."""


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


async def told(here: Runtime, whoever: Whoever, after: int | None) -> AsyncIterator[bytes]:
    """What a listener hears, as long as he is somebody: `change` for a project, the mere id when there was none."""
    yield COME_BACK
    async with aclosing(here.live.listen(after)) as heard:
        async for position, news in heard:
            account = await whoever()
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
