"""When lights go on is what the policy says; the usual numbers are those of ruling 35 and 36."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest

from domain.lights import Cause, Mark, overruns, quiet, warnings
from domain.project.due.deadlines import Deadline, deadlines
from domain.project.model.rules import Rules
from domain.project.model.thresholds import USUAL, Thresholds, thresholds_of
from tests.domain.project.conftest import PERMIT
from tests.scenario import Scenario, day


def with_lights(scenario: Scenario, **changed: int) -> Rules:
    return replace(scenario.rules, lights=Thresholds(**changed))


def rows(scenario: Scenario) -> tuple[Deadline, ...]:
    """The open limits of the planning permit: promised by Friday 03-06, by law by 03-31."""
    return tuple(row for row in deadlines(scenario.read(), scenario.rules) if row.matter == PERMIT)


def days_of(found: Iterable[Mark], cause: Cause) -> set[date]:
    return {mark.on for mark in found if mark.cause is cause}


@pytest.mark.parametrize(("count", "on"), [(1, "03-09"), (5, "03-13"), (22, "04-08")])
def test_red_so_many_working_days_after_the_promised_limit(accepted: Scenario, count: int, on: str) -> None:
    """22 of them go over 清明, Monday 6 April 2026."""
    found = overruns(rows(accepted), with_lights(accepted, red_after_promised=count))
    assert days_of(found, Cause.OVER_PROMISED_BY_FIVE) == {day(on)}


@pytest.mark.parametrize(
    ("changed", "on"),
    [
        ({}, {"03-05", "03-26"}),
        ({"yellow_before": 1, "yellow_before_short": 2}, {"03-04", "03-30"}),
        ({"yellow_before": 5}, {"03-05", "03-24"}),
        ({"short_limit": 2}, {"03-03", "03-26"}),
        ({"short_limit": 20}, {"03-05", "03-30"}),
    ],
)
def test_yellow_so_many_working_days_before(accepted: Scenario, changed: dict[str, int], on: set[str]) -> None:
    found = warnings(rows(accepted), with_lights(accepted, **changed))
    assert days_of(found, Cause.DUE_SOON) == {day(one) for one in on}


@pytest.mark.parametrize(("count", "on"), [(1, "03-03"), (7, "03-11"), (3, "03-05")])
def test_quiet_after_so_many_working_days(ready: Scenario, count: int, on: str) -> None:
    found = quiet(ready.read(), with_lights(ready, quiet_before_permit=count), day("03-02"))
    assert days_of(found, Cause.QUIET) == {day(on)}


def test_a_policy_without_lights_has_the_usual_ones() -> None:
    assert thresholds_of('{"rows": {}}') == USUAL
    assert thresholds_of('{"lights": {"yellow_before": 4}}') == Thresholds(yellow_before=4)
