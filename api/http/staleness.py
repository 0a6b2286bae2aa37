"""Read your writes: a reader may ask for at least the position a write answered with."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Query
from starlette.concurrency import run_in_threadpool

from api.access.rights import Right, require
from api.access.security import Here, Who
from api.errors import ProblemError
from api.runtime import Runtime

PATIENCE = 2.0  # seconds
RETRY_AFTER = "1"

Position = Annotated[int | None, Query(ge=0, le=2**53, description="至少读到该位置（写入答复的 Huhang-Position）")]


def reaching(right: Right | None) -> Callable[..., Awaitable[None]]:
    """The dependency of a read that may wait: for who has a right, or for anybody signed in where it asks for none."""

    async def reached(here: Here, account: Who, min_position: Position = None) -> None:
        if right:
            require(account, right)
        if min_position is None or long_reached(here, min_position):
            return
        if not await run_in_threadpool(caught_up, here, min_position):
            raise behind(min_position)

    return reached


def long_reached(here: Runtime, position: int) -> bool:
    """Whether nobody need look: most readers name the position they were told last, again and again."""
    followed = min(here.directory.following.position, here.concerns.following.position)
    return position <= followed and here.projector.known_to_reach(position)


def caught_up(here: Runtime, position: int) -> bool:
    """Wait a bounded time for the views to reach a position; what is kept in memory looks at once."""
    if not here.projector.wait_for(position, PATIENCE):
        return False
    here.directory.following.reach(position)
    here.concerns.following.reach(position)
    return True


def refuse_unrecorded(here: Runtime, position: int | None) -> None:
    """What is read from the log itself has every position that was ever answered: no wait would bring another."""
    if position is not None and here.ledger.position() < position:
        raise behind(position)


def behind(position: int) -> ProblemError:
    """503, and when to come again."""
    return ProblemError("view_behind", {"Retry-After": RETRY_AFTER}, position=position)


MinPosition = Annotated[None, Depends(reaching(Right.READ))]
OwnMinPosition = Annotated[None, Depends(reaching(None))]  # of a list that shows everybody his own
