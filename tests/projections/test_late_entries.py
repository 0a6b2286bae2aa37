"""Which entries count as late (补录), and which never do (ruling 11)."""

import pytest

from domain.deciding.commands import EnterProfile
from domain.event import Event
from projections.rows.entries import is_late
from tests.scenario import SEED_PROFILE, Scenario, day

PERMIT = "construction_planning_permit"


@pytest.fixture
def entered(scenario: Scenario) -> Scenario:
    """All on Monday 2026-03-09, through the API: a project that landed on 01-05, its list, a receipt of 03-02."""
    scenario.via = "api"
    scenario.at("03-09 10:00").registered("01-05").listed("02-02")
    scenario.act(PERMIT, "grant", "2025-12-01", prior=True)
    scenario.act("road_occupation", "receive", "03-02", receipt_no="1")
    return scenario


def late(scenario: Scenario, event: Event) -> bool:
    return is_late(event, scenario.rules.calendar)


def test_an_act_entered_a_week_later_is_late(entered: Scenario) -> None:
    assert late(entered, entered.event("ApplicationReceived"))


@pytest.mark.parametrize(
    "topic",
    ["ProjectRegistered", "ProjectProfiled", "MatterGranted", "StageOpened", "MilestoneReached", "ServiceListGranted"],
)
def test_registration_profile_prior_grants_and_consequences_never_are(entered: Scenario, topic: str) -> None:
    """Ruling 11: each was true at least a month before it was recorded."""
    event = entered.event(topic, PERMIT if topic == "MatterGranted" else "")
    assert event.effective_on <= day("03-02")
    assert not late(entered, event)


def test_a_later_profile_is_none_either(entered: Scenario) -> None:
    """Ruling 11."""
    entered.do(EnterProfile(effective_on=day("02-03"), answers={**SEED_PROFILE, "night_work": True}))
    assert not late(entered, entered.event("ProjectProfiled"))


def test_what_was_imported_is_not(entered: Scenario) -> None:
    """Ruling 11."""
    entered.via = "import"
    entered.act("road_occupation", "accept", "03-03", "前置未齐")
    assert not late(entered, entered.event("ApplicationAccepted"))
