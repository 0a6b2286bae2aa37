"""A scheduler for every test that asks for one."""

from collections.abc import Iterator

import pytest

from tests.scenario import Scenario
from tests.scheduler.policies import Everybody, shipped_rows
from tests.scheduler.receiver import Receiver
from tests.scheduler.stage import Stage, Staging, started


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


@pytest.fixture
def rows(scenario: Scenario, receiver: Receiver) -> Iterator[Staging]:
    """A stage with some rows of the shipped policy; every role is somebody, reached by the webhook."""
    made: list[Stage] = []

    def staged(*nodes: str, summaries: bool = False) -> Stage:
        stage = Stage(started(scenario), receiver.url, shipped_rows(*nodes, summaries=summaries))
        stage.book = Everybody(stage.webhook)
        stage.sweeper = stage.another()
        made.append(stage)
        return stage

    yield staged
    for stage in made:
        stage.close()
