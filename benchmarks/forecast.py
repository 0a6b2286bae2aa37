"""How long the forecast of one project takes: `python -m benchmarks.forecast [RUNS]`.

The seed project of the demo (39 matters) in the middle of its life, on 2025-04-01: some matters granted, some running,
some with opinions. As stored, and rolled forward to a day; beside them one `plan` of the same matters. The three take
turns, so that a machine that drifts drifts for all. One JSON line per measure; times are the process's own.
"""

import json
import sys
from collections.abc import Callable
from datetime import date
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time

from api.demo.player import Player
from domain.catalogue.loader import shipped_catalogue
from domain.dates.official import official_calendar
from domain.log.recorder import close_recorder, open_recorder
from domain.planning.forecast import forecast
from domain.planning.schedule import plan
from domain.project.model.rules import Rules
from domain.project.model.state import Project

DAY = date(2025, 4, 1)
RUNS = 200
RULES = Rules(shipped_catalogue(), official_calendar())


def main(runs: int = RUNS) -> None:
    """Print the medians in milliseconds and their ratios to one plan."""
    project = seed_project()
    chosen = [item.key for item in project.listed if item.applies]
    landed = project.landed_on or DAY
    works: dict[str, Callable[[], object]] = {
        "plan": lambda: plan(RULES.catalogue, project.profile or {}, chosen, RULES.calendar, landed, 0, 300),
        "forecast": lambda: forecast(project, RULES),
        "forecast_as_of": lambda: forecast(project, RULES, DAY),
    }
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(runs):
        for name, work in works.items():
            taken[name].append(timed(work))
    base = median(taken["plan"])
    for name, times in taken.items():
        value = median(times)
        line = {"measure": f"{name}_ms", "value": round(value * 1000, 3), "ratio_to_plan": round(value / base, 3)}
        print(json.dumps({**line, "matters": len(chosen), "runs": runs}))


def timed(work: Callable[[], object]) -> float:
    begun = process_time()
    work()
    return process_time() - begun


def seed_project() -> Project:
    """The demo's first project as it stood on the day."""
    with TemporaryDirectory() as folder:
        recorder = open_recorder(f"sqlite:///{folder}")
        player = Player(recorder, RULES, "jimo")
        first = player.play()[0]
        project, _ = player.projects.read(first, DAY)
        close_recorder(recorder)
    return project


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
