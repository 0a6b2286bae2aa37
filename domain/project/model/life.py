"""What a granted result has been through since its grant: part of the folded state."""

from datetime import date
from enum import StrEnum

from msgspec import Struct


class By(StrEnum):
    """What made a result live longer."""

    EXTENSION = "extension"
    RENEWAL = "renewal"
    SILENCE = "silence"


class Annulment(StrEnum):
    """How an authority ends a result: 撤销, 撤回, 注销 (行政许可法 §§69, 8, 70)."""

    ANNULLED = "annulled"
    WITHDRAWN_BY_AUTHORITY = "withdrawn_by_authority"
    CANCELLED = "cancelled"


class Prolonged(Struct, frozen=True, gc=False):
    """The result lives longer since a day; `until` None: by the length the catalogue says."""

    on: date
    by: By
    until: date | None = None
    in_writing_on: date | None = None  # the written decision after a renewal by silence


class Life(Struct, frozen=True, gc=False):
    """The life of one granted result; the next grant begins another.

    `certificate_on`, `valid_until` and `interval_months` are what the certificate itself says.
    """

    granted_on: date
    certificate_on: date | None = None
    valid_until: date | None = None
    interval_months: int | None = None
    changed_on: date | None = None
    prolonged: tuple[Prolonged, ...] = ()
    renewal_applied_on: date | None = None  # an application still without a decision
    lapsed_on: date | None = None
    annulled_on: date | None = None
    annulment: Annulment | None = None

    @property
    def unwritten(self) -> Prolonged | None:
        """The last renewal by silence, while no written decision has followed."""
        last = self.prolonged[-1] if self.prolonged else None
        return last if last and last.by is By.SILENCE and last.in_writing_on is None else None


class DoneDuty(Struct, frozen=True, gc=False):
    """A duty after a grant that was done: the so-manyth time of a recurring one."""

    matter: str
    duty: str
    occurrence: int
    on: date
