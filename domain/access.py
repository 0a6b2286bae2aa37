"""The daily digest of the access table: what was refused and read until then, so that nobody takes a line out unseen.

The table is operational and appended to; each digest goes on from the last one, and its hash from the last one's.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from domain.event import SHANGHAI, Event, shanghai_date, stream_id
from domain.log.ledger import Command, Job
from domain.log.logs import Log

SETTLED = timedelta(minutes=10)  # after midnight; by then every process has written what it noted the day before


@dataclass(frozen=True, slots=True)
class Digest:
    """What the entries after one up to another come to; `sha256` goes on from the digest before."""

    last: int
    entries: int
    refusals: int
    readings: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class AccessDigested(Event):
    """The entries `first` to `last` of the access table as they stood when their day was over; by the scheduler."""

    TOPIC = "AccessDigested"

    first: int
    last: int
    entries: int
    refusals: int
    readings: int
    sha256: str


DigestOf = Callable[[int, datetime, str], Digest]
"""Of the entries after an id, noted before a moment, going on from a hash."""


def stream_of_access(district: str) -> UUID:
    return stream_id(f"{district}/access")


def digesting(district: str, command: Command, digest_of: DigestOf) -> Job:
    """Record the digest of the days that are over, once a day; nothing where nothing was noted."""
    stream = stream_of_access(district)

    def decide(log: Log, moment: datetime) -> Sequence[Event]:
        midnight = datetime.combine(shanghai_date(moment), time(), SHANGHAI)
        last = log[-1] if log else None
        if moment < midnight + SETTLED or (last and last.recorded_at >= midnight):
            return []
        after, before = (last.last, last.sha256) if isinstance(last, AccessDigested) else (0, "")
        found = digest_of(after, midnight, before)
        if not found.entries:
            return []
        return [
            AccessDigested(
                **command.stamp(stream, district, moment),
                first=after + 1,
                last=found.last,
                entries=found.entries,
                refusals=found.refusals,
                readings=found.readings,
                sha256=found.sha256,
            )
        ]

    return Job(stream, command, decide)
