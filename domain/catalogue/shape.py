"""A small strict checker of plain data: every key known, every type right, every flaw with its place."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from domain.catalogue.flaws import Flaw, Problem, nearest, shown

Check = Callable[[Any, str, list[Flaw]], None]
"""Looks at a value at a place and appends the flaws it finds."""


def text(value: Any, place: str, flaws: list[Flaw]) -> None:
    """Text that is not empty."""
    if not isinstance(value, str) or not value.strip():
        flaws.append(Flaw(place, Problem.WRONG_TYPE, shown(value), "text"))


def whole(value: Any, place: str, flaws: list[Flaw]) -> None:
    """A whole number of 0 or more."""
    if isinstance(value, bool) or not isinstance(value, int):
        flaws.append(Flaw(place, Problem.WRONG_TYPE, shown(value), "0, 1, 2, …"))
    elif value < 0:
        flaws.append(Flaw(place, Problem.NEGATIVE, shown(value), "0, 1, 2, …"))


def boolean(value: Any, place: str, flaws: list[Flaw]) -> None:
    """`true` or `false`."""
    if not isinstance(value, bool):
        flaws.append(Flaw(place, Problem.WRONG_TYPE, shown(value), "true | false"))


def scalar(value: Any, place: str, flaws: list[Flaw]) -> None:
    """An answer of a profile: true or false, a number or text; the profile's own check judges it further."""
    if not isinstance(value, bool | int | float | str):
        flaws.append(Flaw(place, Problem.WRONG_TYPE, shown(value), "true | false | number | text"))


def one_of(words: type[StrEnum]) -> Check:
    """One of the words of a vocabulary."""
    allowed = [word.value for word in words]

    def check(value: Any, place: str, flaws: list[Flaw]) -> None:
        if value not in allowed:
            flaws.append(Flaw(place, Problem.UNKNOWN_VALUE, shown(value), nearest(value, allowed)))

    return check


def optional(inner: Check) -> Check:
    """`null`, or what the inner check accepts."""

    def check(value: Any, place: str, flaws: list[Flaw]) -> None:
        if value is not None:
            inner(value, place, flaws)

    return check


def listing(inner: Check) -> Check:
    """A list of things the inner check accepts."""

    def check(value: Any, place: str, flaws: list[Flaw]) -> None:
        if not isinstance(value, list):
            flaws.append(Flaw(place, Problem.WRONG_TYPE, shown(value), "[…]"))
            return
        for index, item in enumerate(value):
            inner(item, f"{place}[{index}]", flaws)

    return check


def mapping(inner: Check) -> Check:
    """Free keys, each with a value the inner check accepts."""

    def check(value: Any, place: str, flaws: list[Flaw]) -> None:
        if not isinstance(value, Mapping):
            flaws.append(Flaw(place, Problem.WRONG_TYPE, shown(value), "{…}"))
            return
        for key, item in value.items():
            inner(item, _join(place, key), flaws)

    return check


def record(fields: Mapping[str, Check], left_out: Mapping[str, Check] | None = None) -> Check:
    """Exactly these keys; those of `left_out` may be missing."""
    known = {**fields, **(left_out or {})}

    def check(value: Any, place: str, flaws: list[Flaw]) -> None:
        if not isinstance(value, Mapping):
            flaws.append(Flaw(place, Problem.WRONG_TYPE, shown(value), "{…}"))
            return
        unused = [name for name in known if name not in value] or list(known)
        flaws.extend(
            Flaw(_join(place, key), Problem.UNKNOWN_KEY, shown(key), nearest(key, unused))
            for key in value
            if key not in known
        )
        flaws.extend(Flaw(place, Problem.MISSING_KEY, key, key) for key in fields if key not in value)
        for key, inner in known.items():
            if key in value:
                inner(value[key], _join(place, key), flaws)

    return check


def _join(place: str, key: str) -> str:
    return f"{place}.{key}" if place else key
