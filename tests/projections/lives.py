"""Random lives of a few projects, told to a scenario: acts in any order, late, corrected, voided, restored."""

import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import UUID

from domain.errors import DomainError
from domain.event import SHANGHAI
from domain.project.events.projectfacts import CONSTRUCTION_STARTED
from tests.scenario import Scenario

TRIES = 30
MATTERS = (
    "project_filing",
    "land_grant_contract",
    "land_use_planning_permit",
    "construction_planning_permit",
    "construction_permit",
)
ACTS = ("pre-review", "receive", "request-supplement", "supplement", "accept", "suspend", "resume", "extend", "grant")
ACT_VALUES: dict[str, dict[str, object]] = {
    "receive": {"receipt_no": "JM-1"},
    "request-supplement": {"materials": ("图纸",)},
    "suspend": {"kind": "hearing", "notice_no": "1", "notice_on": "2026-03-02"},
    "extend": {"days": 3, "approved_by": "局长"},
    "grant": {"document": "JM-9"},
}


def live(scenario: Scenario, seed: int, projects: int = 3, steps: int = 60) -> Iterator[None]:
    """Tell the lives, step by step; what cannot be is refused by the domain and leaves nothing."""
    dice = random.Random(seed)
    told: list[UUID] = []
    for place in range(projects):
        scenario.at(f"03-0{place + 2} 09:00").registered(landed_on="03-01").listed()
        told.append(scenario.project)
        yield
    for _ in range(steps):
        scenario.now += timedelta(hours=dice.randint(1, 60))
        scenario.project = dice.choice(told)
        scenario.via = dice.choice(("api", "import", "scheduler"))
        if any(possible(scenario, dice) for _ in range(TRIES)):
            yield


def possible(scenario: Scenario, dice: random.Random) -> bool:
    """Tell any step; False when it cannot be."""
    try:
        dice.choice(STEPS)(scenario, dice)
    except DomainError:
        return False
    return True


def act(scenario: Scenario, dice: random.Random) -> None:
    """Any act on any matter, up to two weeks late."""
    name = dice.choice(ACTS)
    on = scenario.now.astimezone(SHANGHAI).date() - timedelta(days=dice.choice((0, 0, 1, 6, 14)))
    scenario.act(dice.choice(MATTERS), name, on.isoformat(), "如实补录", **ACT_VALUES.get(name, {}))


def correction(scenario: Scenario, dice: random.Random) -> None:
    """Any event moved, voided or restored."""
    version = dice.randint(1, len(scenario.log))
    kind = dice.choice(("move", "void", "restore"))
    changes = {"effective_on": f"2026-03-{dice.randint(1, 9):02}"} if kind == "move" else {}
    scenario.correct(version, void=kind == "void", **changes)


def fact(scenario: Scenario, dice: random.Random) -> None:
    """The works began, permit or not."""
    on = scenario.now.astimezone(SHANGHAI).date() - timedelta(days=dice.randint(0, 5))
    scenario.fact(CONSTRUCTION_STARTED, on.isoformat(), "现场查明")


def deeming(scenario: Scenario, _: random.Random) -> None:
    """Silence becomes acceptance."""
    scenario.deem()


STEPS: tuple[Callable[[Scenario, random.Random], None], ...] = (*[act] * 12, *[correction] * 6, fact, deeming)
