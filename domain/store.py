"""Where an installation keeps what it knows: one address names a folder of SQLite files or a PostgreSQL database.

Either way there are three parts: `events` (the log, the truth), `views` (derived) and `ops`. In a folder each is a
file, in a database each is a schema. PostgreSQL's driver is imported only when a database is named.
"""

import fcntl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from domain.errors import DomainError

SQLITE = "sqlite:///"
POSTGRESQL = "postgresql://"
PATIENCE = 10  # seconds in which a database must answer

Parameters = Mapping[str, Any]
"""What the driver needs to connect, as libpq names it."""


def is_database(url: str) -> bool:
    """Whether the address names a PostgreSQL database rather than a folder."""
    return url.startswith(POSTGRESQL)


def file_of(url: str, part: str) -> Path:
    """The file of a part in the folder that the address names; the folder is made."""
    folder = Path(url.removeprefix(SQLITE))
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{part}.sqlite"


@contextmanager
def making_file(path: Path) -> Iterator[Path]:
    """The file of a part, which nobody else makes within the block.

    SQLite does not wait when two processes that start together both turn a new file to its write-ahead log: one of
    them would fail with "database is locked".
    """
    with path.with_suffix(".making").open("w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield path


def parameters(url: str) -> Parameters:
    """The address taken apart as libpq does it: sockets (`?host=/run/postgresql`), TLS options and all.

    Raises DomainError bad_database_url.
    """
    from psycopg import ProgrammingError  # noqa: PLC0415 - see above
    from psycopg.conninfo import conninfo_to_dict  # noqa: PLC0415

    try:
        given = conninfo_to_dict(url, connect_timeout=PATIENCE)
    except ProgrammingError as error:
        raise DomainError("bad_database_url") from error
    return {"application_name": "huhang", **given}


@contextmanager
def making(url: str, schema: str) -> Iterator[None]:
    """A schema of the database, made when it is missing; nobody else makes anything in it within the block.

    PostgreSQL's IF NOT EXISTS is no help against two processes that start together: one of them would fail.
    Raises DomainError database_unreachable, with the server's words.
    """
    from psycopg import OperationalError, connect  # noqa: PLC0415
    from psycopg.sql import SQL, Identifier  # noqa: PLC0415

    try:
        connection = connect(**parameters(url), autocommit=True)
    except OperationalError as error:
        raise DomainError("database_unreachable", cause=" ".join(str(error).split())) from error
    with connection:
        connection.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [f"huhang.{schema}.making"])
        connection.execute(SQL("CREATE SCHEMA IF NOT EXISTS {}").format(Identifier(schema)))
        yield
