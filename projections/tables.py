"""What the tables of all views share: the metadata, a column for moments, and bulk writing."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, DateTime, Dialect, MetaData, String, Table, delete, insert
from sqlalchemy.types import TypeDecorator

metadata = MetaData()
CODE = String().with_variant(String(collation="C"), "postgresql")
"""A text that is sorted: by code points in both databases, whatever the language of the server."""
CHUNK = 500  # values in one IN list

Row = Mapping[str, Any]
Tables = Mapping[str, Table]
"""The tables a view writes to, by name: the live ones, or the fresh ones of a rebuild."""


class Moment(TypeDecorator[datetime]):
    """An aware moment, kept in UTC; SQLite would lose its zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Into UTC; naive for SQLite."""
        if value is None:
            return None
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Aware again."""
        return value and (value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC))


def delete_numbers(connection: Connection, table: Table, numbers: Sequence[int]) -> None:
    """Delete the rows of some projects."""
    for place in range(0, len(numbers), CHUNK):
        connection.execute(delete(table).where(table.c.number.in_(numbers[place : place + CHUNK])))


def insert_rows(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    """Insert rows with one statement."""
    given = [dict(row) for row in rows]
    if given:
        connection.execute(insert(table), given)
