"""Accounts of people: who may sign in, as whom. Passwords are kept as argon2 hashes only; nothing enters the log."""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, delete, func, insert, literal, select, update
from sqlalchemy.exc import IntegrityError

from domain.errors import DomainError
from domain.log.ledger import Clock, system_clock
from domain.personal_data import refuse_personal_data
from projections.ops.accounts import Account, Role, check_account
from projections.ops.answered import Note, unnoted
from projections.ops.tables import ACCOUNT, TOKEN, Moment
from projections.ops.tokens import SESSION, Issued, digest
from projections.ops.tokens_at_hand import TokensAtHand, tell

SESSION_LASTS = timedelta(hours=12)
COLUMNS = list(ACCOUNT.c)


@dataclass(frozen=True, slots=True)
class Registered:
    """An account as it is kept. `name` and `subject` are the person's own data; `id` is what events hold."""

    id: str
    role: Role
    department: str
    team: str
    name: str
    subject: str | None
    added_at: datetime
    disabled_at: datetime | None
    password_hash: str | None = field(repr=False)


class Accounts:
    """The accounts of an installation, and the sessions of those who are signed in.

    A change answers the account as it is then, and notes it in its transaction.
    """

    def __init__(self, engine: Engine, clock: Clock = system_clock, at_hand: TokensAtHand | None = None) -> None:
        self.engine = engine
        self.clock = clock
        self.at_hand = at_hand

    def add(
        self,
        account: str,
        role: Role,
        department: str = "",
        team: str = "",
        *,
        note: Note = unnoted,
        **more: str | None,
    ) -> Registered:
        """A new account; `more`: name, subject, password_hash. DomainError as `new`."""
        made = self.new(account, role, department, team, **more)
        try:
            with self.engine.begin() as connection:
                connection.execute(insert(ACCOUNT).values(**asdict(made) | {"role": role.value}))
                note(connection, made)
        except IntegrityError:
            self.new(account, role, department, team, **more)  # somebody else was quicker: with what, it says
            raise
        return made

    def new(self, account: str, role: Role, department: str = "", team: str = "", **more: str | None) -> Registered:
        """What `add` would keep. Raises DomainError account_exists, account_needs_…, personal_data, subject_taken.

        The log names who did something by his account: it is no telephone.
        """
        check_account(account, role, department, team)
        refuse_personal_data(account, "account")
        if self.find(account):
            raise DomainError("account_exists", account=account)
        told: dict[str, Any] = {"name": "", "subject": None, "password_hash": None, **more}
        if told["subject"] and self.of_subject(told["subject"]):
            raise DomainError("subject_taken", account=account)
        return Registered(account, role, department, team, added_at=self.clock(), disabled_at=None, **told)

    def get(self, account: str) -> Registered:
        """An account. Raises DomainError unknown_account."""
        found = self.find(account)
        if found is None:
            raise DomainError("unknown_account", account=account)
        return found

    def find(self, account: str) -> Registered | None:
        return next(iter(self.rows(ACCOUNT.c.id == account)), None)

    def who(self, account: str) -> Account | None:
        """The caller that an account stands for; None where nobody signs in with it."""
        found = self.find(account)
        if found is None or found.disabled_at is not None:
            return None
        return Account(found.id, found.role, found.department, found.team, "")

    def of_subject(self, subject: str) -> Registered | None:
        """Whom an identity provider means."""
        return next(iter(self.rows(ACCOUNT.c.subject == subject)), None)

    def listed(self) -> tuple[Registered, ...]:
        """All accounts, disabled ones too, by id."""
        return self.rows()

    def names(self, of: Collection[str] | None = None) -> dict[str, str]:
        """The names of all people, or of some, by account; without those whose account names nobody."""
        wanted = [ACCOUNT.c.name != "", *([] if of is None else [ACCOUNT.c.id.in_(of)])]
        with self.engine.connect() as connection:
            return {row.id: row.name for row in connection.execute(select(ACCOUNT.c.id, ACCOUNT.c.name).where(*wanted))}

    def anybody(self) -> bool:
        """Whether somebody could sign in: there is an account or a token, good or not."""
        with self.engine.connect() as connection:
            return any(connection.execute(select(one).limit(1)).first() for one in (ACCOUNT.c.id, TOKEN.c.id))

    def rows(self, *wanted: Any) -> tuple[Registered, ...]:
        with self.engine.connect() as connection:
            return rows_in(connection, *wanted)

    def set_password(self, account: str, password_hash: str, note: Note = unnoted) -> Registered:
        """Another password; whoever is signed in with the old one is out."""
        return self.change(account, {"password_hash": password_hash}, note)

    def set_role(
        self, account: str, role: Role, department: str = "", team: str = "", note: Note = unnoted
    ) -> Registered:
        """Another role; who is signed in signs in anew."""
        check_account(account, role, department, team)
        return self.change(account, {"role": role.value, "department": department, "team": team}, note)

    def enable(self, account: str, note: Note = unnoted) -> Registered:
        """Let somebody sign in again."""
        return self.change(account, {"disabled_at": None}, note)

    def disable(self, account: str, note: Note = unnoted) -> Registered:
        """Nobody signs in with it, and its sessions and tokens are useless from this moment."""
        since = func.coalesce(ACCOUNT.c.disabled_at, literal(self.clock(), Moment))
        return self.change(account, {"disabled_at": since}, note, ending=None)

    def change(self, account: str, values: Mapping[str, Any], note: Note, ending: str | None = SESSION) -> Registered:
        """Change it and end its sessions and tokens, or those of a kind. Raises DomainError unknown_account."""
        with self.engine.begin() as connection:
            connection.execute(update(ACCOUNT).where(ACCOUNT.c.id == account).values(**values))
            self.revoke_all(connection, account, ending)
            found = rows_in(connection, ACCOUNT.c.id == account)
            if not found:
                raise DomainError("unknown_account", account=account)
            note(connection, found[0])
        self.forget()
        return found[0]

    def forget(self) -> None:
        """What this process has at hand is looked up again; the others hear of it."""
        if self.at_hand:
            self.at_hand.forget()

    def revoke_all(self, connection: Connection, account: str, kind: str | None = None) -> None:
        """Make every session and token of somebody useless, or only those of a kind."""
        standing = [TOKEN.c.actor == account, TOKEN.c.revoked_at.is_(None)]
        standing += [TOKEN.c.kind == kind] if kind else []
        connection.execute(update(TOKEN).where(*standing).values(revoked_at=self.clock()))
        tell(connection)

    def standing(self, account: str, kind: str | None = None) -> int:
        """How many sessions and tokens of somebody are good, or how many of a kind."""
        good = [TOKEN.c.actor == account, TOKEN.c.revoked_at.is_(None), TOKEN.c.expires_at > self.clock()]
        good += [TOKEN.c.kind == kind] if kind else []
        with self.engine.connect() as connection:
            return connection.execute(select(func.count()).where(*good)).scalar_one()

    def open_session(self, account: Registered) -> Issued:
        """A session of somebody who has proved who he is; those of his that have ended are forgotten."""
        issued, now = Issued(secrets.token_hex(6), secrets.token_urlsafe(32)), self.clock()
        who = {"actor": account.id, "role": account.role.value, "department": account.department, "team": account.team}
        row = {"id": issued.id, "secret_sha256": digest(issued.secret), "kind": SESSION, **who}
        over = (TOKEN.c.actor == account.id, TOKEN.c.kind == SESSION, TOKEN.c.expires_at < now)
        with self.engine.begin() as connection:
            connection.execute(delete(TOKEN).where(*over))
            connection.execute(insert(TOKEN).values(**row, issued_at=now, expires_at=now + SESSION_LASTS))
        return issued


def rows_in(connection: Connection, *wanted: Any) -> tuple[Registered, ...]:
    """The accounts wanted, as they stand in a transaction."""
    query = select(*COLUMNS).where(*wanted).order_by(ACCOUNT.c.id)
    return tuple(registered(row) for row in connection.execute(query).mappings())


def registered(row: RowMapping) -> Registered:
    return Registered(**{**dict(row), "role": Role(row["role"])})
