"""Rows that are kept against rows that should be: a hash of each side, and the keys at which they differ.

Both sides are brought to one form first: JSON is read and written again with its keys in order and its numbers in their
shortest form, days are ISO texts, moments are in UTC, truth values are no numbers.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from operator import itemgetter
from typing import Any

import orjson
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Date,
    Select,
    Table,
    Text,
    cast,
    select,
    true,
    type_coerce,
)
from sqlalchemy.types import NullType

from projections.rows.tables import Moment

FEW = 5  # differing keys that are named
SIZE = 16  # bytes of a row's hash

Plain = tuple[Any, ...]
"""A row in the form in which rows are compared."""


@dataclass(frozen=True)
class Difference:
    """A key and what is wrong there: only_live, only_rebuilt, or the columns that differ."""

    table: str
    key: Mapping[str, Any]
    how: str
    columns: tuple[str, ...] = ()


@dataclass
class Digest:
    """A hash of rows in whatever order they come: the sum of theirs, and how many they are."""

    rows: int = 0
    sum: int = 0

    def add(self, table: str, row: Plain) -> None:
        """One more row."""
        text = orjson.dumps((table, *row), option=orjson.OPT_SORT_KEYS)
        self.sum = (self.sum + int.from_bytes(blake2b(text, digest_size=SIZE).digest())) % 2 ** (8 * SIZE)
        self.rows += 1

    @property
    def hex(self) -> str:
        """As people read it."""
        return f"{self.sum:0{2 * SIZE}x}"


class Form:
    """A table, as its rows are compared: as the driver gives them, JSON as text."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.query: Select[Any] = select(*(raw(column) for column in table.columns))
        self.names = [column.name for column in table.columns]
        self.forms = [
            (place, PLAIN[type(one.type)]) for place, one in enumerate(table.columns) if type(one.type) in PLAIN
        ]
        self.keys = [place for place, column in enumerate(table.columns) if column.primary_key]
        self.key_of = itemgetter(*self.keys)

    def keyed(self, rows: Iterable[Sequence[Any]]) -> dict[Any, Plain]:
        """Rows by their keys."""
        return {self.key_of(row): row for row in map(self.plain, rows)}

    def plain(self, row: Sequence[Any]) -> Plain:
        """A row in the one form."""
        values = list(row)
        for place, form in self.forms:
            if values[place] is not None:
                values[place] = form(values[place])
        return tuple(values)

    def difference(self, live: Plain | None, made: Plain | None) -> Difference:
        """What is wrong with a row that differs."""
        row = live or made or ()
        key = {self.names[place]: row[place] for place in self.keys}
        if live is None or made is None:
            return Difference(self.table.name, key, "only_rebuilt" if live is None else "only_live")
        columns = (name for name, was, should in zip(self.names, live, made, strict=True) if was != should)
        return Difference(self.table.name, key, "differs", tuple(columns))


def raw(column: Column[Any]) -> ColumnElement[Any]:
    """A column as the driver gives it."""
    return cast(column, Text) if isinstance(column.type, JSON) else type_coerce(column, NullType())


def moment(value: str | datetime) -> str:
    """SQLite's is a text in UTC."""
    when = datetime.fromisoformat(value).replace(tzinfo=UTC) if isinstance(value, str) else value.astimezone(UTC)
    return when.isoformat()


def settled(text: str) -> str:
    """JSON in the one form."""
    return orjson.dumps(orjson.loads(text), option=orjson.OPT_SORT_KEYS).decode()


PLAIN: Mapping[type, Callable[[Any], Any]] = {
    Boolean: bool,
    Date: str,
    Moment: moment,
    JSON: settled,
}


class Comparison:
    """The tables of a view, compared part by part."""

    def __init__(self, connection: Connection, tables: Iterable[Table]) -> None:
        self.connection = connection
        self.forms = {table.name: Form(table) for table in tables}
        self.live, self.rebuilt = Digest(), Digest()
        self.differing = 0
        self.first: list[Difference] = []

    def between(self, table: Table, low: int, high: int | None, rows: Iterable[Sequence[Any]]) -> None:
        """The rows of the projects with numbers in (low, high] against those that should be."""
        upto = true() if high is None else table.c.number <= high
        self.part(table, (table.c.number > low) & upto, rows)

    def part(self, table: Table, which: ColumnElement[bool], rows: Iterable[Sequence[Any]]) -> None:
        """Some rows of a table against those that should be."""
        form = self.forms[table.name]
        live, made = form.keyed(self.connection.execute(form.query.where(which))), form.keyed(rows)
        for digest, side in ((self.live, live), (self.rebuilt, made)):
            for row in side.values():
                digest.add(table.name, row)
        if live != made:
            self.note(form, live, made)

    def note(self, form: Form, live: Mapping[Any, Plain], made: Mapping[Any, Plain]) -> None:
        """Which keys differ, the first of them by name."""
        for key in sorted(live.keys() | made.keys()):
            if (was := live.get(key)) != (should := made.get(key)):
                self.differing += 1
                if len(self.first) < FEW:
                    self.first.append(form.difference(was, should))
