"""The strict mapper between events and their stored form.

The library's stock mapper is lax: enums come back as strings, tuples as lists, a missing field loads silently.
Here each event class gets its own pair of functions, made once from its type hints; anything that does not fit
is an error that names the topic and the field.
"""

import types
from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from operator import attrgetter
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec
import orjson
from eventsourcing.persistence import StoredEvent

from domain.dates.arithmetic import strict_date
from domain.event import TOPICS, Event

Convert = Callable[[Any], Any]


def iso_moment(value: datetime) -> str:
    """The moment in UTC, as it is stored."""
    return with_zone(value).astimezone(UTC).isoformat()


def with_zone(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return value


TEXT_FORMS: dict[type, tuple[Convert, Convert]] = {
    date: (date.isoformat, strict_date),
    datetime: (iso_moment, lambda text: with_zone(datetime.fromisoformat(text))),
    Decimal: (str, Decimal),
    UUID: (attrgetter("hex"), UUID),
}
PLAIN = (str, int, bool)
UNFIT = (TypeError, ValueError, ArithmeticError, msgspec.ValidationError)
IDENTITY = ("originator_id", "originator_version")


class CodecError(ValueError):
    """A stored event that cannot be read, or an event that holds what may not be stored."""


@dataclass(frozen=True, slots=True)
class FieldCodec:
    """How one field of an event goes into JSON and comes back.

    A value of the `plain` type goes as it is, one of the `exact` type by `write`: most values, and the quickest.
    """

    name: str
    plain: object
    exact: object
    write: Convert
    encode: Convert
    decode: Convert
    default: object


def to_stored(event: Event) -> StoredEvent:
    """The stored form: topic and JSON of every field but the stream's id and the version."""
    given, values = vars(event), {"schema": event.SCHEMA}
    try:
        for field in codec_of(type(event)):
            value = given[field.name]
            kind = type(value)
            if kind is type(field.default) and value == field.default:
                continue
            if kind is field.plain:
                values[field.name] = value
            else:
                values[field.name] = field.write(value) if kind is field.exact else field.encode(value)
    except UNFIT as error:
        raise CodecError(f"{event.TOPIC}.{field.name}: {error}") from error
    try:
        state = orjson.dumps(values)
    except orjson.JSONEncodeError as error:  # a number beyond 64 bits, half of a surrogate pair
        raise CodecError(f"{event.TOPIC}: {error}") from error
    return StoredEvent(event.originator_id, event.originator_version, event.TOPIC, state)


def from_stored(stored: StoredEvent) -> Event:
    """The event of a stored row; an unknown topic, a missing or an unknown field is a CodecError."""
    return event_of(stored.originator_id, stored.originator_version, stored.topic, stored.state)


def event_of(stream: object, version: int, topic: str, state: bytes) -> Event:
    """The event that stands at a place in the log."""
    event_type = TOPICS.get(topic)
    if event_type is None:
        raise CodecError(f"unknown topic {topic!r}")
    read = READERS.get(event_type) or reader_of(event_type)
    place: dict[str, Any] = {"originator_id": stream, "originator_version": version}
    try:
        values = msgspec.structs.asdict(read(state))
    except UNFIT:  # of an older shape, or it does not fit: said word by word
        return event_type(**place, **read_slowly(event_type, state))
    del values["schema"]
    values |= place
    event = object.__new__(event_type)  # frozen: its own __init__ would set field after field
    object.__setattr__(event, "__dict__", values)
    return event


def read_slowly(event_type: type[Event], state: bytes) -> dict[str, Any]:
    """Field by field: older shapes are brought up to today's, and what does not fit is named."""
    values = upcast(event_type, json_object(event_type, state))
    decoded: dict[str, Any] = {}
    for field in codec_of(event_type):
        if field.name in values:
            value = values.pop(field.name)
            decoded[field.name] = value if type(value) is field.plain else decode(event_type.TOPIC, field, value)
        elif field.default is MISSING:
            raise CodecError(f"{event_type.TOPIC}: the field {field.name!r} is missing")
    if values:
        raise CodecError(f"{event_type.TOPIC}: unknown fields {sorted(values)}")
    return decoded


def json_object(event_type: type[Event], state: bytes) -> dict[str, Any]:
    try:
        values = orjson.loads(state)
    except orjson.JSONDecodeError as error:
        raise CodecError(f"{event_type.TOPIC}: {error}") from error
    if not isinstance(values, dict):
        raise CodecError(f"{event_type.TOPIC}: no JSON object")
    return values


def upcast(event_type: type[Event], values: dict[str, Any]) -> dict[str, Any]:
    """Bring the values of an older shape up to today's, one step at a time."""
    schema = values.pop("schema", None)
    if type(schema) is not int or not 1 <= schema <= event_type.SCHEMA:
        raise CodecError(f"{event_type.TOPIC}: schema {schema!r} is not among 1..{event_type.SCHEMA}")
    for step in range(schema, event_type.SCHEMA):
        values = event_type.UPCASTS[step](values)
    return values


def encode(topic: str, field: FieldCodec, value: object) -> Any:
    try:
        return field.encode(value)
    except UNFIT as error:
        raise CodecError(f"{topic}.{field.name}: {error}") from error


def decode(topic: str, field: FieldCodec, value: object) -> Any:
    try:
        return field.decode(value)
    except UNFIT as error:
        raise CodecError(f"{topic}.{field.name}: {error}") from error


CODECS: dict[type[Event], tuple[FieldCodec, ...]] = {}


def codec_of(event_type: type[Event]) -> tuple[FieldCodec, ...]:
    """The field codecs of an event class, made once; a type that may not stand in an event is refused here."""
    if event_type not in CODECS:
        CODECS[event_type] = make_codec(event_type)
    return CODECS[event_type]


ZONED: Any = Annotated[datetime, msgspec.Meta(tz=True)]
READERS: dict[type[Event], Callable[[bytes], msgspec.Struct]] = {}


def reader_of(event_type: type[Event]) -> Callable[[bytes], msgspec.Struct]:
    """Reads what is stored of an event of today's shape at one go, made once; anything else is a ValidationError.

    It takes nothing that the field codecs would not take, and makes the same of it.
    """
    hints = get_type_hints(event_type)
    shape: list[Any] = [("schema", Literal[event_type.SCHEMA])]
    shape += [
        (field.name, as_stored(hints[field.name]), *([] if field.default is MISSING else [field.default]))
        for field in codec_of(event_type)
    ]
    stored = msgspec.defstruct(f"Stored{event_type.TOPIC}", shape, kw_only=True, forbid_unknown_fields=True, gc=False)
    READERS[event_type] = msgspec.json.Decoder(stored).decode
    return READERS[event_type]


def as_stored(hint: Any) -> Any:
    """The type as it is read at one go: a moment has its zone, and no number passes for the text of a Decimal."""
    if hint is datetime:
        return ZONED
    if hint == (datetime | None):
        return ZONED | None
    return Literal["read field by field"] if {Decimal, datetime} & {hint, *get_args(hint)} else hint


def make_codec(event_type: type[Event]) -> tuple[FieldCodec, ...]:
    hints = get_type_hints(event_type)
    return tuple(
        FieldCodec(
            field.name,
            plain(hints[field.name]),
            *exact(hints[field.name]),
            *converters(hints[field.name]),
            field.default,
        )
        for field in fields(event_type)
        if field.name not in IDENTITY
    )


def plain(hint: Any) -> object:
    """The type itself where it is written as it is: JSON or its writer has it; otherwise None, which no value is of."""
    return hint if hint in PLAIN or hint is date or is_enum(hint) else None


def exact(hint: Any) -> tuple[object, Convert]:
    """A type whose values need no check, and how they are written; None, which no value is of, for the others."""
    return (hint, TEXT_FORMS[hint][0]) if hint in TEXT_FORMS else (None, str)


def is_enum(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, StrEnum)


def converters(hint: Any) -> tuple[Convert, Convert]:
    """The encoder and decoder of one type."""
    if hint in PLAIN:
        return exactly(hint), exactly(hint)
    if hint in TEXT_FORMS:
        write, read = TEXT_FORMS[hint]
        return (lambda value: write(check(value, hint))), (lambda text: read(check(text, str)))
    if is_enum(hint):
        return (lambda value: check(value, hint).value), (lambda text: hint(check(text, str)))
    return compound(hint)


def compound(hint: Any) -> tuple[Convert, Convert]:
    """Optional values, tuples, and tuples of flat records."""
    if get_origin(hint) in (Union, types.UnionType):
        return optional(hint)
    if get_origin(hint) is tuple and get_args(hint)[1:] == (Ellipsis,):
        if is_record(get_args(hint)[0]):
            return records(get_args(hint)[0])
        encode_item, decode_item = converters(get_args(hint)[0])
        return (
            lambda values: [encode_item(value) for value in check(values, tuple)],
            lambda values: tuple(decode_item(value) for value in check(values, list)),
        )
    raise CodecError(f"{hint} may not stand in an event")


def optional(hint: Any) -> tuple[Convert, Convert]:
    inner = [part for part in get_args(hint) if part is not types.NoneType]
    if len(inner) != 1 or len(get_args(hint)) != len(inner) + 1:
        raise CodecError(f"{hint} may not stand in an event: only `X | None`")
    encode_inner, decode_inner = converters(inner[0])
    return (
        lambda value: None if value is None else encode_inner(value),
        lambda value: None if value is None else decode_inner(value),
    )


def is_record(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, msgspec.Struct)


def records(kind: type[msgspec.Struct]) -> tuple[Convert, Convert]:
    """A tuple of flat frozen records. What is written is read at once: a record may hold nothing that does not fit."""
    several: Any = types.GenericAlias(tuple, (kind, ...))

    def decode_records(values: object) -> object:
        return msgspec.convert(check(values, list), several)

    def encode_records(values: Any) -> object:
        written = [msgspec.to_builtins(check(value, kind)) for value in check(values, tuple)]
        decode_records(written)
        return written

    return encode_records, decode_records


def exactly(kind: type) -> Convert:
    return lambda value: check(value, kind)


def check(value: Any, kind: type) -> Any:
    """The value, if it is of exactly this type (a bool is no int)."""
    if type(value) is not kind:
        raise TypeError(f"{value!r} is no {kind.__name__}")
    return value
