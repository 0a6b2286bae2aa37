"""受理; 容缺受理 and what was promised to follow; 告知承诺."""

import pytest

from domain.project.model.phases import Phase
from tests.domain.project.conftest import PERMIT
from tests.scenario import Scenario, day, refused


def test_acceptance_starts_the_clock(accepted: Scenario) -> None:
    matter = accepted.matter(PERMIT)
    assert (matter.phase, matter.attempts[0].accepted_on) == (Phase.ACCEPTED, day("03-03"))
    assert matter.attempts[0].waiting_since is None


def test_acceptance_needs_a_receipt(ready: Scenario) -> None:
    with refused("act_out_of_order", phase="planned"):
        ready.act(PERMIT, "accept", "03-03")


def test_a_matter_is_accepted_once(accepted: Scenario) -> None:
    """Rulings §5 (c): only a deemed acceptance is followed by a written one."""
    with refused("act_out_of_order"):
        accepted.act(PERMIT, "accept", "03-04")


def test_acceptance_may_follow_an_open_request(received: Scenario) -> None:
    received.act(PERMIT, "request-supplement", "03-04", materials=("总平面图",))
    received.act(PERMIT, "accept", "03-05")
    assert received.matter(PERMIT).phase is Phase.ACCEPTED


def test_a_deferred_material_is_outstanding_until_it_comes(received: Scenario) -> None:
    received.act(PERMIT, "accept", "03-03", deferred={"日照分析": "03-20", "总平面图": "03-25"}, by_commitment=True)
    received.act(PERMIT, "material-received", "03-10", material="日照分析")
    attempt = received.matter(PERMIT).attempts[0]
    assert attempt.by_commitment
    assert [(item.material, item.received_on) for item in attempt.deferred] == [
        ("日照分析", day("03-10")),
        ("总平面图", None),
    ]


@pytest.mark.parametrize("material", ["日照", "日照分析"])
def test_only_a_deferred_and_outstanding_material_is_received(received: Scenario, material: str) -> None:
    """Rulings §5 (d)."""
    received.act(PERMIT, "accept", "03-03", deferred={"日照分析": "03-20"})
    received.act(PERMIT, "material-received", "03-10", material="日照分析")
    with refused("unknown_material", material=material, outstanding="-"):
        received.act(PERMIT, "material-received", "03-11", material=material)


def test_without_deferred_materials_none_is_received(accepted: Scenario) -> None:
    with refused("unknown_material"):
        accepted.act(PERMIT, "material-received", "03-05", material="日照分析")


def test_deferred_materials_may_come_after_the_grant(received: Scenario) -> None:
    received.act(PERMIT, "accept", "03-03", deferred={"日照分析": "03-20"})
    received.act(PERMIT, "grant", "03-05", "领导同意", document="JM-2")
    received.act(PERMIT, "material-received", "03-10", material="日照分析")
    matter = received.matter(PERMIT)
    assert (matter.phase, matter.attempts[0].deferred[0].received_on) == (Phase.GRANTED, day("03-10"))


def test_deferred_materials_belong_to_their_attempt(received: Scenario) -> None:
    """Ruling 21."""
    received.act(PERMIT, "accept", "03-03", deferred={"日照分析": "03-20"})
    received.act(PERMIT, "withdraw", "03-05")
    received.act(PERMIT, "receive", "03-09", receipt_no="JM-4")
    received.act(PERMIT, "accept", "03-10")
    with refused("unknown_material"):
        received.act(PERMIT, "material-received", "03-11", material="日照分析")


def test_an_acceptance_entered_late_before_a_recorded_grant_is_out_of_order(ready: Scenario) -> None:
    ready.act("land_price_deed_tax", "grant", "03-05", "已缴清", document="税票")
    with refused("act_out_of_order"):
        ready.act("land_price_deed_tax", "accept", "03-06")
