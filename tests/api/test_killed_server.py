"""kill -9 of a real server at random moments under load: every acknowledged act is in the history exactly once.

Of a round's three seconds the start of the server takes two, and nearly all of that are its imports.
"""

import contextlib
import logging
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import pytest

from projections.ops.accounts import Role
from projections.ops.database import open_ops
from projections.ops.tokens import Tokens
from tests.api.office import Desk

pytestmark = pytest.mark.both_engines

logger = logging.getLogger(__name__)

ROUNDS = {"sqlite": 10, "postgresql": 3}
WRITERS = 4
LONGEST_LOAD = 0.6  # seconds of writing before a kill, at most
MATTER = "/matters/investment_agreement/submit"


class Server:
    """`huhang serve` as a process of its own, on one store and one port."""

    def __init__(self, address: str) -> None:
        self.address = address
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.client = httpx2.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=30)

    def start(self) -> None:
        command = [sys.executable, "-m", "api.cli.main", "serve", "--port", str(self.port)]
        environment = {**os.environ, "HUHANG_DATABASE_URL": self.address}
        root = Path(__file__).parents[2]
        self.process = subprocess.Popen(command, cwd=root, env=environment, stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:  # it listens first and then gets ready: the first request waits for it
            with contextlib.suppress(httpx2.ConnectError):
                assert self.client.get("/healthz").status_code == 200
                return
            assert self.process.poll() is None, "the server did not start"
            time.sleep(0.02)
        pytest.fail("the server does not answer")

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@pytest.fixture
def server(database_url: str) -> Iterator[Server]:
    server = Server(database_url)
    server.start()
    yield server
    server.kill()
    server.client.close()


@dataclass
class Round:
    """A project of its own under load: what was sent, and what the server said it had."""

    project: str
    sent: set[str] = field(default_factory=set)
    acknowledged: set[str] = field(default_factory=set)

    def write(self, desk: Desk, writer: int) -> None:
        """Act after act until the server is gone."""
        for number in range(10_000):
            key = f"w{writer}-{number}"
            self.sent.add(key)
            try:
                answer = desk.post(self.project + MATTER, body(key), key=key)
            except httpx2.TransportError:
                return
            assert answer.status_code == 200, answer.text
            self.acknowledged.add(key)

    def check(self, desk: Desk) -> None:
        """Each acknowledged act is in the history once, and nothing nobody sent."""
        recorded = submissions(desk, self.project)
        assert len(recorded) == len(set(recorded))
        assert self.acknowledged <= set(recorded) <= self.sent

    def send_again(self, desk: Desk) -> None:
        """What is in doubt, under the same keys: then all of it is there once."""
        for key in sorted(self.sent - self.acknowledged):
            assert desk.done(self.project + MATTER, body(key), key=key)["version"]
        self.acknowledged |= self.sent
        self.check(desk)


def test_every_acknowledged_act_survives_a_killed_server_exactly_once(server: Server, engine_name: str) -> None:
    seed = int(os.environ.get("KILL_SEED") or random.randrange(10**6))
    logger.warning("KILL_SEED=%d", seed)  # shown with a failure
    moments = random.Random(seed)
    ops = open_ops(server.address)
    secret = Tokens(ops).issue("t-specialist", Role.SPECIALIST, "", "1").secret
    ops.dispose()
    desk = Desk(server.client, secret)
    rounds: list[Round] = []
    under_load = 0
    for _ in range(ROUNDS[engine_name]):
        rounds.append(Round(desk.register(time.strftime("%Y-%m-01"))))
        kill_under_load(server, desk, rounds[-1], moments.uniform(0.05, LONGEST_LOAD))
        under_load += len(rounds[-1].acknowledged)
        server.start()
        rounds[-1].check(desk)
        rounds[-1].send_again(desk)
    for one in rounds:
        one.check(desk)
    assert under_load > len(rounds)


def kill_under_load(server: Server, desk: Desk, load: Round, seconds: float) -> None:
    with ThreadPoolExecutor(WRITERS) as threads:
        writing = [threads.submit(load.write, desk, writer) for writer in range(WRITERS)]
        time.sleep(seconds)
        server.kill()
    for writer in writing:
        writer.result()


def body(key: str) -> dict[str, str]:
    return {"effective_on": time.strftime("%Y-%m-01"), "reason": key}


def submissions(desk: Desk, project: str) -> list[str]:
    """The reasons of the submissions in the history, all its pages, read by a reader who waits for the newest."""
    version = desk.get(project).json()["version"]
    deadline = time.monotonic() + 10
    while not desk.get(f"{project}/history", after=version - 1).json()["items"]:
        assert time.monotonic() < deadline, "the history does not catch up"
        time.sleep(0.05)
    rows: list[dict[str, object]] = []
    after: int | None = 0
    while after is not None:
        page = desk.get(f"{project}/history", after=after).json()
        rows += page["items"]
        after = page["next"]
    assert [row["version"] for row in rows] == list(range(1, version + 1))
    return [str(row["reason"]) for row in rows if row["topic"] == "ApplicationSubmitted"]
