"""Baselines of scopes: frozen with the first list, or by the addition that comes later (ruling 27)."""

from datetime import date

import pytest

from domain.project.model.state import Baseline
from tests.domain.project.divided import DRAWINGS, PERMIT, PLANNING, REVIEW, SAFETY, SECTION, add, divided, grant
from tests.scenario import Scenario, day


def baselines(scenario: Scenario, way: str = "promised") -> dict[str, date | None]:
    known = scenario.read().yardsticks
    assert known is not None
    return {item.key: item.granted for item in known.baselines if item.way == way}


def test_the_first_list_freezes_those_of_the_scopes_that_are_there(scenario: Scenario) -> None:
    scenario.at("01-05 09:00").registered()
    divided(scenario)
    scenario.listed("01-05")
    frozen = baselines(scenario)
    assert frozen[f"{PERMIT}:sec-1"] == frozen[f"{PERMIT}:sec-2"]
    assert PERMIT not in frozen
    known = scenario.read().yardsticks
    assert known is not None
    assert dict(known.permits)["promised"] == frozen[f"{PERMIT}:sec-1"]
    assert scenario.event("ScopeAdded").baselines == ()


def test_one_added_later_freezes_its_own_from_that_day_on(scenario: Scenario) -> None:
    """What is granted by then is no more waited for; everything else stays as it was frozen."""
    scenario.at("01-05 09:00").registered().listed().at("06-30 09:00")
    first = baselines(scenario)
    for key in ("planning_conditions", "land_listing_grant", "project_filing", "enterprise_registration"):
        scenario.act(key, "grant", "2025-12-01", prior=True, document="前证")
    for key in ("land_grant_contract", "land_price_deed_tax", "land_use_planning_permit"):
        grant(scenario, key, "03-02")
    grant(scenario, REVIEW, "03-02")
    for key in SECTION:
        scenario.act(key, "pre-review", "03-02")
    scenario.do(add("sec-1", "06-01", *SECTION))
    assert scenario.event("ScopeAdded").kept == SECTION
    assert scenario.event("ScopeAdded").baselines == ()
    scenario.do(add("sec-2", "06-01", *SECTION))
    assert {item.key for item in scenario.event("ScopeAdded").baselines} == {f"{key}:sec-2" for key in SECTION}
    now = baselines(scenario)
    assert {key: now[key] for key in first} == first
    assert now[f"{PLANNING}:sec-2"] == day("06-04")  # 3 working days from 06-01
    assert now[f"{DRAWINGS}:sec-2"] == day("06-10")  # 7
    assert now[f"{SAFETY}:sec-2"] == day("06-11")
    assert now[f"{PERMIT}:sec-2"] == day("06-12")


def test_baselines_of_a_day_are_those_frozen_by_then(scenario: Scenario) -> None:
    scenario.at("01-05 09:00").registered().listed().at("03-31 09:00")
    scenario.do(add("sec-1", "02-02", PERMIT))
    before, after = scenario.read("02-01").yardsticks, scenario.read("02-02").yardsticks
    assert before is not None
    assert after is not None
    new = [item for item in after.baselines if item not in before.baselines]
    assert {item.key for item in new} == {f"{PERMIT}:sec-1"}
    assert all(isinstance(item, Baseline) for item in new)


@pytest.mark.parametrize("named", [SECTION, (PERMIT,)])
def test_a_new_list_changes_no_baseline(scenario: Scenario, named: tuple[str, ...]) -> None:
    scenario.at("01-05 09:00").registered().listed().at("03-31 09:00")
    divided(scenario, "02-02", *named)
    before = baselines(scenario)
    scenario.listed("03-02", occupies_urban_road=False)
    assert baselines(scenario) == before
    keys = {item.key for item in scenario.read().listed if item.applies}
    assert {f"{key}:sec-2" for key in named} <= keys
