"""The folded state of one project: frozen records that hold what decisions and views need.

Dates that depend on a calendar (due dates, days left, lights) are not stored: `limits` works them out.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from msgspec import Struct, field
from msgspec.structs import replace

from domain.catalogue.model import MatterDefinition
from domain.catalogue.rules import Answer
from domain.project.model.attempts import Attempt, Review
from domain.project.model.life import DoneDuty, Life
from domain.project.model.phases import CONCLUDED, EXEMPT, Phase
from domain.project.model.scoping import NO_SCOPES, Scoping
from domain.project.model.standing import Basis, Pause, Submission, Target


class Matter(Struct, frozen=True, gc=False):
    """One approval or service matter of the project."""

    key: str
    definition: MatterDefinition
    listed: bool = False
    basis: Basis | None = None
    basis_changed_on: date | None = None  # by a later list, while the application was under way (依据已变)
    review_needed_on: date | None = None  # by a later list, after the grant (需复核)
    phase: Phase = Phase.PLANNED
    back: Phase | None = None  # the phase before an open stop
    reviews: tuple[Review, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    submitted_on: date | None = None
    granted_on: date | None = None
    first_granted_on: date | None = None
    refused_on: date | None = None
    exempted_on: date | None = None
    exempted_before: bool = False  # an earlier waiver was given up, or given anew
    delivered_on: date | None = None
    document: str = ""
    prior: bool = False
    life: Life | None = None  # of the last granted result
    unconfirmed: tuple[int, ...] = ()  # versions of acts recorded on the department's behalf
    contested: tuple[int, ...] = ()  # those of them that the department does not agree with

    @property
    def attempt(self) -> Attempt | None:
        """The current application, if there is or was one."""
        return self.attempts[-1] if self.attempts else None

    @property
    def review(self) -> Review | None:
        return self.reviews[-1] if self.reviews else None

    @property
    def review_open(self) -> bool:
        return self.review is not None and self.review.result is None

    @property
    def standing(self) -> Phase:
        """The phase without regard to an open stop."""
        return self.back or self.phase

    @property
    def concluded(self) -> bool:
        return self.phase in CONCLUDED

    @property
    def settled(self) -> bool:
        """Granted in force, waived or not applicable: nothing more to wait for."""
        return self.phase is Phase.GRANTED or self.phase in EXEMPT

    @property
    def begun_on(self) -> date | None:
        """The day it began: own pre-review, receipt or, where there is no application, the grant."""
        begins = [review.started_on for review in self.reviews[:1]]
        begins += [attempt.received_on for attempt in self.attempts[:1]]
        begins += [self.first_granted_on] if self.first_granted_on else []
        return min(begins, default=None)

    def amend_attempt(self, **changes: Any) -> tuple[Attempt, ...]:
        """The attempts with the current one changed; unchanged when there is none."""
        if not self.attempts:
            return self.attempts
        return (*self.attempts[:-1], replace(self.attempts[-1], **changes))


class StageState(Struct, frozen=True, gc=False):
    """One of the 8 stages: pending, open, closed; its milestone reached or not, in which scopes on which day."""

    opened_on: date | None = None
    closed_on: date | None = None
    milestone_on: date | None = None
    reopened_on: date | None = None
    reached: tuple[tuple[str, date], ...] = ()


class Fact(Struct, frozen=True, gc=False):
    """A project fact: construction started, land contract signed, …"""

    kind: str
    on: date
    scope: str
    due: date | None
    version: int
    value: str = ""


class Expected(Struct, frozen=True, gc=False):
    """The expected date of the construction permit (预期) as owner and bureau wrote it down."""

    on: date
    document: str
    version: int


class ListedMatter(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """A matter as the service list shows it: does it apply, and from which facts of the profile."""

    key: str
    matter: str
    applies: bool
    because: tuple[str, ...]


class Baseline(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """One matter's planned dates in one way, frozen with the first service list."""

    key: str
    way: str
    begins: date | None
    granted: date | None


class Yardsticks(Struct, frozen=True, gc=False):
    """E, S, P and T as they stood when the first service list was issued; never recomputed."""

    issued_on: date
    expected: Expected | None
    permits: tuple[tuple[str, date | None], ...]  # the construction permit by way
    baselines: tuple[Baseline, ...]
    milestones: tuple[Baseline, ...]
    preparation: int
    catalogue: str
    calendar: str
    construction_days: int | None = None


class Status(StrEnum):
    """The service as a whole."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    TERMINATED = "terminated"
    COMPLETED = "completed"
    ARCHIVED = "archived"


ENDED = frozenset({Status.TERMINATED, Status.COMPLETED, Status.ARCHIVED})


class Project(Struct, frozen=True, gc=False):
    """A major project (重大项目), the one consistency boundary."""

    id: UUID
    district: str = ""
    code: str = ""
    name: str = ""
    enterprise: str = ""
    uscc: str = ""
    landed_on: date | None = None
    catalogue: str = ""
    status: Status = Status.ACTIVE
    pauses: tuple[Pause, ...] = ()
    expected: Expected | None = None
    profile: Mapping[str, Answer] | None = None
    profile_version: int = 0
    list_version: int = 0
    listed: tuple[ListedMatter, ...] = ()
    listed_before: tuple[ListedMatter, ...] = ()
    yardsticks: Yardsticks | None = None
    matters: Mapping[str, Matter] = field(default_factory=dict)
    stages: Mapping[str, StageState] = field(default_factory=dict)
    assistance: int = 0
    targets: Mapping[str, Target] = field(default_factory=dict)
    facts: tuple[Fact, ...] = ()
    done_duties: tuple[DoneDuty, ...] = ()
    specialist: str = ""
    team: str = ""
    scopes: Scoping = NO_SCOPES
    submissions: tuple[Submission, ...] = ()

    @property
    def national_code(self) -> str:
        """The national project code (国家项目代码), as last assigned; empty before it is."""
        fact = self.fact("code_assigned")
        return fact.value if fact else ""

    def answers(self, key: str) -> Mapping[str, Answer]:
        """The profile as it is answered where a matter's key belongs."""
        profile = self.profile or {}
        return self.scopes.answers(self.scopes.place(key), profile) if self.scopes.scopes else profile

    def fact(self, kind: str, scope: str = "") -> Fact | None:
        """The last fact of a kind."""
        found = [fact for fact in self.facts if fact.kind == kind and (not scope or fact.scope == scope)]
        return found[-1] if found else None

    def with_matter(self, matter: Matter) -> "Project":
        return replace(self, matters={**self.matters, matter.key: matter})

    def with_stage(self, stage: str, **changes: Any) -> "Project":
        changed = replace(self.stages.get(stage, StageState()), **changes)
        return replace(self, stages={**self.stages, stage: changed})
