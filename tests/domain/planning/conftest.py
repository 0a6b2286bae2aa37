"""The seed project with its planning permit at the beginning of its way."""

import pytest

from tests.domain.planning.foretold import DESIGN, LAND, PERMIT
from tests.scenario import Scenario


@pytest.fixture
def listed(scenario: Scenario) -> Scenario:
    """The list is out, the land's planning permit was granted before the landing; it is 03-31."""
    scenario.at("01-05 09:00").registered().listed()
    scenario.act(LAND, "grant", "2025-12-01", prior=True, document="前证")
    return scenario.at("03-31 09:00")


@pytest.fixture
def ready(listed: Scenario) -> Scenario:
    """And so was the design."""
    listed.act(DESIGN, "grant", "2025-12-01", prior=True)
    return listed


@pytest.fixture
def received(ready: Scenario) -> Scenario:
    ready.act(PERMIT, "receive", "03-02", receipt_no="JM-1")
    return ready


@pytest.fixture
def accepted(received: Scenario) -> Scenario:
    received.act(PERMIT, "accept", "03-03")
    return received
