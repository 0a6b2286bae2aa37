"""Calendar feeds: secret addresses of their own kind, kept only as a SHA-256, that show deadlines and nothing else.

A feed belongs to a specialist, a task force, a department or a project. What it has told is kept with it, so that a
date that vanished can be taken back in the calendars that hold it.
"""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Engine, and_, delete, exists, insert, or_, select, update

from domain.errors import DomainError
from domain.log.ledger import Clock, system_clock
from projections.ops.answered import Note, unnoted
from projections.ops.tables import ACCOUNT, FEED, FEED_ENTRY, TOKEN
from projections.ops.tokens import Issued, digest
from projections.ops.upsert import insert_into

OF_ACCOUNT = "account"  # in place of a token: taken by somebody signed in, it lives as long as his account
MOST_OF_ONE = 20  # that count, of one person


class FeedOf(StrEnum):
    """Whose deadlines a feed shows."""

    STAFF = "staff"
    TEAM = "team"
    DEPARTMENT = "department"
    PROJECT = "project"


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as the list shows it, without anything secret; `subject` is an id of the kind.

    `owner` took it for himself with his `token`; both are empty when the operator gave it. `alive`: neither was it
    revoked, nor has the token ended, nor has the person a feed is about lost every token.
    """

    id: str
    kind: FeedOf
    subject: str
    language: str
    issued_at: datetime
    revoked_at: datetime | None
    owner: str
    token: str
    alive: bool


@dataclass(frozen=True, slots=True)
class Appointment:
    """What a calendar shows of a deadline. `tentative`: its date is provisional."""

    uid: str
    project: str
    due_on: date
    summary: str
    description: str
    tentative: bool


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """An appointment as a feed told it: how often it was changed, when last, and since when it is cancelled."""

    appointment: Appointment
    sequence: int
    stamp: datetime
    cancelled_at: datetime | None = None


class Feeds:
    """The feeds of an installation."""

    def __init__(self, engine: Engine, clock: Clock = system_clock) -> None:
        self.engine = engine
        self.clock = clock

    def issue(
        self,
        kind: FeedOf,
        subject: str,
        language: str = "zh",
        owner: str = "",
        token: str = "",
        note: Note = unnoted,
    ) -> Issued:
        """A new feed; its secret is shown this once. Raises DomainError as `refuse_new`."""
        self.refuse_new(subject, owner)
        issued = Issued(secrets.token_hex(6), secrets.token_urlsafe(32))
        row = {"id": issued.id, "secret_sha256": digest(issued.secret), "kind": kind.value, "subject": subject}
        row |= {"language": language, "owner": owner, "token": token}
        with self.engine.begin() as connection:
            connection.execute(insert(FEED).values(**row, issued_at=self.clock()))
            note(connection, issued)
        return issued

    def refuse_new(self, subject: str, owner: str) -> None:
        """Raises DomainError feed_needs_subject, too_many_feeds."""
        if not subject.strip():
            raise DomainError("feed_needs_subject")
        if owner and sum(one.alive for one in self.of(owner)) >= MOST_OF_ONE:
            raise DomainError("too_many_feeds", most=MOST_OF_ONE)

    def find(self, secret: str) -> Feed | None:
        """The feed of a secret; None when there is none or it does not count any more."""
        found = self.rows(FEED.c.secret_sha256 == digest(secret))
        return found[0] if found and found[0].alive else None

    def get(self, feed_id: str, owner: str | None = None) -> Feed:
        """A feed (of an owner). Raises DomainError unknown_feed."""
        found = self.rows(FEED.c.id == feed_id, *([FEED.c.owner == owner] if owner is not None else []))
        if not found:
            raise DomainError("unknown_feed", feed=feed_id)
        return found[0]

    def revoke(self, feed_id: str, owner: str | None = None, note: Note = unnoted) -> None:
        """Close a feed (of an owner) and forget what it told; once more changes nothing. DomainError unknown_feed."""
        self.get(feed_id, owner)
        standing = (FEED.c.id == feed_id, FEED.c.revoked_at.is_(None))
        with self.engine.begin() as connection:
            connection.execute(update(FEED).where(*standing).values(revoked_at=self.clock()))
            connection.execute(delete(FEED_ENTRY).where(FEED_ENTRY.c.feed == feed_id))
            note(connection, feed_id)

    def listed(self) -> tuple[Feed, ...]:
        """All feeds, oldest first, revoked ones as well."""
        return self.rows()

    def of(self, owner: str) -> tuple[Feed, ...]:
        """The feeds that somebody took for himself, oldest first, revoked ones as well."""
        return self.rows(FEED.c.owner == owner)

    def rows(self, *wanted: Any) -> tuple[Feed, ...]:
        columns = [column for column in FEED.c if column.name != "secret_sha256"]
        query = select(*columns, alive(self.clock()).label("alive")).where(*wanted)
        with self.engine.connect() as connection:
            rows = connection.execute(query.order_by(FEED.c.issued_at, FEED.c.id)).mappings()
            return tuple(Feed(**{**row, "kind": FeedOf(row["kind"]), "alive": bool(row["alive"])}) for row in rows)

    def told(self, feed: str) -> Mapping[str, FeedEntry]:
        """What a feed has told, by UID."""
        with self.engine.connect() as connection:
            rows = connection.execute(select(FEED_ENTRY).where(FEED_ENTRY.c.feed == feed)).mappings()
            return {row["uid"]: entry_of(dict(row)) for row in rows}

    def tell(self, feed: str, entries: Iterable[FeedEntry], forgotten: Iterable[str]) -> None:
        """Keep what a feed tells now, and forget old cancellations."""
        rows = [row_of(feed, entry) for entry in entries]
        statement = insert_into(self.engine, FEED_ENTRY)
        changed = {column.name: statement.excluded[column.name] for column in FEED_ENTRY.c if not column.primary_key}
        with self.engine.begin() as connection:
            if rows:
                keyed = statement.on_conflict_do_update(index_elements=["feed", "uid"], set_=changed)
                connection.execute(keyed, rows)
            for uid in forgotten:
                connection.execute(delete(FEED_ENTRY).where(FEED_ENTRY.c.feed == feed, FEED_ENTRY.c.uid == uid))


def alive(now: datetime) -> ColumnElement[bool]:
    """Whether a feed counts: as long as its owner's token; one that the operator gave, until the account is closed."""
    valid = (TOKEN.c.revoked_at.is_(None), TOKEN.c.expires_at > now)
    of_owner = exists().where(TOKEN.c.id == FEED.c.token, *valid)
    of_account = and_(
        FEED.c.token == OF_ACCOUNT, exists().where(ACCOUNT.c.id == FEED.c.owner, ACCOUNT.c.disabled_at.is_(None))
    )
    known = exists().where(TOKEN.c.actor == FEED.c.subject)
    closed = and_(FEED.c.kind == FeedOf.STAFF.value, known, ~exists().where(TOKEN.c.actor == FEED.c.subject, *valid))
    return and_(FEED.c.revoked_at.is_(None), or_(and_(FEED.c.token == "", ~closed), of_owner, of_account))


def entry_of(row: Mapping[str, Any]) -> FeedEntry:
    names = Appointment.__dataclass_fields__
    appointment = Appointment(**{name: row[name] for name in names})
    return FeedEntry(appointment, row["sequence"], row["stamp"], row["cancelled_at"])


def row_of(feed: str, entry: FeedEntry) -> dict[str, Any]:
    told = {name: getattr(entry.appointment, name) for name in Appointment.__dataclass_fields__}
    own = {"sequence": entry.sequence, "stamp": entry.stamp, "cancelled_at": entry.cancelled_at}
    return {"feed": feed, **told, **own}
