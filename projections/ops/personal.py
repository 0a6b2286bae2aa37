"""What the operational store holds of a person: told to him, and erased. Events hold his staff id and nothing else."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Table, delete, func, or_, select, true, update

from projections.ops.answered import ERASED, Note, unnoted
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


def tellable(table: Table, staff: str) -> ColumnElement[bool]:
    """What is told of a person's rows: what he was answered about somebody else is that one's data."""
    return ANSWERED.c.about.in_(("", staff)) if table is ANSWERED else true()


def told_of(engine: Engine, staff: str) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """All rows about a person, without hashes of secrets."""
    found = {}
    with engine.connect() as connection:
        for name, table, which in places(staff):
            columns = [column for column in table.c if column.name not in HIDDEN]
            rows = connection.execute(
                select(*columns).where(which, tellable(table, staff)).order_by(*table.primary_key)
            ).mappings()
            found[name] = [{str(key): value for key, value in row.items()} for row in rows]
    return found


def counted(engine: Engine, staff: str) -> Mapping[str, int]:
    """How many rows of each `erase` would erase."""
    with engine.connect() as connection:
        return {
            name: connection.execute(select(func.count()).select_from(table).where(which)).scalar_one()
            for name, table, which in places(staff)
        }


def erase(engine: Engine, staff: str, texts: Collection[str], at: datetime, note: Note = unnoted) -> Mapping[str, int]:
    """Delete them all, and the words of these texts; how many rows there were of each.

    What others were answered about him is emptied: their keys stay used, so that no request sent again brings him back.
    """
    with engine.begin() as connection:
        feeds = select(FEED.c.id).where(*(which for _, table, which in places(staff) if table is FEED))
        connection.execute(delete(FEED_ENTRY).where(FEED_ENTRY.c.feed.in_(feeds)))
        emptied = empty(connection, staff)
        gone = {name: deleted(connection, table, which) for name, table, which in places(staff)}
        gone["kept_answers"] += emptied
        erase_in(connection, texts, at)
        tell(connection)
        gone["texts"] = len(texts)
        note(connection, gone)
    return gone


def empty(connection: Connection, staff: str) -> int:
    """Leave of what others were answered about a person that they were; how often."""
    of_others = (ANSWERED.c.about == staff, ANSWERED.c.actor != staff)
    nothing = {"answer": ERASED, "digest": "", "about": ""}
    return connection.execute(update(ANSWERED).where(*of_others).values(**nothing)).rowcount


def deleted(connection: Connection, table: Table, which: ColumnElement[bool]) -> int:
    return connection.execute(delete(table).where(which)).rowcount
