"""撤销, 撤回, 注销 (行政许可法 §§69, 8, 70; ruling 22): the authority ends a result."""

import pytest

from domain.project.model.life import Annulment
from domain.project.model.phases import Phase
from domain.project.model.prerequisites import settled
from tests.domain.project.conftest import PERMIT
from tests.scenario import Scenario, an_act, day, refused


@pytest.mark.parametrize("kind", Annulment)
def test_an_annulled_result_is_in_force_no_more(granted: Scenario, kind: Annulment) -> None:
    granted.act(PERMIT, "annul", "03-20", kind=kind.value, document="撤1")
    matter = granted.matter(PERMIT)
    assert (matter.phase, matter.granted_on, matter.first_granted_on) == (Phase.ANNULLED, None, day("03-05"))
    assert matter.life
    assert (matter.life.annulled_on, matter.life.annulment) == (day("03-20"), kind)
    assert PERMIT not in settled(granted.read())
    assert PERMIT in settled(granted.read("03-19"))


def test_an_annulment_without_a_document_needs_a_reason(granted: Scenario) -> None:
    """`decision_without_document`."""
    assert granted.needed(an_act(PERMIT, "annul", "03-20", kind="annulled")) == ["decision_without_document"]
    assert granted.needed(an_act(PERMIT, "annul", "03-20", kind="annulled", document="撤1")) == []


def test_what_has_lapsed_can_still_be_annulled(granted: Scenario) -> None:
    granted.act(PERMIT, "lapse", "03-12")
    granted.act(PERMIT, "annul", "03-20", kind="cancelled", document="注1")
    assert granted.matter(PERMIT).phase is Phase.ANNULLED


def test_nothing_is_annulled_twice(granted: Scenario) -> None:
    granted.act(PERMIT, "annul", "03-20", kind="annulled", document="撤1")
    with refused("act_out_of_order"):
        granted.act(PERMIT, "annul", "03-23", kind="annulled", document="撤2")


def test_what_was_never_granted_is_not_annulled(accepted: Scenario) -> None:
    with refused("act_out_of_order"):
        accepted.act(PERMIT, "annul", "03-05", kind="annulled", document="撤1")


def test_after_an_annulment_it_can_be_applied_for_again(granted: Scenario) -> None:
    """Ruling 21: attempt 2 of the same key."""
    granted.act(PERMIT, "annul", "03-20", kind="annulled", document="撤1")
    granted.act(PERMIT, "receive", "03-23", receipt_no="JM-9")
    granted.act(PERMIT, "grant", "03-25", document="JM-10")
    matter = granted.matter(PERMIT)
    assert (matter.phase, matter.granted_on, matter.first_granted_on) == (Phase.GRANTED, day("03-25"), day("03-05"))
    assert matter.life
    assert matter.life.annulled_on is None


def test_an_annulment_never_closes_or_reopens_a_stage(granted: Scenario) -> None:
    """Ruling 25: what was reached stays reached."""
    before = granted.read().stages
    granted.act(PERMIT, "annul", "03-20", kind="annulled", document="撤1")
    assert granted.read().stages == before
