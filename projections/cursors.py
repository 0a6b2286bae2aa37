"""Opaque cursors: where a page ended, so that the next goes on there whatever has changed meanwhile."""

import base64
import binascii
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson

from domain.errors import DomainError

LARGEST = 2**63


@dataclass(frozen=True)
class Cursor:
    """The last row shown: its group within the sort, the sorted value and the project's number."""

    group: int
    value: Any
    number: int


def write_cursor(sort: str, group: int, value: Any, number: int) -> str:
    """The cursor as text."""
    return base64.urlsafe_b64encode(orjson.dumps([sort, group, value, number])).decode().rstrip("=")


def read_cursor(text: str, sort: str, kind: type, groups: int) -> Cursor:
    """The cursor of a text; bad_cursor when it is none, or one of another sort."""
    try:
        padded = text.encode() + b"=" * (-len(text) % 4)
        named, group, value, number = orjson.loads(base64.urlsafe_b64decode(padded))
        right = date.fromisoformat(value) if kind is date else value
    except (ValueError, TypeError, binascii.Error) as error:
        raise DomainError("bad_cursor", cursor=text) from error
    if named != sort or type(right) is not kind or not storable(number, str(right)) or group not in range(groups):
        raise DomainError("bad_cursor", cursor=text)
    return Cursor(group, right, number)


def storable(number: Any, value: str) -> bool:
    """What both databases can compare: a number of 64 bits, a text without the character that ends one."""
    return type(number) is int and abs(number) < LARGEST and "\0" not in value
