"""Small parts of a project's state: rests, targets as moved, bundles handed in, and what a matter stands on."""

from datetime import date

from msgspec import Struct

from domain.dates.terms import Term


class Basis(Struct, frozen=True, gc=False):
    """What a matter stands on, as a service list put it: whether and why it applies, its limits, what comes before."""

    applies: bool
    because: tuple[str, ...]
    statutory: Term | None
    promised: Term
    depends_on: tuple[str, ...]


class Pause(Struct, frozen=True, gc=False):
    """A time in which the service rested; `ended_on` None while it does."""

    started_on: date
    reason: str
    ended_on: date | None = None


class Target(Struct, frozen=True, gc=False):
    """The day a milestone is to be reached, as it was moved last."""

    on: date
    moved_on: date
    reason: str


class Submission(Struct, frozen=True, gc=False):
    """A bundle handed in as one (一件事): its members and their one receipt."""

    bundle: str
    on: date
    members: tuple[str, ...]
    receipt_no: str
