"""Accounts of tokens that were looked up, good for as long as no token was issued or revoked.

So a token that any process revokes is useless at once, and a request does not ask the store who it is from. SQLite
says at next to no cost whether another connection has committed (`PRAGMA data_version`). PostgreSQL sends a notice with
the revocation, which takes a moment; a connection that broke brings none, so nothing is trusted there for long.
"""

from datetime import datetime, timedelta
from threading import Lock
from time import monotonic
from typing import Any, Protocol

from sqlalchemy import Connection, Engine

from projections.ops.accounts import Account

KEPT = 1000  # tokens
TRUSTED = timedelta(seconds=5)  # without a word from PostgreSQL
BLINK = 0.005  # seconds between two looks at a file
CHANNEL = "huhang_tokens"


class Watch(Protocol):
    """Tells whether anything was written since: another number is another state, None is not known."""

    def seen(self) -> int | None:
        """The number of the state just now."""

    def hurry(self) -> None:
        """Something was written by this very process: look again, whatever was heard."""

    def close(self) -> None:
        """Give the connection back."""


class FileWatch:
    """The state of an SQLite file, as others left it; looked at anew after a blink."""

    def __init__(self, engine: Engine) -> None:
        self.connection = engine.raw_connection()
        self.version, self.good_until = 0, 0.0

    def seen(self) -> int | None:
        """The number of the file's state: every commit of another connection makes it another."""
        if (now := monotonic()) >= self.good_until:
            (version,) = self.connection.cursor().execute("PRAGMA data_version").fetchone()
            self.version, self.good_until = int(version), now + BLINK
        return self.version

    def hurry(self) -> None:
        """Look at once."""
        self.good_until = 0.0

    def close(self) -> None:
        """Give the connection back."""
        self.connection.close()


class NoticeWatch:
    """The notices of a PostgreSQL database, counted; a connection that broke is made anew."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.connection: Any = None
        self.heard = 0

    def seen(self) -> int | None:
        """How often there was news, or a gap in which there may have been some."""
        try:
            if self.connection is None:
                self.heard += 1
                self.connection = self.listening()
            self.heard += sum(1 for _ in self.connection.notifies(timeout=0))
        except self.engine.dialect.loaded_dbapi.OperationalError:
            self.close()
            return None
        return self.heard

    def hurry(self) -> None:
        """Do not wait for the notice."""
        self.heard += 1

    def listening(self) -> Any:
        pooled = self.engine.raw_connection()
        driver: Any = pooled.driver_connection
        pooled.detach()  # it listens, which nobody who takes a connection from the pool expects
        driver.autocommit = True
        driver.execute(f"LISTEN {CHANNEL}")
        return driver

    def close(self) -> None:
        """Give the connection back; the next look makes another."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None


def tell(connection: Connection) -> None:
    """Let those who watch know, when this transaction is committed."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"NOTIFY {CHANNEL}")


class TokensAtHand:
    """The accounts found since the store last changed, by the digest of their secret."""

    def __init__(self, engine: Engine) -> None:
        self.watch: Watch = FileWatch(engine) if engine.dialect.name == "sqlite" else NoticeWatch(engine)
        self.found: dict[str, tuple[Account, datetime]] = {}
        self.version: int | None = None
        self.longest = None if engine.dialect.name == "sqlite" else TRUSTED
        self.lock = Lock()

    def get(self, digest: str, now: datetime) -> Account | None:
        """The account at hand; None when it has to be looked up."""
        with self.lock:
            if (seen := self.watch.seen()) is None or seen != self.version:
                return None
            account, until = self.found.get(digest, (None, now))
        return account if until > now else None

    def forget(self) -> None:
        """Look everybody up again: this process has just written."""
        with self.lock:
            self.watch.hurry()

    def look(self) -> int | None:
        """The state in which a look-up begins; what it finds is kept with it."""
        with self.lock:
            return self.watch.seen()

    def keep(self, digest: str, account: Account, now: datetime, expires_at: datetime, version: int) -> None:
        """Have an account at hand that was looked up now, in that state of the store."""
        until = min(expires_at, now + self.longest) if self.longest else expires_at
        with self.lock:
            if version != self.version or len(self.found) >= KEPT:
                self.found, self.version = {}, version
            self.found[digest] = (account, until)

    def close(self) -> None:
        """Give the connection back."""
        with self.lock:
            self.watch.close()
