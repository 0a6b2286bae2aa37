"""How rows reach a table: statements written out once, values as the driver stores them, only what changed.

All that differs between SQLite and PostgreSQL in writing rows is here. SQLAlchemy's statements would do the same and
convert every value of every row on its way; with tables this wide that costs more than the database does.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any

import orjson
from sqlalchemy import JSON, Column, Connection, Date, Dialect, Table, bindparam, delete
from sqlalchemy.exc import OperationalError

from projections.ops.upsert import INSERTS
from projections.rows.tables import Moment

Values = tuple[Any, ...]
"""A row as its values, in the order of the table's columns."""
Keyed = Mapping[Hashable, Values]
"""The rows of a project by what tells them apart within it."""
Form = Callable[[Any], object]


EMPTY: Mapping[type, str] = {list: "[]", tuple: "[]", dict: "{}"}


def as_text(value: object) -> str:
    """A value within a JSON column."""
    return EMPTY[type(value)] if not value and type(value) in EMPTY else orjson.dumps(value).decode()


def in_utc(moment: datetime) -> str:
    """A moment as SQLite keeps it."""
    return (moment if moment.tzinfo is UTC else moment.astimezone(UTC)).isoformat(" ", "microseconds")[:MICROSECONDS]


FORMS: Mapping[str, Mapping[type, Form]] = {
    "sqlite": {
        Date: date.isoformat,
        JSON: as_text,
        Moment: in_utc,
    },
    "postgresql": {JSON: as_text},
}
MICROSECONDS = 26  # characters, without the zone
FEW = 20  # rows up to which a stream of them is not worth its beginning
BY_PLACE: Mapping[str, Any] = {"sqlite": "qmark", "postgresql": "format"}


@dataclass
class Changes:
    """What is to be written to a table: rows to put, keys to take away, and projects whose rows are made anew."""

    put: list[Values] = field(default_factory=list)
    gone: list[Values] = field(default_factory=list)
    anew: list[Values] = field(default_factory=list)

    def note(self, number: int, before: Keyed | None, rows: Keyed) -> None:
        """A project's rows against those it had; None where nobody knows what it had."""
        if before is None:
            self.anew.append((number,))
            self.put += rows.values()
            return
        self.put += [row for key, row in rows.items() if (was := before.get(key)) is not row and was != row]
        self.gone += [(number, *as_tuple(key)) for key in before if key not in rows]


def as_tuple(key: Hashable) -> Values:
    """A key of one column or of several, as values."""
    return key if isinstance(key, tuple) else (key,)


class Sheet:
    """A table as it is written. Its rows belong to projects: `number`, and what tells them apart within one.

    Of a table that grows, rows are added and never touched again.
    """

    def __init__(self, table: Table, dialect: Dialect) -> None:
        columns, self.grows = list(table.columns), bool(table.info.get("grows"))
        forms = FORMS[dialect.name]
        self.forms = [(place, forms[type(one.type)]) for place, one in enumerate(columns) if type(one.type) in forms]
        own = [place for place, one in enumerate(columns) if one.primary_key and one.name != "number"]
        self.key_of: Callable[[Values], Hashable] = itemgetter(*own) if own else lambda _: ()
        self.in_order: Callable[[Mapping[str, Any]], Values] = itemgetter(*(one.name for one in columns))
        self.write_out(table, [one for one in columns if one.primary_key], dialect)

    def write_out(self, table: Table, keys: Sequence[Column[Any]], dialect: Dialect) -> None:
        """The statements, which take their values in the order of the columns."""
        insert = INSERTS[dialect.name](table)
        replaced = {one.name: insert.excluded[one.name] for one in table.columns if not one.primary_key}
        same = [one == bindparam(f"key_{one.name}") for one in keys]
        of_project = delete(table).where(table.c.number == bindparam("project"))

        like: Any = type(dialect)  # every real one takes how places are written
        by_place = like(paramstyle=BY_PLACE[dialect.name])
        self.insert = str(insert.compile(dialect=by_place))
        upsert = (
            insert.on_conflict_do_update(index_elements=keys, set_=replaced)
            if replaced
            else insert.on_conflict_do_nothing()
        )
        self.upsert = str(upsert.compile(dialect=by_place))
        self.delete = str(delete(table).where(*same).compile(dialect=by_place))
        self.delete_of = str(of_project.compile(dialect=by_place))

        name, aside = (dialect.identifier_preparer.quote(f"{table.name}{end}") for end in ("", "_aside"))
        values, places = self.insert.split(" VALUES ")
        self.copy = f"COPY {values.removeprefix('INSERT INTO ')} FROM STDIN" if dialect.name == "postgresql" else ""
        self.copy_aside = self.copy.replace(name, aside, 1)
        self.make_aside = f"CREATE TEMPORARY TABLE IF NOT EXISTS {aside} (LIKE {name}) ON COMMIT DELETE ROWS"
        self.clear_aside = f"TRUNCATE {aside}"
        self.take_over = self.upsert.replace(f"VALUES {places}", f"TABLE {aside}", 1)

    def keyed(self, rows: Iterable[Values]) -> Keyed:
        """The rows of a project by key."""
        return {self.key_of(row): row for row in rows}

    def stored(self, rows: Sequence[Values]) -> list[Values]:
        """Rows as the driver takes them; column by column, which is twice as quick as row by row."""
        columns: list[Iterable[Any]] = list(zip(*rows, strict=True))
        for place, form in self.forms if columns else ():
            columns[place] = [None if value is None else form(value) for value in columns[place]]
        return list(zip(*columns, strict=True))

    def add(self, connection: Connection, rows: Sequence[Values]) -> None:
        """Rows that are not there, as they are kept."""
        if self.copy and len(rows) > FEW:
            stream(connection, self.copy, rows)
        else:
            many(connection, self.insert, rows)

    def put(self, connection: Connection, rows: Sequence[Values]) -> None:
        """Rows that may be there, as they are kept."""
        if self.copy and len(rows) > FEW:
            connection.exec_driver_sql(self.make_aside)
            stream(connection, self.copy_aside, rows)
            connection.exec_driver_sql(self.take_over)
            connection.exec_driver_sql(self.clear_aside)
        else:
            many(connection, self.upsert, rows)

    def replace(self, connection: Connection, numbers: Sequence[int], rows: Sequence[Values]) -> None:
        """All rows of some projects, as they are kept; of a table that grows the new ones, in place or not."""
        if self.grows:
            self.put(connection, rows)
            return
        many(connection, self.delete_of, [(number,) for number in numbers])
        self.add(connection, rows)

    def write(self, connection: Connection, changes: Changes) -> None:
        """What changed."""
        many(connection, self.delete_of, changes.anew)
        many(connection, self.delete, changes.gone)
        self.put(connection, self.stored(changes.put))


def many(connection: Connection, statement: str, rows: Sequence[Values]) -> None:
    """A statement for each of some rows."""
    if rows:
        connection.exec_driver_sql(statement, list(rows))


def stream(connection: Connection, statement: str, rows: Sequence[Values]) -> None:
    """Many rows at once, by COPY."""
    driver: Any = connection.connection.driver_connection
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except connection.dialect.loaded_dbapi.OperationalError as error:  # said as SQLAlchemy says it
        raise OperationalError(statement, None, error) from error


@lru_cache(maxsize=64)
def sheet_of(table: Table, dialect: Dialect) -> Sheet:
    """The sheet of a table, made once."""
    return Sheet(table, dialect)
