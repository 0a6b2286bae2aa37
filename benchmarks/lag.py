"""From an acknowledged write to its row before another reader's eyes, under a steady load.

    python -m benchmarks.lag [--rate 100] [--seconds 10] [--events 40] [--broken] [--postgresql [--apart]]

`huhang serve`; one client posts facts at a fixed rate, each to the next project. A reader opens the views himself and
looks at the position they stand at: a write is visible once that has reached its own. `--broken`: one view has stopped,
as a bad event stops it. `--apart`: API and projector are processes of their own, which PostgreSQL's NOTIFY joins.
"""

import argparse
import http.client
import json
import os
import sqlite3
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import uuid4

import psycopg
from sqlalchemy import update

from benchmarks.serving import ROOT, free_port, wait_for
from benchmarks.stores import prepared, stores
from domain.event import shanghai_date
from domain.log.ledger import system_clock
from domain.log.store import file_of, is_database
from projections.database import open_views, writing
from projections.rows.checkpoints import read_position, view_states

PROJECTS = 200  # fewer than the projector remembers
SETTLED = 4  # seconds: the rush in which each project was met has passed
BROKEN = "milestones"
GLANCE = 0.0005  # seconds between two looks


Look = Callable[[], int]
"""The position at which the views stand."""


class Reader(threading.Thread):
    """Notes when the views have come to each position."""

    def __init__(self, url: str) -> None:
        super().__init__(daemon=True)
        self.url = url
        self.reached: list[tuple[int, float]] = []
        self.stopping = threading.Event()

    def run(self) -> None:
        with looking(self.url) as look:
            last = 0
            while not self.stopping.wait(GLANCE):
                position = look()
                if position > last:
                    self.reached.append((position, time.perf_counter()))
                    last = position

    def wait_for(self, position: int) -> None:
        """Until the views have come so far."""
        while not self.reached or self.reached[-1][0] < position:
            time.sleep(0.1)


@contextmanager
def looking(url: str) -> Iterator[Look]:
    """A reader's own connection to the views."""
    if is_database(url):
        with psycopg.connect(url, autocommit=True) as database:
            wanted = "SELECT coalesce(max(position), 0) FROM views.projection_checkpoint"
            yield lambda: int((database.execute(wanted).fetchone() or (0,))[0])
        return
    with sqlite3.connect(f"file:{file_of(url, 'views')}?mode=ro", uri=True) as file:
        yield lambda: file.execute("SELECT coalesce(max(position), 0) FROM projection_checkpoint").fetchone()[0]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rate", type=float, default=100)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--events", type=int, default=40)
    parser.add_argument("--broken", action="store_true")
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--apart", action="store_true")
    options = parser.parse_args()
    with stores("postgresql" if options.postgresql else "sqlite") as found:
        url = found.new()
        projects, token = prepared(url, PROJECTS, options.events)
        port = free_port()
        with running(url, port, apart=options.apart):
            lags = measured(port, token, projects, url, options)
    every = sorted(lags)
    told = {
        "measure": "lag_ms",
        "engine": "postgresql" if options.postgresql else "sqlite",
        "processes": 2 if options.apart else 1,
        "broken": BROKEN if options.broken else None,
        "writes": len(every),
        "per_second": options.rate,
        "median": round(statistics.median(every) * 1000, 1),
        "p95": round(every[int(len(every) * 0.95)] * 1000, 1),
        "load": os.getloadavg()[0],
    }
    print(json.dumps(told))


@contextmanager
def running(url: str, port: int, *, apart: bool) -> Iterator[None]:
    """The server, and the projector beside it where they are apart."""
    commands = [["api" if apart else "serve", "--port", str(port)], *([["projector"]] if apart else [])]
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "api.cli.main", *command],
            env={**os.environ, "HUHANG_DATABASE_URL": url},
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
        )
        for command in commands
    ]
    try:
        wait_for(port)
        yield
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait()


def stop_one(url: str) -> None:
    """As the projector itself notes that a view has failed."""
    views = open_views(url)
    with writing(views) as connection:
        stopped = {"stopped_at": read_position(connection), "cause": "stopped for the benchmark"}
        connection.execute(update(view_states).where(view_states.c.name == BROKEN).values(stopped))
    views.dispose()


def measured(port: int, token: str, projects: list[str], url: str, options: argparse.Namespace) -> list[float]:
    """The lags of all writes but the first to each project, which the server meets for the first time."""
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    met = [post(client, token, project) for project in projects]
    reader = Reader(url)
    reader.start()
    reader.wait_for(met[-1])
    if options.broken:
        stop_one(url)
    time.sleep(SETTLED)
    client.close()  # an idle connection is given up by the server; the next request opens another
    written: list[tuple[int, float]] = []
    began = time.perf_counter()
    for number in range(int(options.rate * options.seconds)):
        time.sleep(max(0.0, began + number / options.rate - time.perf_counter()))
        written.append((post(client, token, projects[number % len(projects)]), time.perf_counter()))
    reader.wait_for(written[-1][0])
    reader.stopping.set()
    reader.join()
    return [lag(position, at, reader.reached) for position, at in written]


def lag(position: int, at: float, reached: list[tuple[int, float]]) -> float:
    """Seconds until a position was reached; none for one that was reached before its answer was here."""
    return max(0.0, next(moment for place, moment in reached if place >= position) - at)


def post(client: http.client.HTTPConnection, token: str, project: str) -> int:
    """One fact; the position it was given."""
    headers = {
        "Authorization": f"Bearer {token}",
        "Content-Type": "application/json",
        "If-Match": "*",
        "Idempotency-Key": str(uuid4()),
    }
    body = json.dumps({"on": shanghai_date(system_clock()).isoformat()}).encode()
    client.request("POST", f"/api/v1/projects/{project}/facts/filed_information_changed", body, headers)
    answer = client.getresponse()
    text = answer.read()
    if answer.status != http.client.OK:
        raise RuntimeError(f"{answer.status} {text[:300]!r}")
    return int(answer.headers["Huhang-Position"])


if __name__ == "__main__":
    main()
