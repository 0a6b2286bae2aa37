"""How long a plan takes: `python -m benchmarks.plan`. The seed project, 39 matters, three ways with all floats."""

from collections.abc import Callable
from datetime import date
from statistics import median
from time import perf_counter

from domain.catalogue.loader import shipped_catalogue
from domain.catalogue.profile import choose_matters, complete_profile
from domain.dates.official import official_calendar
from domain.planning.schedule import plan

START = date(2026, 3, 2)
RUNS = 100


def main() -> None:
    """Print the median of each step in milliseconds."""
    began = perf_counter()
    catalogue = shipped_catalogue()
    print(f"{'catalogue, first time':<28}{(perf_counter() - began) * 1000:8.2f} ms")
    calendar = official_calendar()
    profile = complete_profile(catalogue, catalogue.example_profiles["sanwang_hydraulic"])
    chosen = [choice.matter for choice in choose_matters(catalogue, profile) if choice.applies]
    timed("choose 70 matters", lambda: choose_matters(catalogue, profile))
    timed("plan", lambda: plan(catalogue, profile, chosen, calendar, START))
    timed("plan with construction", lambda: plan(catalogue, profile, chosen, calendar, START, 2, 300))
    everything = list(catalogue.matters)
    timed("plan of all 70 matters", lambda: plan(catalogue, profile, everything, calendar, START, 2, 300))


def timed(name: str, work: Callable[[], object]) -> None:
    """Run the work and print the median."""
    times = []
    for _ in range(RUNS):
        began = perf_counter()
        work()
        times.append(perf_counter() - began)
    print(f"{name:<28}{median(times) * 1000:8.2f} ms")


if __name__ == "__main__":
    main()
