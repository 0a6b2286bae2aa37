"""Dependencies, gates and stages where there are scopes: what meets what, and which scope an irregularity is of."""

import pytest

from domain.catalogue.model import Gate
from domain.lights import Cause, marks
from domain.project.events.stages import MilestoneReached
from domain.project.model.prerequisites import open_gates
from domain.project.model.progress import fact_at, headline_fact, reached_parts
from domain.project.model.state import StageState
from tests.domain.project.divided import DRAWINGS, PERMIT, PLANNING, REVIEW, SAFETY, add, close, divided, grant
from tests.scenario import Scenario, an_act, day

LAND = ("land_use_planning_permit", "land_first_registration", "land_grant_contract", "land_price_deed_tax")
GATES = ("eia_form_approval", "soil_conservation_form")


@pytest.fixture
def land(scenario: Scenario) -> Scenario:
    """All before the buildings was granted before the landing; the list is out; it is 06-30."""
    scenario.at("01-05 09:00").registered().listed()
    for key in (*LAND, *GATES, "planning_conditions", "land_listing_grant", "project_filing"):
        scenario.act(key, "grant", "2025-12-01", prior=True, document="前证")
    return scenario.at("06-30 09:00")


def codes(scenario: Scenario, key: str, on: str) -> list[str]:
    """What accepting a matter on a day would need a reason for."""
    receive = an_act(key, "receive", on, receipt_no="1")
    return scenario.needed(receive, an_act(key, "accept", on))


def through(scenario: Scenario, section: str, on: str, *matters: str) -> None:
    for matter in matters:
        grant(scenario, f"{matter}:{section}", on)


def stage(scenario: Scenario, name: str, *on: str) -> StageState:
    return scenario.read(*on).stages.get(name, StageState())


def test_a_dependency_is_met_by_the_same_scope_and_by_no_other(land: Scenario) -> None:
    divided(land, "01-05", REVIEW, PLANNING)
    grant(land, f"{REVIEW}:sec-1", "02-02")
    assert codes(land, f"{PLANNING}:sec-1", "02-03") == []
    assert codes(land, f"{PLANNING}:sec-2", "02-03") == ["accepted_before_dependency"]


def test_else_by_the_smallest_enclosing_scope(land: Scenario) -> None:
    land.do(add("phase-1", "01-05", REVIEW, kind="phase"))
    land.do(add("phase-2", "01-05", REVIEW, kind="phase"))
    land.do(add("b-1", "01-05", PLANNING, within="phase-1"), add("b-2", "01-05", PLANNING, within="phase-2"))
    grant(land, f"{REVIEW}:phase-1", "02-02")
    assert codes(land, f"{PLANNING}:b-1", "02-03") == []
    assert codes(land, f"{PLANNING}:b-2", "02-03") == ["accepted_before_dependency"]


def test_else_by_the_project(land: Scenario) -> None:
    divided(land, "01-05", PLANNING)
    assert codes(land, f"{PLANNING}:sec-2", "02-03") == ["accepted_before_dependency"]
    grant(land, REVIEW, "02-02")
    assert codes(land, f"{PLANNING}:sec-1", "02-03") == codes(land, f"{PLANNING}:sec-2", "02-03") == []


def test_a_matter_of_the_project_waits_for_all_scopes(land: Scenario) -> None:
    """Waste disposal of the whole site stands on both planning permits."""
    divided(land, "01-05", PLANNING)
    grant(land, REVIEW, "02-02")
    grant(land, f"{PLANNING}:sec-1", "02-03")
    assert codes(land, "construction_waste_disposal", "02-04") == ["accepted_before_dependency"]
    grant(land, f"{PLANNING}:sec-2", "02-05")
    assert codes(land, "construction_waste_disposal", "02-05") == []


def test_a_scope_waits_for_the_parts_within_it_only(land: Scenario) -> None:
    land.do(add("phase-1", "01-05", "construction_waste_disposal", kind="phase"))
    land.do(add("b-1", "01-05", PLANNING, within="phase-1"), add("b-2", "01-05", PLANNING, within="phase-1"))
    land.do(add("c", "01-05", PLANNING))
    grant(land, REVIEW, "02-02")
    grant(land, f"{PLANNING}:b-1", "02-03")
    assert codes(land, "construction_waste_disposal:phase-1", "02-04") == ["accepted_before_dependency"]
    grant(land, f"{PLANNING}:b-2", "02-03")
    assert codes(land, "construction_waste_disposal:phase-1", "02-04") == []


def test_a_matter_that_does_not_apply_in_its_scope_is_not_waited_for(land: Scenario) -> None:
    land.do(add("plant", "01-05", SAFETY, DRAWINGS, PERMIT))
    land.do(add("small", "01-05", SAFETY, DRAWINGS, PERMIT, answers={"total_investment_cny": 900000}))
    scopes = land.read().scopes
    assert scopes.visible(SAFETY, "small") == (f"{SAFETY}:small",)
    assert not land.read().matters.get(f"{SAFETY}:small")
    assert open_gates(land.read(), land.read(), Gate.CONSTRUCTION_START, land.rules, "small", day("02-02")) == []


def sections_of_which_one_may_build(land: Scenario) -> None:
    divided(land, "01-05")
    grant(land, REVIEW, "02-02")
    through(land, "sec-1", "02-03", PLANNING, DRAWINGS, SAFETY, PERMIT)
    through(land, "sec-2", "02-10", PLANNING)


def test_only_the_section_without_a_permit_is_built_before_it(land: Scenario) -> None:
    """未批先建 (建筑法 §7): judged by the permit and the gates of the fact's own scope."""
    sections_of_which_one_may_build(land)
    land.fact("construction_started", "02-16", scope="sec-1")
    assert land.event("FactRecorded").irregularities == ()
    land.fact("construction_started", "02-17", "抢工", scope="sec-2")
    assert land.event("FactRecorded").irregularities == ("construction_before_permit",)
    red = marks(land.read(), land.rules, None).red
    assert red is not None
    assert (red.on, red.cause, red.matter) == (day("02-17"), Cause.GATE_BROKEN, f"{PERMIT}:sec-2")
    through(land, "sec-2", "02-24", DRAWINGS, SAFETY, PERMIT)
    assert land.codes_now("FactRecorded") == ["construction_before_permit"]
    red = marks(land.read(), land.rules, None).red
    assert red is None or red.cause is not Cause.GATE_BROKEN


def test_a_start_of_the_whole_project_needs_every_sections_permit(land: Scenario) -> None:
    sections_of_which_one_may_build(land)
    land.fact("construction_started", "02-16", "抢工")
    assert land.event("FactRecorded").irregularities == ("construction_before_permit",)


def test_a_gate_of_the_whole_project_holds_in_every_scope(scenario: Scenario) -> None:
    scenario.at("01-05 09:00").registered().listed().at("06-30 09:00")
    divided(scenario, "01-05", PERMIT)
    for key in (*LAND, PLANNING, DRAWINGS, SAFETY):
        scenario.act(key, "grant", "2025-12-01", prior=True, document="前证")
    grant(scenario, f"{PERMIT}:sec-1", "02-03")
    open_ones = open_gates(
        scenario.read(), scenario.read(), Gate.CONSTRUCTION_START, scenario.rules, "sec-1", day("02-03")
    )
    assert open_ones == list(GATES)


def test_production_has_its_gates_by_scope(land: Scenario) -> None:
    acceptance = "occupational_health_acceptance"
    others = ("soil_conservation_acceptance", "pollutant_registration", "sewer_discharge_permit", "eia_acceptance")
    divided(land, "01-05", acceptance)
    for key in (*others, f"{acceptance}:sec-1"):
        land.act(key, "grant", "2025-12-01", prior=True, document="前证")
    land.fact("production_started", "02-16", scope="sec-1")
    assert land.event("FactRecorded").irregularities == ()
    land.fact("production_started", "02-17", "试产", scope="sec-2")
    assert land.event("FactRecorded").irregularities == ("production_before_gate",)


def test_a_milestone_is_reached_scope_by_scope(land: Scenario) -> None:
    """1/2, then 2/2: the project's with the last of them."""
    divided(land, "01-05", PLANNING)
    grant(land, REVIEW, "02-02")
    grant(land, f"{PLANNING}:sec-1", "02-03")
    one = next(item for item in land.rules.catalogue.stages if item.id == "planning_permission")
    assert reached_parts(land.read(), one) == (1, 2)
    assert stage(land, one.id).reached == (("sec-1", day("02-03")),)
    assert stage(land, one.id).milestone_on is None
    grant(land, f"{PLANNING}:sec-2", "02-10")
    assert reached_parts(land.read(), one) == (2, 2)
    assert reached_parts(land.read("02-09"), one) == (1, 2)
    assert (stage(land, one.id).milestone_on, stage(land, one.id).closed_on) == (day("02-10"), day("02-10"))
    reached = [(event.scope, event.effective_on) for event in land.log if isinstance(event, MilestoneReached)]
    assert reached[-3:] == [("sec-1", day("02-03")), ("sec-2", day("02-10")), ("", day("02-10"))]


def test_a_corrected_grant_moves_its_scopes_milestone_and_the_projects(land: Scenario) -> None:
    divided(land, "01-05", PLANNING)
    grant(land, REVIEW, "02-02")
    grant(land, f"{PLANNING}:sec-1", "02-03")
    grant(land, f"{PLANNING}:sec-2", "02-10")
    version = land.version_of("MatterGranted", f"{PLANNING}:sec-2")
    land.correct(version, effective_on="2026-02-12")
    state = stage(land, "planning_permission")
    assert (dict(state.reached)["sec-2"], state.milestone_on) == (day("02-12"), day("02-12"))
    land.correct(version, void=True)
    state = stage(land, "planning_permission")
    assert (state.reached, state.milestone_on) == ((("sec-1", day("02-03")),), None)


def test_works_are_complete_when_they_are_in_every_section(land: Scenario) -> None:
    sections_of_which_one_may_build(land)
    through(land, "sec-2", "02-10", DRAWINGS, SAFETY, PERMIT)
    land.act("utility_power", "receive", "02-10", receipt_no="1")
    land.fact("works_completed", "05-18", scope="sec-1")
    assert stage(land, "construction_execution").milestone_on is None
    assert stage(land, "construction_execution").reached == (("sec-1", day("05-18")),)
    land.fact("works_completed", "06-15", scope="sec-2")
    assert stage(land, "construction_execution").milestone_on == day("06-15")


def test_works_of_the_whole_project_are_complete_at_once(land: Scenario) -> None:
    sections_of_which_one_may_build(land)
    land.act("utility_power", "receive", "02-10", receipt_no="1")
    land.fact("works_completed", "05-18")
    state = stage(land, "construction_execution")
    assert (state.milestone_on, dict(state.reached)) == (day("05-18"), dict.fromkeys(("sec-1", "sec-2"), day("05-18")))


def test_a_granted_matter_of_a_scope_yields_its_fact_there(scenario: Scenario) -> None:
    scenario.at("01-05 09:00").registered().listed().at("03-31 09:00")
    parcels = ("land_listing_grant", "land_grant_contract")
    scenario.do(add("east", "01-05", *parcels, kind="parcel"))
    scenario.do(add("west", "01-05", *parcels, kind="parcel"))
    for key in ("planning_conditions", "land_listing_grant:east"):
        scenario.act(key, "grant", "2025-12-01", prior=True)
    grant(scenario, "land_grant_contract:west", "02-09")
    grant(scenario, "land_grant_contract:east", "02-10")
    signed = [(fact.scope, fact.on) for fact in scenario.read().facts if fact.kind == "land_contract_signed"]
    assert signed == [("west", day("02-09")), ("east", day("02-10"))]


def test_a_closed_scope_holds_no_stage_open(land: Scenario) -> None:
    divided(land, "01-05", PLANNING)
    grant(land, REVIEW, "02-02")
    grant(land, f"{PLANNING}:sec-1", "02-03")
    assert stage(land, "planning_permission").closed_on is None
    land.do(close("sec-2", "03-02"))
    state = stage(land, "planning_permission")
    assert (state.milestone_on, state.closed_on) == (day("03-02"), day("03-02"))
    assert stage(land, "planning_permission", "03-01").closed_on is None


def test_a_scope_added_after_the_milestone_reopens_its_stage_and_un_reaches_nothing(land: Scenario) -> None:
    """As a list that adds a matter (ruling 25): the milestone keeps its day, the stage shows 1/2."""
    grant(land, REVIEW, "02-02")
    grant(land, PLANNING, "02-03")
    one = next(item for item in land.rules.catalogue.stages if item.id == "planning_permission")
    assert (stage(land, one.id).milestone_on, stage(land, one.id).closed_on) == (day("02-03"), day("02-03"))
    divided(land, "03-02", PLANNING)
    state = stage(land, one.id)
    assert (state.milestone_on, state.closed_on, state.reopened_on) == (day("02-03"), None, day("03-02"))
    assert (reached_parts(land.read(), one), state.reached) == ((1, 2), (("sec-1", day("02-03")),))
    assert (reached_parts(land.read("03-01"), one), stage(land, one.id, "03-01").closed_on) == (None, day("02-03"))
    grant(land, f"{PLANNING}:sec-2", "04-13")
    state = stage(land, one.id)
    assert (state.milestone_on, state.closed_on) == (day("02-03"), day("04-13"))
    assert reached_parts(land.read(), one) == (2, 2)


def test_what_was_started_before_a_section_was_added_is_not_the_sections(land: Scenario) -> None:
    """The start of the whole project is judged by the scopes of its day, and is the main one's later."""
    grant(land, REVIEW, "02-02")
    for key in (PLANNING, DRAWINGS, SAFETY, PERMIT):
        grant(land, key, "02-03")
    land.fact("construction_started", "02-09")
    land.act("utility_power", "receive", "02-10", receipt_no="1")
    divided(land, "03-02")
    assert land.codes_now("FactRecorded") == []
    red = marks(land.read(), land.rules, None).red
    assert red is None or red.cause is not Cause.GATE_BROKEN
    land.fact("works_completed", "02-27", "补录")
    state = stage(land, "construction_execution")
    assert (state.milestone_on, dict(state.reached)) == (
        day("02-27"),
        {"sec-1": day("02-27")},
    )  # there were no sections
    assert headline_fact(land.read(), "construction_started") is not None
    assert fact_at(land.read(), "construction_started", "sec-2") is None
