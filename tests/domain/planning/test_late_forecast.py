"""A permit foreseen after its target lights the project from the landing on, until it is granted (ruling 35)."""

from dataclasses import replace

import pytest

from domain.lights import Cause, Light, Marks, marks, permit_target
from domain.planning.forecast import forecast
from domain.project.due.deadlines import Owner
from domain.project.model.thresholds import Thresholds
from tests.scenario import Scenario, day

LISTING = "land_listing_grant"  # on the critical chain, 30 calendar days
BUILD = "construction_permit"
REASON = "如实补录"


@pytest.fixture
def listed(scenario: Scenario) -> Scenario:
    """Landed on 03-02, so planned to be permitted on 04-22; read on a day of the summer."""
    scenario.at("03-02 09:00").registered("03-02").listed()
    return scenario.at("07-31 09:00")


def seen(scenario: Scenario) -> Marks:
    return marks(scenario.read(), scenario.rules, None)


def agreed(scenario: Scenario, on: str) -> None:
    """The investment agreement, planned for 03-09, is signed on that day; all else waits for it."""
    scenario.act("investment_agreement", "grant", on)


def test_the_target_is_the_escorted_plan_of_the_first_list(listed: Scenario) -> None:
    assert permit_target(listed.read()) == day("04-22")
    assert seen(listed).light(day("07-31")) is Light.GREEN


def test_a_forecast_on_its_target_is_green(listed: Scenario) -> None:
    agreed(listed, "03-09")
    assert seen(listed) == Marks(None, None, None)


def test_a_forecast_after_its_target_is_yellow_whatever_the_day(listed: Scenario) -> None:
    agreed(listed, "03-10")
    found = seen(listed)
    assert found.red is None
    assert found.yellow
    assert (found.yellow.on, found.yellow.cause) == (day("03-02"), Cause.FORECAST_LATE)
    assert (found.yellow.matter, found.yellow.owner) == ("planning_conditions", Owner.DEPARTMENT)
    assert found.yellow.department == "natural_resources"


def test_ten_working_days_late_is_yellow_and_eleven_is_red(listed: Scenario) -> None:
    target, calendar = day("04-22"), listed.rules.calendar
    causes: dict[int, Cause | None] = {}
    for on in ("03-20", "03-23", "03-24"):
        agreed(listed, on)
        permit = forecast(listed.read(), listed.rules).construction_permit
        assert permit
        late = calendar.working_days(target, permit.on)
        found = seen(listed).red or seen(listed).yellow
        causes[late] = found.cause if found else None
        listed.correct(listed.version_of("MatterGranted", "investment_agreement"), void=True)
    assert causes == {8: Cause.FORECAST_LATE, 10: Cause.FORECAST_LATE, 11: Cause.FORECAST_LATE_BY_TEN}


@pytest.mark.parametrize(("most", "cause"), [(7, Cause.FORECAST_LATE_BY_TEN), (8, Cause.FORECAST_LATE)])
def test_how_late_is_red_is_the_policys(listed: Scenario, most: int, cause: Cause) -> None:
    """Signed on 03-20, the permit is foreseen 8 working days behind its target."""
    agreed(listed, "03-20")
    rules = replace(listed.rules, lights=Thresholds(red_after_target=most))
    found = marks(listed.read(), rules, None)
    assert found.yellow
    assert (found.red or found.yellow).cause is cause


def test_a_granted_permit_is_late_no_more(listed: Scenario) -> None:
    agreed(listed, "04-30")
    assert seen(listed).red
    listed.act(BUILD, "receive", "05-06", receipt_no="JM-1")
    listed.act(BUILD, "accept", "05-06", REASON)
    listed.act(BUILD, "grant", "05-07", REASON, document="施1")
    found = seen(listed)
    assert all(mark is None or mark.cause is not Cause.FORECAST_LATE_BY_TEN for mark in (found.red, found.yellow))


def test_before_the_first_list_there_is_no_target(scenario: Scenario) -> None:
    scenario.registered()
    assert permit_target(scenario.read()) is None
    assert seen(scenario).red is None
