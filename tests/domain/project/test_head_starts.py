"""压茬 and 提前预审: begun before the last grant it waits for; opinions before the receipt, and whether they held."""

import pytest

from domain.project.record.headstarts import HeadStart, head_starts
from tests.scenario import Scenario, as_specialist, day

MATTER = "construction_planning_permit"  # waits for the two below
FIRST, LAST = "land_use_planning_permit", "design_scheme_review"
FILING = "project_filing"  # waits for the registration of the enterprise alone
REASON = "如实记录"


@pytest.fixture
def told(scenario: Scenario) -> Scenario:
    return scenario.at("01-05 09:00").registered().listed().at("04-30 09:00")


def start(scenario: Scenario, matter: str = MATTER) -> HeadStart:
    (one,) = [one for one in head_starts(scenario.read()) if one.key == matter]
    return one


def granted(scenario: Scenario, matter: str, on: str) -> Scenario:
    scenario.act(matter, "receive", on, REASON, receipt_no="1")
    scenario.act(matter, "grant", on, REASON, document="1")
    return scenario


def opinion(scenario: Scenario, on: str, result: str = "favourable") -> None:
    scenario.act(MATTER, "pre-review-opinion", on, REASON, result=result, started_on="2026-02-02")


def land_lost(scenario: Scenario) -> None:
    scenario.act("land_listing_grant", "receive", "02-02", REASON, receipt_no="1")
    scenario.act("land_listing_grant", "accept", "02-02", REASON)
    scenario.act("land_listing_grant", "refuse", "03-10", REASON, document="成交公示")


def test_what_has_not_begun_has_no_head_start(told: Scenario) -> None:
    """Neither the receipt alone nor a grant without an application, as that of the service list, is a begin."""
    told.act(MATTER, "receive", "02-02", REASON, receipt_no="1")
    assert told.read().matters["tailored_service_list"].granted_on
    assert list(head_starts(told.read())) == []


@pytest.mark.parametrize(("last", "overlapped"), [("02-01", False), ("02-02", False), ("02-03", True)])
def test_it_overlaps_when_begun_before_the_last_grant_it_waits_for(told: Scenario, last: str, overlapped: bool) -> None:
    granted(granted(told, FIRST, "01-20"), LAST, last)
    told.act(MATTER, "pre-review", "02-02")
    one = start(told)
    assert (one.begun_on, one.overlapped) == (day("02-02"), overlapped)


def test_as_long_as_one_it_waits_for_is_not_granted_it_overlaps(told: Scenario) -> None:
    granted(told, FIRST, "01-20").act(MATTER, "pre-review", "02-02")
    assert start(told).overlapped is True
    told.act(LAST, "waive", "03-02", REASON)
    assert start(told).overlapped is False


def test_where_nothing_has_to_come_before_there_is_nothing_to_overlap(told: Scenario) -> None:
    told.act("enterprise_registration", "waive", "01-20", REASON)
    granted(told, FILING, "01-21")
    assert (start(told, FILING).begun_on, start(told, FILING).overlapped) == (day("01-21"), None)


def test_a_lapse_afterwards_does_not_make_it_overlap(told: Scenario) -> None:
    granted(granted(told, FIRST, "01-20"), LAST, "01-21").act(MATTER, "pre-review", "02-02")
    told.act(FIRST, "annul", "03-02", REASON, kind="withdrawn_by_authority", document="1")
    assert start(told).overlapped is False


@pytest.mark.parametrize(("received", "reviewed"), [("02-04", False), ("02-05", True)])
def test_an_opinion_counts_when_given_on_a_day_before_the_receipt(
    told: Scenario, received: str, reviewed: bool
) -> None:
    opinion(told, "02-04")
    told.act(MATTER, "receive", received, REASON, receipt_no="1")
    assert (start(told).reviewed, start(told).held) == (reviewed, None)


def test_a_favourable_opinion_held_when_the_first_application_was_granted(told: Scenario) -> None:
    opinion(told, "02-04")
    assert (start(told).reviewed, start(told).held) == (True, None)
    granted(told, MATTER, "02-06")
    assert start(told).held is True


def test_it_did_not_hold_when_the_first_application_came_to_nothing(told: Scenario) -> None:
    opinion(told, "02-04")
    told.act(MATTER, "receive", "02-05", REASON, receipt_no="1")
    told.act(MATTER, "withdraw", "02-06", REASON)
    assert start(told).held is False
    granted(told, MATTER, "02-09")
    assert start(told).held is False


@pytest.mark.parametrize(("result", "reviewed"), [("objections", True), ("lapsed", False)])
def test_of_other_opinions_nothing_is_to_hold(told: Scenario, result: str, reviewed: bool) -> None:
    opinion(told, "02-04", result)
    granted(told, MATTER, "02-06")
    assert (start(told).reviewed, start(told).held) == (reviewed, None)


@pytest.mark.parametrize(("result", "held"), [("favourable", False), ("objections", None)])
def test_an_opinion_that_lapsed_with_the_land_was_given_and_did_not_hold(
    told: Scenario, result: str, held: bool | None
) -> None:
    opinion(told, "02-04", result)
    land_lost(told)
    assert (start(told).reviewed, start(told).held) == (True, held)
    granted(told, MATTER, "03-12")
    assert (start(told).reviewed, start(told).held) == (True, held)


def test_a_pre_review_that_ended_with_the_land_before_its_opinion_is_no_opinion(told: Scenario) -> None:
    told.act(MATTER, "pre-review", "02-02", REASON)
    land_lost(told)
    assert (start(told).reviewed, start(told).held) == (False, None)


def test_what_began_before_the_landing_or_waits_for_confirmation_is_marked(told: Scenario) -> None:
    told.act(FIRST, "pre-review", "2025-12-20", REASON)
    told.act(MATTER, "receive", "02-05", REASON, receipt_no="1")
    as_specialist(told).act(MATTER, "accept", "02-06", REASON)
    assert (start(told, FIRST).prior, start(told, FIRST).unconfirmed) == (True, False)
    assert (start(told).prior, start(told).unconfirmed) == (False, True)
