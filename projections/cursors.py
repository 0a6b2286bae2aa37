"""Opaque cursors: where a page ended, so that the next goes on there whatever has changed meanwhile."""

import base64
import binascii
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import islice
from operator import itemgetter
from typing import Any, Generic, TypeVar

import orjson

from domain.errors import DomainError

LARGEST = 2**63
T = TypeVar("T")


class ByAge(StrEnum):
    """The sorts of a list that has no other order than when each thing came."""

    OLDEST = "oldest"
    NEWEST = "newest"


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
        raise DomainError("bad_cursor", field="cursor", cursor=text) from error
    if named != sort or type(right) is not kind or not storable(number, str(right)) or group not in range(groups):
        raise DomainError("bad_cursor", field="cursor", cursor=text)
    return Cursor(group, right, number)


def storable(number: Any, value: str) -> bool:
    """What both databases can compare: a number of 64 bits, a text without the character that ends one."""
    return type(number) is int and abs(number) < LARGEST and "\0" not in value


@dataclass(frozen=True)
class Order(Generic[T]):
    """A sort of what is at hand, by a text of each that no other has."""

    key: Callable[[T], str]
    descending: bool = False


def page_of(
    items: Iterable[T],
    order: Order[T],
    sort: str,
    limit: int,
    cursor: str | None,
    shown: Callable[[T], bool] = lambda _: True,
) -> tuple[list[T], str | None]:
    """A page of what is at hand, and the cursor of the next one; None after the last.

    Whatever comes, goes or changes between two pages: what stays as it is is neither repeated nor missed. Only what may
    be on the page is asked whether it is `shown`. Raises DomainError bad_cursor.
    """
    last = read_cursor(cursor, sort, str, 1).value if cursor else None
    keyed = sorted(((order.key(one), one) for one in items), key=itemgetter(0), reverse=order.descending)
    behind = (pair for pair in keyed if last is None or (pair[0] < last if order.descending else pair[0] > last))
    found = list(islice((pair for pair in behind if shown(pair[1])), limit + 1))
    more = write_cursor(sort, 0, found[limit - 1][0], 0) if len(found) > limit else None
    return [one for _, one in found[:limit]], more
