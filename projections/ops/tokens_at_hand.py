"""Accounts of tokens that were looked up, good for as long as nobody wrote to the operational store.

SQLite says at next to no cost whether another connection has committed (`PRAGMA data_version`), so a token revoked by
any process is useless at once. PostgreSQL has no such word; there every token is looked up.
"""

from datetime import datetime
from threading import Lock

from sqlalchemy import Engine

from projections.ops.accounts import Account

KEPT = 1000  # tokens


class TokensAtHand:
    """The accounts found since the store last changed, by the digest of their secret."""

    def __init__(self, engine: Engine) -> None:
        self.watch = engine.raw_connection() if engine.dialect.name == "sqlite" else None
        self.found: dict[str, tuple[Account, datetime]] = {}
        self.version: int | None = None
        self.lock = Lock()

    def get(self, digest: str, now: datetime) -> Account | None:
        """The account at hand; None when it has to be looked up."""
        with self.lock:
            account, expires_at = self.found.get(digest, (None, now)) if self.seen() == self.version else (None, now)
        return account if expires_at > now else None

    def seen(self) -> int | None:
        """What the store looks like just now; None where that is not known."""
        if self.watch is None:
            return None
        cursor = self.watch.cursor()
        (version,) = cursor.execute("PRAGMA data_version").fetchone()
        return int(version)

    def look(self) -> int | None:
        """As `seen`, for a look-up that begins now and is kept by `keep`."""
        with self.lock:
            return self.seen()

    def keep(self, digest: str, account: Account, expires_at: datetime, version: int | None) -> None:
        """Have an account at hand that was looked up when the store looked so."""
        if version is None:
            return
        with self.lock:
            if version != self.version or len(self.found) >= KEPT:
                self.found, self.version = {}, version
            self.found[digest] = (account, expires_at)

    def close(self) -> None:
        """Give the connection back."""
        if self.watch is not None:
            self.watch.close()
