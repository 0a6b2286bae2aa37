"""Between the event loop and the writer's thread: orders go over together, and outcomes come back together.

One call across the threads for what many requests hand in at once, instead of a lock, a wake-up and a callback each.
"""

import asyncio
from collections import deque
from dataclasses import dataclass

from domain.log.ledger import Job, Outcome
from domain.log.writer import Order, Writer


@dataclass(frozen=True, eq=False)
class Waiting:
    """Whoever waits for an answer on the event loop; the writer's thread leaves it at the desk."""

    desk: "Desk"
    future: "asyncio.Future[Outcome]"

    def set_result(self, outcome: Outcome, /) -> None:
        self.desk.leave(self.future, outcome)

    def set_exception(self, refusal: BaseException, /) -> None:
        self.desk.leave(self.future, refusal)


class Desk:
    """Where the requests of one event loop meet the writer."""

    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        self.orders: list[Order] = []  # of this turn of the loop
        self.answers: deque[tuple[asyncio.Future[Outcome], Outcome | BaseException]] = deque()
        self.called = False

    async def carry_out(self, job: Job) -> Outcome:
        """Have the writer do a job; its outcome once it is on disk. Raises what the writer refuses."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Outcome] = loop.create_future()
        self.orders.append(Order(job, Waiting(self, future)))
        if len(self.orders) == 1:
            loop.call_soon(self.hand_in)
        return await future

    def hand_in(self) -> None:
        """Give the writer what this turn of the loop has brought."""
        orders, self.orders = self.orders, []
        self.writer.hand_in(orders)

    def leave(self, future: "asyncio.Future[Outcome]", answer: Outcome | BaseException) -> None:
        """Leave an answer, and call the loop unless it is on its way already."""
        self.answers.append((future, answer))
        if not self.called:
            self.called = True
            future.get_loop().call_soon_threadsafe(self.deliver)

    def deliver(self) -> None:
        """On the loop: tell everybody whose answer lies here; who has gone away is not told."""
        self.called = False
        while self.answers:
            future, answer = self.answers.popleft()
            if future.done():
                continue
            if isinstance(answer, BaseException):
                future.set_exception(answer)
            else:
                future.set_result(answer)
