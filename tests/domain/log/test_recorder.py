"""The log in either database: whoever follows it misses nothing, and it is made once."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from eventsourcing.persistence import IntegrityError

from domain.event import stream_id
from domain.log.codec import to_stored
from domain.log.ledger import Ledger
from domain.log.patience import LOCK_TIMEOUT
from domain.log.postgresql import parameters
from domain.log.recorder import close_recorder, insert_at_once, open_recorder
from tests.domain.log.appending import append, claim, claims
from tests.postgres import Server
from tests.scenario import refused

pytestmark = pytest.mark.both_engines

THREADS, PROCESSES = 8, 2
BY_THREAD, BY_PROCESS = 150, 300
ROOT = Path(__file__).parents[3]


@pytest.fixture
def ledger(database_url: str) -> Iterator[Ledger]:
    recorder = open_recorder(database_url)
    yield Ledger(recorder)
    close_recorder(recorder)


def test_a_large_save_of_several_streams_says_where_each_event_is(ledger: Ledger) -> None:
    """A megabyte at once: half as much brings PostgreSQL's driver to a standstill in its pipeline."""
    events = [replace(claim(name, version), project="名" * 200) for version in range(1, 701) for name in ("a", "b")]
    positions = ledger.save(events)
    assert sum(len(to_stored(event).state) for event in events) > 1_000_000
    assert positions == sorted(positions)
    assert [(at, event) for at, event in ledger.after(0, len(events))] == list(zip(positions, events, strict=True))
    with pytest.raises(IntegrityError):
        ledger.save(events)


def test_of_many_written_at_once_none_stays_when_another_was_first_with_the_last_of_them(ledger: Ledger) -> None:
    ledger.save([claim("taken", 1)])
    many = [to_stored(claim("free", version)) for version in range(1, 500)]
    with pytest.raises(IntegrityError):
        insert_at_once(ledger.recorder, [*many, to_stored(claim("taken", 1))])
    assert not ledger.exists(stream_id("free"))
    insert_at_once(ledger.recorder, many)
    assert len(ledger.load(stream_id("free"))) == len(many)


def test_who_follows_the_log_sees_every_event_of_many_writers_once(
    ledger: Ledger, database_url: str, engine_name: str
) -> None:
    """Ids have gaps on PostgreSQL, but none that is filled later: the table is locked for every insert."""
    written = {f"thread {number}": BY_THREAD for number in range(THREADS)}
    written |= {f"process {number}": BY_PROCESS for number in range(PROCESSES)}
    ended = threading.Event()
    with ThreadPoolExecutor(THREADS + PROCESSES + 1) as pool:
        reading = pool.submit(follow, database_url, ended)
        writing = [
            pool.submit(append, ledger, name, times)
            if name.startswith("thread")
            else pool.submit(append_in_a_process, database_url, name, times)
            for name, times in written.items()
        ]
        for one in writing:
            one.result()
        ended.set()
        seen = reading.result()
    assert all(earlier < later for (earlier, _, _), (later, _, _) in pairwise(seen))
    expected = {
        (name, event.originator_version) for name in written for one in claims(name, written[name]) for event in one
    }
    assert len(seen) == len(expected)
    assert {(name, version) for _, name, version in seen} == expected
    assert (seen[-1][0] > len(seen)) == (engine_name == "postgresql")  # what was refused has left gaps


def append_in_a_process(url: str, name: str, times: int) -> None:
    command = [sys.executable, "-m", "tests.domain.log.appending", url, name, str(times)]
    subprocess.run(command, cwd=ROOT, check=True, timeout=60)


def follow(url: str, ended: threading.Event) -> list[tuple[int, str, int]]:
    """Read the log in batches, by a recorder of its own, until nobody writes and nothing is left."""
    recorder = open_recorder(url)
    ledger, seen, position, last = Ledger(recorder), [], 0, False
    while not last:
        last = ended.is_set()
        while batch := list(ledger.after(position, 7)):
            seen += [(place, event.actor, event.originator_version) for place, event in batch]
            position = batch[-1][0]
    close_recorder(recorder)
    return seen


def test_processes_that_start_together_make_one_log(bare_url: str) -> None:
    """None of them finds a table, and IF NOT EXISTS would let some of them fail."""
    gate = threading.Barrier(6)

    def start(number: int) -> None:
        gate.wait()
        recorder = open_recorder(bare_url)
        append(Ledger(recorder), f"starter {number}", 2)
        close_recorder(recorder)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(start, range(6)))
    recorder = open_recorder(bare_url)
    assert len({event.actor for _, event in Ledger(recorder).after(0, 100)}) == 6
    close_recorder(recorder)


def test_the_library_locks_its_table_and_does_not_wait_for_ever(postgres: Server) -> None:
    with postgres.database() as url:
        recorder = open_recorder(url)
        datastore = recorder.datastore  # type: ignore[attr-defined]
        assert (datastore.enable_db_functions, datastore.lock_timeout) == (False, LOCK_TIMEOUT)
        close_recorder(recorder)


def test_an_address_is_taken_apart_as_the_driver_does_it() -> None:
    address = "postgresql://gold:ge%3Ahe%40im@db.example:6432/huhang?sslmode=verify-full&application_name=bureau"
    given = parameters(address)
    assert (given["user"], given["password"], given["host"], given["port"], given["dbname"]) == (
        "gold",
        "ge:he@im",
        "db.example",
        "6432",
        "huhang",
    )
    assert (given["sslmode"], given["application_name"]) == ("verify-full", "bureau")


def test_an_address_that_is_none_is_refused() -> None:
    with refused("bad_database_url"):
        open_recorder("postgresql://somewhere/huhang?colour=red")


def test_a_database_that_is_not_there_is_named_without_the_password(postgres: Server) -> None:
    with refused("database_unreachable") as error:
        open_recorder(postgres.url("nowhere").replace("postgres@", "postgres:secret@"))
    assert 'database "nowhere" does not exist' in str(error.value.params["cause"])
    assert "secret" not in str(error.value)
