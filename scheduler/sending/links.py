"""Links that acknowledge in one tap: signed, expiring, good for one person, one reminder and nothing else.

A link is base64url(rung, expiry, staff, signature) behind the base address; nothing of it is stored. The signature is
HMAC-SHA256 over the purpose and what the link says, cut to 128 bits (RFC 2104 §5).
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from domain.errors import DomainError
from domain.event import shanghai_date
from domain.project.record.reading import end_of_day
from domain.reminders.rungs import Recipient, Rung

PURPOSE = b"huhang acknowledge 1\0"  # a key that signs something else some day signs other words
PATH = "/r/"
GOOD_FOR = timedelta(days=14)  # after the day on which the message went out
ID, TIME, SIGNATURE = 16, 4, 16  # bytes


@dataclass(frozen=True, slots=True)
class Tap:
    """What a genuine link says: whose answer to which reminder."""

    rung: UUID
    staff: str


class Links:
    """The links of an installation; `base` is its address as people reach it, None while nobody has set it."""

    def __init__(self, key: Callable[[], bytes], base: str | None) -> None:
        self.key = key
        self.base = base

    def content(self, rung: Rung, to: Recipient, now: datetime) -> dict[str, Any]:
        """What a message says of its link, the same all day; nothing without a base address."""
        if not self.base:
            return {}
        until = end_of_day(shanghai_date(now)) + GOOD_FOR
        return {"link": f"{self.base}{PATH}{self.written(Tap(rung.id, to.staff), until)}"}

    def written(self, tap: Tap, until: datetime) -> str:
        """The part behind the path."""
        said = tap.rung.bytes + int(until.timestamp()).to_bytes(TIME) + tap.staff.encode()
        return encoded(said + self.signature(said))

    def read(self, text: str, now: datetime) -> Tap:
        """What a link says. Raises DomainError link_forged, link_expired."""
        try:
            signed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            raise DomainError("link_forged") from None
        said, signature = signed[:-SIGNATURE], signed[-SIGNATURE:]
        genuine = len(said) > ID + TIME and hmac.compare_digest(signature, self.signature(said))
        if not genuine or text != encoded(signed):  # a byte's spare bits in the last letter are no second spelling
            raise DomainError("link_forged")
        if now >= datetime.fromtimestamp(int.from_bytes(said[ID : ID + TIME]), UTC):
            raise DomainError("link_expired")
        return Tap(UUID(bytes=said[:ID]), said[ID + TIME :].decode())

    def signature(self, said: bytes) -> bytes:
        return hmac.new(self.key(), PURPOSE + said, hashlib.sha256).digest()[:SIGNATURE]


def encoded(signed: bytes) -> str:
    return base64.urlsafe_b64encode(signed).decode().rstrip("=")


NO_LINKS = Links(bytes, None)
