"""Whether anything was recorded or projected since: a number that is another one after every change, in any process.

SQLite tells it itself (`PRAGMA data_version`, a few microseconds: it looks at the shared index of the write-ahead log);
on PostgreSQL the positions of log and views are asked for.
"""

import sqlite3
from collections.abc import Sequence
from typing import Protocol

from sqlalchemy import Engine

from domain.log.ledger import Ledger
from domain.log.recorder import PART as EVENTS
from domain.log.store import file_of, is_database
from projections.database import reading
from projections.rows.checkpoints import read_position

VIEWS = "views"
State = tuple[int, ...]


class Changes(Protocol):
    """How often log and views have changed, as far as it can be told apart."""

    instant: bool  # whether to ask may block, so that the event loop leaves it to a thread

    def state(self) -> State:
        """Another one after every change."""

    def close(self) -> None: ...


class FileChanges:
    """Of a folder of files. To be asked by one thread at a time; its connections never write."""

    instant = True

    def __init__(self, url: str, parts: Sequence[str] = (EVENTS, VIEWS)) -> None:
        self.connections = [
            sqlite3.connect(file_of(url, part), isolation_level=None, check_same_thread=False) for part in parts
        ]

    def state(self) -> State:
        return tuple(one.execute("PRAGMA data_version").fetchone()[0] for one in self.connections)

    def close(self) -> None:
        for one in self.connections:
            one.close()


class DatabaseChanges:
    """Of a database."""

    instant = False

    def __init__(self, ledger: Ledger, views: Engine) -> None:
        self.ledger = ledger
        self.views = views

    def state(self) -> State:
        with reading(self.views) as connection:
            return read_position(connection), self.ledger.position()

    def close(self) -> None:
        """Its connections are those of log and views."""


def changes_of(url: str, ledger: Ledger, views: Engine) -> Changes:
    """Those of an installation."""
    return DatabaseChanges(ledger, views) if is_database(url) else FileChanges(url)
