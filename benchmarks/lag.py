"""From an acknowledged write to its row before another reader's eyes, in one process under a steady load.

    python -m benchmarks.lag [--rate 100] [--seconds 10] [--events 40]

`huhang serve` on SQLite; one client posts facts at a fixed rate, each to the next project. A reader opens the views'
file himself and looks at the position they stand at: a write is visible once that has reached its own.
"""

import argparse
import http.client
import json
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from uuid import uuid4

from benchmarks.serving import ROOT, free_port, wait_for
from benchmarks.stores import prepared
from domain.event import shanghai_date
from domain.ledger import system_clock

PROJECTS = 200  # fewer than the projector remembers
SETTLED = 4  # seconds: the rush in which each project was met has passed
GLANCE = 0.0005  # seconds between two looks


class Reader(threading.Thread):
    """Notes when the views have come to each position."""

    def __init__(self, views: Path) -> None:
        super().__init__(daemon=True)
        self.views = views
        self.reached: list[tuple[int, float]] = []
        self.stopping = threading.Event()

    def run(self) -> None:
        with sqlite3.connect(f"file:{self.views}?mode=ro", uri=True) as connection:
            last = 0
            while not self.stopping.wait(GLANCE):
                (position,) = connection.execute("SELECT max(position) FROM projection_checkpoint").fetchone()
                if position and position > last:
                    self.reached.append((position, time.perf_counter()))
                    last = position

    def wait_for(self, position: int) -> None:
        """Until the views have come so far."""
        while not self.reached or self.reached[-1][0] < position:
            time.sleep(0.1)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rate", type=float, default=100)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--events", type=int, default=40)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}"
        projects, token = prepared(url, PROJECTS, options.events)
        port = free_port()
        server = subprocess.Popen(
            [sys.executable, "-m", "api.cli.main", "serve", "--port", str(port)],
            env={**os.environ, "HUHANG_DATABASE_URL": url},
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
        )
        try:
            wait_for(port)
            lags = measured(port, token, projects, Path(folder) / "views.sqlite", options)
        finally:
            server.terminate()
            server.wait()
    every = sorted(lags)
    found = {
        "measure": "lag_ms",
        "writes": len(every),
        "per_second": options.rate,
        "median": round(statistics.median(every) * 1000, 1),
        "p95": round(every[int(len(every) * 0.95)] * 1000, 1),
        "load": os.getloadavg()[0],
    }
    print(json.dumps(found))


def measured(port: int, token: str, projects: list[str], views: Path, options: argparse.Namespace) -> list[float]:
    """The lags of all writes but the first to each project, which the server meets for the first time."""
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    met = [post(client, token, project) for project in projects]
    reader = Reader(views)
    reader.start()
    reader.wait_for(met[-1])
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
