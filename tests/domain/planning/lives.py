"""Lives of small projects as states: every matter somewhere on its way, on days counted from the landing.

A life is told by its days alone, so that a test can tell it again with one of them later.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from hypothesis import strategies as st
from msgspec.structs import replace

from domain.catalogue.model import Catalogue, ClockStart, MatterDefinition
from domain.dates.official import official_calendar
from domain.project.model.attempts import Attempt, Extension, Request, Review, Stop
from domain.project.model.phases import Phase
from domain.project.model.rules import Rules
from domain.project.model.state import Fact, ListedMatter, Matter, Project, Yardsticks
from tests.domain.planning.smallplans import small
from tests.domain.planning.test_plan_properties import EITHER, matters

CALENDAR = official_calendar()
SETTLED = ("granted", "waived")
DELAYABLE: Mapping[str, int] = {  # how many of a situation's days can be later without another being cut short
    "planned": 0,
    "review": 1,
    "favourable": 2,
    "objections": 2,
    "lapsed": 2,
    "received": 1,
    "requested": 3,
    "supplemented": 3,
    "accepted": 2,
    "stopped": 2,
    "resumed": 2,
    "extended": 2,
    "refused": 3,
    "granted": 3,
    "waived": 1,
}


@dataclass(frozen=True)
class Life:
    """A project's catalogue, its landing, and for each matter a situation with its days in order."""

    catalogue: Catalogue
    landed: date
    preparation: int
    construction_days: int | None
    situations: Mapping[str, tuple[str, tuple[int, ...]]]

    @property
    def rules(self) -> Rules:
        return Rules(self.catalogue, CALENDAR)

    def project(self) -> Project:
        """The state."""
        told = {
            key: situate(self.catalogue.matters[key], situation, [self.landed + timedelta(day) for day in days])
            for key, (situation, days) in self.situations.items()
        }
        return Project(
            id=UUID(int=1),
            landed_on=self.landed,
            profile={name: field.default for name, field in self.catalogue.profile_fields.items()},
            listed=tuple(ListedMatter(key, key, True, ()) for key in self.catalogue.matters),
            yardsticks=Yardsticks(
                self.landed, None, (), (), (), self.preparation, "", "", construction_days=self.construction_days
            ),
            matters=told,
        )

    def later(self, key: str, place: int, days: int) -> "Life":
        """The same life with one of a matter's days later, at most up to the next."""
        situation, known = self.situations[key]
        moved = known[place] + days
        if place + 1 < len(known):
            moved = min(moved, known[place + 1])
        changed = (situation, (*known[:place], moved, *known[place + 1 :]))
        return dataclasses.replace(self, situations={**self.situations, key: changed})


def situate(definition: MatterDefinition, situation: str, on: Sequence[date]) -> Matter:
    """A matter in a situation; `on` are its days in order."""
    matter = Matter(definition.id, definition, listed=True)
    if situation in ("review", "favourable", "objections", "lapsed"):
        given = situation != "review"
        review = Review(on[0], situation if given else None, on[1] if given else None)
        return replace(matter, reviews=(review,))
    if situation == "waived":
        return replace(matter, phase=Phase.WAIVED, exempted_on=on[0])
    return matter if situation == "planned" else applied_for(matter, situation, on)


def applied_for(matter: Matter, situation: str, on: Sequence[date]) -> Matter:
    attempt = Attempt(1, on[0], "1", complete_on=on[0], waiting_since=on[0])
    accepted = replace(attempt, accepted_on=on[1], waiting_since=None)
    stop = Stop("hearing", on[2], on[3] if situation == "resumed" else None, None, lawful=True)
    found: dict[str, tuple[Phase, Attempt]] = {
        "received": (Phase.RECEIVED, attempt),
        "requested": (
            Phase.SUPPLEMENT_REQUESTED,
            replace(attempt, complete_on=None, waiting_since=None, requests=(Request(on[1], ("图",), on[2]),)),
        ),
        "supplemented": (
            Phase.SUPPLEMENTED,
            replace(attempt, complete_on=on[2], waiting_since=on[2], requests=(Request(on[1], ("图",), None, on[2]),)),
        ),
        "accepted": (Phase.ACCEPTED, accepted),
        "stopped": (Phase.SUSPENDED, replace(accepted, stops=(replace(stop, expected_end=on[3]),))),
        "resumed": (Phase.ACCEPTED, replace(accepted, stops=(stop,))),
        "extended": (Phase.ACCEPTED, replace(accepted, extensions=(Extension(on[2], 3),))),
        "refused": (Phase.REFUSED, replace(accepted, ended_on=on[2])),
        "granted": (Phase.GRANTED, replace(accepted, ended_on=on[2])),
    }
    phase, current = found[situation]
    back = Phase.ACCEPTED if phase is Phase.SUSPENDED else None
    granted = on[2] if phase is Phase.GRANTED else None
    return replace(matter, phase=phase, back=back, attempts=(current,), granted_on=granted, first_granted_on=granted)


def with_fact(project: Project, kind: str, on: date) -> Project:
    """The project with a fact."""
    return replace(project, facts=(*project.facts, Fact(kind, on, "", None, len(project.facts) + 1)))


@st.composite
def lives(
    draw: st.DrawFn, situations: Sequence[str] = tuple(DELAYABLE), permit: st.SearchStrategy[bool] = EITHER
) -> Life:
    """A generated catalogue, and a life of a project with all its matters."""
    found = draw(matters(draw(st.sampled_from("wcm")), draw(st.integers(1, 6)), permit))
    found = [
        dataclasses.replace(item, clock_starts_on=draw(st.sampled_from(ClockStart)), clock_stops=("hearing",))
        for item in found
    ]
    catalogue = small(*found, milestones={"project_initiation": tuple(item.id for item in found)})
    told = {}
    for item in found:
        days = sorted(draw(st.lists(st.integers(0, 60), min_size=4, max_size=4)))
        told[item.id] = (draw(st.sampled_from(situations)), tuple(days))
    return Life(
        catalogue,
        date(2026, 1, 1) + timedelta(days=draw(st.integers(0, 364))),
        draw(st.integers(0, 3)),
        draw(st.one_of(st.none(), st.integers(0, 60))),
        told,
    )


@st.composite
def delays(draw: st.DrawFn) -> tuple[Life, Life]:
    """A life, and the same life with one actual date later."""
    life = draw(lives())
    places = [(key, place) for key, (situation, _) in life.situations.items() for place in range(DELAYABLE[situation])]
    if not places:
        return life, life
    key, place = draw(st.sampled_from(places))
    return life, life.later(key, place, draw(st.integers(1, 30)))
