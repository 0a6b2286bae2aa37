"""Two sections in the views: keys in the rail, 1/2 of the milestone, the main scope on the board."""

import pytest

from domain.lights import permit_target
from projections.board.rows import BoardRow
from projections.views.matters import of_project
from tests.domain.project.divided import DRAWINGS, PERMIT, PLANNING, SAFETY, add, divided, grant
from tests.projections.conftest import Shown, all_rows, views_of
from tests.scenario import day

pytestmark = pytest.mark.both_engines

TODAY = "03-31"


@pytest.fixture
def sections(shown: Shown) -> Shown:
    """The list of 01-05 without sections; two since 02-02; the first has all its permits, the second none."""
    scenario = shown.scenario.at("01-05 09:00").registered().listed().at(f"{TODAY} 09:00")
    divided(scenario, "02-02")
    for key, on in ((PLANNING, "03-02"), (DRAWINGS, "03-03"), (SAFETY, "03-04"), (PERMIT, "03-05")):
        grant(scenario, f"{key}:sec-1", on)
    return shown


def row(shown: Shown) -> BoardRow:
    return shown.board(TODAY).rows[0]


def stop(shown: Shown, stage: str) -> dict[str, object]:
    return next(item for item in row(shown).rail if item["id"] == stage)


def test_the_rail_counts_keys_and_scopes(sections: Shown) -> None:
    planning = stop(sections, "planning_permission")
    assert (planning["done"], planning["total"], planning["scopes"]) == (1, 3, [1, 2])  # the review is the project's
    permitting = stop(sections, "construction_permitting")
    assert (permitting["done"], permitting["total"], permitting["scopes"]) == (3, 6, [1, 2])
    assert permitting["milestone_on"] is None
    assert stop(sections, "project_initiation")["scopes"] is None


def test_a_row_says_what_its_scopes_are(sections: Shown) -> None:
    assert row(sections).scopes == {"sec-1": "section", "sec-2": "section"}


def test_with_the_second_section_the_milestone_is_reached(sections: Shown) -> None:
    for key in (PLANNING, DRAWINGS, SAFETY, PERMIT):
        grant(sections.scenario, f"{key}:sec-2", "03-30")
    permitting = stop(sections, "construction_permitting")
    assert (permitting["scopes"], permitting["milestone_on"]) == ([2, 2], "2026-03-30")


def test_the_main_scope_carries_the_permit_and_the_start(sections: Shown) -> None:
    scenario = sections.scenario
    scenario.fact("construction_started", "03-30", "抢工", scope="sec-2")
    scenario.fact("land_contract_signed", "03-02")
    shown = row(sections)
    assert shown.permit.granted_on == day("03-05")
    assert shown.land.start_on_land_days == 3
    assert shown.land.construction_started_on is None
    scenario.fact("construction_started", "03-31", "先行", scope="sec-1")
    assert row(sections).land.construction_started_on == day("03-31")
    assert row(sections).irregularities["construction_before_permit"] == 2
    assert (row(sections).light.cause, row(sections).light.matter) == ("gate_broken", "eia_form_approval")


def test_the_target_of_the_permit_is_the_main_scopes(shown: Shown) -> None:
    """The second section, a far larger building, is planned later; the board waits for the first."""
    scenario = shown.scenario.at("01-05 09:00").registered()
    scenario.do(add("sec-1", "01-05", PERMIT))
    scenario.do(add("sec-2", "01-05", PERMIT, DRAWINGS, SAFETY))
    scenario.listed()
    project = scenario.read()
    assert project.yardsticks
    planned = {row.key: row.granted for row in project.yardsticks.baselines if row.way == "escorted"}
    assert planned[f"{PERMIT}:sec-1"] != planned[f"{PERMIT}:sec-2"]
    assert permit_target(project) == planned[f"{PERMIT}:sec-1"] == row(shown).permit.escorted_on


def test_matters_are_rows_by_key_with_their_scope(sections: Shown) -> None:
    sections.projector.catch_up()
    rows = {item["key"]: item for item in of_project(sections.database, sections.scenario.project)}
    assert PERMIT not in rows
    one, other = rows[f"{PERMIT}:sec-1"], rows[f"{PERMIT}:sec-2"]
    assert (one["scope"], one["matter"], one["granted_on"]) == ("sec-1", PERMIT, day("03-05"))
    assert (other["scope"], other["phase"], other["granted_on"]) == ("sec-2", "planned", None)
    assert other["plan_escorted_granted"] is not None
    assert rows["project_filing"]["scope"] == ""


def test_a_rebuild_gives_the_same_rows(sections: Shown) -> None:
    sections.projector.catch_up()
    fresh = views_of(sections.scenario, "fresh", batch=1)
    fresh.projector.catch_up()
    assert all_rows(fresh) == all_rows(sections)


def test_a_row_says_which_scope_has_the_key_without_one(shown: Shown) -> None:
    scenario = shown.scenario.at("01-05 09:00").registered().listed().at("02-02 09:00")
    scenario.act(PLANNING, "receive", "02-02", "如实补录", receipt_no="JM-1")
    assert row(shown).keepers == {}
    divided(scenario.at(f"{TODAY} 09:00"), "02-02")
    assert (row(shown).keepers, row(shown).scopes) == ({PLANNING: "sec-1"}, {"sec-1": "section", "sec-2": "section"})
    assert row(shown).scope_names[f"{PLANNING}:"] == "sec-1"
