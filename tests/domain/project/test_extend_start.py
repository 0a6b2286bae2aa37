"""开工延期 (建筑法 §9): the period to start in, how often it may be extended, and by when to ask."""

from dataclasses import replace

import pytest

from domain.deciding.commands import AddScope
from domain.lights import Cause, overruns, warnings
from domain.project.due.deadlines import DeadlineKind, Owner, deadlines
from domain.project.due.validity import ResultValidity, validity
from domain.project.model.scoping import ScopeKind
from domain.project.model.thresholds import Thresholds
from tests.domain.project.conftest import PERMIT
from tests.scenario import Scenario, an_act, day, refused

BUILD = "construction_permit"  # 3 months from delivery, two extensions of 3 months at most, asked for before the end


@pytest.fixture
def building(ready: Scenario) -> Scenario:
    """The construction permit was granted on 2026-01-28 and delivered on 01-30; it is 2026-01-31."""
    ready.at("01-31 09:00")
    grant(ready)
    ready.act(BUILD, "deliver", "01-30")
    return ready


def grant(scenario: Scenario) -> None:
    scenario.act(BUILD, "receive", "01-26", receipt_no="JM-7")
    scenario.act(BUILD, "grant", "01-28", "前置事项另行办理", document="施1")


def standing(scenario: Scenario, key: str = BUILD) -> ResultValidity:
    project = scenario.read()
    found = validity(project.matters[key], project, scenario.rules)
    assert found
    return found


def lapse_row(scenario: Scenario, key: str = BUILD) -> list[str]:
    rows = deadlines(scenario.read(), scenario.rules)
    return [row.due_on.isoformat() for row in rows if row.kind is DeadlineKind.PERMIT_LAPSE and row.matter == key]


def test_the_construction_permit_runs_three_months_from_its_delivery(building: Scenario) -> None:
    """Design §3 rule 10; the day of the month that April has."""
    found = standing(building)
    assert (found.start, found.expiry, found.act_by) == (day("01-30"), day("04-30"), day("04-30"))
    assert (found.used, found.allowed, found.met_on) == (0, 2, None)


def test_an_undelivered_permit_has_no_clock(ready: Scenario) -> None:
    """Ruling 18."""
    grant(ready.at("01-31 09:00"))
    project = ready.at("08-31 09:00").read()
    assert validity(project.matters[BUILD], project, ready.rules) is None
    assert lapse_row(ready) == []
    assert ready.deem().events == ()


@pytest.mark.parametrize(
    ("delivered", "now", "expiry"),
    [("2023-11-30", "2024-02-01", "2024-02-29"), ("2024-11-30", "2025-02-01", "2025-02-28")],
)
def test_three_months_from_the_end_of_november_end_with_february(
    scenario: Scenario, delivered: str, now: str, expiry: str
) -> None:
    scenario.at(f"{now} 09:00").registered(landed_on="2023-11-01").listed()
    scenario.act(BUILD, "receive", "2023-11-20", receipt_no="1")
    scenario.act(BUILD, "grant", "2023-11-28", "补录", document="1")
    scenario.act(BUILD, "deliver", delivered)
    assert standing(scenario).expiry == day(expiry)


def test_act_by_is_never_rolled_forward(ready: Scenario) -> None:
    """Design §3 rule 8, its example: expiry 2026-11-04, 30 days before is 10-05, act_by 09-30."""
    ready.act(PERMIT, "receive", "2025-11-03", "补录", receipt_no="1")
    ready.act(PERMIT, "grant", "2025-11-04", "补录", document="1")
    found = standing(ready, PERMIT)
    assert (found.expiry, found.act_by, found.provisional) == (day("11-04"), day("09-30"), False)
    assert [step.rule for step in found.steps] == ["valid_for", "act_before", "rolled_back"]


def test_a_period_over_a_year_without_a_notice_is_provisional(granted: Scenario) -> None:
    """One year from 2026-03-05: 2027 has no notice yet; the legal day itself stays."""
    found = standing(granted, PERMIT)
    assert (found.expiry, found.act_by, found.provisional) == (day("2027-03-05"), day("2027-02-03"), True)


def test_an_extension_runs_from_the_day_on_which_the_period_would_have_ended(building: Scenario) -> None:
    building.at("04-20 09:00").act(BUILD, "extend-start", "04-20", document="延1")
    found = standing(building)
    assert (found.expiry, found.used) == (day("07-30"), 1)
    assert building.codes_now("StartExtended") == []
    assert [step.rule for step in found.steps][:2] == ["valid_for", "prolonged"]


def test_an_extension_may_be_shorter(building: Scenario) -> None:
    building.at("04-20 09:00").act(BUILD, "extend-start", "04-20", until="05-31")
    assert standing(building).expiry == day("05-31")
    assert building.codes_now("StartExtended") == []


def test_an_extension_longer_than_the_law_gives_is_beyond_it(building: Scenario) -> None:
    building.at("04-20 09:00")
    assert building.needed(an_act(BUILD, "extend-start", "04-20", until="07-31")) == ["extended_beyond_law"]
    building.act(BUILD, "extend-start", "04-20", "特批", until="07-31")
    assert standing(building).expiry == day("07-31")


def test_a_third_extension_is_beyond_the_law(building: Scenario) -> None:
    building.at("04-20 09:00").act(BUILD, "extend-start", "04-20")
    building.at("07-20 09:00").act(BUILD, "extend-start", "07-20")
    building.at("10-20 09:00")
    with refused("reason_required", codes="extended_beyond_law"):
        building.act(BUILD, "extend-start", "10-20")
    building.act(BUILD, "extend-start", "10-20", "特批")
    assert standing(building).expiry == day("2027-01-30")


def test_an_extension_after_its_act_by_is_beyond_the_law(ready: Scenario) -> None:
    """Of the planning permit, 30 days before 2026-11-04: 09-30 is in time, 10-09 is not."""
    ready.act(PERMIT, "receive", "2025-11-03", "补录", receipt_no="1")
    ready.act(PERMIT, "grant", "2025-11-04", "补录", document="1")
    ready.at("10-09 09:00")
    assert ready.needed(an_act(PERMIT, "extend-start", "09-30")) == []
    assert ready.needed(an_act(PERMIT, "extend-start", "10-09")) == ["extended_beyond_law"]


def test_what_has_run_out_cannot_be_extended_any_more(building: Scenario) -> None:
    """The lapse is a fact whether or not a sweep recorded it; the refusal names it."""
    building.at("05-04 09:00")
    for on in ("05-01", "05-04"):
        with refused("act_out_of_order", in_the_way=f"lapse 2026-05-01 (v{len(building.log) + 1})"):
            building.act(BUILD, "extend-start", on)


def test_works_begun_in_time_end_the_matter_of_the_period(building: Scenario) -> None:
    building.at("06-01 09:00").fact("construction_started", "04-30", "补录")
    assert standing(building).met_on == day("04-30")
    assert lapse_row(building) == []
    assert building.deem().events == ()


def test_works_begun_after_the_end_do_not(building: Scenario) -> None:
    building.at("06-01 09:00").fact("construction_started", "05-06", "补录")
    assert standing(building).met_on is None
    assert building.topics(building.deem()) == ["ResultLapsed"]


def test_works_begun_in_another_scope_do_not(ready: Scenario) -> None:
    """Ruling 27: each phase has its permit, and its own start."""
    for scope in ("phase-1", "phase-2"):
        kind, on = ScopeKind.PHASE, day("01-20")
        ready.do(AddScope(scope=scope, kind=kind, effective_on=on, reason="分期建设", matters=(BUILD,)))
        key = f"{BUILD}:{scope}"
        ready.act(key, "receive", "01-26", receipt_no=scope)
        ready.act(key, "grant", "01-28", "前置事项另行办理", document=scope)
        ready.act(key, "deliver", "01-30")
    ready.fact("construction_started", "03-02", "补录", scope="phase-2")
    assert standing(ready, f"{BUILD}:phase-1").met_on is None
    assert standing(ready, f"{BUILD}:phase-2").met_on == day("03-02")
    assert ready.topics(ready.at("05-06 08:30").deem()) == ["ResultLapsed"]


def test_the_day_to_act_is_a_deadline_of_the_enterprise(building: Scenario) -> None:
    """Ruling 37."""
    row = next(row for row in deadlines(building.read(), building.rules) if row.kind is DeadlineKind.PERMIT_LAPSE)
    assert (row.matter, row.due_on, row.owner) == (BUILD, day("04-30"), Owner.ENTERPRISE)
    assert row.steps


def test_the_construction_permits_day_passed_is_red_from_the_day_after(building: Scenario) -> None:
    """Ruling 35: yellow 10 working days before, red from the day after, a working day or not."""
    rows = tuple(row for row in deadlines(building.read(), building.rules) if row.kind is DeadlineKind.PERMIT_LAPSE)
    own = tuple(row for row in rows if row.matter == BUILD)
    assert [(mark.on, mark.cause) for mark in overruns(own, building.rules)] == [(day("05-01"), Cause.ACT_BY_PASSED)]
    assert [mark.on for mark in warnings(own, building.rules)] == [day("04-16")]
    sooner = replace(building.rules, lights=Thresholds(yellow_before_act_by=20))
    assert [mark.on for mark in warnings(own, sooner)] == [day("04-01")]


def test_another_results_day_is_yellow_at_most(granted: Scenario) -> None:
    """Ruling 35: only the construction permit's own lapse is red."""
    rows = tuple(row for row in deadlines(granted.read(), granted.rules) if row.matter == PERMIT)
    rows = tuple(row for row in rows if row.kind is DeadlineKind.PERMIT_LAPSE)
    assert [mark.cause for mark in overruns(rows, granted.rules)] == []
    assert [mark.cause for mark in warnings(rows, granted.rules)] == [Cause.DUE_SOON]
