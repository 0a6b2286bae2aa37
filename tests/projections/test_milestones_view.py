"""The view of milestones: per stage the targets, the forecast and the actual day, and per scope how far it is."""

from collections.abc import Mapping
from typing import Any

import pytest

from domain.deciding.commands import MoveTarget
from projections.views.milestones import of_project
from tests.domain.project.divided import DRAWINGS, PERMIT, PLANNING, SAFETY, divided, grant
from tests.projections.conftest import Shown, all_rows, views_of
from tests.scenario import day

pytestmark = pytest.mark.both_engines

PERMITTING = "construction_permitting"


@pytest.fixture
def landed(shown: Shown) -> Shown:
    shown.scenario.at("03-02 09:00").registered("03-02").listed()
    return shown


def row(shown: Shown, stage: str = PERMITTING, scope: str = "") -> Mapping[str, Any]:
    shown.projector.catch_up()
    found = of_project(shown.database, shown.scenario.project)
    return next(item for item in found if (item["stage"], item["scope"]) == (stage, scope))


def test_every_stage_has_its_row_in_order(landed: Shown) -> None:
    landed.projector.catch_up()
    found = [item["stage"] for item in of_project(landed.database, landed.scenario.project)]
    assert found == [stage.id for stage in landed.scenario.rules.catalogue.stages]


def test_a_milestone_is_aimed_at_as_planned_first(landed: Shown) -> None:
    found = row(landed)
    assert (found["original_target"], found["target"], found["target_moved_on"]) == (day("04-22"), day("04-22"), None)
    assert (found["forecast_on"], found["provisional"], found["actual_on"]) == (day("04-22"), False, None)
    assert found["state"] == "pending"
    assert row(landed, "project_landing")["state"] == "open"


def test_a_moved_target_stands_beside_the_original_one(landed: Shown) -> None:
    landed.scenario.do(MoveTarget(stage=PERMITTING, on=day("05-15"), reason="方案调整"))
    found = row(landed)
    assert (found["original_target"], found["target"]) == (day("04-22"), day("05-15"))
    assert found["target_moved_on"] == day("03-02")


def test_the_forecast_follows_the_facts(landed: Shown) -> None:
    landed.scenario.at("03-16 09:00").act("investment_agreement", "grant", "03-16")
    assert row(landed)["forecast_on"] == day("04-29")
    assert row(landed)["target"] == day("04-22")


def test_a_milestone_reached_is_the_actual_day(landed: Shown) -> None:
    landed.scenario.at("03-20 09:00")
    grant(landed.scenario, PERMIT, "03-19")
    found = row(landed)
    assert (found["actual_on"], found["forecast_on"], found["state"]) == (day("03-19"), day("03-19"), "reached")


def test_before_the_list_nothing_is_planned(shown: Shown) -> None:
    shown.scenario.registered()
    found = row(shown)
    assert (found["original_target"], found["target"], found["forecast_on"]) == (None, None, None)
    assert found["state"] == "pending"


def test_scopes_have_rows_of_their_own(shown: Shown) -> None:
    scenario = shown.scenario.at("01-05 09:00").registered().listed().at("03-31 09:00")
    divided(scenario, "02-02")
    for key, on in ((PLANNING, "03-02"), (DRAWINGS, "03-03"), (SAFETY, "03-04"), (PERMIT, "03-05")):
        grant(scenario, f"{key}:sec-1", on)
    one, other, whole = (row(shown, scope=scope) for scope in ("sec-1", "sec-2", ""))
    assert (one["actual_on"], one["state"]) == (day("03-05"), "reached")
    assert (other["actual_on"], other["state"]) == (None, "open")
    assert (whole["actual_on"], whole["state"], one["target"]) == (None, "open", None)
    fresh = views_of(scenario, "fresh", batch=1)
    fresh.projector.catch_up()
    assert all_rows(fresh) == all_rows(shown)
