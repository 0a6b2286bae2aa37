"""The matters of a project and of all projects."""

import pytest

from projections.views.matters import across, of_project
from tests.projections.conftest import Shown
from tests.scenario import day

pytestmark = pytest.mark.both_engines

MATTER = "construction_planning_permit"
REASON = "如实记录"


@pytest.fixture
def told(shown: Shown) -> Shown:
    scenario = shown.scenario
    scenario.at("01-05 09:00").registered().listed()
    scenario.at("03-02 10:00").act(MATTER, "receive", "03-02", receipt_no="JM-1")
    scenario.act(MATTER, "accept", "03-02", REASON)
    return shown


def row(shown: Shown) -> dict[str, object]:
    shown.projector.catch_up()
    return dict(next(item for item in of_project(shown.database, shown.scenario.project) if item["key"] == MATTER))


def test_a_matter_shows_its_application_both_limits_and_its_plan(told: Shown) -> None:
    found = row(told)
    assert (found["phase"], found["attempt"], found["accepted_on"]) == ("accepted", 1, day("03-02"))
    assert (found["promised_due_on"], found["due_on"], found["due_kind"]) == (day("03-05"), day("03-05"), "promised")
    assert found["plan_escorted_granted"] is not None
    assert found["irregularities"] == ["accepted_before_dependency"]


def test_a_stop_freezes_the_limits(told: Shown) -> None:
    stop = {"kind": "hearing", "notice_no": "1", "notice_on": "03-03", "expected_end": "03-20"}
    told.scenario.at("03-03 10:00").act(MATTER, "suspend", "03-03", "听证", **stop)
    found = row(told)
    assert (found["promised_due_on"], found["promised_left"]) == (None, 3)
    assert (found["stops"], found["stopped_since"], found["stop_expected_end"]) == (
        ["hearing"],
        day("03-03"),
        day("03-20"),
    )
    assert (found["due_on"], found["due_kind"]) == (day("03-20"), "suspension_end")


def test_a_request_and_a_review_show_as_they_stand(shown: Shown) -> None:
    scenario = shown.scenario
    scenario.at("01-05 09:00").registered().listed()
    scenario.at("03-02 10:00").act(MATTER, "pre-review", "03-02")
    assert row(shown)["review"] == "started"
    assert row(shown)["review_due_on"] == day("03-05")
    scenario.act(MATTER, "pre-review-opinion", "03-02", result="favourable")
    scenario.act(MATTER, "receive", "03-02", receipt_no="JM-1")
    assert row(shown)["answer_due_on"] == day("03-09")
    scenario.act(MATTER, "request-supplement", "03-02", materials=("总平面图",), due_on="03-20")
    found = row(shown)
    assert (found["review"], found["opinion_on"]) == ("favourable", day("03-02"))
    assert (found["requested"], found["request_due_on"], found["answer_due_on"]) == (["总平面图"], day("03-20"), None)


def test_matters_are_found_across_projects_by_department_phase_and_due_date(told: Shown) -> None:
    told.projector.catch_up()
    assert [item["key"] for item in across(told.database, due_before=day("03-05"))] == [MATTER]
    assert across(told.database, due_before=day("03-04")) == []
    assert [item["key"] for item in across(told.database, phases=["accepted"])] == [MATTER]
    natural = across(told.database, department="natural_resources")
    assert natural[0]["key"] == MATTER
    assert {item["department"] for item in natural} == {"natural_resources"}
    assert natural[0]["name"] == "叁旺液压"


def test_an_unknown_project_has_no_matters(told: Shown) -> None:
    assert of_project(told.database, "nothing") == []
