"""A signed POST to one address: whatever stands behind it hands the message on.

Body: JSON, UTF-8. Headers: X-Huhang-Delivery (the id to tell a repetition by), X-Huhang-Timestamp (Unix seconds),
X-Huhang-Signature = hex HMAC-SHA256 with the shared secret over "timestamp.body" (RFC 2104). The receiver compares
the signature, refuses an old timestamp, and answers 2xx once it has the message.
"""

import hashlib
import hmac

import httpx2
import orjson

from domain.ledger import Clock, system_clock
from domain.project.decide import PERSONAL
from scheduler.channels import Message, Outcome, later, refused, sent
from scheduler.channels.http import NOT_NOW, TIMEOUT, asked_wait, checked, new_client

LONGEST_REASON = 80


class Webhook:
    """One receiver behind one URL, with one client for all messages. Proxies of the environment are not used."""

    name = "webhook"
    shared = False

    def __init__(self, url: str, secret: str, clock: Clock = system_clock, timeout: float = TIMEOUT) -> None:
        self.url = checked(url)
        self.secret = secret.encode()
        self.clock = clock
        self.client = new_client(timeout)

    def close(self) -> None:
        self.client.close()

    def send(self, message: Message) -> Outcome:
        """2xx: sent. 408, 425, 429, 5xx, a time-out or a broken connection: later. Else: refused."""
        address = {"address": message.address} if message.address else {}
        body = orjson.dumps({**message.content, **address})
        try:
            with self.client.stream("POST", self.url, content=body, headers=self.headers(message, body)) as response:
                return answered(response, message.address)
        except httpx2.TimeoutException:
            return later("timeout")
        except httpx2.RequestError as error:
            return later(type(error).__name__)

    def headers(self, message: Message, body: bytes) -> dict[str, str]:
        timestamp = str(int(self.clock().timestamp()))
        return {
            "Content-Type": "application/json; charset=utf-8",
            "X-Huhang-Delivery": str(message.delivery),
            "X-Huhang-Timestamp": timestamp,
            "X-Huhang-Signature": sign(self.secret, timestamp, body),
        }


def sign(secret: bytes, timestamp: str, body: bytes) -> str:
    """The signature of a body at a time, in hex."""
    return hmac.new(secret, timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def answered(response: httpx2.Response, address: str) -> Outcome:
    """What a response means; only of a refusal a little is read."""
    status = response.status_code
    if response.is_success:
        return sent()
    if status in NOT_NOW or response.is_server_error:
        return later(f"http_{status}", asked_wait(response))
    return refused(f"http_{status} {reason(response, address)}".strip())


def reason(response: httpx2.Response, address: str) -> str:
    """The beginning of a refusal in one line; nothing when it looks like contact data, which the log never holds.

    Of a message to an address nothing is kept: what is cut off could be a part of the address.
    """
    if address:
        return ""
    start = next(response.iter_raw(4 * LONGEST_REASON), b"").decode("utf-8", "replace")
    return "" if PERSONAL.search(start) else " ".join(start.split())[:LONGEST_REASON]
