"""What the tables of all views share: the metadata, and a column for moments."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, MetaData, String
from sqlalchemy.types import TypeDecorator

metadata = MetaData()
CODE = String().with_variant(String(collation="C"), "postgresql")
"""A text that is sorted: by code points in both databases, whatever the language of the server."""
GROWS = {"grows": True}
"""Marks a table whose rows are added and never change; of any other a project's rows are a function of its log."""
FRESH = "_new"
"""Ends the name of a table that a rebuild fills."""
Row = Mapping[str, Any]


def naive(moment: datetime) -> datetime:
    """A moment as SQLite keeps it: in UTC, without saying so."""
    return moment.astimezone(UTC).replace(tzinfo=None)


class Moment(TypeDecorator[datetime]):
    """An aware moment, kept in UTC; SQLite would lose its zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Into UTC; naive for SQLite."""
        if value is None:
            return None
        return naive(value) if dialect.name == "sqlite" else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _: Dialect) -> datetime | None:
        """Aware again."""
        return value and (value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC))
