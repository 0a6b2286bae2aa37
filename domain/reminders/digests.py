"""Digests as facts: one message that stands for many rungs, sent to a person once for its period.

The id is made of the person, the kind and the period, so a digest repeated after a crash carries the same one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid5

from domain.event import Event, stream_id
from domain.log.ledger import Job
from domain.log.logs import Log
from domain.reminders.rungs import scheduler_command


class DigestKind(StrEnum):
    """每日摘要, 接手清单, 返岗清单, 本月报送, 每周调度, 每月汇总."""

    DAILY = "daily"
    TAKEOVER = "takeover"
    RETURN = "return"
    RECURRING = "recurring"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


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


def sending_digest(digest: Digest, channel: str, policy: str, rungs: tuple[UUID, ...]) -> Job:
    """The job of recording that a receiver took a digest; once."""
    values = {"channel": channel, "policy": policy, "rungs": rungs}
    return outcome(digest, DigestSent, "sent", values)


def failing_digest(digest: Digest, channel: str, policy: str, problem: str, *, final: bool) -> Job:
    """The job of recording that a receiver did not; once per channel, problem and finality."""
    values = {"channel": channel, "policy": policy, "problem": problem, "final": final}
    key = f"failed/{channel}/{problem}/{'final' if final else 'not yet'}"
    return outcome(digest, DigestFailed, key, values)


def outcome(digest: Digest, kind: Callable[..., DigestEvent], key: str, values: dict[str, Any]) -> Job:
    """The job of appending one event to the digest's stream."""
    command = scheduler_command(uuid5(digest.id, key))
    identity = {"digest": digest.id, "staff": digest.staff, "kind": digest.kind, "period": digest.period}

    def decide(_: Log, moment: datetime) -> Sequence[Event]:
        return [kind(**command.stamp(digest.stream, digest.district, moment), **identity, **values)]

    return Job(digest.stream, command, decide)


def sent_in(log: Sequence[Event]) -> DigestSent | None:
    """That a digest was taken, by its stream."""
    return next((event for event in log if isinstance(event, DigestSent)), None)


def is_closed(log: Sequence[Event]) -> bool:
    """Whether a digest was taken, or every way refused it."""
    return any(isinstance(event, DigestSent) or (isinstance(event, DigestFailed) and event.final) for event in log)
