"""Signed webhooks over real HTTP: every event once and in order, whatever receivers, senders and administrators do."""

import base64
import hashlib
import hmac
import json
import logging
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from typing_extensions import override

from domain.feed import told_after
from domain.log.ledger import Command, Job
from domain.log.recorder import close_recorder
from domain.receivers import ReceiverPaused, job
from projections.ops.receivers import Receiver as Row
from projections.ops.receivers import Receivers
from scheduler.channels.guarded import ForbiddenError, judged
from scheduler.sending.outbox import FIRST_WAIT, LONGEST_WAIT, Outbox, wait
from tests.scenario import Scenario
from tests.scheduler.outbox_process import LOOPBACK, outbox_of
from tests.scheduler.receiver import Handler, Received, Receiver

KEY = b"k" * 24
SOON = 30.0  # seconds


class Signed(Handler):
    """A request by the specification of Standard Webhooks: id, timestamp, signature."""

    @override
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        own, timestamp = self.headers["webhook-id"], self.headers["webhook-timestamp"]
        mac = hmac.new(KEY, f"{own}.{timestamp}.".encode() + body, hashlib.sha256).digest()
        signed = f"v1,{base64.b64encode(mac).decode()}" in self.headers["webhook-signature"].split(" ")
        signed = signed and abs(int(timestamp) - time.time()) < 300
        self.receiver.received.append(Received(own, timestamp, signed, json.loads(body)))
        answers = self.receiver.answers
        self.answer(answers.popleft() if answers else 200)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    running = Receiver(Signed)
    yield running
    running.close()


def pausing_one(receiver: UUID) -> Job:
    """The job of recording a small event in a stream of its own."""
    command = Command(f"t/{receiver}", "d", "t", "api")
    return job("jimo", command, receiver, lambda _: [(ReceiverPaused, {})])


class Sending:
    """A log with some events, a sender beside it, and its receivers."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.outbox = outbox_of(scenario.url, timeout=0.3)
        self.receivers: Receivers = self.outbox.receivers

    def record(self, count: int) -> None:
        """Events that say nothing much, each in a save of its own."""
        for _ in range(count):
            self.scenario.ledger.execute_all([pausing_one(uuid4())])

    def to(self, receiver: Receiver, *topics: str, after: int = 0) -> UUID:
        """Register a receiver."""
        row = Row(
            id=uuid4(),
            address=receiver.url,
            host="127.0.0.1",
            topics=topics,
            position=after,
            paused=False,
            ended=False,
            sent=0,
            sent_at=None,
            failures=0,
            problem="",
            try_at=None,
            registered_at=datetime.now(UTC),
            registered_by="admin",
        )
        self.receivers.keep(row, KEY)
        return row.id

    def row(self, receiver: UUID) -> Row:
        return next(one for one in self.receivers.all() if one.id == receiver)

    def turn(self) -> None:
        """A turn for each that has one, here and now."""
        assert self.outbox.lock.held or self.outbox.lock.acquire()

        def begin(one: Row) -> None:
            self.outbox.turn(one)

        self.outbox.turns.clear()
        self.outbox.round(begin)  # type: ignore[arg-type]
        self.outbox.turns.clear()

    @property
    def ids(self) -> list[str]:
        """What each receiver is to get, in order."""
        return [
            f"evt_{event.originator_id.hex}_{event.originator_version}"
            for _, event in self.scenario.ledger.after(0, 100_000)
        ]


@pytest.fixture
def sending(scenario: Scenario) -> Iterator[Sending]:
    told = Sending(scenario)
    yield told
    told.outbox.close()
    close_recorder(told.outbox.ledger.recorder)
    told.receivers.engine.dispose()


def until(done: Callable[[], object]) -> None:
    last = time.monotonic() + SOON
    while not done():
        assert time.monotonic() < last, "it does not happen"
        time.sleep(0.01)


@pytest.mark.both_engines
def test_every_event_arrives_once_in_order_signed_and_whole(sending: Sending, receiver: Receiver) -> None:
    sending.record(40)
    own = sending.to(receiver)
    sending.turn()
    assert receiver.deliveries == sending.ids
    assert all(request.signed for request in receiver.received)
    first = receiver.received[0].content
    assert first["type"] == "ReceiverPaused"
    assert first["data"]["content"]["command_id"].startswith("t/")
    assert first["timestamp"] == first["data"]["content"]["recorded_at"]
    row = sending.row(own)
    assert (row.sent, row.position, row.failures) == (40, sending.scenario.ledger.position(), 0)
    assert row.sent_at


def test_only_the_topics_it_asked_for_and_only_from_where_it_began(sending: Sending, receiver: Receiver) -> None:
    sending.record(2)
    late = sending.scenario.ledger.position()
    sending.scenario.at("01-05 09:00").registered()
    own = sending.to(receiver, "ProjectRegistered", after=late)
    sending.turn()
    assert [request.content["type"] for request in receiver.received] == ["ProjectRegistered"]
    assert sending.row(own).position == sending.scenario.ledger.position()


@pytest.mark.parametrize(
    ("answer", "problem"),
    [(500, "http_500"), (404, "http_404"), (302, "http_302"), ("slow", "timeout"), ("drop", "RemoteDisconnected")],
)
def test_what_is_not_taken_is_tried_again_with_the_same_id_and_nothing_goes_past_it(
    sending: Sending, receiver: Receiver, answer: int | str, problem: str
) -> None:
    sending.record(3)
    own = sending.to(receiver)
    receiver.answers += [200, answer, answer] if answer == "drop" else [200, answer]
    sending.turn()
    row = sending.row(own)
    assert (row.sent, row.failures, row.problem) == (1, 1, problem)
    assert row.try_at
    assert row.try_at > datetime.now(UTC)
    sending.turn()  # it is not time yet
    receiver.leave.set()
    assert set(receiver.deliveries) == set(sending.ids[:2])
    sending.receivers.set(own, try_at=datetime.now(UTC))
    receiver.answers.clear()
    sending.turn()
    assert list(dict.fromkeys(receiver.deliveries)) == sending.ids
    assert (sending.row(own).failures, sending.row(own).problem) == (0, "")


def test_a_receiver_that_is_gone_gets_nothing_more_until_it_is_resumed(sending: Sending, receiver: Receiver) -> None:
    sending.record(2)
    own = sending.to(receiver)
    receiver.answers.append(410)
    sending.turn()
    sending.receivers.set(own, try_at=None)
    sending.turn()
    assert (len(receiver.received), sending.row(own).ended) == (1, True)
    sending.receivers.resume(own, None)
    sending.turn()
    assert receiver.deliveries[1:] == sending.ids


def test_a_replay_sends_the_same_ids_again(sending: Sending, receiver: Receiver) -> None:
    sending.record(3)
    own = sending.to(receiver)
    sending.turn()
    sending.receivers.resume(own, 0)
    sending.turn()
    assert receiver.deliveries == sending.ids * 2


def test_a_receiver_ahead_of_a_log_that_was_put_back_gets_what_is_recorded_from_then_on(
    sending: Sending, receiver: Receiver
) -> None:
    sending.record(3)
    own = sending.to(receiver, after=sending.scenario.ledger.position() + 2)
    sending.turn()
    assert sending.row(own).position == sending.scenario.ledger.position()
    sending.record(2)
    sending.turn()
    assert receiver.deliveries == sending.ids[3:]


def test_what_an_administrator_moved_meanwhile_stays_moved(sending: Sending) -> None:
    quiet = Receiver(Signed)
    own = sending.to(quiet, after=5)
    assert not sending.receivers.moved(own, 4, 9, 1, None)
    sending.receivers.pause(own)
    assert not sending.receivers.moved(own, 5, 9, 1, None)
    assert sending.row(own).position == 5
    quiet.close()


def test_a_slow_receiver_holds_up_nobody_else(sending: Sending, receiver: Receiver) -> None:
    slow = Receiver(Signed)
    slow.answers += ["slow"] * 3
    sending.outbox.timeout = 5.0
    sending.to(slow)
    sending.record(3)
    sending.to(receiver)
    sending.outbox.start()
    until(lambda: len(receiver.received) == 3)
    assert len(slow.received) <= 1
    slow.leave.set()
    sending.outbox.stop()
    slow.close()


def test_a_sender_that_is_stopped_and_started_goes_on_where_it_was(sending: Sending, receiver: Receiver) -> None:
    sending.to(receiver)
    for _ in range(3):
        sending.outbox.start()
        sending.record(2)
        sending.outbox.wake()
        until(lambda: len(receiver.received) == len(sending.ids))
        sending.outbox.stop()
    assert receiver.deliveries == sending.ids


@pytest.mark.both_engines
def test_kill_9_of_one_of_two_senders_loses_nothing_and_repeats_with_the_same_id(
    sending: Sending, receiver: Receiver
) -> None:
    sending.record(300)
    own = sending.to(receiver)
    dice = random.Random(6)
    command = [sys.executable, "-m", "tests.scheduler.outbox_process", sending.scenario.url]
    root = Path(__file__).parents[2]
    processes = [subprocess.Popen(command, cwd=root) for _ in range(2)]
    for _ in range(2):
        before = len(set(receiver.deliveries))
        until(lambda before=before: len(set(receiver.deliveries)) > before + dice.randint(1, 60))  # type: ignore[misc]
        for process in processes:
            process.kill()
            process.wait()
        processes = [subprocess.Popen(command, cwd=root) for _ in range(2)]
    until(lambda: sending.row(own).position == sending.scenario.ledger.position())
    for process in processes:
        process.kill()
        process.wait()
    assert list(dict.fromkeys(receiver.deliveries)) == sending.ids
    assert all(request.signed for request in receiver.received)


def test_neither_secret_nor_address_is_logged(
    sending: Sending, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    sending.record(1)
    sending.to(receiver)
    receiver.answers.append(500)
    with caplog.at_level(logging.DEBUG):
        sending.turn()
    assert "http_500" in caplog.text
    assert "/hook" not in caplog.text
    assert KEY.decode() not in caplog.text


def test_each_wait_is_longer_up_to_an_hour(sending: Sending) -> None:
    sending.record(1)
    (told,) = told_after(sending.scenario.ledger, 0, 1)
    waits = [wait(failures, told) for failures in range(12)]
    assert FIRST_WAIT * 0.8 <= waits[0] <= FIRST_WAIT
    assert all(one >= timedelta(seconds=4) for one in waits)
    assert LONGEST_WAIT * 0.8 <= waits[-1] <= LONGEST_WAIT


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "::1",
        "10.1.2.3",
        "192.168.0.9",
        "169.254.169.254",
        "0.0.0.0",
        "::ffff:127.0.0.1",
        "224.0.0.1",
        "fe80::1%eth0",
    ],
)
def test_nobody_is_made_to_speak_to_itself_or_its_neighbours(address: str) -> None:
    with pytest.raises(ForbiddenError, match="address_not_allowed"):
        judged(address, (), encrypted=True)


def test_public_addresses_need_tls_and_named_networks_do_not() -> None:
    judged("8.8.8.8", (), encrypted=True)
    with pytest.raises(ForbiddenError, match="not_encrypted"):
        judged("8.8.8.8", (), encrypted=False)
    judged("127.0.0.1", LOOPBACK, encrypted=False)


def test_a_name_that_leads_to_ourselves_is_not_spoken_to(sending: Sending, receiver: Receiver) -> None:
    guarded = Outbox(sending.scenario.ledger, sending.receivers, sending.outbox.lock, ())
    sending.outbox = guarded
    sending.record(1)
    own = sending.to(receiver)
    sending.turn()
    assert receiver.received == []
    assert sending.row(own).problem == "address_not_allowed"
