"""The land went to another: the opinions that stood on it lapse by themselves, and nothing else does (design §4).

That the auction was lost is its refusal (`refuse`); won is the grant, and 流拍 a proceeding closed and another attempt.
What waits for the auction, directly or through others, stands on its land. An opinion lapses, or a pre-review ends,
that was begun by that day and not followed by an application; what becomes of the matters the specialist chooses.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from domain.event import Event
from domain.project.decisions import MatterRefused
from domain.project.evolution import Consequence, MatterEvent, catalogue_id
from domain.project.phases import Act, Phase
from domain.project.prerequisites import visible
from domain.project.reviews import Opinion, PreReviewOpinionGiven
from domain.project.state import Project

AUCTION = "land_listing_grant"
FOLLOWED_UP = frozenset({Act.RECEIVE, Act.GRANT, Act.WAIVE, Act.NOT_APPLICABLE})


class Lapse(NamedTuple):
    """An opinion that lapses: its matter, and the day on which the land was lost."""

    matter: str
    on: date


def lapsed_opinions(events: Sequence[Event], project: Project) -> Iterator[Lapse]:
    """The opinions that lapse by the acts of a project, which stand in the order of their days."""
    losses = [event for event in events if isinstance(event, MatterRefused) and catalogue_id(event.matter) == AUCTION]
    if not losses:
        return
    acts: dict[str, list[MatterEvent]] = defaultdict(list)
    for event in events:
        if isinstance(event, MatterEvent) and not isinstance(event, Consequence):
            acts[event.matter].append(event)
    for on, matter in dict.fromkeys((loss.effective_on, loss.matter) for loss in losses):
        yield from (Lapse(key, on) for key in waiting_for(matter, project) if stands(acts[key], on))


def may_be_lost(project: Project) -> bool:
    """Whether an auction of the project was refused, or held again; seen without going through its acts."""
    held = [project.matters.get(key) for key in visible(project, [AUCTION], "")]
    return any(one and (one.phase is Phase.REFUSED or len(one.attempts) > 1) for one in held)


def waiting_for(auction: str, project: Project) -> list[str]:
    """The matters that wait for an auction, directly or through others; those of another parcel do not."""
    found = {auction}
    while more := [
        key for key in project.matters if key not in found and not found.isdisjoint(comes_before(key, project))
    ]:
        found.update(more)
    return [key for key in project.matters if key in found and key != auction]


def comes_before(key: str, project: Project) -> list[str]:
    """What a matter waits for, and what its pre-review may follow."""
    definition = project.matters[key].definition
    return visible(project, (*definition.depends_on, *definition.can_prereview_after), project.scopes.place(key))


def stands(acts: Sequence[MatterEvent], on: date) -> bool:
    """Whether on a day a pre-review was open, or its opinion stood and nobody had applied upon it."""
    standing = False
    for act in acts:
        if act.effective_on > on:
            break
        if act.ACT is Act.PRE_REVIEW:
            standing = True
        elif isinstance(act, PreReviewOpinionGiven):
            standing = act.result is not Opinion.LAPSED
        elif act.ACT in FOLLOWED_UP:
            standing = False
    return standing
