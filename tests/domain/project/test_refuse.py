"""不予许可: in writing, after acceptance."""

import pytest

from domain.project.model.phases import Phase
from tests.domain.project.conftest import PERMIT
from tests.scenario import Scenario, day, refused


def test_a_refusal_ends_the_attempt(accepted: Scenario) -> None:
    accepted.act(PERMIT, "refuse", "03-05", document="不予〔2026〕1号")
    matter = accepted.matter(PERMIT)
    assert (matter.phase, matter.refused_on, matter.document) == (Phase.REFUSED, day("03-05"), "不予〔2026〕1号")
    assert (matter.attempts[0].ended_on, matter.granted_on) == (day("03-05"), None)


@pytest.mark.parametrize("also", [None, "request-supplement"])
def test_what_was_not_accepted_cannot_be_refused(received: Scenario, also: str | None) -> None:
    if also:
        received.act(PERMIT, also, "03-03", materials=("图",))
    with refused("act_out_of_order"):
        received.act(PERMIT, "refuse", "03-05", document="1")


def test_after_a_refusal_a_new_application_is_a_new_attempt(accepted: Scenario) -> None:
    """Ruling 21."""
    accepted.act(PERMIT, "refuse", "03-05", document="1")
    accepted.act(PERMIT, "receive", "03-10", receipt_no="JM-9")
    matter = accepted.matter(PERMIT)
    assert (matter.phase, matter.attempts[-1].number) == (Phase.RECEIVED, 2)
    assert (matter.refused_on, matter.document) == (None, "")


def test_a_refused_matter_is_not_settled(accepted: Scenario) -> None:
    accepted.act(PERMIT, "refuse", "03-05", document="1")
    assert not accepted.matter(PERMIT).settled
    assert accepted.matter(PERMIT).concluded
