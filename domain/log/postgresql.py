"""An installation in a PostgreSQL database: its address taken apart, its schemas, and the log's recorder.

Imported only where a database is named: a folder of files need not pay for the driver.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from eventsourcing.persistence import ApplicationRecorder
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from psycopg import OperationalError, ProgrammingError, connect
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import dict_row
from psycopg.sql import SQL, Identifier

from domain.errors import DomainError
from domain.log.patience import LOCK_TIMEOUT, PATIENCE

CONNECTIONS = 16  # of one process; they are made when they are needed

Parameters = Mapping[str, Any]
"""What the driver needs to connect, as libpq names it."""


def parameters(url: str) -> Parameters:
    """The address taken apart as libpq does it: sockets (`?host=/run/postgresql`), TLS options and all.

    Raises DomainError bad_database_url.
    """
    try:
        given = conninfo_to_dict(url, connect_timeout=PATIENCE)
    except ProgrammingError as error:
        raise DomainError("bad_database_url") from error
    return {"application_name": "huhang", **given}


@contextmanager
def making_schema(url: str, schema: str) -> Iterator[None]:
    """A schema of the database, made when it is missing; nobody else makes anything in it within the block.

    PostgreSQL's IF NOT EXISTS is no help against two processes that start together: one of them would fail.
    Raises DomainError bad_database_url, database_unreachable, with the server's words.
    """
    try:
        connection = connect(**parameters(url), autocommit=True)
    except OperationalError as error:
        raise DomainError("database_unreachable", cause=" ".join(str(error).split())) from error
    with connection:
        connection.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [f"huhang.{schema}.making"])
        connection.execute(SQL("CREATE SCHEMA IF NOT EXISTS {}").format(Identifier(schema)))
        yield


def postgres_recorder(url: str, schema: str) -> ApplicationRecorder:
    """The recorder of the log in its schema of the database."""
    datastore = PostgresDatastore(
        *("",) * 5,  # host and the like: the datastore takes these five only, an address may say more
        schema=schema,
        max_overflow=CONNECTIONS - 1,
        connect_timeout=PATIENCE,
        idle_in_transaction_session_timeout=PATIENCE,  # a process that hangs does not keep the table's lock
        lock_timeout=LOCK_TIMEOUT,
    )
    datastore.pool.kwargs = {**parameters(url), "row_factory": dict_row}
    recorder = PostgresApplicationRecorder(datastore)
    recorder.create_table()
    return recorder
