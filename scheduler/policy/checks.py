"""What every entry of a policy file is held to; a flaw is a DomainError with its place and what would be right."""

import re
from collections.abc import Set as AbstractSet
from datetime import time
from enum import StrEnum
from string import Formatter
from typing import TypeVar

from domain.errors import DomainError

CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
Word = TypeVar("Word", bound=StrEnum)


def flaw(place: str, cause: str, **values: object) -> DomainError:
    """A flaw; `policy_flaw.<cause>` is the key of its words in the locale files, `values` what they name."""
    return DomainError("policy_invalid", place=place, cause=f"policy_flaw.{cause}", **values)


def template(content: object, place: str, places: AbstractSet[str]) -> str:
    """A text whose places are all known; a place is a bare name, so that no template reaches into an object."""
    text = words(content, place)
    try:
        used = {
            f"{field}{spec}{conversion or ''}"
            for _, field, spec, conversion in Formatter().parse(text)
            if field is not None
        }
    except ValueError as error:
        raise flaw(place, "braces") from error
    if unknown := sorted(used - places):
        raise flaw(place, "unknown_place", found=unknown[0], allowed=", ".join(sorted(places)))
    return text


def one_of(value: object, kinds: type[Word], place: str) -> Word:
    if not isinstance(value, str) or value not in set(kinds):
        raise flaw(place, "unknown_value", found=str(value), allowed=", ".join(kinds))
    return kinds(value)


def clock(value: object, place: str) -> time:
    if not isinstance(value, str) or not CLOCK.fullmatch(value):
        raise flaw(place, "no_time")
    return time.fromisoformat(value)


def number(value: object, place: str, least: int | None = None, most: int | None = None) -> int:
    too_little = type(value) is int and least is not None and value < least
    too_much = type(value) is int and most is not None and value > most
    if type(value) is not int or too_little or too_much:
        cause = "no_number" if least is None else "no_number_from" if most is None else "no_number_between"
        raise flaw(place, cause, least=least, most=most)
    return value


def yes_or_no(value: object, place: str) -> bool:
    if not isinstance(value, bool):
        raise flaw(place, "no_yes_or_no")
    return value


def words(value: object, place: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise flaw(place, "no_text")
    return value


def items(value: object, place: str, *, empty: bool = False) -> list[object]:
    if not isinstance(value, list) or not (value or empty):
        raise flaw(place, "no_list" if empty else "no_filled_list")
    return value


def named(value: object, place: str) -> dict[str, object]:
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        raise flaw(place, "no_mapping")
    return value


def mapping(
    value: object, place: str, required: AbstractSet[str], optional: AbstractSet[str] = frozenset()
) -> dict[str, object]:
    content = named(value, place)
    if unknown := sorted(set(content) - required - optional):
        raise flaw(f"{place}.{unknown[0]}", "unknown_key", allowed=", ".join(sorted(required | optional)))
    if missing := sorted(required - set(content)):
        raise flaw(f"{place}.{missing[0]}", "missing")
    return content
