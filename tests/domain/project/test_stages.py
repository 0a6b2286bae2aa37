"""The eight stages: opened, reached, closed; consequences of the facts, never entered (rulings 7, 25)."""

import pytest

from domain.errors import DomainError
from domain.project.events.corrections import RecordCorrected
from domain.project.model.state import StageState
from tests.domain.project.conftest import PERMIT
from tests.scenario import Scenario, day, refused

STAGE = "planning_permission"
REVIEW = "design_scheme_review"


@pytest.fixture
def begun(scenario: Scenario) -> Scenario:
    """Nothing was granted before the landing: the stage has the review and the permit before it."""
    return scenario.at("01-05 09:00").registered().listed().at("03-31 09:00")


def stage(scenario: Scenario, on: str | None = None, name: str = STAGE) -> StageState:
    return scenario.read(on).stages.get(name, StageState())


def test_a_stage_opens_with_the_first_begin(begun: Scenario) -> None:
    """A pre-review counts."""
    begun.act(REVIEW, "pre-review", "02-02")
    begun.act(PERMIT, "receive", "02-09", receipt_no="1")
    assert stage(begun).opened_on == day("02-02")
    assert stage(begun, "02-01") == StageState()


def test_an_earlier_begin_entered_later_moves_the_opening_in_the_same_save(begun: Scenario) -> None:
    begun.act(REVIEW, "pre-review", "02-09")
    version = begun.version_of("StageOpened")
    outcome = begun.act(PERMIT, "pre-review", "02-02")
    entry, moved = outcome.events
    assert isinstance(moved, RecordCorrected)
    assert (moved.corrects, moved.void, moved.cause) == (version, False, f"v{entry.originator_version}")
    assert (moved.recorded_at, moved.command_id) == (entry.recorded_at, entry.command_id)
    assert stage(begun).opened_on == day("02-02")
    assert [event.TOPIC for event in begun.log].count("StageOpened") == 2  # the landing's, and this one


def test_an_opening_without_its_ground_is_voided_and_restored(begun: Scenario) -> None:
    begun.act(REVIEW, "pre-review", "02-09")
    version = begun.version_of("PreReviewStarted")
    begun.correct(version, void=True)
    assert stage(begun) == StageState()
    begun.correct(version)
    assert stage(begun).opened_on == day("02-09")
    assert begun.version_of("StageOpened") == version + 1


def test_a_stage_closes_when_its_milestone_is_reached_and_nothing_is_open(begun: Scenario) -> None:
    begun.act(PERMIT, "receive", "03-02", receipt_no="1")
    begun.act(PERMIT, "grant", "03-03", "先批", document="2")
    assert (stage(begun).milestone_on, stage(begun).closed_on) == (day("03-03"), None)
    begun.act(REVIEW, "grant", "03-10", "后补")
    assert stage(begun).closed_on == day("03-10")
    assert stage(begun, "03-09").closed_on is None


def test_the_milestone_moves_with_a_corrected_grant(granted: Scenario) -> None:
    granted.correct(granted.version_of("MatterGranted", PERMIT), effective_on="2026-03-06")
    assert (stage(granted).milestone_on, stage(granted).closed_on) == (day("03-06"), day("03-06"))


def test_the_milestone_falls_with_a_voided_grant(granted: Scenario) -> None:
    version = granted.version_of("MatterGranted", PERMIT)
    outcome = granted.correct(version, void=True)
    assert (stage(granted).milestone_on, stage(granted).closed_on) == (None, None)
    assert stage(granted).opened_on == day("2025-12-01")
    assert granted.topics(outcome) == ["RecordCorrected"] * 3


def test_a_waived_matter_holds_no_stage_open(begun: Scenario) -> None:
    begun.act(PERMIT, "receive", "03-02", receipt_no="1")
    begun.act(PERMIT, "grant", "03-03", "先批", document="2")
    begun.act(REVIEW, "waive", "03-09", "简易项目")
    assert stage(begun).closed_on == day("03-09")


def test_a_refused_or_withdrawn_matter_does(begun: Scenario) -> None:
    begun.act(REVIEW, "grant", "03-02", "已审")
    begun.act(PERMIT, "receive", "03-02", receipt_no="1")
    begun.act(PERMIT, "withdraw", "03-03")
    assert (stage(begun).milestone_on, stage(begun).closed_on) == (None, None)


def test_a_waiver_of_the_milestones_matter_reaches_no_milestone_but_closes(begun: Scenario) -> None:
    """Ruling 25: without an applicable milestone matter the stage closes when its matters are done."""
    begun.act(PERMIT, "waive", "03-02", "既有建筑")
    assert stage(begun).closed_on is None
    begun.act(REVIEW, "grant", "03-09", "已审")
    assert (stage(begun).milestone_on, stage(begun).closed_on) == (None, day("03-09"))


def test_a_stage_whose_milestone_does_not_apply_closes_with_its_matters(scenario: Scenario) -> None:
    """Ruling 25."""
    scenario.registered().listed(floor_area_m2=0).at("03-31 09:00")
    scenario.act("construction_drawing_review", "grant", "03-03", "已审")
    reached = stage(scenario, name="construction_permitting")
    assert (reached.milestone_on, reached.closed_on) == (None, day("03-03"))


def test_the_landing_is_reached_by_registration_and_list(scenario: Scenario) -> None:
    scenario.at("01-20 09:00").registered().listed("01-08")
    scenario.act("enterprise_registration", "receive", "01-12", receipt_no="1")
    scenario.act("enterprise_registration", "grant", "01-13", document="执照")
    assert stage(scenario, name="project_landing").milestone_on == day("01-13")
    assert stage(scenario, name="project_landing").closed_on is None
    scenario.act("investment_agreement", "grant", "01-14")
    scenario.act("enterprise_opening_services", "grant", "01-15")
    assert stage(scenario, name="project_landing").closed_on == day("01-15")


def test_execution_is_reached_by_the_fact_that_the_works_are_complete(ready: Scenario) -> None:
    ready.act("utility_power", "grant", "03-02", "已通电")
    ready.fact("works_completed", "03-20")
    reached = stage(ready, name="construction_execution")
    assert (reached.milestone_on, reached.closed_on) == (day("03-20"), None)
    ready.correct(ready.version_of("FactRecorded"), effective_on="2026-03-23")
    assert stage(ready, name="construction_execution").milestone_on == day("03-23")


def test_a_list_that_adds_a_matter_takes_the_closing_back(granted: Scenario) -> None:
    """Ruling 25: a list adding a matter to a closed stage opens it again."""
    granted.listed(civil_air_defence_required=True)
    assert stage(granted).closed_on is None
    assert stage(granted).milestone_on == day("03-05")


@pytest.mark.parametrize("topic", ["StageOpened", "MilestoneReached", "StageClosed", "ServiceListGranted"])
@pytest.mark.parametrize("void", [True, False])
def test_no_user_touches_a_consequence(granted: Scenario, topic: str, void: bool) -> None:
    """Rulings 7 and 9."""
    with refused("not_correctable", topic=topic):
        granted.correct(granted.version_of(topic), void=void)


def test_nor_the_correction_of_one(granted: Scenario) -> None:
    granted.correct(granted.version_of("MatterGranted", PERMIT), effective_on="2026-03-06")
    with refused("not_correctable", topic="RecordCorrected"):
        granted.correct(granted.version_of("RecordCorrected"), void=True)


def test_a_refused_command_draws_no_consequence(begun: Scenario) -> None:
    before = list(begun.log)
    with pytest.raises(DomainError):
        begun.act(PERMIT, "accept", "03-02")
    assert list(begun.log) == before


def test_consequences_are_found_as_they_stand_and_recorded_once(granted: Scenario) -> None:
    outcome = granted.act(PERMIT, "deliver", "03-06")
    assert granted.topics(outcome) == ["DecisionDelivered"]
