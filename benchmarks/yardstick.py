"""The yardstick for all that follows the log: the same events kept and read as the event library does it by itself.

Its own mapper and JSON transcoder, with its transcodings for ids, numbers and moments and one for days; every field is
stored, as it does. Records within an event are left as plain lists, which is less than a reader would need.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import msgspec
from eventsourcing.persistence import (
    ApplicationRecorder,
    DatetimeAsISO,
    DecimalAsStr,
    JSONTranscoder,
    Mapper,
    StoredEvent,
    Transcoding,
    UUIDAsHex,
)
from eventsourcing.utils import get_topic

from domain.event import TOPICS, Event
from domain.topics import register_all


class DateAsISO(Transcoding):
    """A day as the library would have one told."""

    type = date
    name = "date_iso"

    def encode(self, obj: date) -> str:
        return obj.isoformat()

    def decode(self, data: str) -> date:
        return date.fromisoformat(data)


def library_mapper() -> Mapper[Any]:
    """The library's mapper, as its documentation sets one up; it knows our event classes by their topics."""
    transcoder = JSONTranscoder()
    for transcoding in (UUIDAsHex(), DecimalAsStr(), DatetimeAsISO(), DateAsISO()):
        transcoder.register(transcoding)
    register_all()
    for event_type in TOPICS.values():
        get_topic(event_type)
    return Mapper(transcoder)


def as_the_library_stores(events: Iterable[Event]) -> Iterator[StoredEvent]:
    """The same events in the library's own stored form."""
    mapper = library_mapper()
    for event in events:
        stored: Any = object.__new__(type(event))
        vars(stored).update({name: plain(value) for name, value in vars(event).items()})
        yield mapper.to_stored_event(stored)


def plain(value: Any) -> Any:
    """A value without records of ours."""
    if isinstance(value, tuple):
        return [msgspec.to_builtins(one) if isinstance(one, msgspec.Struct) else one for one in value]
    return value


def read_by_the_library(recorder: ApplicationRecorder, page: int) -> int:
    """Select and decode a whole log; how many events it has."""
    mapper, position, read = library_mapper(), 0, 0
    while rows := recorder.select_notifications(position, page, inclusive_of_start=False):
        for row in rows:
            mapper.to_domain_event(row)
        position, read = rows[-1].id, read + len(rows)
    return read
