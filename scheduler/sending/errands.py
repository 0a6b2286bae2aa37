"""Errands: who is to be told of what, by which ways, how it went, and what of it is still to be recorded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from uuid import UUID

from domain.log.ledger import Job
from domain.log.logs import Log
from domain.reminders.rungs import Recipient
from projections.ops.claims import Key
from scheduler.channels import Outcome
from scheduler.sending.addressbook import Way
from scheduler.sending.parcels import Parcel


class Lines:
    """The lines that asked to be left alone for a while, across sweeps."""

    def __init__(self) -> None:
        self.resting: dict[str, datetime] = {}

    def rest(self, line: str, until: datetime) -> None:
        """Leave a line alone until then."""
        self.resting[line] = until

    def until(self, line: str, now: datetime) -> datetime:
        """From when a line may be used; now when it may be used now."""
        return max(self.resting.get(line, now), now)


@dataclass(frozen=True, slots=True)
class Errand:
    """One person to be told of one rung, or of many in a digest, and the ways to him."""

    due: Parcel
    to: Recipient
    ways: Sequence[Way]
    key: Key


@dataclass(slots=True)
class Course:
    """How an errand that is ours goes: the ways that were tried and their answers. `until`: it is tried again then.

    `delivery`: the id that travels; `tries`: how often it failed, today and before.
    """

    errand: Errand
    delivery: UUID
    tries: int
    tried: list[tuple[Way, Outcome]] = field(default_factory=list)
    until: datetime | None = None
    broken: bool = False


@dataclass(slots=True)
class Books:
    """What is still to be recorded and settled."""

    jobs: list[Job] = field(default_factory=list)
    released: list[Key] = field(default_factory=list)
    deferred: dict[Key, tuple[datetime, int]] = field(default_factory=dict)
    since: float = field(default_factory=monotonic)


@dataclass(frozen=True, slots=True)
class Taken:
    """The errands that are ours of so many that were asked for, and what their streams say. The claims are good from a
    moment on."""

    asked: int
    ours: Sequence[Course]
    logs: Mapping[UUID, Log]
    began: datetime


@dataclass(slots=True)
class Stripe:
    """What one thread did of its share, and what it left."""

    courses: list[Course] = field(default_factory=list)
    left: Sequence[list[Course]] = ()
