"""Durable commands per second through HTTP with 8 clients, the projector running; ratios in one run.

    python -m benchmarks.commands [--seconds 6] [--rounds 3] [--events 40 200]

Beside it, on the same disk: raw SQLite commits, the library's own `save` in process, and a conventional FastAPI +
ORM application with an audit table over the same HTTP and the same client. Server on one core, client on the other.
"""

import argparse
import json
import os
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

from api.demo.player import Player
from domain.catalogue.loader import shipped_catalogue
from domain.dates.calendar import official_calendar
from domain.event import Event
from domain.ledger import Ledger
from domain.project.evolution import Rules
from domain.recorder import close_recorder, open_recorder
from projections.ops.accounts import Role
from projections.ops.database import open_ops
from projections.ops.tokens import Tokens

CLIENTS = 8
PROJECTS = 320
WARM_UP = 5  # seconds, in which each project is met once
ROOT = Path(__file__).parent.parent


class Counter(Aggregate):
    """The smallest aggregate of the library."""

    @event("Counted")
    def count(self, text: str) -> None:
        self.text = text


def main() -> None:
    options = parsed()
    with tempfile.TemporaryDirectory() as folder:
        rounds = [one_round(Path(folder) / str(number), options) for number in range(options.rounds)]
    for name in rounds[0]:
        print(json.dumps({"measure": name, "median": statistics.median(found[name] for found in rounds)}))


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=6)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--events", type=int, nargs="+", default=[40, 200])
    return parser.parse_args()


def one_round(folder: Path, options: argparse.Namespace) -> dict[str, float]:
    """Everything once, in turn."""
    folder.mkdir(parents=True)
    raw, save = raw_commits(folder, options.seconds / 2), library_saves(folder, options.seconds / 2)
    crud = conventional(folder, options.seconds)
    found = {"raw_commits_per_s": raw, "library_saves_per_s": save, "conventional_http_per_s": crud}
    for events in options.events:
        rate = huhang(folder / f"huhang{events}", events, options.seconds)
        found |= {
            f"huhang_http_per_s_{events}_events": rate,
            f"huhang_over_save_{events}_events": round(rate / save, 2),
            f"huhang_over_conventional_{events}_events": round(rate / crud, 2),
        }
    return found


def per_second(act: Callable[[], object], seconds: float) -> float:
    end, done = time.perf_counter() + seconds, 0
    while time.perf_counter() < end:
        act()
        done += 1
    return round(done / seconds)


def raw_commits(folder: Path, seconds: float) -> float:
    """One row of 400 bytes per durable transaction."""
    connection = sqlite3.connect(folder / "raw.sqlite", isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE row (id INTEGER PRIMARY KEY, state BLOB)")
    rate = per_second(lambda: connection.execute("INSERT INTO row (state) VALUES (?)", (b"x" * 400,)), seconds)
    connection.close()
    return rate


def library_saves(folder: Path, seconds: float) -> float:
    """One event of an aggregate in hand per save."""
    app = Application[UUID](
        env={"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(folder / "library.sqlite")}
    )
    counter = Counter()
    app.save(counter)

    def save() -> None:
        counter.count("x" * 200)
        app.save(counter)

    rate = per_second(save, seconds)
    app.close()
    return rate


def huhang(folder: Path, events: int, seconds: float) -> float:
    """Projects of so many events; each client posts facts to its own."""
    url = f"sqlite:///{folder}"
    projects, token = prepared(url, events)
    return served(
        [sys.executable, "-m", "api.cli.main", "serve"], {"HUHANG_DATABASE_URL": url}, projects, token, seconds
    )


def prepared(url: str, events: int) -> tuple[list[str], str]:
    """A store with many projects, each the beginning of the demo's first one; its length made up with facts."""
    recorder, rules = open_recorder(url), Rules(shipped_catalogue(), official_calendar())
    ledger = Ledger(recorder)
    with tempfile.TemporaryDirectory() as story:
        told = open_recorder(f"sqlite:///{story}")
        player = Player(told, rules, "jimo")
        life = player.ledger.load(player.play()[0])
        close_recorder(told)
    projects = [uuid4() for _ in range(PROJECTS)]
    for project in projects:
        ledger.save([replace(one, originator_id=project) for one in stretched(life, events)])
    close_recorder(recorder)
    ops = open_ops(url)
    token = Tokens(ops).issue("bench", Role.LEAD, team="1").secret
    ops.dispose()
    return [str(project) for project in projects], token


def stretched(life: Sequence[Event], events: int) -> Sequence[Event]:
    """The first events of a life, or the whole with its last fact repeated."""
    if events <= len(life):
        return life[:events]
    fact = next(one for one in life if one.TOPIC == "FactRecorded")
    more = [
        replace(fact, originator_version=len(life) + place, kind="filed_information_changed")  # type: ignore[call-arg]
        for place in range(1, events - len(life) + 1)
    ]
    return [*life, *more]


def conventional(folder: Path, seconds: float) -> float:
    """The conventional application, over the same HTTP."""
    path = folder / "crud.sqlite"
    command = [sys.executable, "-m", "uvicorn", "benchmarks.crud_app:app", "--log-level", "warning"]
    environment = {"CRUD_DATABASE_URL": f"sqlite:///{path}"}
    subprocess.run(
        [sys.executable, "-c", "import benchmarks.crud_app"], env={**os.environ, **environment}, cwd=ROOT, check=True
    )
    projects = [uuid4().hex for _ in range(PROJECTS)]
    with sqlite3.connect(path) as connection:
        connection.executemany(
            "INSERT INTO project (id, version, name) VALUES (?, 0, 'x')", [(one,) for one in projects]
        )
    connection.close()
    return served(command, environment, projects, "-", seconds)


def served(command: list[str], environment: dict[str, str], projects: list[str], token: str, seconds: float) -> float:
    """Start a server on one core, hammer it from the other, and stop it."""
    port = free_port()
    server = subprocess.Popen(
        ["taskset", "-c", "0", *command, "--port", str(port)],
        env={**os.environ, **environment},
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_for(port)
        hammer = [sys.executable, str(ROOT / "benchmarks" / "hammer.py"), str(port), token, str(CLIENTS)]
        answer = subprocess.run(
            ["taskset", "-c", "1", *hammer, str(seconds), str(WARM_UP)],
            input="\n".join(projects),
            capture_output=True,
            text=True,
            check=True,
        )
    finally:
        server.terminate()
        server.wait()
    return float(json.loads(answer.stdout)["per_second"])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the server did not come up")


if __name__ == "__main__":
    main()
