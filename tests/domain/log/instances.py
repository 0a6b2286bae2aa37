"""Instances of every event class, made from its type hints: drawn by hypothesis, or one fixed sample."""

import importlib
import pkgutil
import types
from collections.abc import Sequence
from dataclasses import fields
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from hypothesis import strategies as st
from msgspec import Struct

import domain
from domain.event import TOPICS, Event


def event_classes() -> list[type[Event]]:
    """All classes of the shipped code that are stored, by topic."""
    for module in pkgutil.walk_packages(domain.__path__, "domain."):
        importlib.import_module(module.name)
    return [kind for _, kind in sorted(TOPICS.items()) if kind.__module__.startswith("domain.")]


PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: st.text(max_size=20),
    int: st.integers(-(2**53), 2**53),
    bool: st.booleans(),
    date: st.dates(),
    datetime: st.datetimes(min_value=datetime(1900, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - made aware
    Decimal: st.decimals(allow_nan=False, allow_infinity=False),
    UUID: st.uuids(),
}


def values_of(hint: Any) -> st.SearchStrategy[Any]:
    """Any value of a type that may stand in an event."""
    if hint in PLAIN:
        return PLAIN[hint]
    if get_origin(hint) in (Union, types.UnionType):
        return st.none() | values_of(inner(hint))
    if get_origin(hint) is tuple:
        return st.lists(values_of(get_args(hint)[0]), max_size=3).map(tuple)
    if issubclass(hint, Struct):
        return built(hint)
    return st.sampled_from(list(hint))


def built(kind: Any) -> st.SearchStrategy[Any]:
    hints = get_type_hints(kind)
    return st.builds(kind, **{name: values_of(hints[name]) for name in names_of(kind)})


def names_of(kind: Any) -> Sequence[str]:
    """The fields of an event, or of a record in one."""
    return kind.__struct_fields__ if issubclass(kind, Struct) else [field.name for field in fields(kind)]


def inner(hint: Any) -> Any:
    return next(part for part in get_args(hint) if part is not types.NoneType)


SAMPLES: dict[Any, Any] = {
    int: 7,
    bool: True,
    date: date(2026, 3, 5),
    datetime: datetime(2026, 3, 31, 1, 0, 0, 123456, tzinfo=UTC),
    Decimal: Decimal("0.50"),
    UUID: UUID("12345678-1234-5678-1234-567812345678"),
}


def sample(kind: Any) -> Any:
    """One instance with every field filled by another value than its default, always the same."""
    hints = get_type_hints(kind)
    values = {name: sample_value(name, hints[name]) for name in names_of(kind)}
    if issubclass(kind, Event):
        values |= {field.name: False for field in fields(kind) if field.default is True}
    return kind(**values)


def sample_value(name: str, hint: Any) -> Any:
    if hint is str:
        return f"样本 {name}"
    if hint in SAMPLES:
        return SAMPLES[hint]
    if get_origin(hint) in (Union, types.UnionType):
        return sample_value(name, inner(hint))
    if get_origin(hint) is tuple:
        return (sample_value(name, get_args(hint)[0]),)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return next(iter(hint))
    return sample(hint)
