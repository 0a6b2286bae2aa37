"""Who may work: a lock that one process at a time holds, and that is free again as soon as its holder is dead.

Beside files it is a lock on a file, in a database an advisory lock of a session. It only saves work: what it
protects stays right with two at work, since every batch is a transaction that looks where the last one ended.
"""

import fcntl
import os
import threading
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError, OperationalError

KEY = "hashtextextended('huhang.' || current_schema() || '.' || :purpose, 0)"
ASK = text(f"SELECT pg_try_advisory_lock({KEY})")
GIVE = text(f"SELECT pg_advisory_unlock({KEY})")
SIGN = text(
    "SELECT set_config('application_name', 'huhang ' || :purpose || ', pid ' || :pid, false),"
    " set_config('tcp_keepalives_idle', '5', false), set_config('tcp_keepalives_interval', '2', false),"
    " set_config('tcp_keepalives_count', '3', false)"
)
"""Who holds it stands in pg_stat_activity; a machine that vanishes without a word counts as dead after 11 seconds."""


class Lock(Protocol):
    """An exclusive lock that is asked for, never waited for."""

    def acquire(self) -> bool:
        """Take the lock; False while anyone holds it, the caller included."""

    def release(self) -> None:
        """Give the lock back; nothing when it is not held."""

    @property
    def held(self) -> bool:
        """Whether this object holds it, as far as can be known now."""


class FileLock:
    """A lock on a file of a local disk: network file systems do not keep such locks reliably."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._guard = threading.Lock()
        self._descriptor: int | None = None

    def acquire(self) -> bool:
        """Take the lock; False while anyone holds it, the caller included."""
        with self._guard:
            if self._descriptor is not None:
                return False
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(descriptor)
                return False
            self._descriptor = descriptor
            return True

    def release(self) -> None:
        """Give the lock back."""
        with self._guard:
            if self._descriptor is not None:
                os.close(self._descriptor)
                self._descriptor = None

    @property
    def held(self) -> bool:
        """Whether this object holds it."""
        return self._descriptor is not None


class SessionLock:
    """An advisory lock of PostgreSQL on a connection of its own: it lives as long as the session does."""

    def __init__(self, engine: Engine, purpose: str) -> None:
        self.engine = engine
        self.purpose = purpose
        self._guard = threading.Lock()
        self._session: Connection | None = None

    def acquire(self) -> bool:
        """Take the lock; False while anyone holds it, the caller included, and while no database answers."""
        with self._guard:
            if self._alive():
                return False
            try:
                self._session = self._asked()
            except OperationalError:
                return False
            return self._session is not None

    def _asked(self) -> Connection | None:
        """A session that holds the lock."""
        with ExitStack() as unless_taken:
            session = unless_taken.enter_context(self.engine.connect())
            session.execution_options(isolation_level="AUTOCOMMIT")
            if not session.execute(ASK, {"purpose": self.purpose}).scalar_one():
                return None
            session.detach()  # not the pool's any more: closing it ends the session
            session.execute(SIGN, {"purpose": self.purpose, "pid": str(os.getpid())})
            unless_taken.pop_all()
            return session

    def release(self) -> None:
        """Give the lock back."""
        with self._guard:
            session, self._session = self._session, None
        if session is not None:
            with suppress(DBAPIError):  # a session that has ended holds nothing
                session.execute(GIVE, {"purpose": self.purpose})
            session.close()

    @property
    def held(self) -> bool:
        """Whether the session still lives: a server that was restarted has forgotten it."""
        with self._guard:
            return self._alive()

    def _alive(self) -> bool:
        if self._session is None:
            return False
        try:
            self._session.execute(text("SELECT 1"))
        except DBAPIError:
            self._session.invalidate()
            self._session.close()
            self._session = None
            return False
        return True


def lock_of(engine: Engine, purpose: str) -> Lock:
    """The lock for a purpose on what an engine opens: beside its file, or within its schema."""
    if engine.dialect.name == "sqlite":
        return FileLock(Path(f"{engine.url.database}.{purpose}.lock"))
    return SessionLock(engine, purpose)
