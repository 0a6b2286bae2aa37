"""Where an installation keeps what it knows: one address names a folder of SQLite files or a PostgreSQL database.

Either way there are three parts: `events` (the log, the truth), `views` (derived) and `ops`. In a folder each is a
file, in a database each is a schema (`postgresql`).
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SQLITE = "sqlite:///"
POSTGRESQL = "postgresql://"


def is_database(url: str) -> bool:
    """Whether the address names a PostgreSQL database rather than a folder."""
    return url.startswith(POSTGRESQL)


def file_of(url: str, part: str) -> Path:
    """The file of a part in the folder that the address names; the folder is made."""
    folder = Path(url.removeprefix(SQLITE))
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{part}.sqlite"


@contextmanager
def making_file(path: Path) -> Iterator[None]:
    """The file of a part, which nobody else makes within the block.

    SQLite does not wait when two processes that start together both turn a new file to its write-ahead log: one of
    them would fail with "database is locked".
    """
    with path.with_suffix(".making").open("w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def making(url: str, part: str) -> Iterator[None]:
    """A part of an installation, which nobody else makes within the block: its file, or its schema.

    Raises DomainError bad_database_url, database_unreachable.
    """
    if is_database(url):
        from domain.log.postgresql import making_schema  # noqa: PLC0415 - a folder of files need not pay for the driver

        with making_schema(url, part):
            yield
    else:
        with making_file(file_of(url, part)):
            yield
