"""Bounds on what one caller may ask, what the log of the process says, and an end that finishes what was begun."""

import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx2
import orjson
import pytest

from api.access.rates import BURST, STRANGERS, Rates
from api.http import dress, routing, serving
from api.http.logs import REQUEST, JsonLines
from domain.log.recorder import close_recorder, open_recorder
from projections.ops.access import AccessTable
from projections.ops.accounts import Role
from projections.ops.database import open_ops
from projections.ops.tokens import Tokens
from tests.api.http.test_killed_server import Server
from tests.api.office import Desk, Office, problem

SUBMIT = "/matters/investment_agreement/submit"


def test_an_account_that_asks_without_end_is_told_to_wait(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    desk, other = office.desk("specialist", actor="s-wild"), office.desk("specialist", actor="s-calm")
    rates = office.runtime.rates
    monkeypatch.setattr(rates, "per_second", 1)
    monkeypatch.setattr(rates, "clock", lambda: 100.0)
    monkeypatch.setattr(rates, "accounts", {})
    for _ in range(BURST):
        assert desk.get("/deadlines").status_code == 200
    refused = desk.get("/deadlines")
    assert problem(refused, 429, "too_many_requests")["params"] == {"most": 1}
    assert refused.headers["retry-after"] == "1"
    assert other.get("/deadlines").status_code == 200
    monkeypatch.setattr(rates, "clock", lambda: 101.0)
    assert desk.get("/deadlines").status_code == 200


def test_one_request_too_many_is_told_when_to_come_again(served: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = served.desk()
    served.runtime.live.heartbeat = 0.05
    monkeypatch.setattr(dress, "MOST", 1)
    with served.client.stream("GET", "/api/v1/stream", headers=desk.headers()) as under_way:
        assert under_way.status_code == 200
        refused = served.client.get("/api/v1/projects", headers=desk.headers())
        problem(refused, 503, "server_busy")
        assert refused.headers["retry-after"]
    for _ in range(100):  # until the server has seen that nobody listens
        if served.runtime.live.listening == 0:
            break
        time.sleep(0.1)
    monkeypatch.setattr(dress, "MOST", 2)
    assert desk.get("/projects").status_code == 200


def test_a_stranger_who_tries_tokens_without_end_is_not_let_in(own_office: Office) -> None:
    rates, known = own_office.runtime.rates, own_office.desk()
    rates.clock = lambda: 100.0
    for _ in range(STRANGERS * BURST):
        rates.refused("testclient")
    problem(own_office.anybody.get("/projects"), 429, "too_many_requests")
    rates.clock = lambda: 101.0
    assert known.get("/projects").status_code == 200
    problem(own_office.anybody.get("/projects"), 401, "not_signed_in")


def test_the_buckets_of_a_process_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.access.rates.KEPT", 3)
    rates = Rates(5)
    for name in "abcdefg":
        rates.admit(name)
    assert len(rates.accounts) <= 3


def test_a_body_that_does_not_come_is_not_waited_for(served: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routing, "BODY_SECONDS", 0.1)
    secret, host = served.desk().secret, served.client.base_url
    head = f"POST /api/v1/projects HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {secret}\r\n"
    with socket.create_connection((host.host, int(host.port or 0)), 60) as connection:
        connection.sendall(f"{head}Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{{".encode())
        answer = connection.recv(10_000).decode()
    assert answer.startswith("HTTP/1.1 408 ")


@pytest.fixture
def impatient(served: Office, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """A connection to a server that does not wait long for a request."""
    monkeypatch.setattr(serving, "HEAD_SECONDS", 0.3)
    monkeypatch.setattr(serving, "TICKS", 1)
    host = served.client.base_url
    with socket.create_connection((host.host, int(host.port or 0)), 60) as connection:
        yield connection


@pytest.mark.parametrize("first", [b"", b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"])
@pytest.mark.parametrize("bit", [b"\r\n", b"GET / HTTP/1.1\r\nX-A: 1\r\n"])
def test_a_head_that_never_ends_is_not_waited_for(impatient: socket.socket, first: bytes, bit: bytes) -> None:
    impatient.sendall(first)
    if first:
        assert impatient.recv(10_000).startswith(b"HTTP/1.1 200 ")
    impatient.settimeout(0.05)
    sent, last = bit, time.monotonic() + 60
    while time.monotonic() < last:
        try:
            impatient.sendall(sent)
            if impatient.recv(10_000) == b"":
                return
        except ConnectionError:
            return  # closed with bytes unread: the next thing sent is refused
        except TimeoutError:
            pass
        sent = bit if bit == b"\r\n" else b"X-B: 2\r\n"
    pytest.fail("the connection stays")


HEAD = b"GET / HTTP/1.1\r\nHost: x\r\n"
CHUNKED = b"POST /sign-in HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n"


@pytest.mark.parametrize(
    ("begin", "piece"),
    [
        (HEAD + b"X: ", b"a" * 50_000),
        (HEAD, b"X: a\r\n" * 9_000),
        (b"GET /", b"a" * 50_000),
        (CHUNKED, b"X: a\r\n" * 9_000),
        (CHUNKED[:-3] + b"1;x=", b"a" * 50_000),
    ],
    ids=["line", "lines", "address", "trailers", "extension"],
)
def test_a_head_beyond_bounds_is_not_put_together(served: Office, begin: bytes, piece: bytes) -> None:
    host = served.client.base_url
    pieces, taken = [begin, *[piece] * 200], 0
    with socket.create_connection((host.host, int(host.port or 0)), 10) as connection, suppress(ConnectionError):
        for one in pieces:
            connection.sendall(one)
            taken += 1
    assert taken < len(pieces)
    assert served.client.get("/healthz").status_code == 200


def test_who_only_listens_is_not_taken_for_one_that_does_not_ask(impatient: socket.socket, served: Office) -> None:
    head = f"GET /api/v1/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {served.desk().secret}\r\n\r\n"
    impatient.sendall(head.encode())
    time.sleep(0.6)
    served.desk().register()
    told = b""
    while b"event:" not in told and b"data:" not in told:
        told += (got := impatient.recv(10_000))
        assert got, told


def test_every_answer_has_safe_headers(office: Office) -> None:
    for path in ("/sign-in", "/static/huhang.css", "/api/v1/projects", "/nothing", "/healthz"):
        headers = office.client.get(path).headers
        policy = headers["content-security-policy"]
        assert all(part in policy for part in ("default-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"))
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["x-frame-options"] == "DENY"
        assert "strict-transport-security" not in headers
    assert office.client.get("https://testserver/healthz").headers["strict-transport-security"]


def line_of(message: str, *values: Any, error: BaseException | None = None) -> dict[str, Any]:
    """What the log of a process says."""
    trace: Any = (type(error), error, None) if error else None
    record = logging.LogRecord("api.x", logging.ERROR, "x.py", 1, message, values, trace)
    told: dict[str, Any] = orjson.loads(JsonLines().format(record))
    return told


def test_a_line_of_the_log_is_json_with_its_request_and_nobodys_data() -> None:
    token = REQUEST.set("r-17")
    told = line_of("no answer from %s at %s", "zhang@example.cn", "0532-88551234", error=ValueError("call 13800138000"))
    REQUEST.reset(token)
    assert (told["level"], told["logger"], told["request_id"]) == ("error", "api.x", "r-17")
    assert told["message"] == "no answer from […] at […]"
    assert "13800138000" not in told["exception"]
    assert "request_id" not in line_of("x")


def test_an_error_of_the_database_does_not_tell_what_was_to_be_stored(office: Office) -> None:
    for engine in (office.runtime.ops, office.runtime.views):
        assert engine.hide_parameters


def acting(client: httpx2.Client, secret: str, project: str, number: int) -> list[str]:
    """Acts, one after the other, until the server is gone; the keys of those that were answered."""
    desk = Desk(client, secret)
    acknowledged: list[str] = []
    while True:
        key = f"w{number}-{len(acknowledged)}"
        try:
            answer = desk.post(f"{project}{SUBMIT}", {"effective_on": "2026-03-02"}, key=key)
        except httpx2.TransportError:
            return acknowledged
        assert answer.status_code == 200, answer.text
        acknowledged.append(key)


def test_a_server_that_is_told_to_stop_finishes_what_it_began(tmp_path: Path) -> None:
    """Whatever it recorded it has answered, and whatever it answered is recorded; and no reading is lost."""
    address = f"sqlite:///{tmp_path}"
    ops = open_ops(address)
    secret = Tokens(ops).issue("s-1", Role.LEAD, team="1").secret
    auditor = Tokens(ops).issue("a-1", Role.AUDITOR).secret
    server = Server(address)
    server.start()
    project = Desk(server.client, secret).register(landed_on="2026-03-02")
    with ThreadPoolExecutor(5) as pool:
        writers = [pool.submit(acting, server.client, secret, project, number) for number in range(4)]
        time.sleep(0.6)
        assert Desk(server.client, auditor).get(project).status_code == 200
        server.process.send_signal(signal.SIGTERM)
        acknowledged = [key for writer in writers for key in writer.result(30)]
    assert server.process.wait(20) in (0, -signal.SIGTERM)
    server.client.close()

    assert len(acknowledged) > 20
    recorder = open_recorder(address)
    recorded = [one.state for one in recorder.select_notifications(1, 100_000) if "Submitted" in one.topic]
    close_recorder(recorder)
    keys = sorted(orjson.loads(state)["command_id"].partition("/")[2] for state in recorded)
    assert keys == sorted(acknowledged)
    read = [one for one in AccessTable(ops).listed() if one.kind == "read"]
    ops.dispose()
    assert [one.actor for one in read] == ["a-1"]


def test_a_server_writes_its_log_as_lines_of_json(tmp_path: Path) -> None:
    environment = {**os.environ, "HUHANG_DATABASE_URL": f"sqlite:///{tmp_path}", "HUHANG_LOG_LEVEL": "info"}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "api.cli.main", "api", "--port", str(port)]
    root = Path(__file__).parents[3]
    process = subprocess.Popen(
        command, cwd=root, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout
    process.stdout.readline()
    headers = {"X-Request-Id": "mine-1"}
    httpx2.get(f"http://127.0.0.1:{port}/api/v1/projects?q=13800138000", headers=headers, timeout=30)
    process.terminate()
    _, told = process.communicate(timeout=30)
    lines = [orjson.loads(line) for line in told.splitlines()]
    (own,) = [line for line in lines if line["logger"] == "huhang.requests"]
    assert (own["route"], own["status"], own["request_id"]) == ("/api/v1/projects", 401, "mine-1")
    assert "13800138000" not in told
