"""Attempts that ended: their days, whether they kept both limits, and what never counts."""

from collections.abc import Sequence

import pytest

from domain.catalogue.model import Semantics
from domain.deciding.commands import AssignSpecialist, ConfirmRecord
from domain.project.model.evolution import walk
from domain.project.model.phases import Phase
from domain.project.record.conclusions import Conclusion, conclusions
from domain.project.record.reading import facts
from tests.scenario import Scenario, as_officer, as_specialist, day

MATTER = "construction_planning_permit"  # promised 3 working days, by law 20; the clock runs from the acceptance
OFFICE = "natural_resources"
REASON = "如实记录"
STOP = {"kind": "hearing", "notice_no": "1", "notice_on": "03-04"}


@pytest.fixture
def told(scenario: Scenario) -> Scenario:
    return scenario.at("01-05 09:00").registered().listed().at("04-30 09:00")


def ended(scenario: Scenario, matter: str = MATTER) -> Sequence[Conclusion]:
    days = tuple(walk(scenario.project, facts(scenario.log), scenario.rules))
    return [one for one in conclusions(days, scenario.rules) if one.key == matter]


def applied(scenario: Scenario, received: str, accepted: str) -> Scenario:
    scenario.act(MATTER, "receive", received, REASON, receipt_no="1")
    scenario.act(MATTER, "accept", accepted, REASON)
    return scenario


def test_a_grant_in_time_has_its_days_on_both_clocks(told: Scenario) -> None:
    applied(told, "03-02", "03-03").act(MATTER, "grant", "03-06", REASON, document="规1")
    (one,) = ended(told)
    assert (one.attempt, one.outcome, one.department) == (1, Phase.GRANTED, OFFICE)
    assert (one.received_on.isoformat() if one.received_on else "", one.ended_on.isoformat()) == (
        "2026-03-02",
        "2026-03-06",
    )
    measures = one.measures
    assert (measures.used_days, measures.stopped_days, measures.enterprise_days) == (3, 0, 4)
    assert (measures.promised_in_time, measures.statutory_in_time) == (True, True)
    assert not one.prior
    assert not one.unconfirmed


def test_one_day_more_breaks_the_promise_and_not_the_law(told: Scenario) -> None:
    applied(told, "03-02", "03-03").act(MATTER, "grant", "03-09", REASON, document="规1")
    (one,) = ended(told)
    assert (one.measures.used_days, one.measures.enterprise_days) == (4, 7)
    assert (one.measures.promised_in_time, one.measures.statutory_in_time) == (False, True)


def test_a_day_off_after_the_due_day_is_late_as_the_irregularity_says(told: Scenario) -> None:
    applied(told, "03-02", "03-03").act(MATTER, "grant", "03-07", REASON, document="规1")  # a Saturday
    (one,) = ended(told)
    assert (one.measures.used_days, one.measures.promised_in_time) == (3, False)
    assert "over_promised" in told.codes_now("MatterGranted", MATTER)


def test_the_days_of_a_stop_count_on_neither_clock(told: Scenario) -> None:
    applied(told, "03-02", "03-03").act(MATTER, "suspend", "03-04", REASON, resumed_on="03-11", **STOP)
    told.act(MATTER, "grant", "03-12", REASON, document="规1")
    (one,) = ended(told)
    assert (one.measures.used_days, one.measures.stopped_days, one.measures.promised_in_time) == (2, 5, True)
    assert one.measures.enterprise_days == 10


def test_a_stop_without_basis_spares_the_promise_but_is_no_stop_in_law(told: Scenario) -> None:
    applied(told, "03-02", "03-03").act(MATTER, "suspend", "03-04", REASON, resumed_on="03-11", kind="hearing")
    told.act(MATTER, "grant", "03-12", REASON, document="规1")
    (one,) = ended(told)
    assert (one.measures.used_days, one.measures.stopped_days) == (7, 0)
    assert (one.measures.promised_in_time, one.measures.statutory_in_time) == (True, True)


def test_each_attempt_counts_and_the_enterprise_waits_from_the_first_receipt(told: Scenario) -> None:
    applied(told, "03-02", "03-03").act(MATTER, "refuse", "03-06", REASON, document="不予1")
    applied(told, "03-16", "03-16").act(MATTER, "grant", "03-18", REASON, document="规1")
    first, second = ended(told)
    assert (first.outcome, first.measures.used_days, first.measures.enterprise_days) == (Phase.REFUSED, 3, None)
    assert (second.attempt, second.measures.used_days, second.measures.enterprise_days) == (2, 2, 16)


def test_after_a_grant_that_fell_away_the_wait_begins_anew(told: Scenario) -> None:
    applied(told, "03-02", "03-03").act(MATTER, "grant", "03-04", REASON, document="规1")
    told.act(MATTER, "annul", "03-10", REASON, document="撤1", kind="annulled")
    applied(told, "03-16", "03-16").act(MATTER, "grant", "03-18", REASON, document="规2")
    assert [one.measures.enterprise_days for one in ended(told)] == [2, 2]


@pytest.mark.parametrize(("act", "outcome"), [("withdraw", Phase.WITHDRAWN), ("close", Phase.CLOSED)])
def test_an_end_without_a_decision_is_counted_and_not_judged(told: Scenario, act: str, outcome: Phase) -> None:
    applied(told, "03-02", "03-03").act(MATTER, act, "04-20", REASON)
    (one,) = ended(told)
    assert (one.outcome, one.measures.used_days) == (outcome, None)
    assert (one.measures.promised_in_time, one.measures.statutory_in_time) == (None, None)


def test_not_accepted_is_an_end(told: Scenario) -> None:
    told.act(MATTER, "receive", "03-02", REASON, receipt_no="1")
    told.act(MATTER, "not-accept", "03-03", REASON, document="不受1")
    assert [one.outcome for one in ended(told)] == [Phase.NOT_ACCEPTED]


def test_a_grant_on_the_spot_is_in_time(told: Scenario) -> None:
    told.act(MATTER, "receive", "03-02", REASON, receipt_no="1")
    told.act(MATTER, "grant", "03-04", REASON, document="规1")
    (one,) = ended(told)
    assert (one.measures.used_days, one.measures.promised_in_time, one.measures.statutory_in_time) == (0, True, True)


def test_what_was_granted_before_the_landing_has_no_days(told: Scenario) -> None:
    told.act(MATTER, "grant", "2025-12-20", REASON, document="规1", prior=True)
    (one,) = ended(told)
    assert (one.attempt, one.prior, one.received_on, one.measures.used_days) == (0, True, None, None)


def test_a_minimum_period_is_nobodys_overrun(told: Scenario) -> None:
    matters = told.rules.catalogue.matters.values()
    matter = next(item.id for item in matters if item.semantics is Semantics.MINIMUM)
    told.act(matter, "receive", "03-02", REASON, receipt_no="1")
    told.act(matter, "accept", "03-02", REASON)
    told.act(matter, "grant", "04-29", REASON, document="公告1")
    (one,) = ended(told, matter)
    assert one.measures.used_days is not None
    assert (one.measures.promised_in_time, one.measures.statutory_in_time) == (None, None)


def test_one_act_on_the_departments_behalf_makes_the_attempt_wait_until_it_is_confirmed(told: Scenario) -> None:
    as_specialist(told).act(MATTER, "receive", "03-02", REASON, receipt_no="1")
    as_officer(told, OFFICE).act(MATTER, "accept", "03-03", REASON)
    told.act(MATTER, "grant", "03-06", REASON, document="规1")
    assert [one.unconfirmed for one in ended(told)] == [True]
    told.do(ConfirmRecord(matter=MATTER, version=told.version_of("ApplicationReceived", MATTER)))
    assert [one.unconfirmed for one in ended(told)] == [False]


def test_the_team_is_the_one_in_charge_on_the_day_of_the_end(told: Scenario) -> None:
    applied(told, "03-02", "03-03").act(MATTER, "grant", "03-06", REASON, document="规1")
    told.do(AssignSpecialist(effective_on=day("03-05"), specialist="s-1", team="2"))
    told.do(AssignSpecialist(effective_on=day("03-20"), specialist="s-2", team="3"))
    assert [one.team for one in ended(told)] == ["2"]
