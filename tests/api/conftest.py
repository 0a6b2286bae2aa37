"""A real app on a real database, and a real server for what only a socket shows."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

from api.building import build
from api.http.serving import server_of
from api.main import create_app
from api.runtime import Runtime
from api.settings import Settings
from tests.api.office import Clock, Desk, Office
from tests.api.reminding import BASE, Reminding
from tests.scheduler.receiver import SECRET, Receiver


@contextmanager
def opened(url: str, *, demo: bool = False, **settings: Any) -> Iterator[Office]:
    """The app in this process, on a store of its own; what it does not catch is answered, not raised."""
    clock = Clock()
    runtime = build(Settings(database_url=url, **settings), clock, demo=demo)
    with TestClient(create_app(runtime), raise_server_exceptions=False, follow_redirects=False) as client:
        yield Office(runtime, client, clock)


@pytest.fixture(scope="module")
def shared_office(shared_url: str) -> Iterator[Office]:
    """One installation for the tests of a file; each takes its own projects."""
    with opened(shared_url) as office:
        yield office


@pytest.fixture
def office(shared_office: Office) -> Office:
    """The file's installation, on the morning of 2 March 2026."""
    return shared_office.at("03-02 09:00")


@pytest.fixture
def desk(office: Office) -> Desk:
    """A service specialist."""
    return office.desk()


@pytest.fixture
def own_office(database_url: str) -> Iterator[Office]:
    """An installation that nobody else uses."""
    with opened(database_url) as office:
        yield office


@pytest.fixture
def demo_office(database_url: str) -> Iterator[Office]:
    """An installation opened for the demo, with nothing in it yet."""
    with opened(database_url, demo=True) as office:
        yield office


@pytest.fixture
def served(database_url: str) -> Iterator[Office]:
    """The app behind a real server on a port of the loopback."""
    clock = Clock()
    with serving(build(Settings(database_url=database_url), clock), clock) as office:
        yield office


@contextmanager
def serving(runtime: Runtime, clock: Clock) -> Iterator[Office]:
    """A server of an installation."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()  # whoever comes before the server is ready waits
        server = server_of(create_app(runtime))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        host, port = listening.getsockname()
        with httpx2.Client(base_url=f"http://{host}:{port}", timeout=30) as client:
            yield Office(runtime, client, clock)
        server.should_exit = True
        thread.join()


@pytest.fixture
def sending(database_url: str) -> Iterator[Office]:
    """An installation that may send to the loopback."""
    with opened(database_url, receiver_networks=["127.0.0.0/8"]) as office:
        yield office


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Where reminders arrive."""
    running = Receiver()
    yield running
    running.close()


@pytest.fixture
def reminding(database_url: str, receiver: Receiver) -> Iterator[Reminding]:
    """An installation that reminds, with one matter whose promise falls due."""
    with opened(database_url, webhook_url=receiver.url, webhook_secret=SECRET, base_url=BASE) as office:
        yield Reminding(office, receiver)
