"""Engines for the databases beside the log: the views (derived) and the operational store."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry


def sqlite_engine(path: Path, *, durable: bool) -> Engine:
    """An engine on an SQLite file in WAL mode.

    `durable` keeps synchronous FULL, for what cannot be made again; views can and run with NORMAL.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": 10, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA cache_size = -65536")
        cursor.close()

    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction for a writer, tables made and dropped included; readers go on with what was there before."""
    with engine.begin() as connection:
        start(connection, "IMMEDIATE")
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Several selects that see the same moment."""
    with engine.begin() as connection:
        start(connection, "DEFERRED")
        yield connection


def start(connection: Connection, kind: str) -> None:
    """Python's driver begins an SQLite transaction late, and never before DDL: say it. PostgreSQL needs no word."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"BEGIN {kind}")
