"""kill -9 at random moments of a sweep over 2,000 due reminders: none is lost, a repetition carries the same id."""

import logging
import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from threading import Semaphore

import pytest

from domain.log.ledger import Ledger
from domain.log.recorder import close_recorder, open_recorder
from domain.reminders.events import ReminderSent
from tests.scheduler.crowd import EACH, fill
from tests.scheduler.receiver import Receiver
from tests.scheduler.sweeping_process import Clock, audit, looking, start

logger = logging.getLogger(__name__)

DUE = 2_000
KILLS = 10
FURTHER = 150  # messages that arrive before a kill, at most
AT_ONCE = 0.3  # so often one is killed before it may have sent anything
SOON = 120.0  # seconds


class Sluice(Receiver):
    """Takes so many messages as it was given room for: however busy the machine, no sweep is over before its kill."""

    def __init__(self) -> None:
        self.room = Semaphore(0)
        super().__init__()

    def admit(self) -> None:
        self.room.acquire()


@pytest.fixture
def sluice() -> Iterator[Sluice]:
    sluice = Sluice()
    yield sluice
    sluice.close()


@dataclass
class Killing:
    """Schedulers at work on one store, killed one after the other."""

    store: str
    receiver: Sluice
    dice: random.Random
    clock: Clock = field(default_factory=lambda: Clock(time.time()))
    running: list[BaseProcess] = field(default_factory=list)

    def start(self) -> None:
        self.running.append(start(self.store, self.receiver.url, self.clock))

    def kill(self) -> None:
        """Kill one at a random moment of its sweep, and start another."""
        before, further = len(self.receiver.received), self.dice.randint(1, FURTHER)
        self.receiver.room.release(further)
        if self.dice.random() < AT_ONCE:
            time.sleep(self.dice.uniform(0, 0.5))
        else:
            self.wait_for(before + self.dice.randint(1, further))
            time.sleep(self.dice.uniform(0, 0.02))
        assert len(set(self.receiver.deliveries)) < DUE, "the sweep was over before the kill"
        victim = self.running.pop(self.dice.randrange(len(self.running)))
        victim.kill()
        victim.join()
        self.start()

    def wait_for(self, arrived: int) -> None:
        last = time.monotonic() + SOON
        while len(self.receiver.received) < arrived:
            assert time.monotonic() < last, "nothing arrives any more"
            time.sleep(0.002)

    def finish(self) -> None:
        """Let them end, when all is recorded."""
        self.receiver.room.release(10 * DUE)
        ledger, last = Ledger(open_recorder(self.store)), time.monotonic() + SOON
        while len(sent(ledger)) < DUE:
            assert time.monotonic() < last, "some are never recorded"
            time.sleep(0.2)
        close_recorder(ledger.recorder)
        self.stop()

    def stop(self) -> None:
        self.receiver.room.release(10 * DUE)
        for process in self.running:
            process.kill()
            process.join()
        self.running.clear()


def sent(ledger: Ledger) -> list[ReminderSent]:
    found = ledger.of_topics((ReminderSent.TOPIC,), 0, 10 * DUE)
    return [event for _, event in found if isinstance(event, ReminderSent)]


def killed(store: str, receiver: Sluice, kills: int, at_once: int) -> None:
    """So many kills among so many schedulers at once; then all that was due was told, and recorded once."""
    seed = int(os.environ.get("KILL_SEED") or random.randrange(10**6))
    logger.warning("KILL_SEED=%d", seed)  # shown with a failure
    ledger = Ledger(open_recorder(store))
    fill(ledger, DUE // EACH)
    killing = Killing(store, receiver, random.Random(seed))
    with looking(store, killing.clock) as sweeper:
        due = sweeper.due(killing.clock())
    expected = {str(one.delivery(to)): (one.rung.id, to.staff) for one in due for to in one.to}
    assert len(expected) == DUE
    try:
        for _ in range(at_once):
            killing.start()
        for _ in range(kills):
            killing.kill()
        killing.finish()
    finally:
        killing.stop()
    assert set(receiver.deliveries) == expected.keys()
    assert {one.delivery: (one.content["rung"], one.content["staff"]) for one in receiver.received} == {
        delivery: (str(rung), staff) for delivery, (rung, staff) in expected.items()
    }
    recorded = Counter((event.rung, event.staff) for event in sent(ledger))
    assert set(recorded) == set(expected.values())
    assert max(recorded.values()) == 1
    with looking(store, killing.clock) as sweeper:
        found = audit(sweeper)
        assert sweeper.due(killing.clock()) == []
    assert (found.missing, found.extra, found.outcomes) == ((), (), DUE)
    close_recorder(ledger.recorder)


def test_ten_kills_lose_nothing(database_url: str, sluice: Sluice) -> None:
    killed(database_url, sluice, KILLS, 1)


@pytest.mark.only_postgresql
def test_ten_kills_among_two_schedulers_at_once_lose_nothing(database_url: str, sluice: Sluice) -> None:
    killed(database_url, sluice, KILLS, 2)


@pytest.mark.long
@pytest.mark.parametrize("store", range(20))
def test_two_hundred_kills_lose_nothing(database_url: str, sluice: Sluice, store: int) -> None:
    killed(database_url, sluice, KILLS, 1)


@pytest.mark.long
@pytest.mark.only_postgresql
@pytest.mark.parametrize("store", range(20))
def test_two_hundred_kills_among_two_at_once_lose_nothing(database_url: str, sluice: Sluice, store: int) -> None:
    killed(database_url, sluice, KILLS, 2)
