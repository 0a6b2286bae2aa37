"""The papers of a matter: what its catalogue entry asks for, and how each stands in the current application."""

from datetime import date
from enum import StrEnum

from msgspec import Struct

from domain.project.model.attempts import Attempt
from domain.project.model.phases import EXEMPT, Phase
from domain.project.model.state import Matter

ONCE_GRANTED = frozenset({Phase.GRANTED, Phase.LAPSED, Phase.ANNULLED})


class MaterialState(StrEnum):
    """需交, 已交, 待补正, 容缺待补."""

    NEEDED = "needed"
    GIVEN = "given"
    MISSING = "missing"
    DEFERRED = "deferred"


class Material(Struct, frozen=True, gc=False):
    """A paper; `on` the day it came, or the one by which it is to come where one is named."""

    name: str
    state: MaterialState
    on: date | None = None


def materials(matter: Matter) -> tuple[Material, ...]:
    """Those of the catalogue in its order, then what else was asked for; none where there is nothing to hand in.

    An application that ended without a grant leaves nothing: the next one is handed in anew, with all its papers.

    A receipt (收件) says that what the catalogue asks for was handed in; a request for supplements and an acceptance
    with deferred materials say what was not.
    """
    attempt = application(matter)
    if attempt is None:
        nothing = matter.phase in EXEMPT or matter.phase in ONCE_GRANTED
        return () if nothing else tuple(Material(name, MaterialState.NEEDED) for name in matter.definition.materials)
    given = {name: Material(name, MaterialState.GIVEN, attempt.received_on) for name in matter.definition.materials}
    return tuple({**given, **supplements(attempt), **deferrals(attempt)}.values())


def application(matter: Matter) -> Attempt | None:
    """The application whose papers count: one under way, or the one that was granted."""
    attempt = matter.attempt
    return attempt if attempt and (attempt.ended_on is None or matter.phase in ONCE_GRANTED) else None


def supplements(attempt: Attempt) -> dict[str, Material]:
    """What was asked for, as the last request about it stands."""
    return {
        name: Material(name, MaterialState.GIVEN, request.supplemented_on)
        if request.supplemented_on
        else Material(name, MaterialState.MISSING, request.due_on)
        for request in attempt.requests
        for name in request.materials
    }


def deferrals(attempt: Attempt) -> dict[str, Material]:
    """What the department accepted as missing (容缺), until it came."""
    return {
        item.material: Material(item.material, MaterialState.GIVEN, item.received_on)
        if item.received_on
        else Material(item.material, MaterialState.DEFERRED, item.due_on)
        for item in attempt.deferred
    }
