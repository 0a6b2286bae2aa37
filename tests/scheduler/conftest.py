"""A scheduler for every test that asks for one."""

from collections.abc import Iterator

import pytest

from tests.scenario import Scenario
from tests.scheduler.receiver import Receiver
from tests.scheduler.stage import Stage, started


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    running = Receiver()
    yield running
    running.close()


@pytest.fixture
def stage(scenario: Scenario, receiver: Receiver) -> Iterator[Stage]:
    """A project with a list and a specialist."""
    set_up = Stage(started(scenario), receiver.url)
    yield set_up
    set_up.close()
