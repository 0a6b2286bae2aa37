"""kill -9 of a real server under load: every acknowledged act is in the history exactly once, round after round."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import pytest

from projections.ops.accounts import Role
from projections.ops.database import open_ops
from projections.ops.tokens import Tokens
from tests.api.office import Desk

pytestmark = pytest.mark.both_engines

ROUNDS = 3
WRITERS = 6
UNDER_LOAD = 0.7  # seconds of writing before the kill
MATTER = "/matters/investment_agreement/submit"


class Server:
    """`huhang serve` as a process of its own, on one store and one port."""

    def __init__(self, address: str) -> None:
        self.address = address
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]

    def start(self) -> None:
        command = [sys.executable, "-m", "api.cli.main", "serve", "--port", str(self.port)]
        environment = {**os.environ, "HUHANG_DATABASE_URL": self.address}
        root = Path(__file__).parents[2]
        self.process = subprocess.Popen(command, cwd=root, env=environment, stdout=subprocess.DEVNULL)
        for _ in range(200):
            with contextlib.suppress(httpx2.TransportError):
                if httpx2.get(f"{self.url}/healthz").status_code == 200:
                    return
            assert self.process.poll() is None, "the server did not start"
            time.sleep(0.05)
        pytest.fail("the server does not answer")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@pytest.fixture
def server(database_url: str) -> Iterator[Server]:
    server = Server(database_url)
    server.start()
    yield server
    server.kill()


def test_every_acknowledged_act_survives_a_killed_server_exactly_once(server: Server) -> None:
    ops = open_ops(server.address)
    secret = Tokens(ops).issue("t-specialist", Role.SPECIALIST, "", "1").secret
    ops.dispose()
    with httpx2.Client(base_url=server.url, timeout=10) as client:
        desk = Desk(client, secret)
        project = desk.register(time.strftime("%Y-%m-01"))
        acknowledged: set[str] = set()
        sent: set[str] = set()

        for number in range(ROUNDS):
            with ThreadPoolExecutor(WRITERS) as threads:
                names = [f"r{number}w{writer}" for writer in range(WRITERS)]
                writing = [
                    threads.submit(write, server.url, secret, project, name, sent, acknowledged) for name in names
                ]
                time.sleep(UNDER_LOAD)
                server.kill()
            assert [writer.result() for writer in writing] == [None] * WRITERS
            server.start()
            check(Desk(client, secret), project, sent, acknowledged)

        assert len(acknowledged) > ROUNDS * WRITERS


def write(url: str, secret: str, project: str, name: str, sent: set[str], acknowledged: set[str]) -> None:
    """Act after act until the server is gone; what was acknowledged is kept."""
    with httpx2.Client(base_url=url, timeout=10) as client:
        desk = Desk(client, secret)
        for number in range(10_000):
            key = f"{name}-{number}"
            sent.add(key)
            try:
                answer = desk.post(project + MATTER, body(key), key=key)
            except httpx2.TransportError:
                return
            assert answer.status_code == 200, answer.text
            acknowledged.add(key)


def body(key: str) -> dict[str, str]:
    return {"effective_on": time.strftime("%Y-%m-01"), "reason": key}


def check(desk: Desk, project: str, sent: set[str], acknowledged: set[str]) -> None:
    """Each acknowledged act is in the history once, and nothing nobody sent; what is in doubt is sent again."""
    recorded = submissions(desk, project)
    assert len(recorded) == len(set(recorded))
    assert acknowledged <= set(recorded) <= sent
    for key in sorted(sent - acknowledged):
        assert desk.done(project + MATTER, body(key), key=key)["version"]
    acknowledged |= sent
    assert sorted(submissions(desk, project)) == sorted(sent)


def submissions(desk: Desk, project: str) -> list[str]:
    """The reasons of the submissions in the history, all its pages, read by a reader who waits for the newest."""
    version = desk.get(project).json()["version"]
    rows: list[dict[str, object]] = []
    deadline = time.monotonic() + 10
    while len(rows) < version and time.monotonic() < deadline:
        rows = []
        after: int | None = 0
        while after is not None:
            page = desk.get(f"{project}/history", after=after).json()
            rows += page["items"]
            after = page["next"]
        time.sleep(0.02)
    assert [row["version"] for row in rows] == list(range(1, version + 1))
    return [str(row["reason"]) for row in rows if row["topic"] == "ApplicationSubmitted"]
