"""重新报批 (ruling 21): a second result of a matter, key `id~2`, beside the first."""

import pytest

from domain.project.due.deadlines import DeadlineKind, deadlines
from domain.project.model.phases import Phase
from domain.project.model.prerequisites import settled
from domain.project.model.second import earlier, number_of
from tests.domain.project.conftest import PERMIT
from tests.scenario import Scenario, day, refused

SECOND = f"{PERMIT}~2"
THIRD = f"{PERMIT}~3"


@pytest.fixture
def again(granted: Scenario) -> Scenario:
    """The planning permit of 03-05 is applied for again on 03-16, because the plan changed."""
    granted.act(SECOND, "receive", "03-16", "总平面调整，重新报批", receipt_no="JM-20")
    return granted


@pytest.mark.parametrize(
    ("key", "before", "number"),
    [
        (PERMIT, None, 1),
        (SECOND, PERMIT, 2),
        (THIRD, SECOND, 3),
        ("m:phase-1~2", "m:phase-1", 2),
        ("m~1", None, 1),
        ("m~02", None, 1),
        ("m~x", None, 1),
    ],
)
def test_a_key_names_its_result(key: str, before: str | None, number: int) -> None:
    assert (earlier(key), number_of(key)) == (before, number)


def test_a_second_result_stands_beside_the_first(again: Scenario) -> None:
    again.act(SECOND, "accept", "03-17")
    again.act(SECOND, "grant", "03-19", document="JM-21")
    first, second = again.matter(PERMIT), again.matter(SECOND)
    assert (first.phase, first.document) == (Phase.GRANTED, "JM-2")
    assert (second.phase, second.document, second.listed) == (Phase.GRANTED, "JM-21", False)
    assert second.attempt
    assert second.attempt.number == 1


def test_a_second_result_needs_a_first_that_was_granted(accepted: Scenario) -> None:
    with refused("no_first_result", first=PERMIT):
        accepted.act(SECOND, "receive", "03-16", "重新报批", receipt_no="1")


def test_a_third_needs_a_second(again: Scenario) -> None:
    with refused("no_first_result", first=SECOND):
        again.act(THIRD, "receive", "03-18", "重新报批", receipt_no="1")
    again.act(SECOND, "grant", "03-19", document="JM-21")
    again.act(THIRD, "receive", "03-20", "再次调整", receipt_no="1")
    assert again.matter(THIRD).phase is Phase.RECEIVED


def test_a_third_without_any_second_is_unknown(granted: Scenario) -> None:
    with refused("unknown_matter"):
        granted.act(THIRD, "receive", "03-18", "重新报批", receipt_no="1")


@pytest.mark.parametrize("key", [f"{PERMIT}~1", f"{PERMIT}~02", f"{PERMIT}~", f"{PERMIT}~2~2", "nothing~2"])
def test_what_is_no_key_is_unknown(granted: Scenario, key: str) -> None:
    with refused("unknown_matter"):
        granted.act(key, "receive", "03-18", "重新报批", receipt_no="1")


def test_where_nothing_calls_for_it_a_second_result_needs_a_reason(granted: Scenario) -> None:
    with refused("reason_required", codes="second_result"):
        granted.act(SECOND, "receive", "03-16", receipt_no="1")


@pytest.mark.parametrize("act", ["lapse", "annul"])
def test_a_result_that_ended_calls_for_it(granted: Scenario, act: str) -> None:
    more = {"kind": "annulled", "document": "撤1"} if act == "annul" else {}
    granted.act(PERMIT, act, "03-12", **more)
    granted.act(SECOND, "receive", "03-16", receipt_no="1")
    assert granted.matter(SECOND).phase is Phase.RECEIVED


def test_a_major_change_after_the_grant_calls_for_it(granted: Scenario) -> None:
    granted.fact("major_change", "03-12")
    granted.act(SECOND, "receive", "03-16", receipt_no="1")
    assert granted.matter(SECOND).phase is Phase.RECEIVED


def test_a_major_change_before_the_grant_does_not(granted: Scenario) -> None:
    granted.fact("major_change", "03-04")
    with refused("reason_required"):
        granted.act(SECOND, "receive", "03-16", receipt_no="1")


@pytest.mark.parametrize(("granted_on", "free"), [("2021-03-15", True), ("2021-03-16", False)])
def test_what_is_to_be_examined_again_calls_for_it(scenario: Scenario, granted_on: str, free: bool) -> None:
    """The environmental approval: more than five years old before the works begin (环境影响评价法 §24)."""
    eia = "eia_form_approval"
    scenario.registered().listed().act(eia, "grant", granted_on, prior=True, document="1")
    scenario.at("03-16 09:00")
    if free:
        scenario.act(f"{eia}~2", "receive", "03-16", receipt_no="1")
    else:
        with refused("reason_required", codes="second_result"):
            scenario.act(f"{eia}~2", "receive", "03-16", receipt_no="1")


def test_any_result_in_force_counts_for_dependencies(again: Scenario) -> None:
    assert PERMIT in settled(again.read())
    again.act(SECOND, "grant", "03-19", document="JM-21")
    again.act(PERMIT, "annul", "03-20", kind="cancelled", document="注1")
    assert PERMIT in settled(again.read())
    again.act(SECOND, "annul", "03-23", kind="annulled", document="撤1")
    assert PERMIT not in settled(again.read())


def test_a_second_result_closes_no_milestone_and_reopens_no_stage(again: Scenario) -> None:
    """Milestones and stages look at the list; a second result is off it."""
    before = again.read("03-15").stages
    again.act(SECOND, "grant", "03-19", document="JM-21")
    assert again.read().stages == before


def test_a_later_result_in_force_takes_the_place_of_the_first_ones_period(again: Scenario) -> None:
    def rows() -> list[str]:
        found = deadlines(again.read(), again.rules)
        return [row.matter for row in found if row.kind is DeadlineKind.PERMIT_LAPSE and PERMIT in row.matter]

    assert rows() == [PERMIT]
    again.act(SECOND, "grant", "03-19", document="JM-21")
    assert rows() == [SECOND]
    assert again.at("2027-03-10 09:00").deem().events == ()
    assert again.topics(again.at("2027-03-20 09:00").deem()) == ["ResultLapsed"]
    assert again.event("ResultLapsed").matter == SECOND


def test_a_period_that_was_over_before_the_second_grant_lapsed(granted: Scenario) -> None:
    granted.at("2027-03-31 09:00").act(SECOND, "receive", "2027-03-10", "补录", receipt_no="1")
    granted.act(SECOND, "grant", "2027-03-12", "补录", document="2")
    granted.deem()
    assert granted.event("ResultLapsed", PERMIT).effective_on == day("2027-03-06")


def test_corrections_and_readings_know_the_second_result(again: Scenario) -> None:
    again.correct(again.version_of("ApplicationReceived", SECOND), effective_on="2026-03-17")
    assert SECOND not in again.read("03-16").matters
    assert again.matter(SECOND).attempt
