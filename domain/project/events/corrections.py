"""更正: a wrong entry put right. Never the same word as 补正, and never a second fact."""

from dataclasses import dataclass

import orjson
from msgspec import Struct

from domain.event import Event
from domain.log.codec import codec_of, encode


class Change(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """One field of the corrected event and its right value, as canonical JSON text."""

    field: str
    value: str


@dataclass(frozen=True, kw_only=True)
class RecordCorrected(Event):
    """Replaces fields of the event `corrects`, or voids it; the last correction of an event wins whole.

    Without changes and not void it restores the event as first recorded.
    """

    TOPIC = "RecordCorrected"

    corrects: int
    void: bool = False
    changes: tuple[Change, ...] = ()


def change(event: Event, name: str, value: object) -> Change:
    """The change that gives a field of the event this value; CodecError when the field cannot hold it."""
    field = next(item for item in codec_of(type(event)) if item.name == name)
    return Change(name, orjson.dumps(encode(event.TOPIC, field, value), option=orjson.OPT_SORT_KEYS).decode())
