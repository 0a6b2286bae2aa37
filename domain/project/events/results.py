"""The life of a granted result: changed, start extended, renewed, lapsed, annulled.

Sources: 行政许可法 §§49-50 (change, renewal), §§69-70 (annulment, cancellation), 建筑法 §9 (start within 3 months, two
extensions); rulings 18, 21, 22 and section 5.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar

from msgspec.structs import replace

from domain.errors import DomainError
from domain.project.model.evolution import Consequence, MatterEvent, evolves_matter, guards, out_of_order
from domain.project.model.life import Annulment, By, Life, Prolonged
from domain.project.model.phases import Act
from domain.project.model.state import Matter, Project


class RenewalStep(StrEnum):
    """What happened to a renewal."""

    APPLIED = "applied"
    GRANTED = "granted"
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True)
class ResultChanged(MatterEvent):
    """变更 (行政许可法 §49): the result goes on with another content; a new document number replaces the old."""

    TOPIC = "ResultChanged"
    ACT = Act.CHANGE


@dataclass(frozen=True, kw_only=True)
class StartExtended(MatterEvent):
    """开工延期 (建筑法 §9): another period to start in; `until` where it is shorter than the catalogue's length."""

    TOPIC = "StartExtended"
    ACT = Act.EXTEND_START
    CORRECTABLE: ClassVar[frozenset[str]] = MatterEvent.CORRECTABLE | {"until"}

    until: date | None = None


@dataclass(frozen=True, kw_only=True)
class RenewalRecorded(MatterEvent):
    """延续 (行政许可法 §50): applied for by the enterprise, granted (until a day) or refused by the department."""

    TOPIC = "RenewalRecorded"
    ACT = Act.RENEW
    CORRECTABLE: ClassVar[frozenset[str]] = MatterEvent.CORRECTABLE | {"step", "until"}

    step: RenewalStep
    until: date | None = None


@dataclass(frozen=True, kw_only=True)
class RenewalDeemed(MatterEvent, Consequence):
    """逾期未作决定的,视为准予延续 (行政许可法 §50): applied for in time and undecided at the end of `expired_on`."""

    TOPIC = "RenewalDeemed"
    ACT = Act.RENEW

    granted_on: date
    expired_on: date


@dataclass(frozen=True, kw_only=True)
class LapseRecorded(MatterEvent):
    """失效, as somebody says: by its own terms, or because what it was for fell away."""

    TOPIC = "LapseRecorded"
    ACT = Act.LAPSE


@dataclass(frozen=True, kw_only=True)
class ResultLapsed(LapseRecorded, Consequence):
    """失效 by time: the period of the result granted on `granted_on` ended on `expired_on`; effective the day after."""

    TOPIC = "ResultLapsed"

    granted_on: date
    expired_on: date


@dataclass(frozen=True, kw_only=True)
class ResultAnnulled(MatterEvent):
    """撤销, 撤回 or 注销 by the authority (行政许可法 §§69, 8, 70)."""

    TOPIC = "ResultAnnulled"
    ACT = Act.ANNUL
    CORRECTABLE: ClassVar[frozenset[str]] = MatterEvent.CORRECTABLE | {"kind"}

    kind: Annulment


@guards(Act.RENEW)
def _one_renewal_at_a_time(project: Project, matter: Matter, event: MatterEvent) -> DomainError | None:
    """A decision needs an application; a written one may follow the renewal by silence, a refusal not any more."""
    life, step = lived(matter), getattr(event, "step", None)
    if step is RenewalStep.APPLIED:
        return DomainError("renewal_open", matter=matter.key) if life.renewal_applied_on else None
    if life.renewal_applied_on:
        return None
    if life.unwritten and step is RenewalStep.REFUSED:
        return DomainError("already_deemed_renewed", matter=matter.key, on=life.unwritten.on.isoformat())
    return None if life.unwritten and step is RenewalStep.GRANTED else out_of_order(matter, event)


@guards(Act.LAPSE)
def _nothing_prolonged_it_after_its_end(project: Project, matter: Matter, event: LapseRecorded) -> DomainError | None:
    """What ran out cannot be prolonged on the day on which it is lapsed: the lapse comes first that day."""
    if not isinstance(event, ResultLapsed):
        return None
    life = lived(matter)
    later = [one.on for one in life.prolonged] + ([life.renewal_applied_on] if life.renewal_applied_on else [])
    return out_of_order(matter, event) if any(on > event.expired_on for on in later) else None


def lived(matter: Matter) -> Life:
    """The life of a granted result; evolvers are total, so one without begins here."""
    return matter.life or Life(granted_on=matter.granted_on or date.max)


def lives_on(matter: Matter, **changes: Any) -> Matter:
    return replace(matter, life=replace(lived(matter), **changes))


def prolonged(matter: Matter, event: MatterEvent, by: By, until: date | None = None, **changes: Any) -> Matter:
    """The matter with one more prolongation."""
    return lives_on(matter, prolonged=(*lived(matter).prolonged, Prolonged(event.effective_on, by, until)), **changes)


@evolves_matter(ResultChanged)
def _changed(matter: Matter, event: ResultChanged) -> Matter:
    changed = lives_on(matter, changed_on=event.effective_on)
    return replace(changed, document=event.document or matter.document)


@evolves_matter(StartExtended)
def _start_extended(matter: Matter, event: StartExtended) -> Matter:
    return prolonged(matter, event, By.EXTENSION, event.until)


@evolves_matter(RenewalRecorded)
def _renewal(matter: Matter, event: RenewalRecorded) -> Matter:
    life = lived(matter)
    if event.step is RenewalStep.APPLIED:
        return lives_on(matter, renewal_applied_on=event.effective_on)
    if event.step is RenewalStep.REFUSED:
        return lives_on(matter, renewal_applied_on=None)
    if life.unwritten:
        written = replace(life.unwritten, until=event.until, in_writing_on=event.effective_on)
        return lives_on(matter, prolonged=(*life.prolonged[:-1], written))
    return prolonged(matter, event, By.RENEWAL, event.until, renewal_applied_on=None)


@evolves_matter(RenewalDeemed)
def _renewal_deemed(matter: Matter, event: RenewalDeemed) -> Matter:
    return prolonged(matter, event, By.SILENCE, renewal_applied_on=None)


@evolves_matter(LapseRecorded)
def _lapsed(matter: Matter, event: LapseRecorded) -> Matter:
    return replace(lives_on(matter, lapsed_on=event.effective_on, renewal_applied_on=None), granted_on=None)


@evolves_matter(ResultAnnulled)
def _annulled(matter: Matter, event: ResultAnnulled) -> Matter:
    ended = lives_on(matter, annulled_on=event.effective_on, annulment=event.kind, renewal_applied_on=None)
    return replace(ended, granted_on=None)
