"""What every test may ask for: a scenario, and the address of an empty store in either database."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.postgres import TEMPLATE, Server, running_server
from tests.scenario import Scenario

ENGINES = {"only_sqlite": ["sqlite"], "only_postgresql": ["postgresql"], "both_engines": ["sqlite", "postgresql"]}
"""The databases on which a test runs, by its mark; without one it is SQLite."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What is marked and asks for a store, however indirectly, runs once on each database of the mark."""
    if "engine_name" not in metafunc.fixturenames:
        return
    for mark, engines in ENGINES.items():
        if metafunc.definition.get_closest_marker(mark):
            metafunc.parametrize("engine_name", engines, scope="module")
            return


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


@pytest.fixture
def bare_url(engine_name: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a store that nobody has opened yet."""
    with empty_store(engine_name, tmp_path / "not" / "yet", request, template="template0") as url:
        yield url


@pytest.fixture(scope="module")
def shared_url(
    engine_name: str, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[str]:
    """The address of a store that the tests of a file share."""
    with empty_store(engine_name, tmp_path_factory.mktemp("shared"), request) as url:
        yield url


@contextmanager
def empty_store(
    engine_name: str, folder: Path, request: pytest.FixtureRequest, template: str = TEMPLATE
) -> Iterator[str]:
    """A folder, or a database of the server."""
    if engine_name == "sqlite":
        yield f"sqlite:///{folder}"
        return
    postgres: Server = request.getfixturevalue("postgres")
    with postgres.database(template) as url:
        yield url


@pytest.fixture
def scenario(database_url: str) -> Iterator[Scenario]:
    told = Scenario(database_url)
    yield told
    told.close()
