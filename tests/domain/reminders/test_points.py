"""Key nodes that follow from the facts of a project: which there are while the service runs, rests or is over."""

from datetime import date

import pytest
from msgspec import structs

from domain.deciding.commands import AssignSpecialist
from domain.project.model.state import Project, StageState, Status
from domain.reminders.nodes import Node
from domain.reminders.points import OUTLIVE, Point, points
from tests.scenario import Scenario, day

MATTER = "fire_design_review"
REASON = "按办件系统补录"


@pytest.fixture
def lived(scenario: Scenario) -> Scenario:
    """A matter under way, a permit with its duties, a report each month; it is 03-04."""
    scenario.at("01-05 09:00").registered().listed(fire_special_project=True)
    scenario.do(AssignSpecialist(effective_on=day("01-05"), specialist="s-07", team="专班三"))
    for matter in ("construction_permit", "project_filing"):
        scenario.act(matter, "grant", "2025-12-15", REASON, document="1", prior=True)
    scenario.at("01-06 09:00").act("construction_permit", "deliver", "01-06")
    scenario.at("03-02 09:00").act(MATTER, "receive", "03-02", receipt_no="JM-1")
    scenario.act(MATTER, "accept", "03-02", REASON)
    return scenario.at("03-04 09:00")


def found(scenario: Scenario, last: date | None = None, **changes: object) -> tuple[Point, ...]:
    state: Project = structs.replace(scenario.read(), **changes)
    return points(state, scenario.rules, last)


def nodes(scenario: Scenario, last: date | None = None, **changes: object) -> set[Node]:
    return {point.node for point in found(scenario, last, **changes)}


def test_while_the_service_runs_there_is_all_of_it(lived: Scenario) -> None:
    there = nodes(lived)
    assert there >= {
        Node.PROMISED,
        Node.STATUTORY,
        Node.MILESTONE_TARGET,
        Node.PERMIT_LAPSE,
        Node.ONE_OFF_DUTY,
        Node.RECURRING_DUTY,
    }


def test_a_service_that_rests_has_no_targets_and_is_not_stale_but_the_law_goes_on(lived: Scenario) -> None:
    resting = nodes(lived, day("01-05"), status=Status.SUSPENDED)
    assert resting & {Node.MILESTONE_TARGET, Node.STALE} == set()
    assert resting >= {Node.PROMISED, Node.STATUTORY, Node.PERMIT_LAPSE, Node.RECURRING_DUTY}


def test_of_a_completed_service_only_what_outlives_it_is_left(lived: Scenario) -> None:
    there = nodes(lived, day("01-05"), status=Status.COMPLETED)
    assert there
    assert there <= OUTLIVE


@pytest.mark.parametrize("status", [Status.TERMINATED, Status.ARCHIVED])
def test_of_a_terminated_or_archived_one_nothing_is_left(lived: Scenario, status: Status) -> None:
    assert found(lived, day("01-05"), status=status) == ()


def test_reports_end_twelve_months_after_the_last_stage_closed(lived: Scenario) -> None:
    """The first report is due by 2026-01-15."""
    stages = lived.read().stages
    for closed, there in (("2025-01-14", False), ("2025-01-15", True)):
        over = {**stages, "production_operation": StageState(closed_on=day(closed))}
        assert (Node.RECURRING_DUTY in nodes(lived, stages=over)) is there


def test_a_day_yet_to_come_is_known_from_the_grant_on(lived: Scenario) -> None:
    """A monthly report by 01-15 is told from 12-15 on, and not from its own day."""
    (report,) = [point for point in found(lived) if point.node is Node.RECURRING_DUTY]
    assert (report.start, report.due_on, report.length) == (day("2025-12-15"), day("01-15"), 22)


def test_a_request_for_supplements_counts_from_its_day_and_needs_no_date(lived: Scenario) -> None:
    lived.act("soil_conservation_form", "receive", "03-03", receipt_no="JM-2")
    lived.act("soil_conservation_form", "request-supplement", "03-04", materials=("图纸",))
    (asked,) = [point for point in found(lived) if point.node is Node.SUPPLEMENT]
    assert (asked.due_on, asked.start, asked.matter) == (day("03-04"), day("03-03"), "soil_conservation_form")


def test_silence_is_a_point_once_it_was_deemed_and_none_once_it_was_answered(lived: Scenario) -> None:
    lived.at("03-04 10:00").act("soil_conservation_form", "receive", "03-04", receipt_no="JM-2")
    assert Node.ACCEPTANCE_DEEMED not in nodes(lived)
    lived.at("03-12 09:00").deem()
    (deemed,) = [point for point in found(lived) if point.node is Node.ACCEPTANCE_DEEMED]
    assert (deemed.due_on, deemed.start) == (day("03-12"), day("03-04"))
    lived.act("soil_conservation_form", "accept", "03-12", REASON)
    assert Node.ACCEPTANCE_DEEMED not in nodes(lived)


def test_a_milestone_that_is_reached_is_no_point_any_more(lived: Scenario) -> None:
    stages = lived.read().stages
    before = {point.detail for point in found(lived) if point.node is Node.MILESTONE_TARGET}
    reached = {**stages, "land_use_approval": StageState(milestone_on=day("03-03"))}
    after = {point.detail for point in found(lived, stages=reached) if point.node is Node.MILESTONE_TARGET}
    assert before - after == {"land_use_approval"}
