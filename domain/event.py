"""The envelope that every event carries, and the base class that registers stored names.

Events are frozen standard dataclasses. Their values are str, int, bool, date, Decimal, StrEnum, None, tuples of
these and tuples of flat frozen records; `codec` holds them to that.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, ClassVar, Self, TypedDict
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
NAMESPACE = UUID("6f4d3c1e-5a0e-4b56-9d0c-2f3b8f7c9a11")  # never changes: stream ids are uuid5 of their names

TOPICS: dict[str, type["Event"]] = {}


class Stamp(TypedDict):
    """The envelope values that all events of one save share."""

    originator_id: UUID
    originator_version: int
    recorded_at: datetime
    effective_on: date
    district: str
    actor: str
    via: str
    request_id: str
    command_id: str
    command_digest: str
    cause: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Event:
    """One recorded fact with both its times: true on `effective_on` (Shanghai), recorded at `recorded_at` (UTC).

    One that another installation recorded keeps both; `imported_at` says when it came here.
    `TOPIC` is the stored name and is never renamed; `SCHEMA` counts its shapes, and `UPCASTS` turns the stored
    values of an older shape into the next.
    """

    TOPIC: ClassVar[str]
    SCHEMA: ClassVar[int] = 1
    UPCASTS: ClassVar[Mapping[int, Any]] = {}

    originator_id: UUID
    originator_version: int
    recorded_at: datetime
    effective_on: date
    district: str
    actor: str
    via: str
    request_id: str
    command_id: str
    command_digest: str
    cause: str = ""
    reason: str = ""
    imported_at: datetime | None = None

    def __init_subclass__(cls, **kwargs: object) -> None:
        super().__init_subclass__(**kwargs)
        topic = cls.__dict__.get("TOPIC")
        if topic is None:
            return
        if topic in TOPICS and TOPICS[topic].__qualname__ != cls.__qualname__:
            raise TypeError(f"two event classes claim the topic {topic!r}")
        TOPICS[topic] = cls

    @property
    def known_at(self) -> datetime:
        """Since when this installation knows it: when it was recorded, or came from another one with a dossier."""
        return self.imported_at or self.recorded_at

    def numbered(self, version: int) -> Self:
        """The event as the so-manyth of its stream."""
        if self.originator_version == version:
            return self
        twin = object.__new__(type(self))  # every event is numbered: `replace` would go through all its fields
        twin.__dict__.update(self.__dict__, originator_version=version)
        return twin


def stamped(stamp: Stamp, **values: Any) -> dict[str, Any]:
    """The envelope with an event's own values put in."""
    return {**stamp, **values}


ENVELOPE = frozenset(field.name for field in fields(Event))


OWN_FIELDS: dict[type[Event], tuple[str, ...]] = {}


def own_fields(event_type: type[Event]) -> tuple[str, ...]:
    """The names of the fields an event adds to the envelope, looked up once."""
    if event_type not in OWN_FIELDS:
        OWN_FIELDS[event_type] = tuple(field.name for field in fields(event_type) if field.name not in ENVELOPE)
    return OWN_FIELDS[event_type]


def stream_id(name: str) -> UUID:
    """The id of a stream: uuid5 of its name, which begins with the district."""
    return uuid5(NAMESPACE, name)


def shanghai_date(moment: datetime) -> date:
    """The business date of a moment, as offices in China see it."""
    return moment.astimezone(SHANGHAI).date()
