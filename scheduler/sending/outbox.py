"""Signed webhooks: the log goes out to its receivers, each in order from its own checkpoint on (Standard Webhooks 1).

One process at a time sends (a lock, as with the projector and the sweep); in it each receiver has its turn in a thread
of its own, so that a slow one holds up nobody else. What is not taken is tried again, and nothing goes past it. A death
in between repeats up to `TOGETHER` messages, with the same ids; it loses none.
"""

import base64
import hashlib
import hmac
import logging
import ssl
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from http.client import HTTPException
from uuid import UUID

import httpx2
import orjson
from sqlalchemy.exc import SQLAlchemyError

from domain.feed import Told, message, told_after
from domain.log.ledger import Clock, Ledger, system_clock
from projections.locks import Lock
from projections.ops.receivers import Receiver, Receivers
from scheduler.channels.guarded import ForbiddenError, GuardedPosting, Network
from scheduler.channels.http import USER_AGENT, asked_wait
from scheduler.channels.posting import Posting
from scheduler.sending.retry import JITTER, share

logger = logging.getLogger(__name__)

TIMEOUT = 10.0  # seconds
TOGETHER = 32  # messages between two notes of how far a receiver is
TURNS = 8  # receivers at once
LOOK = 1.0  # seconds between two looks when nobody wakes the sender
GATHER = 0.05  # seconds in which what comes together is gathered
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=5), timedelta(hours=1)
MANY = 20  # failures, after which the wait is the longest in any case
GONE, TAKEN = 410, range(200, 300)


@dataclass(frozen=True)
class MissedError(Exception):
    """Why a message was not taken; `wait`: what the receiver asked for; `gone`: it wants nothing more."""

    problem: str
    wait: timedelta | None = None
    gone: bool = False


class Outbox:
    """The sender of one process."""

    def __init__(
        self,
        ledger: Ledger,
        receivers: Receivers,
        lock: Lock,
        allowed: Sequence[Network],
        clock: Clock = system_clock,
        timeout: float = TIMEOUT,
    ) -> None:
        """`allowed`: networks beside the public ones that may be sent to. The clock is the world's, not the log's."""
        self.ledger = ledger
        self.receivers = receivers
        self.lock = lock
        self.allowed = allowed
        self.clock = clock
        self.timeout = timeout
        self.stopping = threading.Event()
        self.news = threading.Event()
        self.thread: threading.Thread | None = None
        self.turns: dict[UUID, Future[None]] = {}
        self.lines: dict[str, Posting] = {}

    def start(self) -> None:
        self.stopping.clear()
        self.thread = threading.Thread(target=self.live, name="webhooks", daemon=True)
        self.thread.start()

    def stop(self) -> None:
        """Let the messages under way end, then give the lock back."""
        self.stopping.set()
        self.news.set()
        if self.thread:
            self.thread.join()
            self.thread = None

    def wake(self) -> None:
        """Something was recorded, or a receiver changed."""
        self.news.set()

    def live(self) -> None:
        """Send as long as this process holds the lock; else stand by."""
        with ThreadPoolExecutor(TURNS, "webhook") as pool:
            while not self.stopping.is_set():
                self.news.clear()
                try:
                    if self.lock.held or self.lock.acquire():
                        self.round(lambda receiver: pool.submit(self.turn, receiver))
                except SQLAlchemyError:
                    logger.exception("the sender of webhooks could not look and tries again")
                if self.news.wait(LOOK):
                    self.stopping.wait(GATHER)
        self.close()

    def close(self) -> None:
        """Give connections and lock back."""
        for line in self.lines.values():
            line.close()
        self.lines.clear()
        self.lock.release()

    def round(self, begin: Callable[[Receiver], "Future[None]"]) -> None:
        """Give each receiver its turn that has something to get and none under way."""
        everyone, end, now = self.receivers.all(), self.ledger.position(), self.clock()
        if any(one.position > end for one in everyone):
            self.receivers.put_back(end)
        for one in everyone:
            under_way = one.id in self.turns and not self.turns[one.id].done()
            waits = one.paused or one.ended or (one.try_at is not None and one.try_at > now)
            if one.position < end and not under_way and not waits:
                self.turns[one.id] = begin(one)

    def turn(self, receiver: Receiver) -> None:
        """Send a receiver what there is for it; a failure is noted and ends the turn."""
        try:
            self.send_all(receiver)
        except Exception:
            logger.exception("a turn of receiver %s failed", receiver.id)
        finally:
            self.news.set()

    def send_all(self, receiver: Receiver) -> None:
        position, failures = receiver.position, receiver.failures
        key = self.receivers.secret(receiver.id)
        while key and not self.stopping.is_set() and self.lock.held:
            end = self.ledger.position()
            found = told_after(self.ledger, position, TOGETHER, receiver.topics)
            sent, missed = self.send(receiver, key, found)
            reached = found[sent - 1].position if sent else position
            if not missed and len(found) < TOGETHER:
                reached = max(end, reached)
            if reached > position:
                if not self.receivers.moved(receiver.id, position, reached, sent, self.clock() if sent else None):
                    return
                position, failures = reached, 0
            if missed:
                self.note(receiver, position, found[sent], missed, failures)
            if missed or len(found) < TOGETHER:
                return

    def send(self, receiver: Receiver, key: bytes, found: Sequence[Told]) -> tuple[int, MissedError | None]:
        """How many were taken, and why the next one was not."""
        for count, told in enumerate(found):
            if self.stopping.is_set():
                return count, MissedError("stopping")
            try:
                self.post(receiver, key, told)
            except MissedError as missed:
                return count, missed
        return len(found), None

    def post(self, receiver: Receiver, key: bytes, told: Told) -> None:
        """One message. Raises MissedError."""
        body = payload(told)
        try:
            answer = self.line(receiver.address).post(body, headers(told, body, key, self.clock()))
        except TimeoutError:
            raise MissedError("timeout") from None
        except ForbiddenError as error:
            raise MissedError(str(error)) from None
        except (OSError, HTTPException) as error:
            raise MissedError(type(error).__name__) from None
        if answer.status not in TAKEN:
            raise MissedError(f"http_{answer.status}", asked_wait(answer.headers), answer.status == GONE)

    def note(self, receiver: Receiver, position: int, told: Told, missed: MissedError, failures: int) -> None:
        """When the next try is; a server that stops is nobody's failure."""
        if missed.problem == "stopping":
            return
        waits = max(wait(failures, told), missed.wait or timedelta())
        self.receivers.failed(receiver.id, position, missed.problem, self.clock() + waits, ended=missed.gone)
        logger.warning("receiver %s (%s): %s", receiver.id, receiver.host, missed.problem)

    def line(self, address: str) -> Posting:
        """The connections to an address."""
        if address not in self.lines:
            self.lines[address] = GuardedPosting(httpx2.URL(address), self.timeout, self.allowed, trust())
        return self.lines[address]


@cache
def trust() -> ssl.SSLContext:
    return ssl.create_default_context()


def wait(failures: int, told: Told) -> timedelta:
    """Twice as long after each failure, an hour at most, a little shortened so that receivers do not come together."""
    longest: timedelta = min(FIRST_WAIT * 2 ** min(failures, MANY), LONGEST_WAIT)
    return longest * (1 - JITTER * share(told.stream, failures))


def message_id(told: Told) -> str:
    """The same for an event however often and to whomever it is sent."""
    return f"evt_{told.stream.hex}_{told.version}"


def payload(told: Told) -> bytes:
    """The body: type, timestamp and data, as the specification recommends."""
    recorded_at = orjson.loads(told.state)["recorded_at"]
    return orjson.dumps({"type": told.topic, "timestamp": recorded_at, "data": message(told)})


def headers(told: Told, body: bytes, key: bytes, now: datetime) -> Mapping[str, str]:
    """Id, time of this try, and the signature of both with the body."""
    own, timestamp = message_id(told), str(int(now.timestamp()))
    return {
        "Content-Type": "application/json",
        "User-Agent": USER_AGENT,
        "Accept-Encoding": "identity",
        "webhook-id": own,
        "webhook-timestamp": timestamp,
        "webhook-signature": signature(key, own, timestamp, body),
    }


def signature(key: bytes, own: str, timestamp: str, body: bytes) -> str:
    """HMAC-SHA256 over "id.timestamp.body", as `v1,<base64>`."""
    mac = hmac.new(key, f"{own}.{timestamp}.".encode() + body, hashlib.sha256)
    return f"v1,{base64.b64encode(mac.digest()).decode()}"
