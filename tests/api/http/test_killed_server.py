"""Fifty write to one project at once, and the server is killed under them: what was acknowledged is there exactly once.

Of a round's three seconds the start of the server takes two, and nearly all of that are its imports.
"""

import contextlib
import logging
import os
import random
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import pytest

from projections.ops.access import AccessTable
from projections.ops.accounts import Role
from projections.ops.database import open_ops
from projections.ops.tokens import Tokens
from tests.api.office import Desk, problem

pytestmark = pytest.mark.both_engines

logger = logging.getLogger(__name__)

ROUNDS = {"sqlite": 10, "postgresql": 2}
WRITERS = 50
LONGEST_LOAD = 0.6  # seconds of writing before a kill, at most
MATTER = "/matters/investment_agreement/submit"
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # made once: a client makes one of its own in 30 ms


class Server:
    """`huhang serve` as a process of its own, on one store and one port."""

    def __init__(self, address: str) -> None:
        self.address = address
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.client = self.connected()

    def connected(self) -> httpx2.Client:
        """A client with connections of its own."""
        return httpx2.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=60, verify=NO_TLS)

    def start(self) -> None:
        command = [sys.executable, "-m", "api.cli.main", "serve", "--port", str(self.port)]
        environment = {**os.environ, "HUHANG_DATABASE_URL": self.address}
        root = Path(__file__).parents[3]
        self.process = subprocess.Popen(command, cwd=root, env=environment, stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 90  # a busy machine takes ten times as long
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


@pytest.fixture(scope="module")
def server(shared_url: str) -> Iterator[Server]:
    """One store for both tests; the first leaves its server running, the second kills it."""
    server = Server(shared_url)
    server.start()
    yield server
    server.kill()
    server.client.close()


@dataclass
class Hand:
    """One of the writers: an account and a connection of his own, and the version that he has seen last."""

    name: str
    desk: Desk
    project: str = ""
    version: int = 1
    sent: list[str] = field(default_factory=list)
    acknowledged: dict[str, bytes] = field(default_factory=dict)
    conflicts: int = 0

    def begin(self, project: str) -> None:
        self.project, self.version = project, 1
        self.sent, self.acknowledged, self.conflicts = [], {}, 0

    def write(self) -> None:
        """Act after act, each on the version he knows, until the server is gone."""
        with contextlib.suppress(httpx2.TransportError):
            while True:
                self.sent.append(f"{self.name}-{len(self.sent)}")
                self.act(self.sent[-1])

    def act(self, key: str) -> None:
        """The same request again, on the version that the refusal names, until it is acknowledged."""
        while (answer := self.send(key, f'"{self.version}"')).status_code != 200:
            current = problem(answer, 412, "version_conflict")["params"]["current"]
            assert current > self.version, "refused though nobody else had written"
            self.version, self.conflicts = current, self.conflicts + 1
        assert answer.json()["version"] == self.version + 1, "not on the version it was decided on"
        self.version += 1
        self.acknowledged[key] = answer.content

    def send(self, key: str, if_match: str = "*") -> httpx2.Response:
        return self.desk.post(self.project + MATTER, body(key), key=key, if_match=if_match)

    def send_again(self) -> None:
        """Everything once more under the same keys, twice what was in doubt: it is answered as the first time."""
        for key in self.sent:
            answer = self.send(key)
            assert answer.status_code == 200, answer.text
            assert answer.content == self.acknowledged.setdefault(key, answer.content)
            assert self.send(key).content == answer.content


def test_every_acknowledged_act_of_fifty_writers_survives_a_killed_server_exactly_once(
    server: Server, engine_name: str
) -> None:
    seed = int(os.environ.get("KILL_SEED") or random.randrange(10**6))
    logger.warning("KILL_SEED=%d", seed)  # shown with a failure
    moments = random.Random(seed)
    with contextlib.ExitStack() as clients:
        hands = [hand_of(server, number, clients) for number in range(WRITERS)]
        reader = hands[0].desk
        projects: dict[str, list[str]] = {}
        for number in range(ROUNDS[engine_name]):
            project = reader.register(time.strftime("%Y-%m-01"))
            for hand in hands:
                hand.begin(project)
            killed_under_load(server, hands, moments.uniform(0.05, LONGEST_LOAD), whole=number == 0)
            server.start()
            check(hands, submissions(reader, project))
            all_of(hands, Hand.send_again)
            projects[project] = submissions(reader, project)
            assert sorted(projects[project]) == sorted(key for hand in hands for key in hand.sent)
        for project, recorded in projects.items():
            assert submissions(reader, project) == recorded


def test_what_somebody_read_or_was_refused_is_kept_though_the_server_is_killed_at_once(server: Server) -> None:
    ops = open_ops(server.address)
    tokens = Tokens(ops)
    reader = Desk(server.client, tokens.issue("a-1", Role.AUDITOR).secret)
    refused = Desk(server.client, tokens.issue("o-1", Role.OBSERVER).secret)

    assert reader.get("/projects").status_code == 200
    assert refused.get("/audit").status_code == 403
    server.kill()

    kept = [(one.actor, one.kind) for one in AccessTable(ops).listed(limit=2)]
    ops.dispose()
    assert kept == [("o-1", "refused"), ("a-1", "read")]


def test_an_account_sent_again_after_a_kill_is_added_once(server: Server) -> None:
    server.kill()
    server.start()
    ops = open_ops(server.address)
    admin = Desk(server.client, Tokens(ops).issue("k-admin", Role.ADMIN).secret)
    ops.dispose()
    sent: dict[str, int] = {}

    def add() -> None:
        with contextlib.suppress(httpx2.TransportError):
            while True:
                key = f"added-{len(sent)}"
                sent[key] = 0
                sent[key] = admin.post("/accounts", {"account": key, "role": "auditor"}, key=key).status_code

    with ThreadPoolExecutor(1) as threads:
        adding = threads.submit(add)
        time.sleep(random.uniform(0.1, 0.4))
        server.kill()
        adding.result()
    server.start()
    assert set(sent.values()) <= {0, 201}
    for key in sent:  # without its key an account that is there is refused
        assert admin.post("/accounts", {"account": key, "role": "auditor"}, key=key).status_code == 201


def hand_of(server: Server, number: int, clients: contextlib.ExitStack) -> Hand:
    ops = open_ops(server.address)
    secret = Tokens(ops).issue(f"t-{number}", Role.SPECIALIST, "", "1").secret
    ops.dispose()
    return Hand(f"w{number}", Desk(clients.enter_context(server.connected()), secret))


def all_of(hands: list[Hand], do: Callable[[Hand], None]) -> None:
    """All at once."""
    with ThreadPoolExecutor(len(hands)) as threads:
        list(threads.map(do, hands))


def killed_under_load(server: Server, hands: list[Hand], seconds: float, *, whole: bool) -> None:
    """A kill while all write; `whole`: not before as many acts as there are writers are acknowledged."""
    with ThreadPoolExecutor(len(hands)) as threads:
        writing = [threads.submit(hand.write) for hand in hands]
        time.sleep(seconds)
        while whole and acknowledged(hands) < WRITERS and not any(one.done() for one in writing):
            time.sleep(0.02)
        server.kill()
    for one in writing:
        one.result()
    if whole:
        assert acknowledged(hands) >= WRITERS
        assert sum(hand.conflicts for hand in hands) >= WRITERS


def acknowledged(hands: list[Hand]) -> int:
    return sum(len(hand.acknowledged) for hand in hands)


def check(hands: list[Hand], recorded: list[str]) -> None:
    """Each acknowledged act is in the history once, and nothing nobody sent."""
    assert len(recorded) == len(set(recorded))
    assert {key for hand in hands for key in hand.acknowledged} <= set(recorded)
    assert set(recorded) <= {key for hand in hands for key in hand.sent}


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
