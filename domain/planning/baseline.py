"""The baseline: what a plan says of each matter, to be frozen with the list it was made for."""

from domain.planning.model import Plan
from domain.project.events.servicelist import WAYS
from domain.project.model.state import Baseline


def baselines_of(planned: Plan) -> tuple[Baseline, ...]:
    """The begin and grant of every key in all three ways."""
    ways = [(way, getattr(planned, way)) for way in WAYS]
    return tuple(
        Baseline(key, name, item.begins, item.granted) for name, way in ways for key, item in way.matters.items()
    )
