"""The log as others follow it: every event in the order of positions, with its full content as it is stored.

For the feed, for signed webhooks, and for what pages listen to. A position is never given twice and never read before a
smaller one (`recorder`), so whoever asks for what comes after the last one he has seen misses nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any
from uuid import UUID

import orjson
from msgspec import Struct

from domain.event import TOPICS
from domain.log.ledger import Ledger
from domain.log.recorder import places
from domain.project.events.corrections import RecordCorrected
from domain.project.model.evolution import ProjectEvent


class Told(Struct, frozen=True, gc=False):
    """An event at its position, its content untouched."""

    position: int
    stream: UUID
    version: int
    topic: str
    state: bytes


class Change(Struct, frozen=True, gc=False):
    """That something was recorded of a project, without saying what."""

    position: int
    project: str
    version: int
    topic: str


def told_after(ledger: Ledger, position: int, limit: int, topics: Sequence[str] = ()) -> list[Told]:
    """The events after a position, of some topics or of all."""
    found = ledger.recorder.select_notifications(position, limit, topics=topics, inclusive_of_start=False)
    return [Told(one.id, UUID(str(one.originator_id)), one.originator_version, one.topic, one.state) for one in found]


def message(told: Told) -> Mapping[str, Any]:
    """An event as it leaves: where it stands, and its stored content."""
    return {
        "position": told.position,
        "stream": told.stream,
        "version": told.version,
        "topic": told.topic,
        "content": orjson.Fragment(told.state),
    }


def changes(ledger: Ledger, start: int, end: int) -> Iterator[Change]:
    """What happened to projects after a position up to another."""
    for position, stream, version, topic in places(ledger.recorder, start, end):
        if of_project(topic):
            yield Change(position, str(UUID(str(stream))), version, topic)


@cache
def of_project(topic: str) -> bool:
    """Whether events of a topic stand in projects' streams."""
    return topic in TOPICS and issubclass(TOPICS[topic], ProjectEvent | RecordCorrected)
