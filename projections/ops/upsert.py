"""INSERT … ON CONFLICT, which both databases have in the same words but SQLAlchemy in two places."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Engine, Table
from sqlalchemy.dialects import postgresql, sqlite

INSERTS: Mapping[str, Callable[..., Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def insert_into(engine: Engine, table: Table) -> Any:
    """An insert that knows `on_conflict_do_update`."""
    return INSERTS[engine.dialect.name](table)
