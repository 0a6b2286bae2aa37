"""kill -9 of the projector at random moments under load: after each the views equal a rebuild from nothing."""

import logging
import os
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess

import pytest

from projections.database import reading
from projections.projector.checking import check
from projections.views.all_views import all_views
from projections.views.past import is_filled
from tests.projections.conftest import Shown
from tests.projections.lives import live
from tests.projections.projector_process import Ways, start

logger = logging.getLogger(__name__)

ROUNDS = {"sqlite": 10, "postgresql": 3}
LONGEST_LOAD = 0.8  # seconds of writing before a kill, at most
SOON = 60.0  # seconds
AT_ITS_START = 0.3  # so often one is killed before it has done much


@dataclass
class Killing:
    """Projectors of one store, killed one after the other."""

    shown: Shown
    dice: random.Random
    kills: int = 0
    behind: int = 0  # of them so many with events still to be shown
    process: BaseProcess = field(init=False)

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        """Another projector, which goes along the log in another way."""
        ways = Ways(
            batch=self.dice.choice((3, 50, 2000)), far=self.dice.choice((15, 1000)), portion=self.dice.choice((1, 40))
        )
        self.process = start(self.shown.scenario.url, ways)

    def kill(self) -> None:
        self.process.kill()
        self.process.join()
        self.kills += 1
        self.behind += self.shown.projector.health().lag > 0

    def one_round(self) -> None:
        """Kill it under load, perhaps its successor too; the one after that brings all views up."""
        with self.load():
            time.sleep(self.dice.uniform(0, LONGEST_LOAD))
            self.kill()
        self.start()
        if self.dice.random() < AT_ITS_START:
            time.sleep(self.dice.uniform(0, 0.1))
            self.kill()
            self.start()
        self.wait()
        scenario = self.shown.scenario
        found = check(scenario.ledger, self.shown.database, scenario.rules, all_views())
        assert found.equal, [finding for finding in found.findings if finding.state != "equal"]

    @contextmanager
    def load(self) -> Iterator[None]:
        """Lives told as fast as they can be while the block lasts."""
        stopping, seed = threading.Event(), self.dice.randrange(10**6)

        def write() -> None:
            for _ in live(self.shown.scenario, seed, projects=2, steps=10_000):
                if stopping.is_set():
                    return

        thread = threading.Thread(target=write)
        thread.start()
        try:
            yield
        finally:
            stopping.set()
            thread.join()

    def wait(self) -> None:
        """Until the views have read everything, past days included."""
        last = time.monotonic() + SOON
        assert self.shown.projector.wait_for(self.shown.scenario.ledger.position(), SOON)
        while not self.filled():
            assert time.monotonic() < last, "the past is not made up"
            time.sleep(0.02)

    def filled(self) -> bool:
        with reading(self.shown.database) as connection:
            return is_filled(connection)


def killed(shown: Shown, rounds: int) -> Killing:
    """So many rounds on one store, at moments that the seed decides."""
    seed = int(os.environ.get("KILL_SEED") or random.randrange(10**6))
    logger.warning("KILL_SEED=%d", seed)  # shown with a failure
    killing = Killing(shown, random.Random(seed))
    try:
        for _ in range(rounds):
            killing.one_round()
    finally:
        killing.process.kill()
        killing.process.join()
    return killing


@pytest.mark.both_engines
def test_after_each_killed_projector_the_views_equal_a_rebuild(shown: Shown, engine_name: str) -> None:
    killing = killed(shown, ROUNDS[engine_name])
    assert killing.kills >= ROUNDS[engine_name]
    assert killing.behind > 0


@pytest.mark.long
@pytest.mark.parametrize("store", range(20))
def test_after_each_of_two_hundred_killed_projectors_too(shown: Shown, store: int) -> None:
    assert killed(shown, 10).kills >= 10, store


@pytest.mark.long
@pytest.mark.only_postgresql
def test_after_each_of_forty_on_postgresql_too(shown: Shown) -> None:
    assert killed(shown, 40).kills >= 40
