"""Milestone targets: the original is the baseline, the current one moves with a reason and in time (design §4, §9)."""

from dataclasses import replace

import pytest

from domain.deciding.commands import CorrectRecord, MoveTarget
from domain.lights import permit_target
from domain.project.events.targets import current_target, original_target
from tests.scenario import Scenario, day, refused

STAGE = "construction_permitting"


@pytest.fixture
def planned(scenario: Scenario) -> Scenario:
    """A list issued on Monday 5 January; from here on people act, nothing is imported."""
    told = scenario.at("01-05 09:00").registered().listed()
    told.via = "api"
    return told


def move(scenario: Scenario, on: str, role: str = "lead", reason: str = "土地延期", stage: str = STAGE) -> None:
    scenario.actor = replace(scenario.actor, role=role)
    scenario.do(MoveTarget(stage=stage, on=day(on), reason=reason))


def test_the_original_target_is_the_escorted_plan_of_the_first_list(planned: Scenario) -> None:
    project = planned.read()
    assert project.yardsticks is not None
    assert original_target(project, STAGE) == dict(project.yardsticks.permits)["escorted"]
    assert current_target(project, STAGE) == original_target(project, STAGE)


def test_a_moved_target_leaves_the_original_and_the_light_looks_at_it(planned: Scenario) -> None:
    original = original_target(planned.read(), STAGE)
    planned.at("01-06 09:00")
    move(planned, "12-01")
    project = planned.read()
    assert (current_target(project, STAGE), original_target(project, STAGE)) == (day("12-01"), original)
    assert permit_target(project) == day("12-01")
    assert current_target(planned.read("01-05"), STAGE) == original


@pytest.mark.parametrize(
    ("on", "role", "missing"),
    [
        ("03-16", "specialist", ""),  # 10 working days left
        ("03-17", "specialist", "move_target_lead"),  # 9
        ("03-17", "lead", ""),
        ("03-23", "lead", ""),  # 5
        ("03-24", "lead", "move_target_leadership"),  # 4
        ("03-24", "specialist", "move_target_leadership"),
        ("03-24", "leadership", ""),
        ("04-02", "leadership", ""),  # long passed
        ("01-06", "leadership", ""),
        ("01-06", "auditor", "move_target_specialist"),
    ],
)
def test_who_may_move_it_depends_on_the_working_days_left(planned: Scenario, on: str, role: str, missing: str) -> None:
    """The current target counts: Monday 30 March."""
    planned.at("01-05 10:00")
    move(planned, "03-30")
    planned.at(f"{on} 09:00")
    if missing:
        with refused("right_missing", right=missing, role=role):
            move(planned, "04-30", role)
    else:
        move(planned, "04-30", role)
        assert current_target(planned.read(), STAGE) == day("04-30")


def test_the_same_target_changes_nothing(planned: Scenario) -> None:
    move(planned, "12-01")
    before = len(planned.log)
    move(planned, "12-01", "specialist")
    assert len(planned.log) == before


def test_a_target_says_why_and_names_a_stage(planned: Scenario) -> None:
    with refused("reason_required"):
        move(planned, "12-01", reason=" ")
    with refused("unknown_stage"):
        move(planned, "12-01", stage="demolition")


def test_without_a_list_there_is_no_target(scenario: Scenario) -> None:
    scenario.at("01-05 09:00").registered()
    with refused("no_target"):
        move(scenario, "12-01")


def test_a_milestone_reached_has_no_target_to_move(planned: Scenario) -> None:
    planned.via = "import"
    planned.at("01-08 09:00")
    planned.act("enterprise_registration", "receive", "01-06", receipt_no="1", reason="补录")
    planned.act("enterprise_registration", "grant", "01-06", "补录", document="1")
    with refused("milestone_reached", on="2026-01-06"):
        move(planned, "12-01", stage="project_landing")


def test_a_move_is_not_undone_by_a_correction(planned: Scenario) -> None:
    """That would move it past the one who may; it is moved again instead."""
    move(planned, "12-01")
    version = planned.version_of("MilestoneTargetMoved")
    with refused("not_correctable"):
        planned.do(CorrectRecord(version=version, reason="录入有误", void=True))
    with refused("field_not_correctable"):
        planned.do(CorrectRecord(version=version, reason="录入有误", changes={"on": "2026-11-01"}))
