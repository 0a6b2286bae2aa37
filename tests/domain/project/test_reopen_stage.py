"""A stage reopened: by hand with a reason, or by a list that brings it a matter; and closed again (ruling 25)."""

import pytest

from domain.deciding.commands import CorrectRecord, ReopenStage
from domain.project.model.state import StageState
from tests.domain.project.conftest import PERMIT
from tests.scenario import Scenario, day, refused

STAGE = "planning_permission"
REVIEW = "design_scheme_review"
ADDED = "civil_air_defence_review"


@pytest.fixture
def closed(scenario: Scenario) -> Scenario:
    """The review was waived, the permit granted on Monday 9 March."""
    told = scenario.at("01-05 09:00").registered().listed().at("05-29 09:00")
    told.act(REVIEW, "waive", "03-02", "免于审查")
    told.act(PERMIT, "receive", "03-03", "补录", receipt_no="1")
    told.act(PERMIT, "grant", "03-09", "补录", document="1")
    return told


def reopen(scenario: Scenario, on: str, reason: str = "方案调整", stage: str = STAGE) -> None:
    scenario.do(ReopenStage(stage=stage, effective_on=day(on), reason=reason))


def stage(scenario: Scenario, on: str | None = None) -> StageState:
    return scenario.read(on).stages[STAGE]


def closings(scenario: Scenario) -> list[str]:
    return [f"{event.effective_on:%m-%d}" for event in scenario.log if event.TOPIC == "StageClosed"][-2:]


def test_a_closed_stage_is_reopened_and_its_milestone_stays(closed: Scenario) -> None:
    reopen(closed, "04-01")
    assert stage(closed, "03-31").closed_on == day("03-09")
    after = stage(closed)
    assert (after.closed_on, after.reopened_on, after.milestone_on) == (None, day("04-01"), day("03-09"))


def test_it_closes_again_at_the_first_grant_on_or_after_the_reopening_that_leaves_nothing_open(
    closed: Scenario,
) -> None:
    """Ruling 25: a second occurrence of the closing, the first stays as it was."""
    reopen(closed, "04-01")
    closed.act(REVIEW, "submit", "04-02")
    assert stage(closed).closed_on is None
    closed.act(REVIEW, "grant", "04-08", "补录")
    assert stage(closed).closed_on == day("04-08")
    assert closings(closed) == ["03-09", "04-08"]
    assert closed.event("StageClosed").occurrence == 2


def test_a_grant_before_the_reopening_does_not_close_it_again(closed: Scenario) -> None:
    reopen(closed, "04-01")
    closed.act(REVIEW, "grant", "03-30", "补录")
    assert stage(closed).closed_on is None


def test_a_grant_of_another_stage_does_not_close_it(closed: Scenario) -> None:
    reopen(closed, "04-01")
    closed.act("investment_agreement", "receive", "04-02", receipt_no="3", reason="补录")
    closed.act("investment_agreement", "grant", "04-02", "补录", document="3")
    assert stage(closed).closed_on is None


def test_moving_the_grant_moves_the_second_closing(closed: Scenario) -> None:
    reopen(closed, "04-01")
    closed.act(REVIEW, "grant", "04-08", "补录")
    closed.correct(closed.version_of("MatterGranted"), effective_on="2026-04-10")
    assert stage(closed).closed_on == day("04-10")
    closed.correct(closed.version_of("MatterGranted"), void=True)
    assert stage(closed).closed_on is None


def test_voiding_the_reopening_leaves_the_first_closing(closed: Scenario) -> None:
    reopen(closed, "04-01")
    closed.do(CorrectRecord(version=closed.version_of("StageReopened"), reason="录入有误", void=True))
    assert stage(closed).closed_on == day("03-09")


def test_what_is_not_closed_is_not_reopened(closed: Scenario) -> None:
    """On that day: before the closing the stage was open."""
    with refused("stage_not_closed", stage=STAGE):
        reopen(closed, "03-06")
    reopen(closed, "04-01")
    with refused("stage_not_closed"):
        reopen(closed, "04-02")


def test_a_reopening_says_why_and_names_a_stage(closed: Scenario) -> None:
    with refused("reason_required"):
        reopen(closed, "04-01", " ")
    with refused("unknown_stage", stage="demolition"):
        reopen(closed, "04-01", stage="demolition")


def test_a_list_that_adds_a_matter_reopens_the_closed_stage(closed: Scenario) -> None:
    """Ruling 25: a consequence, and again the first grant that leaves nothing open closes it."""
    closed.listed("04-15", civil_air_defence_required=True)
    after = stage(closed)
    assert (after.closed_on, after.reopened_on) == (None, day("04-15"))
    assert closed.event("StageReopenedByList").cause
    closed.act(ADDED, "receive", "04-16", "补录", receipt_no="5")
    closed.act(ADDED, "grant", "04-20", "补录", document="5")
    assert closings(closed) == ["03-09", "04-20"]


def test_a_list_without_that_matter_again_closes_it(closed: Scenario) -> None:
    """It no longer applies, so nothing is open."""
    closed.listed("04-15", civil_air_defence_required=True)
    closed.listed("04-22")
    assert stage(closed).closed_on == day("04-22")


def test_a_list_that_changes_another_stage_leaves_it_closed(closed: Scenario) -> None:
    closed.listed("04-15", night_work=True)
    assert stage(closed).closed_on == day("03-09")
