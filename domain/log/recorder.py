"""Where the log is kept: the library's native recorder on an SQLite file or in a PostgreSQL schema.

An acknowledged save is on disk: SQLite runs with the library's defaults (write-ahead log, synchronous FULL),
PostgreSQL with the server's synchronous_commit. On PostgreSQL the recorder locks its table for every insert, so that
ids are committed in their order and a reader who follows the log misses nothing; its faster database functions would
not do that and stay off.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from eventsourcing.persistence import ApplicationRecorder, StoredEvent
from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteDatastore

from domain.log.patience import LOCK_TIMEOUT
from domain.log.store import file_of, is_database, making
from domain.topics import register_all

PART = "events"
PAGE = 10_000  # positions looked at in one select
PLACES = {
    True: "SELECT rowid AS id, originator_id, originator_version, topic FROM stored_events"
    " WHERE rowid > ? AND rowid <= ? ORDER BY rowid",
    False: "SELECT notification_id AS id, originator_id, originator_version, topic FROM events.stored_events"
    " WHERE notification_id > %s AND notification_id <= %s ORDER BY notification_id",
}
"""By whether the log is a file of SQLite's."""
OF_STREAM = {
    True: "SELECT rowid AS id FROM stored_events"
    " WHERE originator_id = ? AND originator_version >= ? AND originator_version <= ? ORDER BY originator_version",
    False: "SELECT notification_id AS id FROM events.stored_events"
    " WHERE originator_id = %s AND originator_version >= %s AND originator_version <= %s ORDER BY originator_version",
}
UP_TO = {
    True: "SELECT originator_id, originator_version, topic, state FROM stored_events"
    " WHERE originator_version <= ? AND originator_id {} ORDER BY originator_id, originator_version",
    False: "SELECT originator_id, originator_version, topic, state FROM events.stored_events"
    " WHERE originator_version <= %s AND originator_id {} ORDER BY originator_id, originator_version",
}
LENGTHS = {
    True: "SELECT originator_id, MAX(originator_version) AS length FROM stored_events"
    " WHERE originator_id {} GROUP BY originator_id",
    False: "SELECT originator_id, MAX(originator_version) AS length FROM events.stored_events"
    " WHERE originator_id {} GROUP BY originator_id",
}
INSERT = "INSERT OR ROLLBACK INTO stored_events VALUES {}"  # else SQLite keeps each page as it was before the statement
IN_A_PIPELINE = 100_000  # bytes of events; PostgreSQL's driver comes to a standstill with some five times as many


def open_recorder(url: str) -> ApplicationRecorder:
    """The recorder of the log at an address, made when it is new.

    An SQLite file is never VACUUMed: rowid is the notification id. Raises DomainError bad_database_url,
    database_unreachable.
    """
    register_all()
    with making(url, PART):
        if is_database(url):
            from domain.log.postgresql import postgres_recorder  # noqa: PLC0415 - a folder of files need not pay for it

            return postgres_recorder(url, PART)
        recorder = SQLiteApplicationRecorder(SQLiteDatastore(str(file_of(url, PART)), lock_timeout=LOCK_TIMEOUT))
        recorder.create_table()
    return recorder


def memory_recorder() -> ApplicationRecorder:
    """The recorder of a log that is gone with the process: for what is only tried."""
    register_all()
    recorder = SQLiteApplicationRecorder(SQLiteDatastore(":memory:"))
    recorder.create_table()
    return recorder


def places(recorder: ApplicationRecorder, start: int, end: int) -> Iterator[tuple[int, object, int, str]]:
    """Where events are, without what they say: position, stream, version and topic, after one position up to another.

    The library's own select would bring the states along, and an object for each.
    """
    while start < end:
        upto = min(start + PAGE, end)
        yield from rows(recorder, PLACES[is_file(recorder)], (start, upto))
        start = upto


def positions_of(recorder: ApplicationRecorder, stream: UUID, first: int, last: int) -> list[int]:
    """The positions of a stream's events, from one version to another."""
    found = rows(recorder, OF_STREAM[is_file(recorder)], (stream.hex if is_file(recorder) else stream, first, last))
    return [position for (position,) in found]


def streams_up_to(recorder: ApplicationRecorder, lasts: Mapping[UUID, int]) -> Iterator[tuple[UUID, int, str, bytes]]:
    """Some streams, each up to a version: stream, version, topic and state of each event, in one select.

    The library's own makes an id for each row.
    """
    called = {stream.hex: stream for stream in lasts} if is_file(recorder) else {stream: stream for stream in lasts}
    wanted, values = among(recorder, list(lasts))
    found = rows(recorder, UP_TO[is_file(recorder)].format(wanted), (max(lasts.values()), *values))
    for stored, version, topic, state in found:
        stream = called[stored]
        if version <= lasts[stream]:
            yield stream, version, topic, bytes(state)


def lengths_of(recorder: ApplicationRecorder, streams: Sequence[UUID]) -> dict[UUID, int]:
    """How many events some streams have, of those that have any."""
    wanted, values = among(recorder, streams)
    found = rows(recorder, LENGTHS[is_file(recorder)].format(wanted), values)
    return {UUID(str(stream)): length for stream, length in found}


def among(recorder: ApplicationRecorder, streams: Sequence[UUID]) -> tuple[str, Sequence[object]]:
    """How a statement asks for some streams, and how the recorder's database takes them."""
    if is_file(recorder):
        return f"IN ({','.join('?' * len(streams))})", [stream.hex for stream in streams]
    return "= ANY(%s)", [list(streams)]


def insert_whole(recorder: ApplicationRecorder, portions: Iterable[Sequence[StoredEvent]]) -> None:
    """Write any number of events in one transaction, portion by portion: all of them, or none.

    The library's own insert takes all at once; PostgreSQL's driver comes to a standstill with half a megabyte in its
    pipeline. Raises IntegrityError where another writer was first.
    """
    own: Any = recorder
    if is_file(recorder):
        with own.datastore.transaction(commit=True) as cursor:
            for portion in portions:
                own._insert_events(cursor, portion)
        return
    with own.datastore.get_connection() as connection, connection.transaction(), connection.cursor() as cursor:
        for portion in portions:
            own._insert_stored_events(cursor, portion)


def insert(recorder: ApplicationRecorder, events: Sequence[StoredEvent]) -> Sequence[int]:
    """Write events in one transaction; the position of each, in their order. IntegrityError where another was first."""
    if sum(len(one.state) for one in events) < IN_A_PIPELINE or is_file(recorder):
        return recorder.insert_events(events) or []
    insert_whole(recorder, [events])
    places: dict[UUID, list[int]] = {}
    for one in events:
        places.setdefault(UUID(str(one.originator_id)), []).append(one.originator_version)
    found = {
        (stream, version): position
        for stream, own in places.items()
        for version, position in zip(own, positions_of(recorder, stream, own[0], own[-1]), strict=True)
    }
    return [found[UUID(str(one.originator_id)), one.originator_version] for one in events]


def insert_at_once(recorder: ApplicationRecorder, events: Sequence[StoredEvent]) -> None:
    """Write some events whose positions nobody asks for in one transaction; IntegrityError where another was first.

    In a file by one statement: with one for each, as the library does it, all other threads run in between.
    """
    if type(recorder) is not SQLiteApplicationRecorder:
        insert_whole(recorder, [events])
        return
    values: list[object] = []
    for one in events:
        stream = one.originator_id
        values += (stream.hex if isinstance(stream, UUID) else stream, one.originator_version, one.topic, one.state)
    with recorder.datastore.transaction(commit=True) as cursor:
        cursor.execute(INSERT.format(", ".join(["(?, ?, ?, ?)"] * len(events))), values)


def rows(recorder: ApplicationRecorder, statement: str, values: Sequence[object]) -> Sequence[Any]:
    """What a statement finds in the recorder's own database: its columns in turn, which are dear by their names."""
    with datastore_of(recorder).transaction(commit=False) as cursor:
        if is_file(recorder):
            cursor.execute(statement, values)
        else:
            cursor.row_factory = in_turn
            cursor.execute(statement, values, binary=True)
        found: Sequence[Any] = cursor.fetchall()
    return found


def in_turn(_: object) -> Callable[[Sequence[Any]], Sequence[Any]]:
    """PostgreSQL's rows as they come."""
    return tuple


def is_file(recorder: ApplicationRecorder) -> bool:
    """Whether the log is a file of SQLite's."""
    return type(recorder) is SQLiteApplicationRecorder


def close_recorder(recorder: ApplicationRecorder) -> None:
    """Give the connections back."""
    datastore_of(recorder).close()


def datastore_of(recorder: ApplicationRecorder) -> Any:
    """The connections of a native recorder; the library's base class does not name them."""
    native: Any = recorder
    return native.datastore
