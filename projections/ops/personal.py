"""What the operational store holds of a person: told to him, and erased. Events hold his staff id and nothing else."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Table, delete, or_, select

from projections.ops.answered import Note, unnoted
from projections.ops.feeds import FeedOf
from projections.ops.tables import ACCOUNT, ANSWERED, CONTACT, FEED, FEED_ENTRY, IMPORT, TOKEN
from projections.ops.texts import erase_in
from projections.ops.tokens_at_hand import tell

HIDDEN = frozenset({"password_hash", "secret_sha256", "content", "digest"})

Where = Sequence[tuple[str, Table, ColumnElement[bool]]]


def places(staff: str) -> Where:
    """Where a person stands, by the name under which it is told."""
    own_feed = or_(FEED.c.owner == staff, (FEED.c.kind == FeedOf.STAFF.value) & (FEED.c.subject == staff))
    return (
        ("account", ACCOUNT, ACCOUNT.c.id == staff),
        ("contacts", CONTACT, CONTACT.c.staff == staff),
        ("sessions_and_tokens", TOKEN, TOKEN.c.actor == staff),
        ("calendars", FEED, own_feed),
        ("imports", IMPORT, IMPORT.c.actor == staff),
        ("kept_answers", ANSWERED, or_(ANSWERED.c.actor == staff, ANSWERED.c.about == staff)),
    )


def told_of(engine: Engine, staff: str) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """All rows about a person, without hashes of secrets."""
    found = {}
    with engine.connect() as connection:
        for name, table, which in places(staff):
            columns = [column for column in table.c if column.name not in HIDDEN]
            rows = connection.execute(select(*columns).where(which).order_by(*table.primary_key)).mappings()
            found[name] = [{str(key): value for key, value in row.items()} for row in rows]
    return found


def erase(engine: Engine, staff: str, texts: Collection[str], at: datetime, note: Note = unnoted) -> Mapping[str, int]:
    """Delete them all, and the words of these texts; how many rows there were of each."""
    with engine.begin() as connection:
        feeds = select(FEED.c.id).where(*(which for _, table, which in places(staff) if table is FEED))
        connection.execute(delete(FEED_ENTRY).where(FEED_ENTRY.c.feed.in_(feeds)))
        gone = {name: deleted(connection, table, which) for name, table, which in places(staff)}
        erase_in(connection, texts, at)
        tell(connection)
        gone["texts"] = len(texts)
        note(connection, gone)
    return gone


def deleted(connection: Connection, table: Table, which: ColumnElement[bool]) -> int:
    return connection.execute(delete(table).where(which)).rowcount
