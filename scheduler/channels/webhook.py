"""A signed POST to one address: whatever stands behind it hands the message on.

Body: JSON, UTF-8. Headers: X-Huhang-Delivery (the id to tell a repetition by), X-Huhang-Timestamp (Unix seconds),
X-Huhang-Signature = hex HMAC-SHA256 with the shared secret over "timestamp.body" (RFC 2104). The receiver compares
the signature, refuses an old timestamp, and answers 2xx once it has the message.
"""

import hashlib
import hmac

import httpx2
import orjson

from domain.errors import DomainError
from domain.ledger import Clock, system_clock
from domain.project.decide import PERSONAL
from scheduler.channels import Answer, Message, Outcome

TIMEOUT = 4.0  # seconds for each of connecting, sending and waiting
NOT_NOW = frozenset({408, 425, 429})  # RFC 9110 §15.5.9, RFC 8470 §5.2, RFC 6585 §4: the same message, later
LONGEST_REASON = 80


class Webhook:
    """One receiver behind one URL, with one client for all messages. Proxies of the environment are not used."""

    name = "webhook"

    def __init__(self, url: str, secret: str, clock: Clock = system_clock, timeout: float = TIMEOUT) -> None:
        self.url = checked(url)
        self.secret = secret.encode()
        self.clock = clock
        self.client = httpx2.Client(timeout=timeout, trust_env=False, follow_redirects=False)

    def close(self) -> None:
        self.client.close()

    def send(self, message: Message) -> Outcome:
        """2xx: accepted. 408, 425, 429, 5xx, a time-out or a broken connection: again later. Else: refused."""
        body = orjson.dumps(message.content)
        try:
            with self.client.stream("POST", self.url, content=body, headers=self.headers(message, body)) as response:
                return answered(response)
        except httpx2.TimeoutException:
            return Outcome(Answer.RETRY, "timeout")
        except httpx2.RequestError as error:
            return Outcome(Answer.RETRY, type(error).__name__)

    def headers(self, message: Message, body: bytes) -> dict[str, str]:
        timestamp = str(int(self.clock().timestamp()))
        return {
            "Accept-Encoding": "identity",
            "Content-Type": "application/json; charset=utf-8",
            "X-Huhang-Delivery": str(message.delivery),
            "X-Huhang-Timestamp": timestamp,
            "X-Huhang-Signature": sign(self.secret, timestamp, body),
        }


def checked(url: str) -> httpx2.URL:
    """An http or https address. The refusal does not repeat it: it may hold a key."""
    try:
        parsed = httpx2.URL(url)
    except httpx2.InvalidURL as error:
        raise DomainError("webhook_url_invalid") from error
    if parsed.scheme not in {"http", "https"} or not parsed.host:
        raise DomainError("webhook_url_invalid")
    return parsed


def sign(secret: bytes, timestamp: str, body: bytes) -> str:
    """The signature of a body at a time, in hex."""
    return hmac.new(secret, timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def answered(response: httpx2.Response) -> Outcome:
    """What a response means; only of a refusal a little is read."""
    status = response.status_code
    if response.is_success:
        return Outcome(Answer.ACCEPTED)
    if status in NOT_NOW or response.is_server_error:
        return Outcome(Answer.RETRY, f"http_{status}")
    return Outcome(Answer.REFUSED, f"http_{status} {reason(response)}".strip())


def reason(response: httpx2.Response) -> str:
    """The beginning of a refusal in one line; nothing when it looks like contact data, which the log never holds."""
    start = next(response.iter_raw(4 * LONGEST_REASON), b"").decode("utf-8", "replace")
    return "" if PERSONAL.search(start) else " ".join(start.split())[:LONGEST_REASON]
