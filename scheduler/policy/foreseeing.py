"""The forecast of the project in hand, worked out once however many of its reminders ask for it."""

from collections import OrderedDict
from dataclasses import dataclass
from threading import local
from uuid import UUID

from domain.planning import forecast as planning
from domain.planning.foreseen import Forecast
from domain.project.model.rules import Rules
from domain.project.model.state import Project


@dataclass(frozen=True, slots=True)
class Worked:
    """A forecast, and what it was worked out from."""

    project: Project
    rules: Rules
    forecast: Forecast


KEPT = 256  # projects: a sweep needs the one in hand, a backtest comes back to each
_last = local()


def forecast(project: Project, rules: Rules) -> Forecast:
    """The forecast as facts alone move it; those of the last projects asked for are at hand."""
    known: OrderedDict[UUID, Worked] = _last.__dict__.setdefault("worked", OrderedDict())
    last = known.get(project.id)
    if last is None or last.project is not project or last.rules is not rules:
        last = known[project.id] = Worked(project, rules, planning.forecast(project, rules))
    known.move_to_end(project.id)
    if len(known) > KEPT:
        known.popitem(last=False)
    return last.forecast
