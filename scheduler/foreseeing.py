"""The forecast of the project in hand, worked out once however many of its reminders ask for it."""

from dataclasses import dataclass
from threading import local

from domain.planning import forecast as planning
from domain.planning.foreseen import Forecast
from domain.project.evolution import Rules
from domain.project.state import Project


@dataclass(frozen=True, slots=True)
class Worked:
    """A forecast, and what it was worked out from."""

    project: Project
    rules: Rules
    forecast: Forecast


_last = local()


def forecast(project: Project, rules: Rules) -> Forecast:
    """The forecast as facts alone move it; that of the last project asked for is at hand."""
    last: Worked | None = getattr(_last, "worked", None)
    if last is None or last.project is not project or last.rules is not rules:
        last = _last.worked = Worked(project, rules, planning.forecast(project, rules))
    return last.forecast
