"""Small parts of a project's state: rests, targets as moved, bundles handed in, and what a matter stands on."""

from dataclasses import dataclass
from datetime import date

from domain.dates.terms import Term


@dataclass(frozen=True, slots=True)
class Basis:
    """What a matter stands on, as a service list put it: whether and why it applies, its limits, what comes before."""

    applies: bool
    because: tuple[str, ...]
    statutory: Term | None
    promised: Term
    depends_on: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pause:
    """A time in which the service rested; `ended_on` None while it does."""

    started_on: date
    reason: str
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """The day a milestone is to be reached, as it was moved last."""

    on: date
    moved_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class Submission:
    """A bundle handed in as one (一件事): its members and their one receipt."""

    bundle: str
    on: date
    members: tuple[str, ...]
    receipt_no: str
