"""一件事: one form, one receipt; each member keeps its own clock, decision, refusal and remedy (ruling 24)."""

import pytest

from domain.deciding.commands import SubmitBundle
from domain.project.model.limits import limits
from domain.project.model.phases import Phase
from tests.domain.project.conftest import PERMIT as PLANNING
from tests.domain.project.divided import DRAWINGS, PERMIT, SAFETY, divided, grant
from tests.scenario import Scenario, an_act, as_specialist, day, refused

START = "bundle_land_delivery_start"
LAND, TITLE = "land_use_planning_permit", "land_first_registration"
CONSTRUCTION = "bundle_construction_permit"
WASTE = "construction_waste_disposal"


def submit(bundle: str, on: str, *members: str, reason: str = "", receipt_no: str = "YJS-1") -> SubmitBundle:
    return SubmitBundle(
        bundle=bundle, effective_on=day(on), receipt_no=receipt_no, members=members or None, reason=reason
    )


@pytest.fixture
def land(scenario: Scenario) -> Scenario:
    """The land is taken; it is 03-31."""
    scenario.at("01-05 09:00").registered().listed()
    for key in ("project_filing", "land_grant_contract", "land_price_deed_tax", "design_scheme_review"):
        scenario.act(key, "grant", "2025-12-01", prior=True, document="前证")
    return scenario.at("03-31 09:00")


def codes(scenario: Scenario, key: str, act: str, on: str, **values: str) -> list[str]:
    return scenario.needed(an_act(key, act, on, **values))


def test_one_save_receives_every_member_with_one_receipt(land: Scenario) -> None:
    outcome = land.do(submit(START, "03-02"))
    members = (LAND, TITLE, PLANNING, DRAWINGS, PERMIT, SAFETY)
    received = [event for event in outcome.events if event.TOPIC == "ApplicationReceived"]
    assert {event.matter for event in received} == set(members)  # type: ignore[attr-defined]
    assert {(event.receipt_no, event.bundle) for event in received} == {("YJS-1", START)}  # type: ignore[attr-defined]
    assert land.event("BundleSubmitted").members == members
    assert land.event("BundleSubmitted").left_out == ()
    assert {land.matter(key).phase for key in members} == {Phase.RECEIVED}


def test_what_does_not_apply_is_ignored(land: Scenario) -> None:
    """Of the construction bundle this project needs no fire review, no civil air defence, no lightning review."""
    land.do(submit(CONSTRUCTION, "03-02"))
    assert land.event("BundleSubmitted").members == (SAFETY, PERMIT, WASTE)
    with refused("bundle_empty"):
        land.do(submit(CONSTRUCTION, "03-02", "fire_design_review"))


def test_a_member_under_way_or_granted_is_left_out_and_named(land: Scenario) -> None:
    land.act(SAFETY, "receive", "02-09", receipt_no="JM-1")
    grant(land, WASTE, "02-10")
    land.do(submit(CONSTRUCTION, "03-02"))
    submitted = land.event("BundleSubmitted")
    assert (submitted.members, submitted.left_out) == ((PERMIT,), (SAFETY, WASTE))
    assert land.matter(SAFETY).attempt.receipt_no == "JM-1"  # type: ignore[union-attr]
    with refused("bundle_empty", bundle=CONSTRUCTION):
        land.do(submit(CONSTRUCTION, "03-03"))


def test_members_may_be_chosen(land: Scenario) -> None:
    land.do(submit(START, "03-02", LAND, TITLE))
    assert land.event("BundleSubmitted").members == (LAND, TITLE)
    assert land.matter(PLANNING).phase is Phase.PLANNED
    with refused("not_in_bundle", matter=WASTE, bundle=START):
        land.do(submit(START, "03-03", WASTE))


def test_a_matter_is_in_one_bundle_only(land: Scenario) -> None:
    land.do(submit(START, "03-02"))
    land.act(PERMIT, "withdraw", "03-03")
    with refused("bundle_member_taken", matter=SAFETY, bundle=START):
        land.do(submit(CONSTRUCTION, "03-04"))
    land.do(submit(CONSTRUCTION, "03-04", WASTE, receipt_no="YJS-2"))
    land.do(submit(START, "03-04", PERMIT, receipt_no="YJS-3"))
    assert land.matter(PERMIT).attempt.number == 2  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (submit("bundle_start", "03-02"), "unknown_bundle"),
        (submit(START, "03-02", receipt_no=" "), "receipt_required"),
        (submit(START, "04-01"), "future_date"),
    ],
)
def test_what_cannot_be_is_refused(land: Scenario, wrong: SubmitBundle, code: str) -> None:
    with refused(code):
        land.do(wrong)


def test_before_the_list_there_is_nothing_to_choose_from(scenario: Scenario) -> None:
    scenario.at("03-02 09:00").registered()
    with refused("list_missing"):
        scenario.do(submit(START, "03-02"))


def test_a_fellow_member_counts_as_met_for_accepting(land: Scenario) -> None:
    """The planning permit depends on the land-use permit, the construction permit on three of the others."""
    assert codes(land, PLANNING, "receive", "03-02", receipt_no="1") == []
    land.do(submit(START, "03-02"))
    for key in (LAND, PLANNING, SAFETY, PERMIT):
        assert codes(land, key, "accept", "03-03") == []
        land.act(key, "accept", "03-03")
        assert land.event("ApplicationAccepted", key).irregularities == ()


def test_for_granting_never(land: Scenario) -> None:
    land.do(submit(START, "03-02"))
    land.act(PLANNING, "accept", "03-03")
    assert codes(land, PLANNING, "grant", "03-04", document="证") == ["granted_before_dependency"]


def test_without_the_bundle_or_outside_it_nothing_is_met(land: Scenario) -> None:
    land.do(submit(START, "03-02", PLANNING, DRAWINGS))
    assert codes(land, PLANNING, "accept", "03-03") == [
        "accepted_before_dependency"
    ]  # the land-use permit is no member
    land.act(LAND, "receive", "03-03", receipt_no="YJS-1")
    assert codes(land, PLANNING, "accept", "03-03") == ["accepted_before_dependency"]  # nor by the same number


def test_an_application_of_its_own_later_stands_alone(land: Scenario) -> None:
    land.do(submit(START, "03-02"))
    land.act(PLANNING, "withdraw", "03-03")
    land.act(PLANNING, "receive", "03-04", receipt_no="JM-9")
    assert codes(land, PLANNING, "accept", "03-05") == ["accepted_before_dependency"]


def test_silence_deems_each_member_and_fellows_count_there_too(land: Scenario) -> None:
    """Only licences are deemed accepted (行政许可法 §32)."""
    land.do(submit(START, "03-02"))
    land.deem()
    deemed = {event.matter: event for event in land.log if event.TOPIC == "AcceptanceDeemed"}  # type: ignore[attr-defined]
    assert deemed.keys() == {LAND, PLANNING, PERMIT}
    assert {event.effective_on for event in deemed.values()} == {day("03-10")}
    assert not any(event.irregularities for event in deemed.values())  # type: ignore[attr-defined]


def test_each_member_keeps_its_own_clock_and_decision(land: Scenario) -> None:
    land.do(submit(START, "03-02"))
    land.act(LAND, "accept", "03-03")
    land.act(PLANNING, "accept", "03-04")
    land.act(LAND, "refuse", "03-04", "红线不符", document="不予许可1")
    promised = {
        key: limits(land.matter(key), land.read().answers(key), land.rules.calendar).due_on for key in (LAND, PLANNING)
    }
    assert promised == {LAND: day("03-04"), PLANNING: day("03-09")}
    assert (land.matter(LAND).phase, land.matter(PLANNING).phase) == (Phase.REFUSED, Phase.ACCEPTED)
    assert land.codes_now("ApplicationAccepted", PLANNING) == []
    land.act(LAND, "receive", "03-05", receipt_no="JM-2")
    assert land.matter(LAND).attempt.bundle == ""  # type: ignore[union-attr]


def test_the_specialist_records_it_on_the_departments_behalf(land: Scenario) -> None:
    as_specialist(land)
    land.do(submit(START, "03-02"))
    assert land.matter(LAND).unconfirmed
    assert land.matter(LAND).attempt.waiting_since == day("03-02")  # type: ignore[union-attr]


def test_with_scopes_one_section_is_handed_in_alone(land: Scenario) -> None:
    divided(land, "01-05")
    land.do(submit(CONSTRUCTION, "03-02", f"{SAFETY}:sec-1", f"{PERMIT}:sec-1"))
    assert land.matter(f"{PERMIT}:sec-1").phase is Phase.RECEIVED
    assert land.matter(f"{PERMIT}:sec-2").phase is Phase.PLANNED
    land.do(submit(CONSTRUCTION, "03-03", receipt_no="YJS-2"))
    assert land.event("BundleSubmitted").members == (f"{SAFETY}:sec-2", f"{PERMIT}:sec-2", WASTE)
    assert codes(land, f"{PERMIT}:sec-2", "accept", "03-03") == ["accepted_before_dependency"]  # its planning permit


def test_time_travel_and_correction(land: Scenario) -> None:
    land.do(submit(START, "03-02"))
    assert land.read("03-01").submissions == ()
    assert [item.receipt_no for item in land.read("03-02").submissions] == ["YJS-1"]
    land.correct(land.version_of("ApplicationReceived", LAND), void=True)
    land.act(PLANNING, "accept", "03-03", "用地规划许可未收件")
    assert land.event("ApplicationAccepted", PLANNING).irregularities == ("accepted_before_dependency",)
