"""问题线索: what observers and enterprises find wrong, who answers by when, and how whoever raised it rates the answer.

Each concern is a stream of its own. The title stands in the log; longer words stand in the operational store, the log
has their id and SHA-256 (design §2).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from uuid import UUID

from domain.event import Event, shanghai_date, stream_id


class Rating(StrEnum):
    """满意, 基本满意, 不满意: the last has the concern answered once more (差评整改)."""

    SATISFIED = "satisfied"
    FAIRLY = "fairly_satisfied"
    DISSATISFIED = "dissatisfied"


@dataclass(frozen=True, kw_only=True)
class ConcernEvent(Event):
    """Something about a concern of a project."""

    project: UUID


@dataclass(frozen=True, kw_only=True)
class ConcernRaised(ConcernEvent):
    """Somebody found something wrong; it is to be answered by `due_on`.

    `role`: as what he raised it; `at`: the monitoring point; `handler`: who answers, empty for the project's
    specialist; `text` and `sha256`: the words' id and their proof.
    """

    TOPIC = "ConcernRaised"

    role: str
    title: str
    at: str
    handler: str
    due_on: date
    text: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class ConcernAssigned(ConcernEvent):
    """Somebody else is to answer, or by another day."""

    TOPIC = "ConcernAssigned"

    handler: str
    due_on: date


@dataclass(frozen=True, kw_only=True)
class ConcernAnswered(ConcernEvent):
    """It was answered; `text` and `sha256` are the answer's words."""

    TOPIC = "ConcernAnswered"

    text: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class ConcernRated(ConcernEvent):
    """Whoever raised it rated the answer; dissatisfied, it is to be answered once more by `due_on`."""

    TOPIC = "ConcernRated"

    rating: Rating
    due_on: date | None = None


class ConcernState(StrEnum):
    """待答复, 已答复待评价, 已评价."""

    OPEN = "open"
    ANSWERED = "answered"
    RATED = "rated"


@dataclass(frozen=True, slots=True)
class Concern:
    """A concern as its events leave it. `known_since`: the day its present term counts from."""

    id: UUID
    project: UUID
    title: str
    at: str
    raised_by: str
    role: str
    raised_on: date
    known_since: date
    handler: str
    due_on: date
    state: ConcernState
    texts: tuple[str, ...]  # the ids of the words: what was raised, then each answer
    answered_on: date | None = None
    rating: Rating | None = None


def folded(concern: Concern | None, event: Event) -> Concern | None:
    """The concern after an event; None before it is raised."""
    on = shanghai_date(event.recorded_at)
    if isinstance(event, ConcernRaised):
        return Concern(
            event.originator_id,
            event.project,
            event.title,
            event.at,
            event.actor,
            event.role,
            raised_on=on,
            known_since=on,
            handler=event.handler,
            due_on=event.due_on,
            state=ConcernState.OPEN,
            texts=(event.text,),
        )
    if concern is None:
        return None
    if isinstance(event, ConcernAssigned):
        return replace(concern, handler=event.handler, due_on=event.due_on)
    if isinstance(event, ConcernAnswered):
        return replace(
            concern, state=ConcernState.ANSWERED, answered_on=on, rating=None, texts=(*concern.texts, event.text)
        )
    if isinstance(event, ConcernRated):
        again = event.due_on is not None
        return replace(
            concern,
            rating=event.rating,
            state=ConcernState.OPEN if again else ConcernState.RATED,
            due_on=event.due_on or concern.due_on,
            known_since=on if again else concern.known_since,
        )
    return concern


def concern_of(log: Iterable[Event]) -> Concern | None:
    """The concern that a stream tells of."""
    concern: Concern | None = None
    for event in log:
        concern = folded(concern, event)
    return concern


def stream_of_concern(district: str, command_id: str) -> UUID:
    """The stream of what a command raises: a repeated request finds it (ruling 29)."""
    return stream_id(f"{district}/concern/{command_id}")
