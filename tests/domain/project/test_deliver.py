"""送达 (行政许可法 §44): within 10 working days of the decision, once."""

import pytest

from domain.project.model.limits import delivery_due
from domain.project.model.phases import Phase
from tests.domain.project.conftest import PERMIT
from tests.scenario import Scenario, day, refused


def test_a_grant_waits_for_its_delivery(granted: Scenario) -> None:
    waiting = delivery_due(granted.matter(PERMIT), granted.rules.calendar)
    assert waiting
    assert waiting.due_on == day("03-19")


def test_delivered_it_stays_granted(granted: Scenario) -> None:
    granted.act(PERMIT, "deliver", "03-06")
    matter = granted.matter(PERMIT)
    assert (matter.phase, matter.delivered_on) == (Phase.GRANTED, day("03-06"))
    assert delivery_due(matter, granted.rules.calendar) is None


def test_a_refusal_is_delivered_too(accepted: Scenario) -> None:
    accepted.act(PERMIT, "refuse", "03-05", document="1")
    accepted.act(PERMIT, "deliver", "03-06")
    assert accepted.matter(PERMIT).phase is Phase.REFUSED


def test_nothing_is_delivered_twice(granted: Scenario) -> None:
    granted.act(PERMIT, "deliver", "03-09")
    with refused("already_delivered", on="2026-03-09"):
        granted.act(PERMIT, "deliver", "03-10")
    with refused("already_delivered"):
        granted.act(PERMIT, "deliver", "03-06")


def test_a_new_decision_is_delivered_anew(accepted: Scenario) -> None:
    accepted.act(PERMIT, "refuse", "03-05", document="1")
    accepted.act(PERMIT, "deliver", "03-06")
    accepted.act(PERMIT, "receive", "03-09", receipt_no="JM-8")
    accepted.act(PERMIT, "grant", "03-10", document="2")
    assert accepted.matter(PERMIT).delivered_on is None
    accepted.act(PERMIT, "deliver", "03-11")
    assert accepted.matter(PERMIT).delivered_on == day("03-11")


@pytest.mark.parametrize("on", ["03-04", "03-02"])
def test_nothing_is_delivered_before_it_is_decided(granted: Scenario, on: str) -> None:
    with refused("act_out_of_order"):
        granted.act(PERMIT, "deliver", on)


def test_without_a_decision_there_is_nothing_to_deliver(accepted: Scenario) -> None:
    with refused("act_out_of_order"):
        accepted.act(PERMIT, "deliver", "03-05")
