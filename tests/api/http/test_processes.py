"""API, projector and scheduler as processes of their own, started together on a store that nobody has opened yet."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from api.cli.serve import listening
from projections.ops.accounts import Role
from projections.ops.database import open_ops
from projections.ops.tokens import Tokens
from tests.api.office import Desk

ROOT = Path(__file__).parents[3]
SOON = 120.0  # seconds: four interpreters start at once, beside whatever else the machine does

Processes = dict[str, "subprocess.Popen[bytes]"]


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        found: int = free.getsockname()[1]
        return found


@pytest.fixture
def processes(bare_url: str, port: int) -> Iterator[Processes]:
    environment = {**os.environ, "HUHANG_DATABASE_URL": bare_url}
    started: Processes = {}
    for name, *options in (["api", "--port", str(port)], ["projector"], ["projector"], ["scheduler"]):
        command = [sys.executable, "-m", "api.cli.main", name, *options]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
        started[f"{name} {len(started)}"] = process
    yield started
    for process in started.values():
        process.kill()
        process.wait()


@pytest.mark.both_engines
def test_what_one_process_records_another_shows_and_all_end_when_they_are_told(
    processes: Processes, bare_url: str, port: int
) -> None:
    with httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=10) as client:
        until_ready(client, processes)
        ops = open_ops(bare_url)
        secret = Tokens(ops).issue("t-specialist", Role.SPECIALIST, "", "1").secret
        ops.dispose()
        desk = Desk(client, secret)
        project = desk.register(time.strftime("%Y-%m-01"))
        position = client.get("/readyz").json()["position"]
        assert desk.get(f"{project}/history", min_position=position).status_code == 200
        assert client.get("/readyz").json()["views"]["working"] is False
    for process in processes.values():
        process.send_signal(signal.SIGTERM)
    ended = {name.split()[0]: process.wait(SOON) for name, process in processes.items()}
    assert ended == {"api": -signal.SIGTERM, "projector": 0, "scheduler": 0}  # uvicorn passes the signal on


def until_ready(client: httpx2.Client, processes: Processes) -> None:
    """Until the API answers, the views have caught up and the scheduler has swept."""
    last = time.monotonic() + SOON
    while time.monotonic() < last:
        assert [process.poll() for process in processes.values()] == [None] * len(processes)
        with contextlib.suppress(httpx2.TransportError):
            body = client.get("/readyz").json()
            if body["scheduler"] and body["views"]["lag"] == 0:
                return
        time.sleep(0.05)
    pytest.fail("they are not ready")


def test_no_part_of_an_answer_waits_for_the_acknowledgement_of_another() -> None:
    with listening("127.0.0.1", 0) as server, socket.create_connection(server.getsockname()):
        accepted, _ = server.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
