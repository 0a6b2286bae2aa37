"""The strict mapper: what is read back is what was written, and anything else is an error with a name."""

from collections.abc import Mapping
from dataclasses import dataclass, make_dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

import orjson
import pytest
from eventsourcing.persistence import StoredEvent
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.event import Event
from domain.log.codec import CodecError, from_stored, make_codec, to_stored
from domain.project.events.clocks import ClockSuspended
from domain.project.events.decisions import MatterGranted
from domain.project.events.reviews import PreReviewOpinionGiven
from domain.project.events.servicelist import ServiceListIssued
from tests.domain.log.instances import built, event_classes, sample

GRANT: MatterGranted = sample(MatterGranted)


@pytest.mark.parametrize("kind", event_classes(), ids=lambda kind: kind.TOPIC)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_every_event_comes_back_as_it_was_written(kind: type[Event], data: st.DataObject) -> None:
    event = data.draw(built(kind))
    again = from_stored(to_stored(event))
    assert again == event
    assert type(again) is kind
    assert {name: type(value) for name, value in vars(again).items()} == {
        name: type(value) for name, value in vars(event).items()
    }


def stored(event: Event, **changes: object) -> StoredEvent:
    """The stored form, with some of its JSON replaced (or taken out: ...)."""
    original = to_stored(event)
    values = {**orjson.loads(original.state), **changes}
    kept = {name: value for name, value in values.items() if value is not ...}
    return replace(original, state=orjson.dumps(kept))


@pytest.mark.parametrize("field", ["matter", "recorded_at", "effective_on", "actor", "command_id"])
def test_a_missing_field_is_named(field: str) -> None:
    with pytest.raises(CodecError, match=rf"MatterGranted: the field '{field}' is missing"):
        from_stored(stored(GRANT, **{field: ...}))


def test_a_field_with_a_default_may_be_left_out() -> None:
    assert from_stored(stored(GRANT, document=...)) == replace(GRANT, document="")


def test_an_unknown_field_is_named() -> None:
    with pytest.raises(CodecError, match=r"MatterGranted: unknown fields \['colour'\]"):
        from_stored(stored(GRANT, colour="red"))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("matter", 7),
        ("matter", None),
        ("prior", 1),
        ("prior", "true"),
        ("irregularities", "over_promised"),
        ("irregularities", [1]),
        ("effective_on", "20260305"),
        ("effective_on", "2026-W10-4"),
        ("effective_on", "2026-02-30"),
        ("effective_on", 20260305),
        ("recorded_at", "2026-03-05T01:00:00"),
        ("recorded_at", "yesterday"),
        ("recorded_at", 0),
    ],
)
def test_a_stored_value_of_the_wrong_type_is_named(field: str, value: object) -> None:
    with pytest.raises(CodecError, match=rf"MatterGranted\.{field}: "):
        from_stored(stored(GRANT, **{field: value}))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("matter", 7),
        ("matter", None),
        ("prior", 0),
        ("prior", 1),
        ("irregularities", ["over_promised"]),
        ("irregularities", (1,)),
        ("effective_on", datetime(2026, 3, 5, tzinfo=UTC)),
        ("effective_on", "2026-03-05"),
        ("recorded_at", datetime(2026, 3, 5, 1)),  # noqa: DTZ001 - that is what is refused
    ],
)
def test_a_value_of_the_wrong_type_is_not_written(field: str, value: Any) -> None:
    with pytest.raises(CodecError, match=rf"MatterGranted\.{field}: "):
        to_stored(replace(GRANT, **{field: value}))


def test_a_naive_moment_is_neither_written_nor_read() -> None:
    naive = GRANT.recorded_at.replace(tzinfo=None)
    with pytest.raises(CodecError, match="without a time zone"):
        to_stored(replace(GRANT, recorded_at=naive))
    with pytest.raises(CodecError, match="without a time zone"):
        from_stored(stored(GRANT, recorded_at=naive.isoformat()))


def test_moments_are_stored_in_utc() -> None:
    in_shanghai = GRANT.recorded_at.astimezone(timezone(timedelta(hours=8)))
    assert to_stored(replace(GRANT, recorded_at=in_shanghai)).state == to_stored(GRANT).state


def test_an_enum_comes_back_as_itself_and_knows_its_words() -> None:
    opinion: PreReviewOpinionGiven = sample(PreReviewOpinionGiven)
    assert from_stored(to_stored(opinion)).result is opinion.result  # type: ignore[attr-defined]
    with pytest.raises(CodecError, match=r"PreReviewOpinionGiven\.result"):
        from_stored(stored(opinion, result="splendid"))


def test_a_word_is_no_enum() -> None:
    with pytest.raises(CodecError, match=r"PreReviewOpinionGiven\.result"):
        to_stored(replace(sample(PreReviewOpinionGiven), result="favourable"))


@pytest.mark.parametrize("rows", [[{"key": "a"}], [{"key": "a", "way": "b", "begins": None, "granted": None, "x": 1}],
                                  [["key", "way", "begins", "granted"]], ["a"], {"key": "a"}])  # fmt: skip
def test_a_record_within_a_tuple_has_its_fields_and_no_others(rows: object) -> None:
    with pytest.raises(CodecError, match=r"ServiceListIssued\.baselines"):
        from_stored(stored(sample(ServiceListIssued), baselines=rows))


@pytest.mark.parametrize("state", [b"", b"{", b"[]", b"null", b'"text"'])
def test_what_is_no_json_object_is_named(state: bytes) -> None:
    with pytest.raises(CodecError, match="MatterGranted"):
        from_stored(replace(to_stored(GRANT), state=state))


def test_an_unknown_topic_is_named() -> None:
    with pytest.raises(CodecError, match="unknown topic 'MatterForgotten'"):
        from_stored(replace(to_stored(GRANT), topic="MatterForgotten"))


@pytest.mark.parametrize("schema", [0, 2, "1", None, True, ...])
def test_an_unknown_shape_is_named(schema: object) -> None:
    with pytest.raises(CodecError, match="schema"):
        from_stored(stored(GRANT, schema=schema))


@pytest.mark.parametrize("value", [2**64, -(2**64)])
def test_a_number_json_cannot_hold_is_not_written(value: int) -> None:
    with pytest.raises(CodecError):
        to_stored(replace(sample(ServiceListIssued), preparation=value))


def test_half_a_character_is_not_written() -> None:
    with pytest.raises(CodecError):
        to_stored(replace(GRANT, reason="\ud800"))


def test_an_optional_date_is_stored_only_when_it_is_there() -> None:
    stop: ClockSuspended = sample(ClockSuspended)
    assert b"resumed_on" not in to_stored(replace(stop, resumed_on=None)).state
    assert from_stored(stored(stop, resumed_on=None)) == replace(stop, resumed_on=None)


@dataclass(frozen=True, kw_only=True)
class ToyWeighed(Event):
    """Third shape: grams as text became kilograms, then `scale` was added."""

    TOPIC = "ToyWeighed"
    SCHEMA = 3
    UPCASTS: ClassVar[Mapping[int, Any]] = {
        1: lambda values: {**without(values, "grams"), "kilograms": str(Decimal(values["grams"]) / 1000)},
        2: lambda values: {**values, "scale": "kitchen"},
    }

    kilograms: Decimal
    scale: str


def without(values: dict[str, Any], name: str) -> dict[str, Any]:
    return {other: value for other, value in values.items() if other != name}


ENVELOPE = {
    "recorded_at": "2026-03-31T01:00:00+00:00",
    "effective_on": "2026-03-05",
    "district": "jimo",
    "actor": "t-1",
    "via": "api",
    "request_id": "",
    "command_id": "t-1/k",
    "command_digest": "d",
}


@pytest.mark.parametrize(
    "values",
    [
        {"schema": 1, "grams": "1500"},
        {"schema": 2, "kilograms": "1.5"},
        {"schema": 3, "kilograms": "1.5", "scale": "kitchen"},
    ],
)
def test_older_shapes_are_brought_up_step_by_step(values: dict[str, object]) -> None:
    state = orjson.dumps({**ENVELOPE, **values})
    event = from_stored(StoredEvent(UUID(int=1), 4, "ToyWeighed", state))
    assert isinstance(event, ToyWeighed)
    assert (event.kilograms, event.scale, event.originator_version) == (Decimal("1.5"), "kitchen", 4)


def test_a_number_that_is_none_is_named() -> None:
    state = orjson.dumps({**ENVELOPE, "schema": 3, "kilograms": "heavy", "scale": "kitchen"})
    with pytest.raises(CodecError, match=r"ToyWeighed\.kilograms"):
        from_stored(StoredEvent(UUID(int=1), 1, "ToyWeighed", state))


@pytest.mark.parametrize("hint", [float, dict[str, str], list[str], tuple[int, str], str | int, str | int | None])
def test_a_type_that_may_not_stand_in_an_event_is_refused_when_its_codec_is_made(hint: Any) -> None:
    odd: type[Event] = make_dataclass("Odd", [("odd", hint)], bases=(Event,), frozen=True, kw_only=True)
    with pytest.raises(CodecError, match="may not stand in an event"):
        make_codec(odd)


def test_two_classes_cannot_claim_one_topic() -> None:
    with pytest.raises(TypeError, match="two event classes claim"):
        type("Another", (Event,), {"TOPIC": "MatterGranted"})


def test_a_day_of_the_first_year_is_written_with_four_digits() -> None:
    early = replace(GRANT, effective_on=date(1, 1, 1))
    assert from_stored(to_stored(early)) == early
