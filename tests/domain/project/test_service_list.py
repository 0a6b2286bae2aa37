"""The service list (服务清单): versions, yardsticks, the matter that stands for it."""

import pytest

from domain.deciding.commands import EnterProfile, IssueServiceList
from domain.project.model.phases import Phase
from tests.domain.project.conftest import PERMIT
from tests.scenario import SEED_PROFILE, Scenario, day, refused

LIST = "tailored_service_list"


def issue(on: str, reason: str = "画像已定") -> IssueServiceList:
    return IssueServiceList(effective_on=day(on), reason=reason)


def test_a_list_needs_a_profile(scenario: Scenario) -> None:
    with refused("profile_missing"):
        scenario.registered().do(issue("01-05"))


def test_issuing_the_first_list_grants_the_matter_that_stands_for_it(scenario: Scenario) -> None:
    """Ruling 7."""
    scenario.registered().listed()
    matter = scenario.matter(LIST)
    assert (matter.phase, matter.granted_on) == (Phase.GRANTED, day("01-05"))
    assert scenario.event("ServiceListGranted").cause == f"v{scenario.version_of('ServiceListIssued')}"


def test_the_grant_by_the_list_needs_a_reason_like_any_other(scenario: Scenario) -> None:
    """Rulings §6: the service-list grant included. The index is that of the item that issues the list."""
    scenario.registered().do(EnterProfile(effective_on=day("01-05"), answers=SEED_PROFILE))
    with refused("reason_required", codes="granted_before_dependency", items=[1]):
        scenario.do(EnterProfile(effective_on=day("01-05"), answers=SEED_PROFILE), issue("01-05", reason=""))
    scenario.act("investment_agreement", "grant", "01-05")
    scenario.do(issue("01-05", reason=""))
    assert scenario.event("ServiceListGranted").irregularities == ()


def test_a_list_already_granted_by_hand_is_not_granted_again(scenario: Scenario) -> None:
    scenario.registered().act("investment_agreement", "grant", "01-05")
    scenario.act(LIST, "grant", "01-05")
    scenario.listed()
    assert [event.TOPIC for event in scenario.log].count("ServiceListGranted") == 0


def test_a_list_moved_by_correction_moves_its_grant(scenario: Scenario) -> None:
    scenario.at("01-09 09:00").registered().listed("01-07")
    outcome = scenario.correct(scenario.version_of("ServiceListIssued"), effective_on="2026-01-08")
    assert scenario.matter(LIST).granted_on == day("01-08")
    assert {event.cause for event in outcome.events[1:]} == {f"v{outcome.events[0].originator_version}"}


def test_a_list_is_not_moved_past_what_was_done_with_it(scenario: Scenario) -> None:
    scenario.at("01-09 09:00").registered().listed("01-06").act(LIST, "deliver", "01-07")
    with refused("act_out_of_order", act="deliver"):
        scenario.correct(scenario.version_of("ServiceListIssued"), effective_on="2026-01-08")


def test_a_voided_list_takes_its_grant_with_it(scenario: Scenario) -> None:
    scenario.registered().listed()
    scenario.correct(scenario.version_of("ServiceListIssued"), void=True)
    assert scenario.read().matters == {}
    assert scenario.read().listed == ()


def test_the_same_list_again_changes_nothing(ready: Scenario) -> None:
    version = len(ready.log)
    outcome = ready.do(issue("03-31"))
    assert (outcome.events, outcome.version) == ((), version)


def test_a_new_profile_makes_a_new_version(ready: Scenario) -> None:
    ready.listed(state_funds=True)
    project = ready.read()
    assert (project.list_version, project.profile_version) == (2, ready.version_of("ProjectProfiled"))
    assert "construction_tendering" in project.matters
    assert "construction_tendering" not in ready.read("03-30").matters


def test_the_list_may_be_issued_later_than_the_acts_it_lists(scenario: Scenario) -> None:
    """Ruling 8: acts before the list and lists issued later than acts."""
    scenario.at("02-10 09:00").registered().listed("02-09")
    scenario.act(PERMIT, "receive", "02-05", receipt_no="1")
    assert scenario.matter(PERMIT, "02-06").phase is Phase.RECEIVED
    assert not scenario.matter(PERMIT, "02-06").listed
    assert scenario.matter(PERMIT, "02-10").listed


def test_before_the_landing_there_is_no_project(scenario: Scenario) -> None:
    """Ruling 8: D < landed_on is unknown, whatever was recorded as prior."""
    scenario.registered().listed().act(PERMIT, "grant", "2025-12-01", prior=True)
    with refused("unknown_project"):
        scenario.read("2026-01-04")
    assert scenario.matter(PERMIT, "01-05").granted_on == day("2025-12-01")


def test_the_yardsticks_are_those_of_the_first_list(ready: Scenario) -> None:
    """Ruling 30: frozen with the first list, E as it stood then."""
    yardsticks = ready.read().yardsticks
    assert yardsticks
    assert [way for way, _ in yardsticks.permits] == ["statutory", "promised", "escorted"]
    assert {item.way for item in yardsticks.baselines} == {"statutory", "promised", "escorted"}
    assert yardsticks.preparation == 0


@pytest.mark.parametrize("on", ["03-31", "01-05", "2025-12-31"])
def test_a_later_version_leaves_the_yardsticks(ready: Scenario, on: str) -> None:
    """Also one that is effective on the day of the first, or before it."""
    before = ready.read().yardsticks
    ready.do(EnterProfile(effective_on=day("03-31"), answers={**SEED_PROFILE, "state_funds": True}))
    ready.do(issue(on))
    assert ready.event("ServiceListIssued").number == 2
    assert ready.read().yardsticks == before


def test_what_no_longer_applies_stays_with_its_acts(received: Scenario) -> None:
    received.listed(project_type="fit_out")
    matter = received.matter(PERMIT)
    assert (matter.phase, matter.listed) == (Phase.RECEIVED, False)
    received.act(PERMIT, "withdraw", "03-04")
    assert received.matter(PERMIT).phase is Phase.WITHDRAWN
