"""变更 (行政许可法 §49): a granted result goes on with another content."""

import pytest

from domain.project.model.phases import Phase
from tests.domain.project.conftest import PERMIT
from tests.scenario import Scenario, as_specialist, day, refused


def test_a_changed_result_stays_granted_with_its_new_number(granted: Scenario) -> None:
    granted.act(PERMIT, "change", "03-12", document="JM-2-1")
    matter = granted.matter(PERMIT)
    assert (matter.phase, matter.granted_on, matter.document) == (Phase.GRANTED, day("03-05"), "JM-2-1")
    assert matter.life
    assert matter.life.changed_on == day("03-12")


def test_without_a_new_number_the_old_one_stays(granted: Scenario) -> None:
    granted.act(PERMIT, "change", "03-12")
    assert granted.matter(PERMIT).document == "JM-2"


def test_a_change_needs_no_document(granted: Scenario) -> None:
    """`decision_without_document` is for grant, refuse, not-accept, extend and annul."""
    granted.act(PERMIT, "change", "03-12")
    assert granted.codes_now("ResultChanged", PERMIT) == []


def test_a_change_recorded_by_the_specialist_waits_for_the_department(granted: Scenario) -> None:
    as_specialist(granted).act(PERMIT, "change", "03-12")
    assert granted.matter(PERMIT).unconfirmed == (granted.version_of("ResultChanged"),)


@pytest.mark.parametrize("on", ["03-04", "03-02"])
def test_nothing_is_changed_before_it_is_granted(granted: Scenario, on: str) -> None:
    with refused("act_out_of_order"):
        granted.act(PERMIT, "change", on)


@pytest.mark.parametrize("act", ["change", "extend-start", "lapse"])
def test_a_matter_without_a_result_has_no_life_of_one(accepted: Scenario, act: str) -> None:
    with refused("act_out_of_order"):
        accepted.act(PERMIT, act, "03-05")
