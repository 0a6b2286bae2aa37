"""What every test may ask for: a scenario, and the address of an empty store in either database."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.postgres import Server, running_server
from tests.scenario import Scenario

ENGINES = ("sqlite", "postgresql")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What is marked `both_engines` and asks for a store, however indirectly, runs once on each."""
    if "engine_name" in metafunc.fixturenames and metafunc.definition.get_closest_marker("both_engines"):
        metafunc.parametrize("engine_name", ENGINES, scope="module")


@pytest.fixture(scope="module")
def engine_name() -> str:
    """The database of a test that runs on one only."""
    return "sqlite"


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """PostgreSQL, started when the first test needs it."""
    with running_server() as running:
        yield running


@pytest.fixture
def database_url(engine_name: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a store of the test's own."""
    with empty_store(engine_name, tmp_path, request) as url:
        yield url


@pytest.fixture(scope="module")
def shared_url(
    engine_name: str, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[str]:
    """The address of a store that the tests of a file share."""
    with empty_store(engine_name, tmp_path_factory.mktemp("shared"), request) as url:
        yield url


@contextmanager
def empty_store(engine_name: str, folder: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """A folder, or a database of the server."""
    if engine_name == "sqlite":
        yield f"sqlite:///{folder}"
        return
    postgres: Server = request.getfixturevalue("postgres")
    with postgres.database() as url:
        yield url


@pytest.fixture
def scenario(database_url: str) -> Iterator[Scenario]:
    told = Scenario(database_url)
    yield told
    told.close()
