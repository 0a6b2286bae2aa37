"""A page of the board over HTTP among 100,000 projects, against an endpoint that does nothing; ratios in one run.

    python -m benchmarks.board_http [--projects 100000] [--requests 400]

The rows are those of `benchmarks.board`: 300 generated projects, copied within the views. `huhang serve` on SQLite on
one core, its projector at rest, the clients on the other; requests go round the lights, task forces, orders and a
search, each a page of 50 as the page on the wall asks for it. `anew`: no page is asked for twice; `kept`: each was
asked for before and nothing has changed since; `unchanged`: the same, by a client who has it (304); `in_use`: as
`kept`, while five facts a second are recorded and projected, more than a district's specialists enter. `nothing`: the
framework with an endpoint that does nothing, in a server of its own.
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
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count, cycle, product
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

from benchmarks.board import LIVES, TODAY, multiply, told
from benchmarks.serving import CLIENTS, ROOT, free_port, wait_for
from domain.lights import Light
from projections.database import open_views, writing
from projections.ops.accounts import Role
from projections.ops.database import open_ops
from projections.ops.tokens import Tokens

WARM = 80  # requests before the clock starts: each page once
CLIENT_CORE = 1
NUMBERS = count()
FACTS_PER_SECOND = 5
UNBOUND = {"HUHANG_REQUESTS_PER_SECOND": "1000000"}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--projects", type=int, default=100_000)
    parser.add_argument("--requests", type=int, default=400)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        reader, writer = furnished(Path(name) / "store", options.projects)
        os.sched_setaffinity(0, {CLIENT_CORE})
        with running(
            [sys.executable, "-m", "uvicorn", "benchmarks.noop_app:app", "--log-level", "warning"], {}
        ) as port:
            nothing = tell("nothing", options, Asking(port, reader, cycle(["/nothing?limit=50"])), CLIENTS)
        command = [sys.executable, "-m", "api.cli.main", "serve"]
        with running(command, {"HUHANG_DATABASE_URL": f"sqlite:///{name}/store"}) as port:
            tell("anew", options, Asking(port, reader, anew()), 1)
            found = {
                "anew": tell("anew", options, Asking(port, reader, anew()), CLIENTS),
                "kept": tell("kept", options, Asking(port, reader, cycle(board_paths())), CLIENTS),
                "in_use": recording(
                    port, writer, lambda: tell("in_use", options, Asking(port, reader, cycle(board_paths())), CLIENTS)
                ),
                "unchanged": tell("unchanged", options, Asking(port, reader, cycle(board_paths()), has=True), CLIENTS),
            }
    for measure, per_second in found.items():
        print(json.dumps({"measure": f"{measure}_over_nothing", "value": round(per_second / nothing, 2)}))


@contextmanager
def running(command: Sequence[str], environment: Mapping[str, str]) -> Iterator[int]:
    """A server on a core of its own; its port."""
    port = free_port()
    server = subprocess.Popen(
        ["taskset", "-c", str(1 - CLIENT_CORE), *command, "--port", str(port)],
        env={**os.environ, **environment, **UNBOUND},
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait()


def furnished(folder: Path, projects: int) -> Sequence[str]:
    """The rows of so many projects; a token to read them with, and one to write with."""
    told(folder)
    views = open_views(f"sqlite:///{folder}")
    with writing(views) as connection:
        multiply(connection, projects)
    views.dispose()
    ops = open_ops(f"sqlite:///{folder}")
    tokens = [Tokens(ops).issue(f"bench-{role}", role, team="1").secret for role in (Role.ADMIN, Role.SPECIALIST)]
    ops.dispose()
    return tokens


def board_paths() -> Sequence[str]:
    """Every light and none, both task forces and none, in the two orders people use; and a search."""
    lights, teams = (None, *(light.value for light in Light)), (None, "1", "2")
    asked_for = [
        {"light": light, "team": team, "sort": sort} for light, team, sort in product(lights, teams, ("urgency", "due"))
    ]
    asked_for.append({"q": "有限"})
    return [f"/api/v1/projects?{urlencode({name: value for name, value in one.items() if value})}" for one in asked_for]


def anew() -> Iterator[str]:
    """The same pages, each request unlike all before it: the position it asks for at least is another one."""
    return (f"{path}&min_position={number}" for path, number in zip(cycle(board_paths()), NUMBERS, strict=False))


def recording(port: int, token: str, measure: Callable[[], float]) -> float:
    """A measure while projects are registered, one after the other; the board shows each."""
    connection, done = http.client.HTTPConnection("127.0.0.1", port, timeout=30), threading.Event()
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    project = {"name": "新落地项目", "landed_on": str(TODAY), "enterprise": {"name": "某有限公司"}}

    def record() -> None:
        while not done.wait(1 / FACTS_PER_SECOND):
            connection.request(
                "POST", "/api/v1/projects", json.dumps(project), headers | {"Idempotency-Key": str(uuid4())}
            )
            answer = connection.getresponse()
            if (told := answer.read()) and answer.status != http.client.CREATED:
                raise RuntimeError(f"{answer.status} {told[:300]!r}")

    with ThreadPoolExecutor(1) as pool:
        recorded = pool.submit(record)
        try:
            return measure()
        finally:
            done.set()
            recorded.result()


class Asking:
    """What clients ask a server for, and whether they have it already."""

    def __init__(self, port: int, token: str, paths: Iterator[str], *, has: bool = False) -> None:
        self.port, self.paths, self.has = port, paths, has
        self.headers = {"Authorization": f"Bearer {token}"}
        self.tags: dict[str, str] = {}
        self.lock = threading.Lock()
        self.took: list[float] = []

    def by(self, clients: int, requests: int) -> Sequence[float]:
        """So many requests, shared by so many clients; the seconds each took."""
        self.took = []
        threads = [threading.Thread(target=self.client, args=(requests // clients,)) for _ in range(clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if len(self.took) < requests // clients * clients:
            raise SystemExit("some requests failed")
        return sorted(self.took)

    def client(self, requests: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        for _ in range(requests):
            with self.lock:
                path = next(self.paths)
            known = {"If-None-Match": self.tags[path]} if self.has and path in self.tags else {}
            began = time.perf_counter()
            connection.request("GET", path, headers={**self.headers, **known})
            answer = connection.getresponse()
            body = answer.read()
            self.took.append(time.perf_counter() - began)
            self.tags[path] = answer.headers.get("ETag", "")
            if answer.status != (http.client.NOT_MODIFIED if known else http.client.OK):
                raise RuntimeError(f"{answer.status} {body[:300]!r}")
        connection.close()


def tell(measure: str, options: argparse.Namespace, asking: Asking, clients: int) -> float:
    """Ask, after a while of warming up; answers per second."""
    asking.by(clients, WARM)
    began = time.perf_counter()
    took = asking.by(clients, options.requests)
    per_second = len(took) / (time.perf_counter() - began)
    found = {
        "measure": measure,
        "projects": options.projects // LIVES * LIVES,
        "clients": clients,
        "per_second": round(per_second),
        "median_ms": round(statistics.median(took) * 1000, 2),
        "p95_ms": round(took[int(len(took) * 0.95)] * 1000, 2),
        "load": os.getloadavg()[0],
    }
    print(json.dumps(found))
    return per_second


if __name__ == "__main__":
    main()
