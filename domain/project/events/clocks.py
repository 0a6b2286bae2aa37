"""What happens to a running clock: special procedures that stop it (特别程序), and extensions (延长办理期限)."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from msgspec.structs import replace

from domain.errors import DomainError
from domain.project.model.attempts import Extension, Stop
from domain.project.model.evolution import MatterEvent, evolves_matter, guards, out_of_order
from domain.project.model.phases import Act, Phase
from domain.project.model.state import Matter, Project

CORRECTION = "correction"  # 补正 stands among many matters' clock_stops, with the effect "not started": no stop


@dataclass(frozen=True, kw_only=True)
class ClockSuspended(MatterEvent):
    """The clock stops from `effective_on`, by a written notice; with `resumed_on` the stop is finished.

    行政许可法 §45: the time of a hearing, test, appraisal or expert review is not counted, and the applicant is
    told so in writing. `limits_passed` names the limits that were over before that day, as was known when it was
    recorded (rulings, section 6).
    """

    TOPIC = "ClockSuspended"
    ACT = Act.SUSPEND
    CORRECTABLE: ClassVar[frozenset[str]] = MatterEvent.CORRECTABLE | {
        "kind",
        "notice_no",
        "notice_on",
        "expected_end",
        "resumed_on",
    }

    kind: str
    notice_no: str = ""
    notice_on: date | None = None
    expected_end: date | None = None
    resumed_on: date | None = None
    limits_passed: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ClockResumed(MatterEvent):
    """The stop ends: `effective_on` is the first day that counts again. `kind` names it where two are open."""

    TOPIC = "ClockResumed"
    ACT = Act.RESUME
    CORRECTABLE: ClassVar[frozenset[str]] = MatterEvent.CORRECTABLE | {"kind"}

    kind: str = ""


@dataclass(frozen=True, kw_only=True)
class LimitExtended(MatterEvent):
    """Both limits grow by `days`, each in its own unit, approved by the head of the agency (行政许可法 §42).

    `limits_passed` as in `ClockSuspended`: those it comes too late for.
    """

    TOPIC = "LimitExtended"
    ACT = Act.EXTEND
    CORRECTABLE: ClassVar[frozenset[str]] = MatterEvent.CORRECTABLE | {"days", "approved_by"}

    days: int
    approved_by: str = ""
    limits_passed: tuple[str, ...] = ()


def runs_from_receipt(matter: Matter) -> bool:
    """Before acceptance there is a clock to stop or extend only where it runs from the receipt (ruling 16)."""
    return matter.phase in (Phase.ACCEPTED, Phase.SUSPENDED) or matter.definition.clock_starts_on == "received"


@guards(Act.SUSPEND)
def _may_stop(project: Project, matter: Matter, event: ClockSuspended) -> DomainError | None:
    if event.kind == CORRECTION:
        return DomainError("correction_is_no_stop", matter=matter.key)
    if not runs_from_receipt(matter):
        return out_of_order(matter, event)
    attempt = matter.attempts[-1]
    if any(stop.kind == event.kind for stop in attempt.open_stops):
        return DomainError("stop_overlaps", kind=event.kind, matter=matter.key, on=event.effective_on.isoformat())
    return None


@guards(Act.RESUME)
def _names_its_stop(project: Project, matter: Matter, event: ClockResumed) -> DomainError | None:
    open_kinds = [stop.kind for stop in matter.attempts[-1].open_stops]
    if event.kind and event.kind not in open_kinds:
        return DomainError("no_such_stop", kind=event.kind, matter=matter.key, open="、".join(open_kinds))
    if not event.kind and len(open_kinds) > 1:
        return DomainError("stop_kind_required", matter=matter.key, open="、".join(open_kinds))
    return None


@guards(Act.EXTEND)
def _may_extend(project: Project, matter: Matter, event: LimitExtended) -> DomainError | None:
    return None if runs_from_receipt(matter) else out_of_order(matter, event)


@evolves_matter(ClockSuspended)
def _suspended(matter: Matter, event: ClockSuspended) -> Matter:
    stop = Stop(event.kind, event.effective_on, None, event.expected_end, lawful(matter, event))
    return replace(matter, attempts=matter.amend_attempt(stops=(*matter.attempts[-1].stops, stop)))


def lawful(matter: Matter, event: ClockSuspended) -> bool:
    """The catalogue allows the kind for this matter, and there is a written notice with number and date."""
    return event.kind in matter.definition.clock_stops and bool(event.notice_no) and event.notice_on is not None


@evolves_matter(ClockResumed)
def _resumed(matter: Matter, event: ClockResumed) -> Matter:
    return replace(matter, attempts=matter.amend_attempt(stops=ended(matter, event.effective_on, event.kind)))


def ended(matter: Matter, on: date, kind: str = "") -> tuple[Stop, ...]:
    """The stops with the open ones (of a kind, or all) ended."""
    return tuple(
        replace(stop, ended_on=on) if stop.ended_on is None and kind in ("", stop.kind) else stop
        for stop in matter.attempts[-1].stops
    )


@evolves_matter(LimitExtended)
def _extended(matter: Matter, event: LimitExtended) -> Matter:
    extension = Extension(event.effective_on, event.days)
    return replace(matter, attempts=matter.amend_attempt(extensions=(*matter.attempts[-1].extensions, extension)))
