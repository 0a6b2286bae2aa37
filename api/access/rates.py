"""How often somebody may ask: a bucket per account that fills with time, and one per address for refused strangers.

Kept in the memory of a process: a bound against what runs wild, no accounting.
"""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from api.errors import ProblemError

BURST = 10  # seconds' worth that may come at once
STRANGERS = 50  # refused requests a second from one address
KEPT = 10_000  # buckets


@dataclass(slots=True)
class Bucket:
    """What is left, as of a moment."""

    left: float
    since: float


class Rates:
    """The buckets of one process."""

    def __init__(self, per_second: float, clock: Callable[[], float] = monotonic) -> None:
        self.per_second = per_second
        self.clock = clock
        self.accounts: dict[str, Bucket] = {}
        self.strangers: dict[str, Bucket] = {}

    def admit(self, account: str) -> None:
        """Take one request of an account. Raises ProblemError too_many_requests."""
        if not taken(self.accounts, account, self.per_second, self.clock()):
            raise ProblemError("too_many_requests", {"Retry-After": "1"}, most=self.per_second)

    def refused(self, address: str) -> None:
        """Somebody nobody knows was refused."""
        taken(self.strangers, address, STRANGERS, self.clock())

    def is_let_in(self, address: str) -> bool:
        """Whether an address may ask at all: it has not been refused too often just now."""
        known = self.strangers.get(address)
        return known is None or known.left + (self.clock() - known.since) * STRANGERS >= 1


def taken(buckets: dict[str, Bucket], key: str, per_second: float, now: float) -> bool:
    """Take one of a bucket; False when it is empty."""
    bucket = buckets.get(key)
    if bucket is None:
        if len(buckets) >= KEPT:
            buckets.clear()
        bucket = buckets[key] = Bucket(per_second * BURST, now)
    bucket.left = min(per_second * BURST, bucket.left + (now - bucket.since) * per_second)
    bucket.since = now
    if bucket.left < 1:
        return False
    bucket.left -= 1
    return True
