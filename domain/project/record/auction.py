"""The land went to another: the opinions that stood on it lapse by themselves, and nothing else does (design §4).

That the auction was lost is its refusal (`refuse`); won is the grant, and 流拍 a proceeding closed and another attempt.
What waits for the auction, directly or through others, stands on its land. An opinion lapses, or a pre-review ends,
that was begun by that day and not followed by an application; what becomes of the matters the specialist chooses. A
pre-review that was answered all the same after the loss ends with its answer, which lapses at once: no act that
happened is made impossible by what became of another matter.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from domain.event import Event
from domain.project.events.decisions import MatterRefused
from domain.project.events.reviews import Opinion, PreReviewOpinionGiven
from domain.project.model.evolution import Consequence, MatterEvent, catalogue_id
from domain.project.model.phases import Act, Phase
from domain.project.model.prerequisites import visible
from domain.project.model.state import Project

AUCTION = "land_listing_grant"
FOLLOWED_UP = frozenset({Act.RECEIVE, Act.GRANT, Act.WAIVE, Act.NOT_APPLICABLE})


class Lapse(NamedTuple):
    """An opinion that lapses: its matter, the day on which the land was lost, and that of the lapse."""

    matter: str
    lost_on: date
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
    lost: dict[str, set[date]] = defaultdict(set)
    for on, auction in dict.fromkeys((loss.effective_on, loss.matter) for loss in losses):
        for key in waiting_for(auction, project):
            lost[key].add(on)
    for key, days in lost.items():
        yield from (Lapse(key, *found) for found in lapses(acts[key], sorted(days)))


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


def lapses(acts: Sequence[MatterEvent], losses: Sequence[date]) -> Iterator[tuple[date, date]]:
    """The losses that end a pre-review or its opinion, each with the day of the lapse; what one ended is over."""
    over = 0  # the place of the first act that no loss has ended
    for lost_on in losses:
        known = bisect_right(acts, lost_on, key=lambda act: act.effective_on)
        last, count = standing(acts[over:known])
        over += count
        answer = None if last is None or isinstance(last, PreReviewOpinionGiven) else answer_among(acts[over:])
        if answer:
            over = acts.index(answer, over) + 1
            if answer.result is not Opinion.LAPSED:
                yield lost_on, answer.effective_on
        elif last:
            yield lost_on, lost_on


def standing(acts: Sequence[MatterEvent]) -> tuple[MatterEvent | None, int]:
    """The pre-review that is open after some acts, or the opinion that stands and nobody has applied upon.

    And how many acts that took: another pre-review while one is open is one that began after the loss, on its day.
    """
    found: MatterEvent | None = None
    for count, act in enumerate(acts):
        if act.ACT is Act.PRE_REVIEW:
            if found and found.ACT is Act.PRE_REVIEW:
                return found, count
            found = act
        elif isinstance(act, PreReviewOpinionGiven):
            found = None if act.result is Opinion.LAPSED else act
        elif act.ACT in FOLLOWED_UP:
            found = None
    return found, len(acts)


def answer_among(later: Sequence[MatterEvent]) -> PreReviewOpinionGiven | None:
    """The opinion that answers an open pre-review after the loss; None where another pre-review began before."""
    for act in later:
        if act.ACT is Act.PRE_REVIEW:
            return None
        if isinstance(act, PreReviewOpinionGiven):
            return act
    return None
