"""Who gets the log sent: that a receiver was registered, pauses, goes on from a position, or is removed.

Letting data out is a fact like any other. The event names the host; the whole address and the secret of the signatures
are operational, and stand in no event.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.errors import DomainError
from domain.event import TOPICS, Event, stream_id
from domain.log.ledger import Command, Job
from domain.log.logs import Log


@dataclass(frozen=True, kw_only=True)
class ReceiverEvent(Event):
    """Something about a receiver; its id stands in every event."""

    receiver: UUID


@dataclass(frozen=True, kw_only=True)
class ReceiverRegistered(ReceiverEvent):
    """Events recorded after position `after` go to `host`; `topics` none: all of them."""

    TOPIC = "ReceiverRegistered"

    host: str
    topics: tuple[str, ...]
    after: int


@dataclass(frozen=True, kw_only=True)
class ReceiverPaused(ReceiverEvent):
    """Nothing more is sent for now; what comes meanwhile waits."""

    TOPIC = "ReceiverPaused"


@dataclass(frozen=True, kw_only=True)
class ReceiverResumed(ReceiverEvent):
    """Sending goes on; with `after` once more from behind that position."""

    TOPIC = "ReceiverResumed"

    after: int | None = None


@dataclass(frozen=True, kw_only=True)
class ReceiverRemoved(ReceiverEvent):
    """It gets nothing any more; its secret is gone."""

    TOPIC = "ReceiverRemoved"


Make = Callable[[Log], Sequence[tuple[type[ReceiverEvent], dict[str, Any]]]]


def stream_of(district: str, receiver: UUID) -> UUID:
    """The stream of a receiver."""
    return stream_id(f"{district}/receiver/{receiver}")


def registering(district: str, command: Command, receiver: UUID, host: str, topics: Sequence[str], after: int) -> Job:
    """Register a receiver. Raises DomainError unknown_kind for a topic that no event has."""
    for topic in topics:
        if topic not in TOPICS:
            raise DomainError("unknown_kind", kind=topic, known="、".join(sorted(TOPICS)))
    values = {"host": host, "topics": tuple(sorted(set(topics))), "after": after}
    return job(district, command, receiver, lambda log: [] if log else [(ReceiverRegistered, values)])


def pausing(district: str, command: Command, receiver: UUID) -> Job:
    """Pause it; one that pauses already stays as it is. Raises DomainError unknown_receiver."""

    def make(log: Log) -> Sequence[tuple[type[ReceiverEvent], dict[str, Any]]]:
        return [] if isinstance(standing(log, receiver), ReceiverPaused) else [(ReceiverPaused, {})]

    return job(district, command, receiver, make)


def resuming(district: str, command: Command, receiver: UUID, after: int | None) -> Job:
    """Let it go on, perhaps once more from a position. Raises DomainError unknown_receiver."""

    def make(log: Log) -> Sequence[tuple[type[ReceiverEvent], dict[str, Any]]]:
        pauses = isinstance(standing(log, receiver), ReceiverPaused)
        return [(ReceiverResumed, {"after": after})] if pauses or after is not None else []

    return job(district, command, receiver, make)


def removing(district: str, command: Command, receiver: UUID) -> Job:
    """Remove it. Raises DomainError unknown_receiver."""

    def make(log: Log) -> Sequence[tuple[type[ReceiverEvent], dict[str, Any]]]:
        standing(log, receiver)
        return [(ReceiverRemoved, {})]

    return job(district, command, receiver, make)


def standing(log: Log, receiver: UUID) -> Event:
    """The last thing said of a receiver that there is."""
    if not log or isinstance(log[-1], ReceiverRemoved):
        raise DomainError("unknown_receiver", receiver=str(receiver))
    return log[-1]


def job(district: str, command: Command, receiver: UUID, make: Make) -> Job:
    """The job of recording what is made of a receiver's log."""
    stream = stream_of(district, receiver)

    def decide(log: Log, moment: datetime) -> Sequence[Event]:
        stamp = command.stamp(stream, district, moment)
        return [kind(**stamp, receiver=receiver, **values) for kind, values in make(log)]

    return Job(stream, command, decide)
