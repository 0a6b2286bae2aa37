"""Who waits for news of the log hears of it, in PostgreSQL from any process."""

import threading
from collections.abc import Iterator

import pytest
from psycopg import OperationalError

from domain.log.ledger import Ledger
from domain.log.news import News, news_of
from domain.log.recorder import close_recorder, open_recorder
from tests.domain.log.appending import append

LONG = 5.0


@pytest.fixture
def ledger(database_url: str) -> Iterator[Ledger]:
    recorder = open_recorder(database_url)
    yield Ledger(recorder)
    close_recorder(recorder)


@pytest.fixture
def news(ledger: Ledger) -> Iterator[News]:
    """News to which somebody has begun to listen."""
    news = news_of(ledger.recorder)
    news.wait(0)
    yield news
    news.close()


@pytest.mark.both_engines
def test_without_news_the_wait_ends_with_time(news: News) -> None:
    assert not news.wait(0.01)


@pytest.mark.both_engines
def test_a_writer_who_tells_is_heard_while_one_waits(ledger: Ledger, news: News) -> None:

    def write() -> None:
        append(ledger, "a", 1)
        news.tell()

    later = threading.Timer(0.05, write)
    later.start()
    assert news.wait(LONG)
    later.join()
    assert not news.wait(0.01)


@pytest.mark.only_postgresql
def test_another_process_is_heard_without_telling(news: News, database_url: str) -> None:
    another = open_recorder(database_url)
    append(Ledger(another), "another", 1)
    close_recorder(another)
    assert news.wait(LONG)


@pytest.mark.only_postgresql
def test_who_comes_late_looks_at_once(ledger: Ledger) -> None:
    """What was recorded before anybody listened was heard by nobody."""
    append(ledger, "a", 1)
    late = news_of(ledger.recorder)
    assert late.wait(LONG)
    late.close()


@pytest.mark.only_postgresql
def test_a_torn_connection_is_told_and_the_next_wait_listens_anew(
    ledger: Ledger, news: News, database_url: str
) -> None:
    another = open_recorder(database_url)
    with another.datastore.get_connection() as connection:  # type: ignore[attr-defined]
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'")
    with pytest.raises(OperationalError):
        news.wait(LONG)
    assert news.wait(LONG)
    append(Ledger(another), "another", 1)
    assert news.wait(LONG)
    close_recorder(another)
