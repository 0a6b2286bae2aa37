"""Forecasts of a scenario's project, in short: a day without its year, and the ground."""

from domain.planning.forecast import forecast
from domain.planning.foreseen import Forecast, Foreseen, MatterForecast
from tests.scenario import Scenario, day

PERMIT = "construction_planning_permit"  # 行政许可; 3 working days from acceptance; waits for the next two
LAND, DESIGN = "land_use_planning_permit", "design_scheme_review"
BUILD = "construction_permit"
REASON = "如实补录"


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


def milestone(scenario: Scenario, stage: str, as_of: str | None = None) -> tuple[str, str]:
    foreseen = read(scenario, as_of).milestones[stage]
    assert foreseen is not None
    return foreseen.on.isoformat(), foreseen.because.basis.value
