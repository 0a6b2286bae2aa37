"""What every test may ask for: a scenario, and the address of a store of its own in either database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgres import Server, running_server
from tests.scenario import Scenario

ENGINES = ("sqlite", "postgresql")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What is marked `both_engines` and asks for a store, however indirectly, runs once on each."""
    if "database_url" in metafunc.fixturenames and metafunc.definition.get_closest_marker("both_engines"):
        metafunc.parametrize("database_url", ENGINES, indirect=True)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """PostgreSQL, started when the first test needs it."""
    with running_server() as running:
        yield running


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty store: a folder, or a database for tests of both engines."""
    if getattr(request, "param", "sqlite") == "sqlite":
        yield f"sqlite:///{tmp_path}"
    else:
        server: Server = request.getfixturevalue("server")
        with server.database() as url:
            yield url


@pytest.fixture
def scenario(database_url: str) -> Iterator[Scenario]:
    told = Scenario(database_url)
    yield told
    told.close()
