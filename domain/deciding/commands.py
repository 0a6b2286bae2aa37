"""What users ask for: one frozen command each, imperative; `decide` answers them with events."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from domain.project.events.applications import (
    ApplicationAccepted,
    ApplicationNotAccepted,
    ApplicationReceived,
    ApplicationSubmitted,
    DeferredMaterialReceived,
    MaterialsSupplemented,
    SupplementRequested,
)
from domain.project.events.assistance import AssistanceKind
from domain.project.events.clocks import ClockResumed, ClockSuspended, LimitExtended
from domain.project.events.decisions import (
    ApplicationWithdrawn,
    DecisionDelivered,
    MatterDeclaredNotApplicable,
    MatterGranted,
    MatterRefused,
    MatterWaived,
    ProceedingClosed,
)
from domain.project.events.results import (
    LapseRecorded,
    RenewalRecorded,
    RenewalStep,
    ResultAnnulled,
    ResultChanged,
    StartExtended,
)
from domain.project.events.reviews import PreReviewOpinionGiven, PreReviewStarted
from domain.project.events.service import Course
from domain.project.model.evolution import MatterEvent
from domain.project.model.phases import Act
from domain.project.model.scoping import ScopeKind

ACT_EVENTS: Mapping[Act, type[MatterEvent]] = {
    event_type.ACT: event_type
    for event_type in (
        PreReviewStarted,
        PreReviewOpinionGiven,
        ApplicationSubmitted,
        ApplicationReceived,
        SupplementRequested,
        MaterialsSupplemented,
        ApplicationAccepted,
        ApplicationNotAccepted,
        DeferredMaterialReceived,
        ClockSuspended,
        ClockResumed,
        LimitExtended,
        MatterGranted,
        MatterRefused,
        ApplicationWithdrawn,
        ProceedingClosed,
        DecisionDelivered,
        ResultChanged,
        StartExtended,
        RenewalRecorded,
        LapseRecorded,
        ResultAnnulled,
        MatterWaived,
        MatterDeclaredNotApplicable,
    )
}
"""The acts people record, and the event of each; AcceptanceDeemed and its like are consequences."""

# Acts of the enterprise or of the service itself: nobody has to confirm them on a department's behalf.
NOT_THE_DEPARTMENTS = frozenset(
    {Act.SUBMIT, Act.SUPPLEMENT, Act.MATERIAL_RECEIVED, Act.WITHDRAW, Act.WAIVE, Act.NOT_APPLICABLE}
)


def is_the_departments(act: Act, values: Mapping[str, Any]) -> bool:
    """Whether an act is a department's: then it is its word, or recorded on its behalf. Applying to renew is not."""
    return act not in NOT_THE_DEPARTMENTS and values.get("step") is not RenewalStep.APPLIED


@dataclass(frozen=True, kw_only=True)
class RegisterProject:
    """A project landed: take it into the escort. `code` None: the bureau's next number of the year is given."""

    name: str
    landed_on: date
    enterprise: str
    uscc: str = ""
    code: str | None = None
    national_code: str = ""
    expected_on: date | None = None
    expected_document: str = ""
    profile: Mapping[str, Any] | None = None


@dataclass(frozen=True, kw_only=True)
class ExpectPermit:
    """Enter the expected date of the construction permit with its document (预期)."""

    effective_on: date
    on: date
    document: str


@dataclass(frozen=True, kw_only=True)
class EnterProfile:
    """Answer the profile; fields left out take their defaults."""

    effective_on: date
    answers: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class IssueServiceList:
    """Issue the next version of the service list from the profile as known now."""

    effective_on: date
    preparation: int = 0
    construction_days: int | None = None
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class AssignSpecialist:
    """Put a specialist and a task force in charge."""

    effective_on: date
    specialist: str
    team: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class RecordAct:
    """An act on a matter; `values` are the fields of the act's event."""

    act: Act
    matter: str
    effective_on: date
    reason: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class AddScope:
    """A scope with matters of its own; `main` None: it is when there is none yet."""

    scope: str
    kind: ScopeKind
    effective_on: date
    reason: str
    within: str = ""
    main: bool | None = None
    matters: tuple[str, ...] = ()
    answers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class CloseScope:
    """A scope is merged into another, split, or given up."""

    scope: str
    effective_on: date
    reason: str


@dataclass(frozen=True, kw_only=True)
class SubmitBundle:
    """Hand a bundle in as one; `members` None: all its matters that apply."""

    bundle: str
    effective_on: date
    receipt_no: str
    members: tuple[str, ...] | None = None
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class RecordFact:
    """A project fact that came true on `effective_on`."""

    kind: str
    effective_on: date
    reason: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class CorrectRecord:
    """Put a recorded event right: replace fields, void it, or (with neither) restore it as first recorded."""

    version: int
    reason: str
    void: bool = False
    changes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class DirectService:
    """Suspend, resume, terminate, complete or archive the service as a whole."""

    course: Course
    effective_on: date
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class ConfirmRecord:
    """Confirm, for the department, an entry made on its behalf (待核)."""

    matter: str
    version: int
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class ContestRecord:
    """Say, for the department, that an entry made on its behalf is not right."""

    matter: str
    version: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class ReopenStage:
    """Open a closed stage again."""

    stage: str
    effective_on: date
    reason: str


@dataclass(frozen=True, kw_only=True)
class MoveTarget:
    """Move the target of a stage's milestone, from today on."""

    stage: str
    on: date
    reason: str


@dataclass(frozen=True, kw_only=True)
class MoveCatalogue:
    """Read the project by another version of the catalogue from a day on."""

    version: str
    effective_on: date
    reason: str


@dataclass(frozen=True, kw_only=True)
class GiveAssistance:
    """Note help given to the enterprise; the words are kept elsewhere, by their id and hash."""

    kind: AssistanceKind
    effective_on: date
    text: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class CompleteDuty:
    """A duty after a grant was done; `occurrence` None: the one that is open."""

    matter: str
    duty: str
    effective_on: date
    occurrence: int | None = None
    document: str = ""
    reason: str = ""


ProjectCommand = (
    ExpectPermit
    | EnterProfile
    | IssueServiceList
    | AssignSpecialist
    | RecordAct
    | RecordFact
    | CorrectRecord
    | AddScope
    | CloseScope
    | SubmitBundle
    | DirectService
    | ReopenStage
    | MoveTarget
    | MoveCatalogue
    | GiveAssistance
    | ConfirmRecord
    | ContestRecord
    | CompleteDuty
)
