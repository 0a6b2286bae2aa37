"""What Huhang is measured against on the same disk: the bare database, and the event library alone."""

import sqlite3
import time
from collections.abc import Callable
from uuid import UUID

import psycopg
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

from domain.log.postgresql import parameters
from domain.log.store import file_of, is_database

ROW = b"x" * 400


class Counter(Aggregate):
    """The smallest aggregate of the library."""

    @event("Counted")
    def count(self, text: str) -> None:
        self.text = text


def per_second(act: Callable[[], object], seconds: float) -> float:
    end, done = time.perf_counter() + seconds, 0
    while time.perf_counter() < end:
        act()
        done += 1
    return round(done / seconds)


def raw_commits(url: str, seconds: float) -> float:
    """One row of 400 bytes per durable transaction."""
    if is_database(url):
        with psycopg.connect(url, autocommit=True) as database:
            database.execute("CREATE TABLE row (id bigserial PRIMARY KEY, state bytea)")
            return per_second(lambda: database.execute("INSERT INTO row (state) VALUES (%s)", (ROW,)), seconds)
    file = sqlite3.connect(file_of(url, "raw"), isolation_level=None)
    file.execute("PRAGMA journal_mode = WAL")
    file.execute("PRAGMA synchronous = FULL")
    file.execute("CREATE TABLE row (id INTEGER PRIMARY KEY, state BLOB)")
    rate = per_second(lambda: file.execute("INSERT INTO row (state) VALUES (?)", (ROW,)), seconds)
    file.close()
    return rate


def library_saves(url: str, seconds: float) -> float:
    """One event of an aggregate in hand per save."""
    app = Application[UUID](env=settings(url))
    counter = Counter()
    app.save(counter)

    def save() -> None:
        counter.count("x" * 200)
        app.save(counter)

    rate = per_second(save, seconds)
    app.close()
    return rate


def settings(url: str) -> dict[str, str]:
    """The library's own settings for a store."""
    if not is_database(url):
        return {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(file_of(url, "library"))}
    given = parameters(url)
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": str(given["dbname"]),
        "POSTGRES_HOST": str(given["host"]),
        "POSTGRES_PORT": str(given.get("port", 5432)),
        "POSTGRES_USER": str(given["user"]),
        "POSTGRES_PASSWORD": "",
    }
