"""Read your writes: a reader may ask for at least the position a write answered with."""

from typing import Annotated

from fastapi import Depends, Query
from starlette.concurrency import run_in_threadpool

from api.errors import ProblemError
from api.rights import Right, require
from api.security import Here, Who

PATIENCE = 2.0  # seconds
RETRY_AFTER = "1"

Position = Annotated[int | None, Query(ge=0, le=2**53, description="至少读到该位置(写入答复的 Huhang-Position)")]


async def reached(here: Here, account: Who, min_position: Position = None) -> None:
    """Wait a bounded time for the views to reach the position; then 503 with Retry-After. Readers only."""
    require(account, Right.READ)
    if min_position is None:
        return
    if not await run_in_threadpool(here.projector.wait_for, min_position, PATIENCE):
        raise ProblemError("view_behind", {"Retry-After": RETRY_AFTER}, position=min_position)


MinPosition = Annotated[None, Depends(reached)]
