"""A page of the board over HTTP among 100,000 projects: what one reader waits, and each of eight.

    python -m benchmarks.board_http [--projects 100000] [--requests 400]

The rows are those of `benchmarks.board`: 300 generated projects, copied within the views. `huhang serve` on SQLite, its
projector at rest; requests go round the lights, task forces, orders and a search, each a page of 50 as the page on the
wall asks for it. Beside them in the same run: an answer that needs no rows at all.
"""

import argparse
import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from itertools import islice, product
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.board import LIVES, multiply, told
from benchmarks.serving import CLIENTS, ROOT, free_port, wait_for
from domain.project.lights import Light
from projections.database import open_views, writing
from projections.ops.accounts import Role
from projections.ops.database import open_ops
from projections.ops.tokens import Tokens

WARM = 40  # requests before the clock starts


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--projects", type=int, default=100_000)
    parser.add_argument("--requests", type=int, default=400)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        token = furnished(Path(name) / "store", options.projects)
        port = free_port()
        server = subprocess.Popen(
            [sys.executable, "-m", "api.cli.main", "serve", "--port", str(port)],
            env={**os.environ, "HUHANG_DATABASE_URL": f"sqlite:///{name}/store"},
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
        )
        try:
            wait_for(port)
            for measure, paths, clients in (
                ("nothing", ["/healthz"], 1),
                ("board", list(board_paths()), 1),
                ("board", list(board_paths()), CLIENTS),
            ):
                asked(port, token, paths, clients, WARM)
                tell(measure, clients, options, asked(port, token, paths, clients, options.requests))
        finally:
            server.terminate()
            server.wait()


def furnished(folder: Path, projects: int) -> str:
    """The rows of so many projects; a token to read them with."""
    told(folder)
    views = open_views(f"sqlite:///{folder}")
    with writing(views) as connection:
        multiply(connection, projects)
    views.dispose()
    ops = open_ops(f"sqlite:///{folder}")
    token = Tokens(ops).issue("bench", Role.ADMIN).secret
    ops.dispose()
    return token


def board_paths() -> Sequence[str]:
    """Every light and none, both task forces and none, in the two orders people use; and a search."""
    lights, teams = (None, *(light.value for light in Light)), (None, "1", "2")
    asked_for = [
        {"light": light, "team": team, "sort": sort} for light, team, sort in product(lights, teams, ("urgency", "due"))
    ]
    asked_for.append({"q": "有限"})
    return [f"/api/v1/projects?{urlencode({name: value for name, value in one.items() if value})}" for one in asked_for]


def asked(port: int, token: str, paths: Sequence[str], clients: int, requests: int) -> list[float]:
    """The seconds each of so many requests took, the clients sharing them."""
    took: list[float] = []

    def ask(place: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        for number in islice(range(requests), place, None, clients):
            began = time.perf_counter()
            connection.request("GET", paths[number % len(paths)], headers={"Authorization": f"Bearer {token}"})
            answer = connection.getresponse()
            body = answer.read()
            took.append(time.perf_counter() - began)
            if answer.status != http.client.OK:
                raise RuntimeError(f"{answer.status} {body[:300]!r}")
        connection.close()

    threads = [threading.Thread(target=ask, args=(place,)) for place in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(took) < requests:
        raise SystemExit("some requests failed")
    return sorted(took)


def tell(measure: str, clients: int, options: argparse.Namespace, took: Sequence[float]) -> None:
    found = {
        "measure": f"{measure}_ms",
        "projects": options.projects // LIVES * LIVES,
        "clients": clients,
        "median": round(statistics.median(took) * 1000, 2),
        "p95": round(took[int(len(took) * 0.95)] * 1000, 2),
        "load": os.getloadavg()[0],
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
