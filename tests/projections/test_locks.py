"""Locks: one holder at a time, and none when he is dead."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine, text

from projections.database import open_views
from projections.locks import Lock, lock_of
from tests.postgres import Server

pytestmark = pytest.mark.both_engines


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = open_views(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def another(database_url: str) -> Iterator[Engine]:
    """The same store as another process opens it."""
    engine = open_views(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def lock(engine: Engine) -> Iterator[Callable[[str], Lock]]:
    """Locks that are given back at the end."""
    given: list[Lock] = []

    def make(purpose: str) -> Lock:
        given.append(lock_of(engine, purpose))
        return given[-1]

    yield make
    for one in given:
        one.release()


def test_a_lock_is_held_once_even_within_a_process(lock: Callable[[str], Lock]) -> None:
    first, second = lock("work"), lock("work")
    assert first.acquire()
    assert (first.held, second.held) == (True, False)
    assert not first.acquire()
    assert not second.acquire()
    first.release()
    assert not first.held
    assert second.acquire()


def test_another_purpose_is_another_lock(lock: Callable[[str], Lock]) -> None:
    assert lock("work").acquire()
    assert lock("play").acquire()


def test_another_part_is_another_lock(lock: Callable[[str], Lock], database_url: str) -> None:
    elsewhere = open_views(database_url, "elsewhere")
    there = lock_of(elsewhere, "work")
    assert lock("work").acquire()
    assert there.acquire()
    there.release()
    elsewhere.dispose()


def test_another_process_waits_until_it_is_given_back(lock: Callable[[str], Lock], another: Engine) -> None:
    here, there = lock("work"), lock_of(another, "work")
    assert here.acquire()
    assert not there.acquire()
    here.release()
    assert there.acquire()
    there.release()


def test_giving_back_what_is_not_held_is_nothing(lock: Callable[[str], Lock]) -> None:
    lock("work").release()


@pytest.mark.only_postgresql
def test_a_session_that_the_server_ended_holds_nothing_and_its_holder_knows(
    lock: Callable[[str], Lock], another: Engine
) -> None:
    here, there = lock("work"), lock_of(another, "work")
    assert here.acquire()
    end_session_of(another, "huhang work, pid%")
    assert not here.held
    assert there.acquire()
    assert not here.acquire()
    there.release()
    assert here.acquire()


@pytest.mark.only_postgresql
def test_while_no_database_answers_nobody_gets_the_lock(postgres: Server) -> None:
    with postgres.database() as url:
        engine = open_views(url)
        lock = lock_of(engine, "work")
        assert lock.acquire()
    assert not lock.held
    assert not lock.acquire()
    lock.release()
    engine.dispose()


def end_session_of(engine: Engine, name: str) -> None:
    """The server ends the sessions of a name, as it does when it restarts."""
    ended = text("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name LIKE :name")
    with engine.connect() as connection:
        assert connection.execute(ended, {"name": name}).scalars().all() == [True]
