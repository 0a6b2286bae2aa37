"""Engines for what stands beside the log: the views (derived) and the operational store.

All that differs between SQLite and PostgreSQL in connections and transactions is here; statements are SQLAlchemy's.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import orjson
from sqlalchemy import Connection, Engine, Table, create_engine, event, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from domain.log.patience import PATIENCE
from domain.log.store import file_of, is_database, making

SETTINGS = {
    "sqlite": ("PRAGMA journal_mode = WAL", "PRAGMA foreign_keys = ON", "PRAGMA cache_size = -65536"),
    "postgresql": ('SET search_path = "{part}"',),
}
ON_DISK = {
    "sqlite": {True: "PRAGMA synchronous = FULL", False: "PRAGMA synchronous = NORMAL"},
    "postgresql": {True: "SET synchronous_commit = on", False: "SET synchronous_commit = off"},
}
UNDEFINED = frozenset({"42703", "42P01"})  # a column, a table; as PostgreSQL numbers it
ONE_WRITER = text("SELECT pg_advisory_xact_lock(hashtextextended('huhang.writer.' || current_schema(), 0))")
GIVE_WAY = text("SET LOCAL lock_timeout = '200ms'")  # less than the second after which PostgreSQL ends a deadlock
WAIT_AGAIN = text("SET LOCAL lock_timeout = 0")


def open_engine(url: str, part: str, *, durable: bool) -> Engine:
    """An engine on a part of an installation: its file, or its schema, which is made when it is missing.

    What is `durable` is on disk when it is committed. Views can be made again: a crash may take their last commits,
    and the position they stand at with them.
    """
    engine = database_engine(url) if is_database(url) else file_engine(url, part)
    name = engine.dialect.name
    settings = (*SETTINGS[name], ON_DISK[name][durable])

    @event.listens_for(engine, "connect", insert=True)  # before SQLAlchemy asks which schema it is in
    def set_up(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        for setting in settings:
            cursor.execute(setting.format(part=part))
        cursor.close()
        connection.commit()

    with making(url, part):
        engine.connect().close()
    return engine


def open_views(url: str, part: str = "views") -> Engine:
    """The views of an installation; those under another name are a second set beside them."""
    return open_engine(url, part, durable=False)


def file_engine(url: str, part: str) -> Engine:
    connect_args = {"timeout": PATIENCE, "check_same_thread": False}
    address = f"sqlite:///{file_of(url, part)}"
    return create_engine(address, connect_args=connect_args, json_deserializer=orjson.loads, hide_parameters=True)


def database_engine(url: str) -> Engine:
    from domain.log.postgresql import parameters  # noqa: PLC0415 - a folder of files need not pay for the driver

    return create_engine(
        "postgresql+psycopg://",
        connect_args=dict(parameters(url)),
        pool_pre_ping=True,
        json_deserializer=orjson.loads,
        hide_parameters=True,  # they may be somebody's, and an error's words go into the log of the process
    )


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """The one transaction of the one writer, tables made and dropped included; who reads goes on meanwhile.

    SQLite has one writer by nature (said here, since the driver begins late, and never before DDL); on PostgreSQL
    writers of a schema queue at a lock that ends with the transaction.
    """
    with engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.execute(ONE_WRITER)
        yield connection


@contextmanager
def savepoint(connection: Connection) -> Iterator[None]:
    """Within a transaction: what is done in the block, all of it or nothing.

    A database that does not answer ends the whole transaction: there is nothing to go back to.
    """
    connection.exec_driver_sql("SAVEPOINT part")
    try:
        yield
    except OperationalError:
        raise
    except BaseException:
        connection.exec_driver_sql("ROLLBACK TO SAVEPOINT part")
        raise
    connection.exec_driver_sql("RELEASE SAVEPOINT part")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Several selects that see the same moment."""
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN DEFERRED")
        else:
            connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection


def locked(connection: Connection, tables: Sequence[Table]) -> bool:
    """Keep readers off some tables until the transaction ends; False when they are in use just now: try again.

    On PostgreSQL a table that is dropped while somebody reads two tables in the other order would be a deadlock, and
    the reader might be the one who is turned away. SQLite's readers see what was there when they began.
    """
    if connection.dialect.name == "sqlite":
        return True
    quoted = ", ".join(connection.dialect.identifier_preparer.format_table(table) for table in tables)
    connection.execute(GIVE_WAY)
    try:
        with connection.begin_nested():
            connection.execute(text(f"LOCK TABLE {quoted} IN ACCESS EXCLUSIVE MODE"))
    except OperationalError:
        return False
    connection.execute(WAIT_AGAIN)
    return True


def kept(connection: Connection, tables: Sequence[Table]) -> None:
    """Have tables stay what they are until the transaction ends, whoever else would swap them: said before all reads.

    SQLite's readers see what was there when they began; on PostgreSQL a table is found by its name when it is read.
    """
    if connection.dialect.name != "sqlite":
        quoted = ", ".join(connection.dialect.identifier_preparer.format_table(table) for table in tables)
        connection.execute(text(f"LOCK TABLE {quoted} IN ACCESS SHARE MODE"))


def of_unwritable_text(error: Exception) -> bool:
    """Whether a statement failed because of a text with a NUL, of which PostgreSQL takes none."""
    return isinstance(error, DBAPIError) and "NUL (0x00)" in str(error.orig)


def of_another_shape(error: Exception) -> bool:
    """Whether a statement failed because there is no such table, or none with such a column."""
    if not isinstance(error, DBAPIError):
        return False
    undefined = getattr(error.orig, "sqlstate", "") in UNDEFINED
    return undefined or str(error.orig).startswith(("no such column:", "no such table:"))
