"""One thread writes: commands that come together are decided in turn and saved in one transaction (group commit).

What is acknowledged is on disk; what is refused leaves nothing. A conflict with another process sends each command of
the batch through the ledger alone.
"""

import queue
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from eventsourcing.persistence import IntegrityError

from domain.errors import DomainError
from domain.log.ledger import Job, Ledger, Outcome
from domain.log.logs import Events, Log

BATCH = 64  # commands after which no more are gathered into one transaction


class Answer(Protocol):
    """Where the answer to a job is awaited: a future, or whatever takes it in its place."""

    def set_result(self, outcome: Outcome, /) -> None: ...

    def set_exception(self, refusal: BaseException, /) -> None: ...


@dataclass(frozen=True, eq=False)
class Order:
    """A job handed in, and where its answer is awaited."""

    job: Job
    answer: Answer


@dataclass(frozen=True, eq=False)
class Prepared:
    """An order decided in this batch: the log it was decided on and the events still to be saved."""

    order: Order
    log: Log
    events: Events


class Writer:
    """The one writer of a process. Any thread may hand a job in; the answers come as futures."""

    def __init__(self, ledger: Ledger, batch: int = BATCH) -> None:
        self.ledger = ledger
        self.batch = batch
        self.orders: queue.SimpleQueue[Sequence[Order] | None] = queue.SimpleQueue()
        self.thread: threading.Thread | None = None

    def start(self) -> None:
        self.thread = threading.Thread(target=self._work, name="writer", daemon=True)
        self.thread.start()

    def stop(self) -> None:
        """Finish what was handed in, then end."""
        if self.thread:
            self.orders.put(None)
            self.thread.join()
            self.thread = None

    def submit(self, job: Job) -> "Future[Outcome]":
        """Hand a job in; the future holds its outcome once it is saved, or its refusal."""
        answer: Future[Outcome] = Future()
        self.hand_in([Order(job, answer)])
        return answer

    def hand_in(self, orders: Sequence[Order]) -> None:
        """Hand in what came together; each is answered where its order says, in this writer's thread."""
        self.orders.put(orders)

    def _work(self) -> None:
        while (first := self.orders.get()) is not None:
            orders, last = self._gather(first)
            self._write(orders)
            if last:
                return

    def _gather(self, first: Sequence[Order]) -> tuple[list[Order], bool]:
        """What waits already, until it is a batch; whether the end was among it."""
        orders = [*first]
        while len(orders) < self.batch:
            try:
                more = self.orders.get_nowait()
            except queue.Empty:
                break
            if more is None:
                return orders, True
            orders += more
        return orders, False

    def _write(self, orders: Sequence[Order]) -> None:
        """Decide each in turn, each on what the ones before it left, and save all of it at once."""
        logs: dict[UUID, Log] = {}
        prepared: list[Prepared] = []
        alone: list[Order] = []
        for order in orders:
            try:
                self._prepare(order, logs, prepared, alone)
            except Exception as refusal:  # noqa: BLE001 - whoever waits for the answer raises it again
                order.answer.set_exception(refusal)
        if prepared:
            alone = [*self._save(prepared), *alone]
        for order in alone:
            self._execute(order)

    def _prepare(self, order: Order, logs: dict[UUID, Log], prepared: list[Prepared], alone: list[Order]) -> None:
        stream = order.job.stream
        log = logs[stream] if stream in logs else self.ledger.at_hand(stream)
        if any(other.order.job.command.id == order.job.command.id for other in prepared):
            alone.append(order)  # the same command twice in one batch: the second is answered when the first is saved
            return
        log, answer = self._decide(order.job, log)
        if isinstance(answer, Outcome):
            order.answer.set_result(answer)
            return
        own = tuple(event for event in answer if event.originator_id == stream)
        logs[stream] = log.extend(own)
        prepared.append(Prepared(order, log, answer))

    def _decide(self, job: Job, log: Log) -> tuple[Log, Outcome | Events]:
        """The answer on a log at hand; one that saves nothing is no answer while another process has added to it."""
        try:
            answer = self.ledger.prepare(log, job)
        except DomainError:
            fresh = self.ledger.load(job.stream)
            if len(fresh) <= len(log):
                raise
            return fresh, self.ledger.prepare(fresh, job)
        if isinstance(answer, Outcome) and len(fresh := self.ledger.load(job.stream)) > len(log):
            return fresh, self.ledger.prepare(fresh, job)
        return log, answer

    def _save(self, prepared: Sequence[Prepared]) -> list[Order]:
        """One transaction for all; the orders that have to go alone when another process wrote meanwhile."""
        events = [event for item in prepared for event in item.events]
        try:
            positions = list(self.ledger.save(events))
        except IntegrityError:
            return [item.order for item in prepared]
        except Exception as failure:  # noqa: BLE001 - nothing was saved, and each who waits is told so
            for item in prepared:
                item.order.answer.set_exception(failure)
            return []
        for item in prepared:
            own, positions = positions[: len(item.events)], positions[len(item.events) :]
            outcome = self.ledger.saved(item.order.job.stream, item.log, item.events, own)
            item.order.job.done(outcome)
            item.order.answer.set_result(outcome)
        return []

    def _execute(self, order: Order) -> None:
        job = order.job
        try:
            outcome = self.ledger.execute(job.stream, job.command, job.decide)
        except Exception as refusal:  # noqa: BLE001 - whoever waits for the answer raises it again
            order.answer.set_exception(refusal)
            return
        job.done(outcome)
        order.answer.set_result(outcome)
