"""Bearer tokens: opaque, kept only as a SHA-256, expiring, and revocable at once.

A plain hash is enough: the secret is 256 random bits, so nobody can guess from the hash (RFC 6750 §5.2).
"""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Engine, insert, select, update

from domain.errors import DomainError
from domain.log.ledger import Clock, system_clock
from projections.ops.accounts import Account, Role, check_account
from projections.ops.tables import TOKEN
from projections.ops.tokens_at_hand import TokensAtHand, tell

LIFETIME = timedelta(days=365)
PROGRAM, SESSION = "program", "session"


@dataclass(frozen=True, slots=True)
class Issued:
    """A new token: the secret is shown this once and cannot be read again."""

    id: str
    secret: str


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token as the list shows it, without anything secret."""

    id: str
    actor: str
    role: Role
    department: str
    team: str
    issued_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    scopes: str


class Tokens:
    """All tokens of the operational store; who serves requests has their accounts `at_hand`."""

    def __init__(self, engine: Engine, clock: Clock = system_clock, at_hand: TokensAtHand | None = None) -> None:
        self.engine = engine
        self.clock = clock
        self.at_hand = at_hand

    def issue(
        self,
        actor: str,
        role: Role,
        department: str = "",
        team: str = "",
        expires_at: datetime | None = None,
        scopes: Collection[str] = (),
    ) -> Issued:
        """A new token, a year long unless said otherwise; with `scopes` for these rights only.

        Raises DomainError: account_needs_…, token_expired_already.
        """
        check_account(actor, role, department, team)
        now = self.clock()
        expires_at = expires_at or now + LIFETIME
        if expires_at <= now:
            raise DomainError("token_expired_already", expires_at=expires_at.isoformat())
        issued = Issued(secrets.token_hex(6), secrets.token_urlsafe(32))
        row = {"id": issued.id, "secret_sha256": digest(issued.secret), "actor": actor, "role": role.value}
        row |= {"department": department, "team": team, "scopes": " ".join(sorted(scopes))}
        with self.engine.begin() as connection:
            connection.execute(insert(TOKEN).values(**row, issued_at=now, expires_at=expires_at))
        return issued

    def find(self, secret: str, now: datetime) -> Account | None:
        """Whose token this is; None when it is unknown, has expired or was revoked."""
        version, hashed = self.at_hand.look() if self.at_hand else None, digest(secret)
        found = self.valid(TOKEN.c.secret_sha256 == hashed, now)
        if found is None:
            return None
        account, expires_at = found
        if self.at_hand and version is not None:
            self.at_hand.keep(hashed, account, now, expires_at, version)
        return account

    def by_id(self, token_id: str, now: datetime) -> Account | None:
        """The account of a token that counts."""
        found = self.valid(TOKEN.c.id == token_id, now)
        return found[0] if found else None

    def valid(self, wanted: ColumnElement[bool], now: datetime) -> tuple[Account, datetime] | None:
        """The account of a token that is neither revoked nor expired, and until when that is so."""
        query = select(TOKEN).where(wanted, TOKEN.c.revoked_at.is_(None), TOKEN.c.expires_at > now)
        with self.engine.connect() as connection:
            row = connection.execute(query).one_or_none()
        return (account_of(row), row.expires_at) if row else None

    def known(self, secret: str, now: datetime) -> Account | None:
        """Whose token this is, as far as that is at hand without asking the store; None says nothing."""
        return self.at_hand.get(digest(secret), now) if self.at_hand else None

    def close(self) -> None:
        """Give back what is held for the accounts at hand."""
        if self.at_hand:
            self.at_hand.close()

    def revoke(self, token_id: str) -> None:
        """Make a token useless from this moment; once more changes nothing. Raises DomainError unknown_token."""
        with self.engine.begin() as connection:
            if connection.execute(select(TOKEN.c.id).where(TOKEN.c.id == token_id)).first() is None:
                raise DomainError("unknown_token", token=token_id)
            standing = (TOKEN.c.id == token_id, TOKEN.c.revoked_at.is_(None))
            connection.execute(update(TOKEN).where(*standing).values(revoked_at=self.clock()))
            tell(connection)
        if self.at_hand:
            self.at_hand.forget()

    def listed(self) -> tuple[TokenRow, ...]:
        """All tokens, oldest first, those that no longer count as well."""
        columns = [TOKEN.c[name] for name in TokenRow.__dataclass_fields__]
        query = select(*columns).where(TOKEN.c.kind == PROGRAM).order_by(TOKEN.c.issued_at, TOKEN.c.id)
        with self.engine.connect() as connection:
            rows = connection.execute(query).mappings()
            return tuple(TokenRow(**{**row, "role": Role(row["role"])}) for row in rows)


def account_of(row: Any) -> Account:
    """The caller of a row."""
    scopes = frozenset(row.scopes.split())
    return Account(row.actor, Role(row.role), row.department, row.team, row.id, scopes, row.kind == SESSION)


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
