"""撤回申请 and 终止办理(退件): ends without a decision."""

import pytest

from domain.project.model.phases import Phase
from tests.domain.project.conftest import PERMIT
from tests.scenario import Scenario, day, refused

ENDS = [("withdraw", Phase.WITHDRAWN), ("close", Phase.CLOSED)]


@pytest.mark.parametrize(("act", "phase"), ENDS)
def test_an_application_under_way_ends(accepted: Scenario, act: str, phase: Phase) -> None:
    accepted.act(PERMIT, act, "03-05")
    matter = accepted.matter(PERMIT)
    assert (matter.phase, matter.attempts[0].ended_on) == (phase, day("03-05"))


@pytest.mark.parametrize(("act", "phase"), ENDS)
def test_before_acceptance_it_ends_as_well_and_nobody_waits_for_an_answer(
    received: Scenario, act: str, phase: Phase
) -> None:
    received.act(PERMIT, act, "03-04")
    assert received.matter(PERMIT).phase is phase
    assert received.matter(PERMIT).attempts[0].waiting_since is None
    assert received.deem().events == ()


def test_an_entry_of_the_enterprise_can_be_withdrawn_but_not_closed(ready: Scenario) -> None:
    ready.act(PERMIT, "submit", "03-02")
    with refused("act_out_of_order"):
        ready.act(PERMIT, "close", "03-03")
    ready.act(PERMIT, "withdraw", "03-03")
    assert (ready.matter(PERMIT).phase, ready.matter(PERMIT).attempts) == (Phase.WITHDRAWN, ())


def test_withdrawing_an_entry_leaves_the_attempt_before_it_alone(accepted: Scenario) -> None:
    accepted.act(PERMIT, "refuse", "03-05", document="1")
    accepted.act(PERMIT, "submit", "03-10")
    accepted.act(PERMIT, "withdraw", "03-11")
    assert accepted.matter(PERMIT).attempts[0].ended_on == day("03-05")


@pytest.mark.parametrize("act", ["withdraw", "close"])
def test_what_is_not_under_way_cannot_end(ready: Scenario, act: str) -> None:
    with refused("act_out_of_order"):
        ready.act(PERMIT, act, "03-02")


@pytest.mark.parametrize("act", ["withdraw", "close"])
def test_after_the_decision_there_is_nothing_to_end(granted: Scenario, act: str) -> None:
    with refused("act_out_of_order", phase="granted"):
        granted.act(PERMIT, act, "03-06")


def test_an_end_entered_before_a_recorded_grant_names_the_grant(granted: Scenario) -> None:
    """The act in the way is the one that no longer fits."""
    version = granted.version_of("MatterGranted", PERMIT)
    with refused("act_out_of_order", in_the_way=f"grant 2026-03-05 (v{version})", index=0):
        granted.act(PERMIT, "withdraw", "03-04")
    assert len(granted.log) == len(granted.projects.ledger.load(granted.project))
