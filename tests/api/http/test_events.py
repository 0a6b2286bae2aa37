"""The feed of all events, replayed from any position; and the stream that says which project changed."""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http import HTTPStatus
from pathlib import Path

import httpx2
import orjson
import pytest
from eventsourcing.persistence import StoredEvent

from api.access.security import COOKIE
from domain.log.codec import from_stored
from projections.ops.accounts import Role
from projections.ops.database import open_ops
from projections.ops.tokens import Tokens
from tests.api.office import V1, Desk, Office, problem

MATTER = "investment_agreement"


@contextmanager
def listening(desk: Desk, headers: dict[str, str] | None = None, **params: int) -> Iterator[Iterator[str]]:
    """The lines of the stream, as they come."""
    own = {**desk.headers(), **(headers or {})}
    with desk.client.stream("GET", f"{V1}/stream", params=params, headers=own) as answer:
        assert answer.status_code == HTTPStatus.OK
        assert answer.headers["content-type"].startswith("text/event-stream")
        yield answer.iter_lines()


def heard(lines: Iterator[str], count: int) -> list[dict[str, object]]:
    """The next changes, each with the id that came with it."""
    found: list[dict[str, object]] = []
    last = ""
    for line in lines:
        if line.startswith("id: "):
            last = line[4:]
        if line.startswith("data: "):
            found.append({**orjson.loads(line[6:]), "id": last})
        if len(found) == count:
            break
    return found


def begun(lines: Iterator[str]) -> int:
    """Where a listener stands, once he is heard of."""
    return next(int(line[4:]) for line in lines if line.startswith("id: "))


@pytest.mark.both_engines
def test_the_feed_has_every_event_once_in_order_and_can_be_read_from_any_position(own_office: Office) -> None:
    desk, auditor = own_office.desk(), own_office.desk(Role.AUDITOR)
    desk.act(desk.register(), MATTER, "receive", "03-02", receipt_no="JM-1")
    whole = auditor.get("/events", limit=1000).json()
    events = [event for _, event in own_office.runtime.ledger.after(0, 1000)]
    read = [
        from_stored(StoredEvent(one["stream"], one["version"], one["topic"], orjson.dumps(one["content"])))
        for one in whole["items"]
    ]
    assert [(str(event.originator_id), event.TOPIC) for event in events] == [
        (one["stream"], one["topic"]) for one in whole["items"]
    ]
    assert [event.recorded_at for event in read] == [event.recorded_at for event in events]
    assert whole["position"] == whole["after"] == own_office.positions()
    part, after = [], 0
    while items := (page := auditor.get("/events", after=after, limit=4).json())["items"]:
        part += items
        after = page["after"]
    assert part == whole["items"]


@pytest.mark.parametrize("role", list(Role))
def test_the_feed_is_for_those_who_may_audit(office: Office, role: Role) -> None:
    answer = office.desk(role).get("/events")
    if role in (Role.AUDITOR, Role.LEADERSHIP, Role.ADMIN):
        assert answer.status_code == HTTPStatus.OK
    else:
        problem(answer, 403, "right_missing")


@pytest.mark.both_engines
def test_a_listener_hears_of_each_change_and_goes_on_where_he_was(served: Office) -> None:
    desk = served.desk()
    with listening(desk) as lines:
        start = begun(lines)
        project = desk.register()
        first = heard(lines, 1)[0]
    assert f"/projects/{first['project']}" == project
    assert (first["topic"], first["version"]) == ("ProjectRegistered", 1)
    assert int(str(first["id"])) == first["position"]
    assert int(str(first["position"])) > start
    desk.act(project, MATTER, "receive", "03-02", receipt_no="JM-1")
    with listening(desk, {"Last-Event-ID": str(first["id"])}) as lines:
        missed = heard(lines, 1)[0]
    assert (missed["topic"], missed["version"]) == ("ApplicationReceived", 2)
    with listening(desk, after=0) as lines:
        assert heard(lines, 2) == [first, missed]


def test_a_listener_hears_of_what_another_thread_or_process_records(served: Office) -> None:
    desk = served.desk()
    project = desk.register()
    with listening(desk) as lines:
        begun(lines)
        other = served.runtime.ledger
        stream = next(event.originator_id for _, event in other.after(0, 100) if event.TOPIC == "ProjectRegistered")
        (event,) = other.load(stream)[-1:]
        other.save([event.numbered(event.originator_version + 1)])
        assert heard(lines, 1)[0]["project"] == project.rpartition("/")[2]


def test_without_news_a_heartbeat_says_where_the_stream_is(served: Office) -> None:
    served.runtime.live.heartbeat = 0.05
    with listening(served.desk()) as lines:
        assert begun(lines) == begun(lines) == served.positions()


def test_there_is_a_bound_to_listeners_and_a_place_is_free_again(served: Office) -> None:
    desk = served.desk()
    served.runtime.live.most = 1
    served.runtime.live.heartbeat = 0.05
    with listening(desk) as lines:
        begun(lines)
        refused = desk.get("/stream")
        assert problem(refused, 503, "too_many_listeners")["params"] == {"most": 1}
        assert refused.headers["retry-after"]
    for _ in range(100):
        if served.runtime.live.listening == 0:
            break
        threading.Event().wait(0.02)
    with listening(desk) as lines:
        begun(lines)


def test_a_revoked_token_ends_the_stream(served: Office) -> None:
    served.runtime.live.heartbeat = 0.05
    desk = served.desk()
    with listening(desk) as lines:
        begun(lines)
        for token in served.runtime.tokens.listed():
            served.runtime.tokens.revoke(token.id)
        assert not any(line.startswith("data") for line in lines)  # and they end


def test_a_server_that_is_told_to_stop_ends_the_streams_and_stops(tmp_path: Path) -> None:
    url, secret = f"sqlite:///{tmp_path}", ""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with closing(open_ops(url).connect()) as ops:
        secret = Tokens(ops.engine).issue("t-1", Role.SPECIALIST, team="1").secret
    command = [sys.executable, "-m", "api.cli.main", "serve", "--port", str(port)]
    environment = {**os.environ, "HUHANG_DATABASE_URL": url}
    with (
        subprocess.Popen(command, cwd=Path(__file__).parents[3], env=environment, stdout=subprocess.PIPE) as process,
        httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client,
    ):
        assert process.stdout
        process.stdout.readline()
        with listening(Desk(client, secret)) as lines:
            begun(lines)
            process.terminate()
            assert not any(line.startswith("data") for line in lines)
        assert process.wait(20) in (0, -signal.SIGTERM)


def test_a_page_listens_with_its_cookie_and_nobody_without(served: Office) -> None:
    desk = served.desk()
    assert served.client.get("/live").status_code == HTTPStatus.SEE_OTHER
    with served.client.stream("GET", "/live", headers={"Cookie": f"{COOKIE}={desk.secret}"}) as answer:
        lines = answer.iter_lines()
        begun(lines)
        project = desk.register()
        assert f"/projects/{heard(lines, 1)[0]['project']}" == project


@pytest.mark.parametrize("last", ["9" * 5000, "9" * 30, "-1", "a"])
def test_a_page_that_names_no_position_listens_from_now_on(served: Office, last: str) -> None:
    cookie = f"{COOKIE}={served.desk().secret}"
    with served.client.stream("GET", "/live", headers={"Cookie": cookie, "Last-Event-ID": last}) as answer:
        lines = answer.iter_lines()
        begun(lines)
        project = served.desk().register()
        assert f"/projects/{heard(lines, 1)[0]['project']}" == project
