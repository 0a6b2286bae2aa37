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

from domain.store import PATIENCE, Parameters, file_of, is_database, making, making_file, parameters
from domain.topics import register_all

PART = "events"
LOCK_TIMEOUT = 10  # seconds a writer waits for another process
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
CONNECTIONS = 16  # of one process; they are made when they are needed


def open_recorder(url: str) -> ApplicationRecorder:
    """The recorder of the log at an address, made when it is new.

    An SQLite file is never VACUUMed: rowid is the notification id. Raises DomainError bad_database_url,
    database_unreachable.
    """
    register_all()
    if is_database(url):
        with making(url, PART):
            return postgres_recorder(parameters(url))
    with making_file(file_of(url, PART)) as file:
        recorder = SQLiteApplicationRecorder(SQLiteDatastore(str(file), lock_timeout=LOCK_TIMEOUT))
        recorder.create_table()
    return recorder


def memory_recorder() -> ApplicationRecorder:
    """The recorder of a log that is gone with the process: for what is only tried."""
    register_all()
    recorder = SQLiteApplicationRecorder(SQLiteDatastore(":memory:"))
    recorder.create_table()
    return recorder


def postgres_recorder(given: Parameters) -> ApplicationRecorder:
    """The recorder in its schema of the database."""
    from eventsourcing.postgres import (  # noqa: PLC0415 - a folder of files need not pay for the driver
        PostgresApplicationRecorder,
        PostgresDatastore,
    )
    from psycopg.rows import dict_row  # noqa: PLC0415

    datastore = PostgresDatastore(
        *("",) * 5,  # host and the like: the datastore takes these five only, an address may say more
        schema=PART,
        max_overflow=CONNECTIONS - 1,
        connect_timeout=PATIENCE,
        idle_in_transaction_session_timeout=PATIENCE,  # a process that hangs does not keep the table's lock
        lock_timeout=LOCK_TIMEOUT,
    )
    datastore.pool.kwargs = {**given, "row_factory": dict_row}
    recorder = PostgresApplicationRecorder(datastore)
    recorder.create_table()
    return recorder


def places(recorder: ApplicationRecorder, start: int, end: int) -> Iterator[tuple[int, object, int, str]]:
    """Where events are, without what they say: position, stream, version and topic, after one position up to another.

    The library's own select would bring the states along, and an object for each.
    """
    while start < end:
        upto = min(start + PAGE, end)
        yield from rows(recorder, PLACES, (start, upto))
        start = upto


def positions_of(recorder: ApplicationRecorder, stream: UUID, first: int, last: int) -> list[int]:
    """The positions of a stream's events, from one version to another."""
    found = rows(recorder, OF_STREAM, (stream.hex if is_file(recorder) else stream, first, last))
    return [position for (position,) in found]


def streams_up_to(recorder: ApplicationRecorder, lasts: Mapping[UUID, int]) -> Iterator[tuple[UUID, int, str, bytes]]:
    """Some streams, each up to a version: stream, version, topic and state of each event, in one select.

    The library's own makes an id for each row.
    """
    called = {stream.hex: stream for stream in lasts} if is_file(recorder) else {stream: stream for stream in lasts}
    statement, values = among(recorder, UP_TO, list(lasts))
    for stored, version, topic, state in rows(recorder, statement, (max(lasts.values()), *values)):
        stream = called[stored]
        if version <= lasts[stream]:
            yield stream, version, topic, bytes(state)


def lengths_of(recorder: ApplicationRecorder, streams: Sequence[UUID]) -> dict[UUID, int]:
    """How many events some streams have, of those that have any."""
    statement, values = among(recorder, LENGTHS, streams)
    return {UUID(str(stream)): length for stream, length in rows(recorder, statement, values)}


def among(
    recorder: ApplicationRecorder, statements: Mapping[bool, str], streams: Sequence[UUID]
) -> tuple[Mapping[bool, str], Sequence[object]]:
    """A statement about some streams, and how the recorder's database takes them."""
    if is_file(recorder):
        wanted = f"IN ({','.join('?' * len(streams))})"
        return {True: statements[True].format(wanted)}, [stream.hex for stream in streams]
    return {False: statements[False].format("= ANY(%s)")}, [list(streams)]


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


def rows(recorder: ApplicationRecorder, statements: Mapping[bool, str], values: Sequence[object]) -> Iterable[Any]:
    """What a statement finds in the recorder's own database: its columns in turn, which are dear by their names."""
    with datastore_of(recorder).transaction(commit=False) as cursor:
        if is_file(recorder):
            cursor.execute(statements[True], values)
        else:
            cursor.row_factory = in_turn
            cursor.execute(statements[False], values, binary=True)
        found: Iterable[Any] = cursor.fetchall()
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
    return recorder.datastore  # type: ignore[attr-defined]  # every native recorder has one
