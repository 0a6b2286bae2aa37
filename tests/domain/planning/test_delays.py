"""Why the permit is late: hand-made examples for every cause, to the day; and parts that always sum to the slip."""

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace as amended

from domain.catalogue.model import MatterDefinition, MatterKind
from domain.deciding.commands import DirectService
from domain.planning.baseline import baselines_of
from domain.planning.delays import DelayAccount, delays
from domain.planning.forecast import forecast
from domain.project.events.service import Course
from domain.project.events.servicelist import WAYS
from domain.project.model.rules import Rules
from domain.project.model.state import Project, Yardsticks
from domain.project.record.auction import AUCTION
from domain.project.record.reading import facts
from domain.projects import Projects
from tests.domain.planning.lives import CALENDAR, Life, lives
from tests.domain.planning.smallplans import PERMIT, matter, permit, plan_of, small
from tests.projections.lives import live
from tests.scenario import Scenario, day

FIRST, OTHER = "first", "other"
REASON = "如实记录"
STOP = {"kind": "hearing", "notice_no": "1", "notice_on": "03-04"}


def applied_for(definition: MatterDefinition) -> MatterDefinition:
    """A licence: it is applied for, may be stopped, and its limit may be extended."""
    return replace(definition, kind=MatterKind.PERMIT, clock_stops=("hearing",), statutory_extension_days=10)


def planned(scenario: Scenario, *matters: MatterDefinition) -> Scenario:
    """A project that landed on Monday 03-02, with its list of that day; it is the end of May."""
    given_by_the_list = matter("tailored_service_list", "0w")
    scenario.rules = Rules(small(given_by_the_list, *map(applied_for, matters)), scenario.rules.calendar)
    scenario.projects = Projects(scenario.ledger, scenario.rules, "jimo")
    return scenario.at("03-02 08:00").registered("03-02").listed().at("05-29 09:00")


@pytest.fixture
def told(scenario: Scenario) -> Scenario:
    """First 5 working days, until Monday 03-09, then the permit's 3, until Thursday 03-12."""
    return planned(scenario, matter(FIRST, "5w"), permit("3w", after=[FIRST]))


def granted(scenario: Scenario, matter: str, received: str, on: str) -> None:
    """Received and accepted on a day, and granted on another."""
    scenario.act(matter, "receive", received, REASON, receipt_no="1")
    scenario.act(matter, "accept", received, REASON)
    scenario.act(matter, "grant", on, REASON, document="证1")


def accepted(scenario: Scenario, on: str = "03-02", matter: str = FIRST) -> None:
    scenario.act(matter, "receive", on, REASON, receipt_no="1")
    scenario.act(matter, "accept", on, REASON)


def account(scenario: Scenario, as_of: str | None = None) -> DelayAccount:
    project = scenario.read(as_of)
    on = day(as_of) if as_of else None
    found = delays(project, scenario.rules, facts(scenario.log, on), forecast(project, scenario.rules, on))
    assert found is not None
    assert found.slip == sum(part.days for part in found.parts)
    return found


def causes(scenario: Scenario, as_of: str | None = None) -> dict[str, int]:
    return {cause.value: days for cause, days in account(scenario, as_of).by_cause.items() if days}


def test_on_time_there_is_nothing_to_explain(told: Scenario) -> None:
    granted(told, FIRST, "03-02", "03-09")
    granted(told, PERMIT, "03-09", "03-12")
    found = account(told)
    assert (found.baseline, found.permit, found.actual, found.slip) == (day("03-12"), day("03-12"), True, 0)
    assert found.parts == ()


def test_a_late_decision_is_an_overrun_and_the_weekend_it_runs_into_is_the_calendars(told: Scenario) -> None:
    granted(told, FIRST, "03-02", "03-11")
    granted(told, PERMIT, "03-11", "03-16")
    assert (account(told).slip, causes(told)) == (4, {"overrun": 2, "calendar": 2})


def test_an_early_decision_is_an_overrun_below_zero(told: Scenario) -> None:
    granted(told, FIRST, "03-02", "03-09")
    granted(told, PERMIT, "03-09", "03-10")
    assert (account(told).slip, causes(told)) == (-2, {"overrun": -2})


def test_a_stop_counts_by_what_it_moved_the_due_day(told: Scenario) -> None:
    accepted(told)
    told.act(FIRST, "suspend", "03-04", REASON, resumed_on="03-11", **STOP)
    told.act(FIRST, "grant", "03-16", REASON, document="证1")
    granted(told, PERMIT, "03-16", "03-19")
    assert (account(told).slip, causes(told)) == (7, {"suspension": 7})
    (part,) = account(told).parts
    assert (part.matter, part.versions) == (FIRST, (told.version_of("ClockSuspended"),))


@pytest.mark.parametrize(("on", "built", "used"), [("03-12", "03-17", 3), ("03-11", "03-16", 2)])
def test_an_extension_counts_as_far_as_it_was_used(told: Scenario, on: str, built: str, used: int) -> None:
    accepted(told)
    told.act(FIRST, "extend", "03-05", REASON, days=3, approved_by="局长", document="延1")
    told.act(FIRST, "grant", on, REASON, document="证1")
    granted(told, PERMIT, on, built)
    assert causes(told) == {"extension": used, "calendar": 2}


def test_days_waiting_for_supplements_are_the_supplements(told: Scenario) -> None:
    told.act(FIRST, "receive", "03-02", REASON, receipt_no="1")
    told.act(FIRST, "request-supplement", "03-03", REASON, materials=("图",))
    told.act(FIRST, "supplement", "03-06", REASON)
    told.act(FIRST, "accept", "03-06", REASON)
    told.act(FIRST, "grant", "03-13", REASON, document="证1")
    granted(told, PERMIT, "03-13", "03-18")
    assert (account(told).slip, causes(told)) == (6, {"supplement": 3, "overrun": 1, "calendar": 2})


def test_begun_later_than_it_might_have_been(told: Scenario) -> None:
    granted(told, FIRST, "03-04", "03-11")
    granted(told, PERMIT, "03-11", "03-16")
    assert (account(told).slip, causes(told)) == (4, {"late_start": 2, "calendar": 2})
    late = account(told).parts[0]
    assert (late.matter, late.versions) == (FIRST, (told.version_of("ApplicationReceived", FIRST),))


def test_days_off_on_the_way_are_the_calendars(told: Scenario) -> None:
    granted(told, FIRST, "03-30", "04-07")  # Qingming: 04-04 to 04-06
    granted(told, PERMIT, "04-07", "04-10")
    assert (account(told).slip, causes(told)) == (29, {"late_start": 28, "calendar": 1})


def test_an_attempt_that_was_refused_costs_the_days_until_the_next(told: Scenario) -> None:
    accepted(told)
    told.act(FIRST, "refuse", "03-05", REASON, document="不予1")
    granted(told, FIRST, "03-09", "03-16")
    granted(told, PERMIT, "03-16", "03-19")
    assert (account(told).slip, causes(told)) == (7, {"refusal": 7})


def test_an_auction_that_failed_is_the_lands(scenario: Scenario) -> None:
    told = planned(scenario, matter(AUCTION, "5w"), permit("3w", after=[AUCTION]))
    accepted(told, matter=AUCTION)
    told.act(AUCTION, "close", "03-05", REASON)
    granted(told, AUCTION, "03-09", "03-16")
    granted(told, PERMIT, "03-16", "03-19")
    assert causes(told) == {"land": 7}
    assert account(told).parts[0].versions == (told.version_of("ProceedingClosed"),)


def test_days_on_which_the_service_rested_are_the_owners(told: Scenario) -> None:
    told.do(DirectService(course=Course.SUSPEND, effective_on=day("03-02"), reason="企业要求"))
    told.do(DirectService(course=Course.RESUME, effective_on=day("03-06"), reason="企业要求"))
    granted(told, FIRST, "03-06", "03-13")
    granted(told, PERMIT, "03-13", "03-18")
    assert (account(told).slip, causes(told)) == (6, {"owner_suspension": 4, "calendar": 2})
    versions = (told.version_of("ProjectSuspended"), told.version_of("ProjectResumed"))
    assert account(told).parts[0].versions == versions


def test_a_wait_that_was_planned_for_something_else_takes_a_delay_up(scenario: Scenario) -> None:
    told = planned(scenario, matter(FIRST, "5w"), matter(OTHER, "10w"), permit("3w", after=[FIRST, OTHER]))
    granted(told, OTHER, "03-02", "03-06")  # planned until 03-16
    granted(told, FIRST, "03-02", "03-13")
    granted(told, PERMIT, "03-13", "03-18")
    assert (account(told).slip, causes(told)) == (-1, {"overrun": 4, "cascade": -7, "calendar": 2})


def test_what_was_begun_on_an_opinion_waits_for_the_issue_day_and_not_for_its_begin(scenario: Scenario) -> None:
    told = planned(scenario, matter(FIRST, "5w"), permit("3w", after=[FIRST], prereview=[FIRST]))
    assert account(told).baseline == day("03-10")  # the issue day after the first
    granted(told, FIRST, "03-02", "03-11")
    told.act(PERMIT, "pre-review", "03-05", REASON)
    told.act(PERMIT, "pre-review-opinion", "03-10", REASON, result="favourable")
    granted(told, PERMIT, "03-12", "03-13")
    assert (account(told).slip, causes(told)) == (3, {"overrun": 3})
    assert [(part.matter, part.days) for part in account(told).parts] == [(FIRST, 2), (PERMIT, 1)]


def test_without_its_opinion_the_permits_own_days_come_on_top(scenario: Scenario) -> None:
    told = planned(scenario, matter(FIRST, "5w"), permit("3w", after=[FIRST], prereview=[FIRST]))
    granted(told, FIRST, "03-02", "03-09")
    granted(told, PERMIT, "03-09", "03-12")
    assert (account(told).slip, causes(told)) == (2, {"late_start": 2})


def test_the_forecast_of_an_open_permit_is_explained_as_of_a_day(told: Scenario) -> None:
    accepted(told, "03-04")
    found = account(told, "03-05")
    assert (found.permit, found.actual) == (day("03-16"), False)
    assert causes(told, "03-05") == {"late_start": 2, "calendar": 2}
    assert causes(told, "03-13") == {"late_start": 2, "overrun": 2, "calendar": 2}  # nothing is foreseen before then


def test_a_stop_still_open_is_taken_to_end_as_it_is_expected_to(told: Scenario) -> None:
    accepted(told)
    told.act(FIRST, "suspend", "03-04", REASON, **STOP, expected_end="03-11")
    assert causes(told, "03-05") == {"suspension": 7}


def test_without_a_list_there_is_no_account(scenario: Scenario) -> None:
    scenario.at("03-02 08:00").registered("03-02")
    project = scenario.read()
    assert delays(project, scenario.rules, scenario.log, forecast(project, scenario.rules)) is None


def frozen(life: Life) -> Project:
    """A life whose plan was frozen when its project landed."""
    project = life.project()
    plan = plan_of(life.catalogue, life.landed, preparation=life.preparation)
    yardsticks = Yardsticks(
        issued_on=life.landed,
        expected=None,
        permits=tuple((way, getattr(plan, way).construction_permit) for way in WAYS),
        baselines=baselines_of(plan),
        milestones=(),
        preparation=life.preparation,
        catalogue="",
        calendar="",
        construction_days=life.construction_days,
    )
    return amended(project, yardsticks=yardsticks)


@given(lives(permit=st.just(True)))
def test_the_parts_sum_to_the_slip_whatever_happens(life: Life) -> None:
    project, rules = frozen(life), Rules(life.catalogue, CALENDAR)
    for as_of in (None, life.landed):
        told = forecast(project, rules, as_of)
        found = delays(project, rules, (), told)
        if found is None or told.construction_permit is None:  # without a permit, planned and foreseen, no account
            assert found is None
            continue
        assert found.permit == told.construction_permit.on
        assert sum(part.days for part in found.parts) == found.slip == (found.permit - found.baseline).days


@pytest.mark.parametrize("seed", [1, 3, 4, 5])
def test_the_parts_sum_to_the_slip_through_late_entries_and_corrections(scenario: Scenario, seed: int) -> None:
    dice, seen = random.Random(seed), 0
    for _ in live(scenario, seed, projects=1, steps=30):
        project = scenario.read()
        on = dice.choice((None, scenario.projects.today()))
        found = delays(project, scenario.rules, facts(scenario.log), forecast(project, scenario.rules, on))
        if found is None:  # the list was voided
            continue
        assert sum(part.days for part in found.parts) == found.slip
        assert all(part.versions and part.days for part in found.parts)
        seen += len(found.parts)
    assert seen > 20
