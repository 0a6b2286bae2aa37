"""A real app on real SQLite files, and a real server for what only a socket shows."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest
import uvicorn
from starlette.testclient import TestClient

from api.main import create_app
from api.runtime import build
from api.settings import Settings
from tests.api.office import Clock, Desk, Office


@contextmanager
def opened(folder: Path, *, demo: bool = False) -> Iterator[Office]:
    """The app in this process, on a folder of its own; what it does not catch is answered, not raised."""
    clock = Clock()
    runtime = build(Settings(database_url=f"sqlite:///{folder}"), clock, demo=demo)
    with TestClient(create_app(runtime), raise_server_exceptions=False, follow_redirects=False) as client:
        yield Office(runtime, client, clock)


@pytest.fixture(scope="module")
def shared_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One installation for the tests of a file; each takes its own projects."""
    with opened(tmp_path_factory.mktemp("huhang")) as office:
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
def own_office(tmp_path: Path) -> Iterator[Office]:
    """An installation that nobody else uses."""
    with opened(tmp_path / "huhang") as office:
        yield office


@pytest.fixture
def demo_office(tmp_path: Path) -> Iterator[Office]:
    """An installation opened for the demo, with nothing in it yet."""
    with opened(tmp_path / "huhang", demo=True) as office:
        yield office


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Office]:
    """The app behind a real server on a port of the loopback."""
    clock = Clock()
    runtime = build(Settings(database_url=f"sqlite:///{tmp_path}/huhang"), clock)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(create_app(runtime), log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        host, port = listening.getsockname()
        with httpx2.Client(base_url=f"http://{host}:{port}", timeout=30) as client:
            yield Office(runtime, client, clock)
        server.should_exit = True
        thread.join()
