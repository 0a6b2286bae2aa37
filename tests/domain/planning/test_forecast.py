"""The forecast against hand-worked dates: facts, opinions, what waits for others, works, and who holds the permit."""

import pytest

from domain.deciding.commands import EnterProfile, IssueServiceList
from domain.planning.forecast import forecast
from domain.planning.foreseen import Basis, Forecast, MatterForecast
from domain.project.due.deadlines import Owner
from tests.domain.planning.foretold import (
    BUILD,
    DESIGN,
    LAND,
    PERMIT,
    REASON,
    begins,
    granted,
    milestone,
    of,
    read,
    said,
)
from tests.scenario import SEED_PROFILE, Scenario, day


def test_without_acts_the_forecast_is_the_escorted_plan(scenario: Scenario) -> None:
    scenario.at("03-02 09:00").registered("03-02").listed()
    told, yardsticks = read(scenario), scenario.read().yardsticks
    assert yardsticks
    for plan in yardsticks.baselines:
        if plan.way == "escorted" and plan.key != "tailored_service_list":  # granted by issuing it
            found = told.matters[plan.key]
            assert found.begins is None or found.begins.on == plan.begins
            assert found.granted is None or found.granted.on == plan.granted
            assert (found.granted is None) is (plan.granted is None)
    assert said(told.construction_permit) == ("04-22", "issue_day")


def test_before_the_first_list_nothing_is_foreseen(scenario: Scenario) -> None:
    scenario.registered()
    assert read(scenario) == Forecast(None)


def test_a_granted_matter_keeps_its_day(accepted: Scenario) -> None:
    accepted.act(PERMIT, "grant", "03-05", document="JM-2")
    found = of(accepted, "03-31")
    assert (said(found.begins), said(found.granted)) == (("03-02", "begun"), ("03-05", "granted"))
    assert found.begins
    assert found.granted
    assert (found.begins.actual, found.granted.actual) == (True, True)


def opinion(scenario: Scenario, result: str, on: str) -> None:
    scenario.act(PERMIT, "pre-review-opinion", on, result=result, started_on="03-02")


def test_after_a_favourable_opinion_it_is_granted_on_the_issue_day(listed: Scenario) -> None:
    opinion(listed, "favourable", "03-04")
    listed.act(DESIGN, "grant", "03-10", REASON)
    assert granted(listed) == ("03-11", "issue_day")
    assert begins(listed) == ("03-02", "begun")
    assert granted(listed, "03-20") == ("03-20", "not_before")


def test_a_favourable_opinion_after_all_else_grants_that_day(listed: Scenario) -> None:
    listed.act(DESIGN, "grant", "03-10", REASON)
    opinion(listed, "favourable", "03-17")
    assert granted(listed) == ("03-17", "opinion")


def test_objections_leave_the_ordinary_way_from_then_on(listed: Scenario) -> None:
    listed.act(DESIGN, "grant", "03-10", REASON)
    opinion(listed, "objections", "03-12")
    assert begins(listed) == ("03-12", "after_objections")
    assert granted(listed) == ("03-17", "limit")


def test_after_objections_it_still_waits_for_all_it_depends_on(listed: Scenario) -> None:
    opinion(listed, "objections", "03-04")
    listed.act(DESIGN, "grant", "03-10", REASON)
    assert begins(listed) == ("03-10", "after_grant")
    assert granted(listed) == ("03-13", "limit")


def test_a_lapsed_opinion_is_none(listed: Scenario) -> None:
    listed.act(DESIGN, "grant", "03-10", REASON)
    opinion(listed, "lapsed", "03-12")
    assert begins(listed) == ("03-12", "opinion_lapsed")
    assert granted(listed) == ("03-17", "limit")


def test_an_open_pre_review_ends_within_the_limit(listed: Scenario) -> None:
    listed.act(DESIGN, "grant", "03-05", REASON)
    listed.act(PERMIT, "pre-review", "03-05")
    assert granted(listed) == ("03-10", "opinion_due")
    assert granted(listed, "03-20") == ("03-20", "not_before")


def test_without_pre_review_opinions_count_for_nothing(listed: Scenario) -> None:
    opinion(listed, "favourable", "03-04")
    listed.act(DESIGN, "grant", "03-10", REASON)
    found = forecast(listed.read(), listed.rules, pre_review=False).matters[PERMIT]
    assert (said(found.begins), said(found.granted)) == (("03-10", "after_grant"), ("03-13", "limit"))


def test_a_waived_matter_counts_from_the_day_it_was_waived(listed: Scenario) -> None:
    listed.act(DESIGN, "waive", "03-10", "区域评估已覆盖")
    assert granted(listed, matter=DESIGN) == ("03-10", "exempted")
    assert begins(listed) == ("03-10", "after_grant")
    assert granted(listed) == ("03-13", "limit")


def test_an_application_before_its_time_is_not_granted_before_what_it_depends_on(listed: Scenario) -> None:
    listed.act(DESIGN, "receive", "03-02", receipt_no="JM-7")
    listed.act(DESIGN, "accept", "03-02", REASON)  # 7 working days: 03-11, but it waits for the land itself
    listed.act(PERMIT, "receive", "03-02", receipt_no="JM-1")
    listed.act(PERMIT, "accept", "03-03", REASON)
    found = of(listed).granted
    design = of(listed, matter=DESIGN).granted
    assert found
    assert design
    assert (found.because.basis, found.because.matter, found.because.on) == (Basis.ISSUE_DAY, DESIGN, design.on)
    assert found.on == listed.rules.calendar.nth_after(design.on, 1)


def test_what_is_planned_after_a_day_of_reading_begins_then(ready: Scenario) -> None:
    assert begins(ready, "03-20") == ("03-20", "not_before")
    assert granted(ready, "03-20") == ("03-25", "limit")


@pytest.fixture
def long_works(scenario: Scenario) -> Scenario:
    """The works are to take 300 days."""
    scenario.at("03-02 09:00").registered("03-02")
    scenario.do(EnterProfile(effective_on=day("03-02"), answers=SEED_PROFILE))
    scenario.do(IssueServiceList(effective_on=day("03-02"), reason="画像已定", construction_days=300))
    return scenario.at("2027-06-01 09:00")


def test_works_complete_from_the_construction_days_of_the_list(long_works: Scenario) -> None:
    assert milestone(long_works, "construction_execution") == ("2027-02-16", "construction_days")
    assert milestone(long_works, "completion_acceptance")[0] == "2027-03-03"
    assert milestone(long_works, "production_operation")[0] == "2027-03-17"
    assert read(long_works).construction_days == 300


def test_the_construction_start_replaces_the_planned_one(long_works: Scenario) -> None:
    long_works.fact("construction_started", "2026-05-06", REASON)
    assert said(read(long_works).construction_start) == ("05-06", "fact")
    assert milestone(long_works, "construction_execution") == ("2027-03-02", "construction_days")


def test_works_completed_replaces_the_construction_days(long_works: Scenario) -> None:
    long_works.fact("construction_started", "2026-05-06", REASON)
    long_works.fact("works_completed", "2027-01-11", REASON)
    assert milestone(long_works, "construction_execution") == ("2027-01-11", "fact")
    assert said(of(long_works, matter="planning_verification").begins) == ("01-11", "after_works")


def test_production_started_is_its_milestone(long_works: Scenario) -> None:
    assert milestone(long_works, "production_operation")[1] == "issue_day"
    long_works.fact("production_started", "2027-05-04", REASON)
    assert milestone(long_works, "production_operation") == ("2027-05-04", "fact")


def test_without_construction_days_what_comes_after_works_has_no_dates(ready: Scenario) -> None:
    told = read(ready)
    assert told.matters["joint_acceptance"] == MatterForecast(None, None)
    assert told.milestones["construction_execution"] is None
    assert told.milestones["production_operation"] is None


def test_an_estimated_year_makes_a_date_provisional(long_works: Scenario) -> None:
    told = read(long_works)
    last, permit = told.milestones["completion_acceptance"], told.construction_permit
    assert last
    assert permit
    assert (last.provisional, permit.provisional) == (True, False)


def test_the_chain_names_who_holds_the_permit(scenario: Scenario) -> None:
    scenario.at("03-02 09:00").registered("03-02").listed()
    told = read(scenario)
    assert told.critical_chain[0] == "investment_agreement"
    assert told.critical_chain[-1] == BUILD
    assert told.held_by
    assert told.held_by.owner is Owner.DEPARTMENT  # 内部协同 needs no application


def test_the_holder_of_the_permit_changes_hands(ready: Scenario) -> None:
    """All but the planning permit and the construction permit are granted."""
    for key in ready.read().matters:
        if key not in (PERMIT, BUILD, LAND, DESIGN, "tailored_service_list"):
            ready.act(key, "grant", "2025-12-02", prior=True, document="前证")

    def holder(as_of: str) -> tuple[str, Owner]:
        held = read(ready, as_of).held_by
        assert held
        return held.matter, held.owner

    assert holder("03-01") == (PERMIT, Owner.ENTERPRISE)  # to be applied for
    ready.act(PERMIT, "receive", "03-02", receipt_no="JM-1")
    assert holder("03-02") == (PERMIT, Owner.DEPARTMENT)
    ready.act(PERMIT, "request-supplement", "03-04", materials=("总平面图",))
    assert holder("03-05") == (PERMIT, Owner.ENTERPRISE)
    ready.act(PERMIT, "supplement", "03-06")
    ready.act(PERMIT, "accept", "03-06")
    ready.act(PERMIT, "grant", "03-09", document="JM-2")
    assert read(ready, "03-10").critical_chain == (BUILD,)
    assert holder("03-10") == (BUILD, Owner.ENTERPRISE)
    ready.act(BUILD, "receive", "03-10", receipt_no="JM-3")
    ready.act(BUILD, "accept", "03-10")
    ready.act(BUILD, "grant", "03-11", document="JM-4")
    told = read(ready, "03-31")
    assert (told.critical_chain, told.held_by) == ((), None)
    assert said(told.construction_permit) == ("03-11", "granted")


def test_the_stored_forecast_does_not_depend_on_today(received: Scenario) -> None:
    before = read(received)
    received.at("06-30 09:00")
    assert read(received) == before
