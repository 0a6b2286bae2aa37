"""How a matter ends: granted, refused, withdrawn, closed; delivered; or never needed."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from msgspec.structs import replace

from domain.errors import DomainError
from domain.project.events.clocks import ended
from domain.project.model.attempts import Attempt
from domain.project.model.evolution import Consequence, MatterEvent, evolves_matter, guards, out_of_order
from domain.project.model.life import Life
from domain.project.model.phases import Act, Phase
from domain.project.model.state import Matter, Project

UNDER_WAY = frozenset({Phase.RECEIVED, Phase.SUPPLEMENTED, Phase.ACCEPTED})


@dataclass(frozen=True, kw_only=True)
class MatterGranted(MatterEvent):
    """准予. `prior`: it was granted before the project was registered (入库前已办) and has no clock here.

    What the certificate says of itself: its date, its last day, and the months from one recurring duty to the next.
    """

    TOPIC = "MatterGranted"
    ACT = Act.GRANT
    CORRECTABLE: ClassVar[frozenset[str]] = MatterEvent.CORRECTABLE | {
        "certificate_on",
        "valid_until",
        "interval_months",
    }

    prior: bool = False
    certificate_on: date | None = None
    valid_until: date | None = None
    interval_months: int | None = None


@dataclass(frozen=True, kw_only=True)
class ServiceListGranted(MatterGranted, Consequence):
    """Issuing the service list grants the matter that stands for it."""

    TOPIC = "ServiceListGranted"


@dataclass(frozen=True, kw_only=True)
class MatterRefused(MatterEvent):
    """不予许可, in writing, with the reason and the way to appeal."""

    TOPIC = "MatterRefused"
    ACT = Act.REFUSE


@dataclass(frozen=True, kw_only=True)
class ApplicationWithdrawn(MatterEvent):
    """撤回申请, by the applicant."""

    TOPIC = "ApplicationWithdrawn"
    ACT = Act.WITHDRAW


@dataclass(frozen=True, kw_only=True)
class ProceedingClosed(MatterEvent):
    """终止办理(退件): closed without a decision."""

    TOPIC = "ProceedingClosed"
    ACT = Act.CLOSE


@dataclass(frozen=True, kw_only=True)
class DecisionDelivered(MatterEvent):
    """送达: within 10 working days of the decision (行政许可法 §44); some periods run from here (领取)."""

    TOPIC = "DecisionDelivered"
    ACT = Act.DELIVER


@dataclass(frozen=True, kw_only=True)
class MatterWaived(MatterEvent):
    """The matter is not asked for in this project, with a reason."""

    TOPIC = "MatterWaived"
    ACT = Act.WAIVE


@dataclass(frozen=True, kw_only=True)
class MatterDeclaredNotApplicable(MatterEvent):
    """The matter does not apply after all, with a reason."""

    TOPIC = "MatterDeclaredNotApplicable"
    ACT = Act.NOT_APPLICABLE


@guards(Act.GRANT)
def _needs_an_application(project: Project, matter: Matter, event: MatterGranted) -> DomainError | None:
    if event.prior:
        return prior_problem(project, matter, event)
    if matter.phase in UNDER_WAY or not matter.definition.kind.needs_application:
        return None
    return out_of_order(matter, event)


def prior_problem(project: Project, matter: Matter, event: MatterGranted) -> DomainError | None:
    """`prior` is for what was granted before the landing, outside any application here (ruling 8)."""
    if project.landed_on and event.effective_on >= project.landed_on:
        return DomainError(
            "prior_not_before_landing",
            matter=matter.key,
            on=event.effective_on.isoformat(),
            landed_on=project.landed_on.isoformat(),
        )
    return out_of_order(matter, event) if matter.phase in UNDER_WAY else None


@guards(Act.DELIVER)
def _once(project: Project, matter: Matter, event: DecisionDelivered) -> DomainError | None:
    if matter.delivered_on is None:
        return None
    return DomainError("already_delivered", matter=matter.key, on=matter.delivered_on.isoformat())


@evolves_matter(MatterGranted)
def _granted(matter: Matter, event: MatterGranted) -> Matter:
    attempts = ended_attempts(matter, event.effective_on) if matter.phase in UNDER_WAY else matter.attempts
    return replace(
        matter,
        attempts=attempts,
        granted_on=event.effective_on,
        first_granted_on=matter.first_granted_on or event.effective_on,
        exempted_on=None,
        refused_on=None,
        document=event.document,
        prior=event.prior,
        life=Life(event.effective_on, event.certificate_on, event.valid_until, event.interval_months),
    )


def ended_attempts(matter: Matter, on: date) -> tuple[Attempt, ...]:
    """A grant from receipt is acceptance and grant that day (当场, ruling 23)."""
    attempt = matter.attempts[-1]
    return matter.amend_attempt(accepted_on=attempt.accepted_on or on, waiting_since=None, ended_on=on)


@evolves_matter(MatterRefused)
def _refused(matter: Matter, event: MatterRefused) -> Matter:
    attempts = matter.amend_attempt(ended_on=event.effective_on)
    return replace(matter, attempts=attempts, refused_on=event.effective_on, document=event.document)


@evolves_matter(ApplicationWithdrawn)
@evolves_matter(ProceedingClosed)
def _ended(matter: Matter, event: MatterEvent) -> Matter:
    if matter.phase is Phase.SUBMITTED:
        return matter
    stops = ended(matter, event.effective_on)
    return replace(
        matter,
        attempts=matter.amend_attempt(ended_on=event.effective_on, waiting_since=None, stops=stops),
    )


@evolves_matter(DecisionDelivered)
def _delivered(matter: Matter, event: DecisionDelivered) -> Matter:
    return replace(matter, delivered_on=event.effective_on)


@evolves_matter(MatterWaived)
@evolves_matter(MatterDeclaredNotApplicable)
def _exempted(matter: Matter, event: MatterEvent) -> Matter:
    return replace(matter, exempted_on=event.effective_on, granted_on=None)
