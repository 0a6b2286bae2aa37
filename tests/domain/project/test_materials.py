"""The papers of a matter: needed, handed in, missing or deferred."""

import pytest

from domain.project.model.materials import Material, MaterialState, materials
from tests.domain.project.conftest import PERMIT
from tests.scenario import Scenario, day


def of(scenario: Scenario, *states: MaterialState) -> list[Material]:
    return [item for item in materials(scenario.matter(PERMIT)) if item.state in states]


def test_before_an_application_everything_is_needed(ready: Scenario) -> None:
    asked = ready.matter(PERMIT).definition.materials
    assert of(ready, *MaterialState) == [Material(name, MaterialState.NEEDED) for name in asked]


def test_a_receipt_says_that_all_of_it_was_handed_in(received: Scenario) -> None:
    matter = received.matter(PERMIT)
    assert matter.attempt is not None
    on = matter.attempt.received_on
    assert of(received, *MaterialState) == [
        Material(name, MaterialState.GIVEN, on) for name in matter.definition.materials
    ]


def test_what_is_asked_for_is_missing_until_it_is_supplemented(received: Scenario) -> None:
    known = received.matter(PERMIT).definition.materials[0]
    received.act(PERMIT, "request-supplement", "03-04", materials=(known, "地勘报告"), due_on="03-11")
    assert of(received, MaterialState.MISSING) == [
        Material(name, MaterialState.MISSING, day("03-11")) for name in (known, "地勘报告")
    ]
    received.act(PERMIT, "supplement", "03-05")
    assert of(received, MaterialState.MISSING) == []
    assert Material("地勘报告", MaterialState.GIVEN, day("03-05")) in materials(received.matter(PERMIT))


def test_what_was_deferred_is_due_until_it_comes(received: Scenario) -> None:
    received.act(PERMIT, "accept", "03-04", deferred={"图": "03-18"})
    assert of(received, MaterialState.DEFERRED) == [Material("图", MaterialState.DEFERRED, day("03-18"))]
    received.act(PERMIT, "material-received", "03-05", material="图")
    assert of(received, MaterialState.DEFERRED) == []
    assert Material("图", MaterialState.GIVEN, day("03-05")) in materials(received.matter(PERMIT))


def test_of_what_was_granted_before_or_needs_no_act_nothing_is_asked(ready: Scenario) -> None:
    ready.act(PERMIT, "not-applicable", "03-02", "不涉及")
    assert of(ready, *MaterialState) == []


@pytest.mark.parametrize(
    ("end", "document"), [("withdraw", ""), ("refuse", "不予〔2026〕1号"), ("not-accept", "不受1号"), ("close", "")]
)
def test_an_application_that_ended_without_a_grant_leaves_its_papers_to_be_handed_in_anew(
    received: Scenario, end: str, document: str
) -> None:
    if end == "refuse":
        received.act(PERMIT, "accept", "03-03")
    received.act(PERMIT, end, "03-04", "企业调整方案", **({"document": document} if document else {}))
    asked = [Material(name, MaterialState.NEEDED) for name in received.matter(PERMIT).definition.materials]
    assert of(received, *MaterialState) == asked
    received.act(PERMIT, "submit", "03-05")
    assert of(received, *MaterialState) == asked
    received.act(PERMIT, "receive", "03-06", receipt_no="JM-2")
    assert {item.state for item in materials(received.matter(PERMIT))} == {MaterialState.GIVEN}


def test_what_was_granted_on_its_papers_keeps_them(granted: Scenario) -> None:
    assert {item.state for item in materials(granted.matter(PERMIT))} == {MaterialState.GIVEN}
    granted.act(PERMIT, "annul", "03-06", kind="annulled", document="撤1")
    assert {item.state for item in materials(granted.matter(PERMIT))} == {MaterialState.GIVEN}
