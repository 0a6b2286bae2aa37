"""A signed POST to one address: whatever stands behind it hands the message on.

Body: JSON, UTF-8. Headers: X-Huhang-Delivery (the id to tell a repetition by), X-Huhang-Timestamp (Unix seconds),
X-Huhang-Signature = hex HMAC-SHA256 with the shared secret over "timestamp.body" (RFC 2104). The receiver compares
the signature, refuses an old timestamp, and answers 2xx once it has the message.
"""

import hashlib
import hmac
from http.client import HTTPException

import orjson

from domain.log.ledger import Clock, system_clock
from domain.personal_data import PERSONAL
from scheduler.channels import Message, Outcome, later, refused, sent
from scheduler.channels.http import NOT_NOW, TIMEOUT, USER_AGENT, asked_wait, checked
from scheduler.channels.posting import Posted, Posting

LONGEST_REASON = 80
TAKEN, SERVER_ERRORS = range(200, 300), range(500, 600)


class Webhook:
    """One receiver behind one URL. Proxies of the environment are not used."""

    name = "webhook"
    shared = False

    def __init__(self, url: str, secret: str, clock: Clock = system_clock, timeout: float = TIMEOUT) -> None:
        self.line = Posting(checked(url), timeout)
        self.secret = secret.encode()
        self.clock = clock

    def close(self) -> None:
        self.line.close()

    def send(self, message: Message) -> Outcome:
        """2xx: sent. 408, 425, 429, 5xx, a time-out or a broken connection: later. Else: refused."""
        address = {"address": message.address} if message.address else {}
        body = orjson.dumps({"delivery": message.delivery, **message.content, **address})
        try:
            return answered(self.line.post(body, self.headers(message, body)), message.address)
        except TimeoutError:
            return later("timeout")
        except (OSError, HTTPException) as error:
            return later(type(error).__name__)

    def headers(self, message: Message, body: bytes) -> dict[str, str]:
        timestamp = str(int(self.clock().timestamp()))
        return {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": USER_AGENT,
            "Accept-Encoding": "identity",
            "X-Huhang-Delivery": str(message.delivery),
            "X-Huhang-Timestamp": timestamp,
            "X-Huhang-Signature": sign(self.secret, timestamp, body),
        }


def sign(secret: bytes, timestamp: str, body: bytes) -> str:
    """The signature of a body at a time, in hex."""
    return hmac.new(secret, timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def answered(posted: Posted, address: str) -> Outcome:
    """What a response means; only of a refusal a little is read."""
    status = posted.status
    if status in TAKEN:
        return sent()
    if status in NOT_NOW or status in SERVER_ERRORS:
        return later(f"http_{status}", asked_wait(posted.headers))
    return refused(f"http_{status} {reason(posted.text, address)}".strip())


def reason(text: bytes, address: str) -> str:
    """The beginning of a refusal in one line; nothing when it looks like contact data, which the log never holds.

    Of a message to an address nothing is kept: what is cut off could be a part of the address.
    """
    if address:
        return ""
    start = text[: 4 * LONGEST_REASON].decode("utf-8", "replace")
    return "" if PERSONAL.search(start) else " ".join(start.split())[:LONGEST_REASON]
