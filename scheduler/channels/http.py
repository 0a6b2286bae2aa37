"""Asking a vendor over HTTP: one client, short time-outs, no proxy of the environment, no redirect, nothing logged.

Addresses and query strings hold keys. So no exception that names them leaves this module, and what the HTTP library
would log of them is shortened to the host.
"""

import logging
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from email.message import Message as Headers
from time import monotonic
from typing import Any

import httpx2
import orjson

from domain.errors import DomainError
from scheduler.channels import Message, Outcome, later, refused

TIMEOUT = 4.0  # seconds for each of connecting, sending, and waiting for a part of the answer
LONGEST_ANSWER = 65536  # bytes
LONGEST_WAIT = timedelta(hours=1)
NOT_NOW = frozenset({408, 425, 429})  # RFC 9110 §15.5.9, RFC 8470 §5.2, RFC 6585 §4: the same message, later
WAITS = ("retry-after", "x-ogw-ratelimit-reset")  # RFC 9110 §10.2.3; Feishu's own
USER_AGENT = "Huhang"


class UnansweredError(Exception):
    """The vendor gave no answer of its own; what that means."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.problem)
        self.outcome = outcome


@dataclass(frozen=True, slots=True)
class Reply:
    """What a vendor said: the HTTP status, and the JSON object."""

    status: int
    values: Mapping[str, Any]


def keep_addresses_out(record: logging.LogRecord) -> bool:
    """A filter of the HTTP library's logger: of an address only the host may be written."""
    if isinstance(record.args, tuple):
        record.args = tuple(one.host if isinstance(one, httpx2.URL) else one for one in record.args)
    return True


logging.getLogger("httpx2").addFilter(keep_addresses_out)


def new_client(timeout: float) -> httpx2.Client:
    """A client for one vendor."""
    headers = {"User-Agent": USER_AGENT, "Accept-Encoding": "identity"}
    return httpx2.Client(timeout=timeout, trust_env=False, follow_redirects=False, headers=headers)


def checked(url: str) -> httpx2.URL:
    """An http or https address. The refusal does not repeat it: it may hold a key."""
    try:
        parsed = httpx2.URL(url)
    except httpx2.InvalidURL as error:
        raise DomainError("webhook_url_invalid") from error
    if parsed.scheme not in {"http", "https"} or not parsed.host:
        raise DomainError("webhook_url_invalid")
    return parsed


class Vendor(ABC):
    """The HTTP side of a vendor's interface at one host."""

    shared = False

    def __init__(self, host: str, timeout: float = TIMEOUT) -> None:
        self.host = checked(host)
        self.timeout = timeout
        self.client = new_client(timeout)

    def close(self) -> None:
        """Give the connections back."""
        self.client.close()

    def send(self, message: Message) -> Outcome:
        """Send once; a failure is an answer, never an exception."""
        try:
            return self.deliver(message)
        except UnansweredError as error:
            return error.outcome

    @abstractmethod
    def deliver(self, message: Message) -> Outcome:
        """Send once. Raises UnansweredError."""

    def ask(self, method: str, path: str, params: Mapping[str, Any] | None = None, body: Any = None) -> Reply:
        """One request and its JSON answer, whatever its HTTP status.

        Raises UnansweredError: no answer, or one that is not the vendor's.
        """
        content = None if body is None else orjson.dumps(body)
        headers = {"Content-Type": "application/json; charset=utf-8"} if content is not None else {}
        url = self.host.join(path)
        try:
            with self.client.stream(method, url, params=params, content=content, headers=headers) as response:
                return answered(response, monotonic() + 2 * self.timeout)
        except httpx2.TimeoutException:
            outcome = later("timeout")
        except httpx2.RequestError as error:
            outcome = later(type(error).__name__)
        raise UnansweredError(outcome)


def answered(response: httpx2.Response, until: float) -> Reply:
    """The answer, when it is a JSON object; else what its status means. It has to be here by then."""
    if response.status_code in NOT_NOW or response.is_server_error:
        raise UnansweredError(later(f"http_{response.status_code}", asked_wait(response.headers)))
    read = bytearray()
    for part in response.iter_raw():
        read += part
        if len(read) > LONGEST_ANSWER:
            raise UnansweredError(later("answer_too_long"))
        if monotonic() > until:
            raise UnansweredError(later("timeout"))
    try:
        values = orjson.loads(read)
    except orjson.JSONDecodeError:
        values = None
    if isinstance(values, dict):
        return Reply(response.status_code, values)
    why = f"http_{response.status_code}"
    raise UnansweredError(later(f"{why} not_json") if response.is_success else refused(why))


def asked_wait(headers: Mapping[str, str] | Headers) -> timedelta | None:
    """How many seconds the receiver asks for, an hour at most; a date is not read."""
    given = next((value for name in WAITS if (value := headers.get(name))), "")
    seconds = int(given) if given.isascii() and given.isdigit() and len(given) < len("1000000") else None
    return None if seconds is None else min(timedelta(seconds=seconds), LONGEST_WAIT)


def judged(reply: Reply, code: object, waits: Mapping[int, timedelta | None]) -> Outcome | None:
    """What a vendor's error code means: None for 0, later for those that pass by themselves, else refused."""
    if not isinstance(code, int):
        return later("no_code") if reply.status < httpx2.codes.BAD_REQUEST else refused(f"http_{reply.status}")
    if code == 0:
        return None
    why = f"errcode_{code}"
    return later(why, waits[code]) if code in waits else refused(why)
