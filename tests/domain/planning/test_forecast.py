"""The forecast against hand-worked dates: what each state of a matter makes of it, stored and rolled forward."""

import pytest

from domain.planning.forecast import forecast
from domain.planning.foreseen import Basis, Forecast, Foreseen, MatterForecast
from domain.project.commands import EnterProfile, IssueServiceList
from domain.project.deadlines import Owner
from tests.scenario import SEED_PROFILE, Scenario, day

PERMIT = "construction_planning_permit"  # 行政许可; 3 working days from acceptance; waits for the next two
LAND, DESIGN = "land_use_planning_permit", "design_scheme_review"
BUILD = "construction_permit"
REASON = "如实补录"


@pytest.fixture
def listed(scenario: Scenario) -> Scenario:
    """The list is out, the land's planning permit was granted before the landing; it is 03-31."""
    scenario.at("01-05 09:00").registered().listed()
    scenario.act(LAND, "grant", "2025-12-01", prior=True, document="前证")
    return scenario.at("03-31 09:00")


@pytest.fixture
def ready(listed: Scenario) -> Scenario:
    """And so was the design."""
    listed.act(DESIGN, "grant", "2025-12-01", prior=True)
    return listed


@pytest.fixture
def received(ready: Scenario) -> Scenario:
    ready.act(PERMIT, "receive", "03-02", receipt_no="JM-1")
    return ready


@pytest.fixture
def accepted(received: Scenario) -> Scenario:
    received.act(PERMIT, "accept", "03-03")
    return received


def read(scenario: Scenario, as_of: str | None = None) -> Forecast:
    """The stored forecast; or the project read on a day, rolled forward to it."""
    return forecast(scenario.read(as_of), scenario.rules, day(as_of) if as_of else None)


def of(scenario: Scenario, as_of: str | None = None, matter: str = PERMIT) -> MatterForecast:
    return read(scenario, as_of).matters[matter]


def said(foreseen: Foreseen | None) -> tuple[str, str]:
    """The date, short, and its ground."""
    assert foreseen is not None
    return foreseen.on.isoformat()[5:], foreseen.because.basis.value


def granted(scenario: Scenario, as_of: str | None = None, matter: str = PERMIT) -> tuple[str, str]:
    return said(of(scenario, as_of, matter).granted)


def begins(scenario: Scenario, as_of: str | None = None) -> tuple[str, str]:
    return said(of(scenario, as_of).begins)


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


def test_a_running_clock_ends_with_its_promised_limit(accepted: Scenario) -> None:
    assert granted(accepted) == ("03-06", "clock")


def test_rolled_forward_nothing_open_is_granted_before_the_day(accepted: Scenario) -> None:
    assert granted(accepted, "03-05") == ("03-06", "clock")
    assert granted(accepted, "03-20") == ("03-20", "not_before")
    assert granted(accepted, "03-21") == ("03-23", "not_before")  # a Saturday


def test_received_without_an_answer_it_is_accepted_when_the_answer_is_due(received: Scenario) -> None:
    assert granted(received) == ("03-12", "answer")  # answer due 03-09
    assert granted(received, "03-20") == ("03-25", "answer")


def test_where_the_clock_runs_from_receipt_the_answer_does_not_count(ready: Scenario) -> None:
    ready.act("project_filing", "grant", "2025-12-01", prior=True, document="前证")
    ready.act("eia_form_approval", "receive", "03-02", receipt_no="JM-1")
    assert granted(ready, matter="eia_form_approval") == ("03-11", "clock")  # 7 working days


def test_an_outstanding_supplement_comes_when_it_is_due_and_is_a_new_receipt(received: Scenario) -> None:
    received.act(PERMIT, "request-supplement", "03-04", materials=("总平面图",), due_on="03-12")
    assert granted(received) == ("03-24", "supplement")  # accepted 03-19
    assert granted(received, "03-20") == ("04-01", "supplement")  # comes on 03-20, accepted 03-27


def test_a_supplement_without_a_day_comes_on_the_day_of_the_reading(received: Scenario) -> None:
    received.act(PERMIT, "request-supplement", "03-04", materials=("总平面图",))
    assert granted(received) == ("03-16", "supplement")  # as if it had come at once
    assert granted(received, "03-20") == ("04-01", "supplement")


def test_what_was_supplemented_waits_for_its_new_answer(received: Scenario) -> None:
    received.act(PERMIT, "request-supplement", "03-04", materials=("总平面图",), due_on="03-12")
    received.act(PERMIT, "supplement", "03-12")
    assert granted(received) == ("03-24", "answer")


@pytest.fixture
def stopped(ready: Scenario) -> Scenario:
    """Accepted on 09-24, one day used, a hearing from 09-29 over the National Day."""
    ready.at("10-20 09:00")
    ready.act(PERMIT, "receive", "09-24", receipt_no="JM-1")
    ready.act(PERMIT, "accept", "09-24")
    return ready


HEARING = {"kind": "hearing", "notice_no": "听〔2026〕1号", "notice_on": "09-29"}


def test_an_open_stop_ends_as_expected(stopped: Scenario) -> None:
    stopped.act(PERMIT, "suspend", "09-29", expected_end="10-09", **HEARING)
    assert granted(stopped) == ("10-10", "stop_end")  # 10-10 is a Saturday worked for the holiday
    assert granted(stopped, "09-30") == ("10-10", "stop_end")


def test_an_open_stop_past_its_expected_end_ends_on_the_day_of_the_reading(stopped: Scenario) -> None:
    stopped.act(PERMIT, "suspend", "09-29", expected_end="10-09", **HEARING)
    assert granted(stopped, "10-12") == ("10-13", "stop_end")


def test_an_open_stop_without_an_end_ends_on_the_day_of_the_reading_or_costs_nothing(stopped: Scenario) -> None:
    stopped.act(PERMIT, "suspend", "09-29", **HEARING)
    assert granted(stopped) == ("09-30", "stop_end")
    assert granted(stopped, "10-12") == ("10-13", "stop_end")


def test_a_finished_stop_is_not_counted(stopped: Scenario) -> None:
    stopped.act(PERMIT, "suspend", "09-29", resumed_on="10-12", **HEARING)
    assert granted(stopped) == ("10-13", "clock")


def test_an_extension_in_time_counts_and_a_late_one_does_not(accepted: Scenario) -> None:
    accepted.act(PERMIT, "extend", "03-05", days=10, approved_by="局长", document="延1号")
    assert granted(accepted) == ("03-20", "clock")


def test_an_extension_after_the_limit_leaves_the_overrun(accepted: Scenario) -> None:
    accepted.act(PERMIT, "extend", "03-10", REASON, days=10, approved_by="局长", document="延1号")
    assert granted(accepted) == ("03-06", "clock")


@pytest.mark.parametrize("end", ["refuse", "withdraw", "close"])
def test_after_an_end_without_a_grant_a_new_attempt_begins(accepted: Scenario, end: str) -> None:
    accepted.act(PERMIT, end, "03-05", **({"document": "不1"} if end == "refuse" else {}))
    assert begins(accepted) == ("03-05", "again")
    assert granted(accepted) == ("03-10", "limit")
    assert begins(accepted, "03-20") == ("03-20", "not_before")
    assert granted(accepted, "03-20") == ("03-25", "limit")


def test_what_was_not_accepted_begins_again_when_it_is_ready(listed: Scenario) -> None:
    listed.act(PERMIT, "receive", "03-02", receipt_no="JM-1")
    listed.act(PERMIT, "not-accept", "03-05", document="不受理1号")
    listed.act(DESIGN, "grant", "03-10", REASON)
    assert begins(listed) == ("03-10", "after_grant")
    assert granted(listed) == ("03-13", "limit")


def test_the_next_attempt_runs_by_its_own_clock(accepted: Scenario) -> None:
    accepted.act(PERMIT, "refuse", "03-05", document="不1")
    accepted.act(PERMIT, "receive", "03-16", receipt_no="JM-2")
    accepted.act(PERMIT, "accept", "03-17")
    assert granted(accepted) == ("03-20", "clock")


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


def milestone(scenario: Scenario, stage: str, as_of: str | None = None) -> tuple[str, str]:
    foreseen = read(scenario, as_of).milestones[stage]
    assert foreseen is not None
    return foreseen.on.isoformat(), foreseen.because.basis.value


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
