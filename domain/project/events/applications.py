"""An application from the enterprise's entry to its acceptance: receipt, supplements, acceptance, silence."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from msgspec import Struct
from msgspec.structs import replace

from domain.errors import DomainError
from domain.project.model.attempts import Attempt, Deferred, Request
from domain.project.model.evolution import Consequence, MatterEvent, evolves_matter, guards, out_of_order
from domain.project.model.phases import Act, Phase
from domain.project.model.state import Matter, Project

BEFORE_ACCEPTANCE = frozenset({Phase.RECEIVED, Phase.SUPPLEMENT_REQUESTED, Phase.SUPPLEMENTED})


class DeferredMaterial(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """A material that may follow (容缺受理), with the day by which it was promised."""

    material: str
    due_on: date


@dataclass(frozen=True, kw_only=True)
class ApplicationSubmitted(MatterEvent):
    """The enterprise's own entry; without legal effect."""

    TOPIC = "ApplicationSubmitted"
    ACT = Act.SUBMIT


@dataclass(frozen=True, kw_only=True)
class ApplicationReceived(MatterEvent):
    """收件: the department has the papers. Opens the next attempt; with a receipt number the 5 days run.

    `bundle`: it was handed in as a member of this bundle.
    """

    TOPIC = "ApplicationReceived"
    ACT = Act.RECEIVE
    CORRECTABLE: ClassVar[frozenset[str]] = MatterEvent.CORRECTABLE | {"receipt_no"}

    receipt_no: str = ""
    bundle: str = ""


@dataclass(frozen=True, kw_only=True)
class SupplementRequested(MatterEvent):
    """补正告知 (行政许可法 §32): what is missing, once. Delays the start, never pauses a running clock."""

    TOPIC = "SupplementRequested"
    ACT = Act.REQUEST_SUPPLEMENT
    CORRECTABLE: ClassVar[frozenset[str]] = MatterEvent.CORRECTABLE | {"materials", "due_on"}

    materials: tuple[str, ...]
    due_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class MaterialsSupplemented(MatterEvent):
    """补齐补正: when complete, a new receipt with a new 5 days."""

    TOPIC = "MaterialsSupplemented"
    ACT = Act.SUPPLEMENT
    CORRECTABLE: ClassVar[frozenset[str]] = MatterEvent.CORRECTABLE | {"complete"}

    complete: bool = True


@dataclass(frozen=True, kw_only=True)
class ApplicationAccepted(MatterEvent):
    """受理; with deferred materials (容缺受理) or by commitment (告知承诺) where so decided."""

    TOPIC = "ApplicationAccepted"
    ACT = Act.ACCEPT
    CORRECTABLE: ClassVar[frozenset[str]] = MatterEvent.CORRECTABLE | {"deferred", "by_commitment"}

    deferred: tuple[DeferredMaterial, ...] = ()
    by_commitment: bool = False


@dataclass(frozen=True, kw_only=True)
class AcceptanceDeemed(MatterEvent, Consequence):
    """逾期不告知的,自收到申请材料之日起即为受理 (行政许可法 §32): 5 working days of silence.

    Effective on the day after the fifth; `received_on` is the receipt from which it counts as accepted.
    """

    TOPIC = "AcceptanceDeemed"
    ACT = Act.DEEM_ACCEPTED

    received_on: date


@dataclass(frozen=True, kw_only=True)
class ApplicationNotAccepted(MatterEvent):
    """不予受理, in writing and with a reason."""

    TOPIC = "ApplicationNotAccepted"
    ACT = Act.NOT_ACCEPT


@dataclass(frozen=True, kw_only=True)
class DeferredMaterialReceived(MatterEvent):
    """A material that was accepted as missing has come in."""

    TOPIC = "DeferredMaterialReceived"
    ACT = Act.MATERIAL_RECEIVED
    CORRECTABLE: ClassVar[frozenset[str]] = MatterEvent.CORRECTABLE | {"material"}

    material: str


@guards(Act.SUPPLEMENT)
def _needs_a_request(project: Project, matter: Matter, event: MaterialsSupplemented) -> DomainError | None:
    return None if matter.attempt and matter.attempt.open_request else out_of_order(matter, event)


@guards(Act.ACCEPT)
def _not_twice(project: Project, matter: Matter, event: ApplicationAccepted) -> DomainError | None:
    if matter.phase is not Phase.ACCEPTED or written_answer_is_open(matter):
        return None
    return out_of_order(matter, event)


@guards(Act.NOT_ACCEPT)
def _not_after_acceptance(project: Project, matter: Matter, event: ApplicationNotAccepted) -> DomainError | None:
    if matter.phase is not Phase.ACCEPTED:
        return None
    if written_answer_is_open(matter):
        return DomainError("already_deemed_accepted", matter=matter.key)
    return out_of_order(matter, event)


def written_answer_is_open(matter: Matter) -> bool:
    """Deemed accepted, and the department has not yet answered in writing."""
    attempt = matter.attempt
    return attempt is not None and attempt.deemed and attempt.answered_in_writing_on is None


@guards(Act.MATERIAL_RECEIVED)
def _only_outstanding(project: Project, matter: Matter, event: DeferredMaterialReceived) -> DomainError | None:
    outstanding = [item.material for item in outstanding_materials(matter)]
    if event.material in outstanding:
        return None
    return DomainError(
        "unknown_material",
        material=event.material,
        matter=matter.key,
        outstanding="、".join(outstanding) or "-",
    )


def outstanding_materials(matter: Matter) -> tuple[Deferred, ...]:
    """The deferred materials not yet received."""
    deferred = matter.attempt.deferred if matter.attempt else ()
    return tuple(item for item in deferred if item.received_on is None)


@evolves_matter(ApplicationSubmitted)
def _submitted(matter: Matter, event: ApplicationSubmitted) -> Matter:
    return replace(matter, submitted_on=event.effective_on, exempted_on=None)


@evolves_matter(ApplicationReceived)
def _received(matter: Matter, event: ApplicationReceived) -> Matter:
    counted = bool(event.receipt_no) or not event.unconfirmed
    attempt = Attempt(
        number=len(matter.attempts) + 1,
        received_on=event.effective_on,
        receipt_no=event.receipt_no,
        complete_on=event.effective_on,
        waiting_since=event.effective_on if counted else None,
        bundle=event.bundle,
    )
    return replace(
        matter,
        attempts=(*matter.attempts, attempt),
        granted_on=None,
        refused_on=None,
        exempted_on=None,
        delivered_on=None,
        document="",
        life=None,
    )


@evolves_matter(SupplementRequested)
def _supplement_requested(matter: Matter, event: SupplementRequested) -> Matter:
    attempt = matter.attempts[-1]
    request = Request(event.effective_on, event.materials, event.due_on)
    changes: dict[str, object] = {"requests": (*attempt.requests, request)}
    if matter.standing in BEFORE_ACCEPTANCE:
        changes |= {"complete_on": None, "waiting_since": None}
    return replace(matter, attempts=matter.amend_attempt(**changes))


@evolves_matter(MaterialsSupplemented)
def _supplemented(matter: Matter, event: MaterialsSupplemented) -> Matter:
    if not event.complete:
        return matter
    requests = tuple(
        request if request.supplemented_on else replace(request, supplemented_on=event.effective_on)
        for request in matter.attempts[-1].requests
    )
    changes: dict[str, object] = {"requests": requests}
    if matter.standing is Phase.SUPPLEMENT_REQUESTED:
        changes |= {"complete_on": event.effective_on, "waiting_since": event.effective_on}
    return replace(matter, attempts=matter.amend_attempt(**changes))


@evolves_matter(ApplicationAccepted)
def _accepted(matter: Matter, event: ApplicationAccepted) -> Matter:
    deferred = tuple(Deferred(item.material, item.due_on) for item in event.deferred)
    if written_answer_is_open(matter):
        return replace(
            matter,
            attempts=matter.amend_attempt(answered_in_writing_on=event.effective_on, deferred=deferred),
        )
    return replace(
        matter,
        attempts=matter.amend_attempt(
            accepted_on=event.effective_on,
            waiting_since=None,
            deferred=deferred,
            by_commitment=event.by_commitment,
        ),
    )


@evolves_matter(AcceptanceDeemed)
def _deemed(matter: Matter, event: AcceptanceDeemed) -> Matter:
    return replace(
        matter, attempts=matter.amend_attempt(accepted_on=event.received_on, deemed=True, waiting_since=None)
    )


@evolves_matter(ApplicationNotAccepted)
def _not_accepted(matter: Matter, event: ApplicationNotAccepted) -> Matter:
    return replace(matter, attempts=matter.amend_attempt(ended_on=event.effective_on, waiting_since=None))


@evolves_matter(DeferredMaterialReceived)
def _material_received(matter: Matter, event: DeferredMaterialReceived) -> Matter:
    deferred = tuple(
        replace(item, received_on=event.effective_on) if item.material == event.material else item
        for item in matter.attempts[-1].deferred
    )
    return replace(matter, attempts=matter.amend_attempt(deferred=deferred))
