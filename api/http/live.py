"""What live pages listen to: one reader of the log per process, and any number of listeners up to a bound.

A listener has a position of its own and takes what comes after it from the last changes at hand, or from the log when
he has been away for long. So a slow one holds up nobody and nothing piles up for him.
"""

import asyncio
from bisect import bisect_right
from collections.abc import AsyncGenerator, Sequence
from contextlib import suppress
from operator import attrgetter

from starlette.concurrency import run_in_threadpool

from api.errors import ProblemError
from domain.feed import Change, changes
from domain.log.ledger import Ledger

MOST = 500  # listeners of a process
AT_HAND = 10_000  # changes
STRETCH = 10_000  # positions read from the log at once
LOOK = 0.5  # seconds between two looks at the log, for what other processes and threads record
HEARTBEAT = 15.0  # seconds after which a listener hears that nothing happened
RETRY_AFTER = {"Retry-After": "10"}
where = attrgetter("position")


class Live:
    """The changes of one installation, as the listeners of one event loop hear of them."""

    def __init__(self, ledger: Ledger, most: int = MOST, heartbeat: float = HEARTBEAT) -> None:
        self.ledger = ledger
        self.most = most
        self.heartbeat = heartbeat
        self.recent: list[Change] = []  # all between `base` and `position`
        self.base = self.position = 0
        self.listening = 0
        self.ended = False
        self.told = asyncio.Event()
        self.moved = asyncio.Event()
        self.beginning = asyncio.Lock()
        self.reader: asyncio.Task[None] | None = None

    def tell(self) -> None:
        """On the loop: something was recorded."""
        if self.listening:
            self.told.set()

    def end(self) -> None:
        """On the loop: every listener is sent away, and no more are taken."""
        self.ended = True
        self.told.set()
        self.moved.set()

    def admit(self) -> None:
        """Take a place. Raises ProblemError too_many_listeners."""
        if self.ended or self.listening >= self.most:
            raise ProblemError("too_many_listeners", RETRY_AFTER, most=self.most)
        self.listening += 1

    def leave(self) -> None:
        """Give a place back."""
        self.listening -= 1

    async def listen(self, after: int | None) -> AsyncGenerator[tuple[int, Sequence[Change]]]:
        """Positions reached, each with the changes up to there; after a heartbeat without news the position alone."""
        await self.begin()
        position = self.position if after is None else min(after, self.position)
        yield position, ()
        while not self.ended:
            await self.begin()
            position, news = await self.after(position)
            yield position, news

    async def begin(self) -> None:
        """See to it that the log is read."""
        async with self.beginning:
            if self.reader is None or self.reader.done():
                self.recent = []
                self.position = self.base = await run_in_threadpool(self.ledger.position)
                self.reader = asyncio.create_task(self.read())

    async def after(self, position: int) -> tuple[int, Sequence[Change]]:
        """What comes after a position, up to where it ends."""
        if position < self.base:
            return await self.told_by_the_log(position, min(self.base, position + STRETCH))
        if position == self.position:
            with suppress(TimeoutError):
                await asyncio.wait_for(self.moved.wait(), self.heartbeat)
        if position < self.base:
            return position, ()
        return self.position, self.recent[bisect_right(self.recent, position, key=where) :]

    async def told_by_the_log(self, start: int, end: int) -> tuple[int, Sequence[Change]]:
        return end, await run_in_threadpool(lambda: list(changes(self.ledger, start, end)))

    async def read(self) -> None:
        """Follow the log while anybody listens."""
        while self.listening and not self.ended:
            with suppress(TimeoutError):
                await asyncio.wait_for(self.told.wait(), LOOK)
            self.told.clear()
            goal = await run_in_threadpool(self.ledger.position)
            while self.position < goal:
                self.keep(*await self.told_by_the_log(self.position, min(goal, self.position + STRETCH)))

    def keep(self, position: int, news: Sequence[Change]) -> None:
        """Have the latest changes at hand, and let everybody know."""
        self.recent += news
        if (over := len(self.recent) - AT_HAND) > 0:
            self.base = self.recent[over - 1].position
            del self.recent[:over]
        self.position = position
        moved, self.moved = self.moved, asyncio.Event()
        moved.set()
