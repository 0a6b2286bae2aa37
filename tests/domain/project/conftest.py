"""What the tests of the record begin with."""

import pytest

from tests.scenario import Scenario

PERMIT = "construction_planning_permit"  # 行政许可; clock from acceptance; 3 working days promised, 20 by law


@pytest.fixture
def ready(scenario: Scenario) -> Scenario:
    """The list is out and all that the planning permit depends on was granted before the landing; it is 03-31."""
    scenario.at("01-05 09:00").registered().listed()
    for key in ("land_use_planning_permit", "design_scheme_review"):
        scenario.act(key, "grant", "2025-12-01", prior=True, document="前证")
    return scenario.at("03-31 09:00")


@pytest.fixture
def received(ready: Scenario) -> Scenario:
    """The planning permit was applied for on Monday 03-02; the department's answer is due by 03-09."""
    ready.act(PERMIT, "receive", "03-02", receipt_no="JM-1")
    return ready


@pytest.fixture
def accepted(received: Scenario) -> Scenario:
    """And accepted on 03-03: promised by 03-06, by law 03-31."""
    received.act(PERMIT, "accept", "03-03")
    return received


@pytest.fixture
def granted(accepted: Scenario) -> Scenario:
    """And granted on 03-05."""
    accepted.act(PERMIT, "grant", "03-05", document="JM-2")
    return accepted
