"""Digests as facts: one message that stands for many rungs, sent to a person once for its period.

The id is made of the person, the kind and the period, so a digest repeated after a crash carries the same one.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from domain.event import Event, stream_id


class DigestKind(StrEnum):
    """每日摘要, 接手清单, 返岗清单, 本月报送."""

    DAILY = "daily"
    TAKEOVER = "takeover"
    RETURN = "return"
    RECURRING = "recurring"


@dataclass(frozen=True, kw_only=True)
class DigestEvent(Event):
    """Something that happened to a digest; its identity stands in every event. `period`: its first day."""

    digest: UUID
    staff: str
    kind: DigestKind
    period: date
    channel: str
    policy: str


@dataclass(frozen=True, kw_only=True)
class DigestSent(DigestEvent):
    """A receiver took the digest; `rungs` are those it told of, each with a `ReminderSent` in its own stream."""

    TOPIC = "DigestSent"

    rungs: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class DigestFailed(DigestEvent):
    """A receiver did not take the digest. `final`: it was refused and is not sent again; else it is retried."""

    TOPIC = "DigestFailed"

    problem: str
    final: bool


@dataclass(frozen=True, slots=True)
class Digest:
    """A digest of a person for a period."""

    district: str
    staff: str
    kind: DigestKind
    period: date

    @property
    def id(self) -> UUID:
        """The same for the same person and period, however often it is put together; it travels to the receiver."""
        return stream_id(f"{self.district}/digest/{self.staff}/{self.kind}/{self.period}")

    @property
    def stream(self) -> UUID:
        return stream_id(f"{self.district}/reminder/{self.id}")
