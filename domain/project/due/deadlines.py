"""Every open dated duty of a project: what is due when, and whose move it is (ruling 37)."""

from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum

from msgspec import Struct

from domain.catalogue.model import Stage
from domain.catalogue.vocabulary import LapseEffect
from domain.dates.terms import DueDate, Step, Term
from domain.project.due.duties import open_duties
from domain.project.due.validity import validity
from domain.project.events.applications import outstanding_materials
from domain.project.events.targets import current_target
from domain.project.model.limits import (
    ANSWER_DAYS,
    DELIVERY_DAYS,
    PROMISED,
    answer_due,
    delivery_due,
    limits,
    review_due,
)
from domain.project.model.phases import RUNNING
from domain.project.model.progress import awaits
from domain.project.model.rules import Rules
from domain.project.model.state import Matter, Project, StageState, Status

OF_PROJECT = ""
"""In place of a matter's key where a deadline is about the whole project."""


class DeadlineKind(StrEnum):
    """What falls due."""

    ACCEPTANCE_ANSWER = "acceptance_answer"
    PROMISED = "promised"
    STATUTORY = "statutory"
    PRE_REVIEW_OPINION = "pre_review_opinion"
    DELIVERY = "delivery"
    SUSPENSION_END = "suspension_end"
    SUPPLEMENT = "supplement"
    DEFERRED_MATERIAL = "deferred_material"
    PERMIT_LAPSE = "permit_lapse"
    POST_PERMIT_DUTY = "post_permit_duty"
    LAND_DATE = "land_date"
    IDLE_LAND = "idle_land"
    MILESTONE_TARGET = "milestone_target"


class Owner(StrEnum):
    """Who has to move: 部门, 企业, 土地, 上级, 专班."""

    DEPARTMENT = "department"
    ENTERPRISE = "enterprise"
    LAND = "land"
    ABOVE = "above"
    TEAM = "team"


class Deadline(Struct, frozen=True, gc=False):
    """One open deadline. `start` begins its clock (a reminder is never planned on or before it).

    A milestone's target is about the whole project: its `matter` is empty, its `detail` the stage.
    """

    kind: DeadlineKind
    matter: str
    start: date
    due_on: date
    owner: Owner
    department: str
    term: Term | None = None
    provisional: bool = False
    steps: tuple[Step, ...] = ()
    detail: str = ""
    overrun: bool = False  # passing it is a department's overrun
    recurring: bool = False  # one of many: told, but no light


def deadlines(project: Project, rules: Rules) -> tuple[Deadline, ...]:
    """All open deadlines of a project, earliest first; those frozen by an open stop are left out."""
    found = [item for matter in project.matters.values() for item in of_matter(project, matter, rules)]
    return in_order((*found, *milestone_targets(project, rules)))


def in_order(found: Iterable[Deadline]) -> tuple[Deadline, ...]:
    """The earliest first."""
    return tuple(sorted(found, key=lambda item: (item.due_on, item.matter, item.kind, item.detail)))


def of_matter(project: Project, matter: Matter, rules: Rules) -> Iterator[Deadline]:
    """The open deadlines of one matter."""
    yield from running_limits(project, matter, rules)
    yield from stop_ends(matter)
    yield from enterprise_duties(matter)
    yield from lapses(project, matter, rules)
    yield from duties_after(project, matter, rules)
    waiting = answer_due(matter, rules.calendar)
    if waiting and matter.attempt and matter.attempt.waiting_since:
        yield department_deadline(
            DeadlineKind.ACCEPTANCE_ANSWER, matter, matter.attempt.waiting_since, waiting, ANSWER_DAYS
        )
    opinion = review_due(matter, rules.calendar)
    if opinion and matter.review:
        yield department_deadline(
            DeadlineKind.PRE_REVIEW_OPINION, matter, matter.review.started_on, opinion, matter.definition.promised
        )
    delivery = delivery_due(matter, rules.calendar)
    if delivery and matter.granted_on:
        yield department_deadline(DeadlineKind.DELIVERY, matter, matter.granted_on, delivery, DELIVERY_DAYS)


def department_deadline(kind: DeadlineKind, matter: Matter, start: date, due: DueDate, term: Term) -> Deadline:
    """A deadline of the department; it has a due date, for a frozen one is no deadline."""
    return Deadline(
        kind,
        matter.key,
        start,
        due.due_on or date.max,
        Owner.DEPARTMENT,
        matter.definition.department,
        term,
        due.provisional,
        due.steps,
    )


def running_limits(project: Project, matter: Matter, rules: Rules) -> Iterator[Deadline]:
    """Both limits while the matter runs; a limit an open stop freezes has no date and is silent."""
    if matter.phase not in RUNNING:
        return
    for limit in limits(matter, project.answers(matter.key), rules.calendar).each():
        if limit.due_on is None or not limit.overrun:
            continue
        kind = DeadlineKind.PROMISED if limit.kind == PROMISED else DeadlineKind.STATUTORY
        yield Deadline(
            kind,
            matter.key,
            limit.start,
            limit.due_on,
            Owner.DEPARTMENT,
            matter.definition.department,
            limit.term,
            limit.due.provisional,
            limit.due.steps,
            overrun=True,
        )


def stop_ends(matter: Matter) -> Iterator[Deadline]:
    """The expected end of an open stop, as the notice named it."""
    for stop in matter.attempt.open_stops if matter.attempt else ():
        if stop.expected_end:
            yield Deadline(
                DeadlineKind.SUSPENSION_END,
                matter.key,
                stop.started_on,
                stop.expected_end,
                Owner.DEPARTMENT,
                matter.definition.department,
                detail=stop.kind,
            )


def enterprise_duties(matter: Matter) -> Iterator[Deadline]:
    """Supplements asked for by a day, and deferred materials still out; none while a stop is open (ruling 35)."""
    attempt = matter.attempt
    if attempt is None or matter.phase not in RUNNING or attempt.open_stops:
        return
    request = attempt.open_request
    if request and request.due_on:
        yield enterprise_deadline(
            DeadlineKind.SUPPLEMENT, matter, request.requested_on, request.due_on, "、".join(request.materials)
        )
    for item in outstanding_materials(matter):
        yield enterprise_deadline(
            DeadlineKind.DEFERRED_MATERIAL,
            matter,
            attempt.accepted_on or attempt.received_on,
            item.due_on,
            item.material,
        )


def enterprise_deadline(kind: DeadlineKind, matter: Matter, start: date, due_on: date, detail: str) -> Deadline:
    return Deadline(kind, matter.key, start, due_on, Owner.ENTERPRISE, matter.definition.department, detail=detail)


def lapses(project: Project, matter: Matter, rules: Rules) -> Iterator[Deadline]:
    """The day to act so that a result lives on: start, extend, renew; none while a renewal in time is under way."""
    found = validity(matter, project, rules)
    if found is None or found.met_on or found.effect is LapseEffect.IDLE_LAND:
        return
    applied = matter.life.renewal_applied_on if matter.life else None
    if applied is None or applied > found.act_by:
        yield Deadline(
            DeadlineKind.PERMIT_LAPSE,
            matter.key,
            found.start,
            found.act_by,
            Owner.ENTERPRISE,
            matter.definition.department,
            provisional=found.provisional,
            steps=found.steps,
        )


def duties_after(project: Project, matter: Matter, rules: Rules) -> Iterator[Deadline]:
    """What the enterprise owes after the grant; what the land contract agrees on has kinds of its own."""
    for item in open_duties(matter, project, rules):
        kind = DeadlineKind.LAND_DATE if item.about_land else DeadlineKind.POST_PERMIT_DUTY
        yield Deadline(
            DeadlineKind.IDLE_LAND if item.idle else kind,
            matter.key,
            min(item.start, item.due_on),
            item.due_on,
            Owner.LAND if item.idle else Owner.ENTERPRISE,
            item.duty.department,
            provisional=item.provisional,
            steps=item.steps,
            detail=item.duty.id,
            recurring=item.recurring,
        )


def milestone_targets(project: Project, rules: Rules) -> Iterator[Deadline]:
    """The day by which each milestone still to come is to be reached, as it stands now; the task force sees to it."""
    for stage in rules.catalogue.stages if project.yardsticks else ():
        target = open_target(project, stage)
        if target and project.yardsticks:
            issued = project.yardsticks.issued_on
            yield Deadline(
                DeadlineKind.MILESTONE_TARGET, OF_PROJECT, issued, target, Owner.TEAM, department="", detail=stage.id
            )


def open_target(project: Project, stage: Stage) -> date | None:
    """The target of a milestone that is still to be reached.

    None where nothing of the list waits for it, and while the service rests or has ended (design §4).
    """
    if project.status is not Status.ACTIVE or project.yardsticks is None:
        return None
    reached = project.stages.get(stage.id, StageState()).milestone_on
    return current_target(project, stage.id) if reached is None and awaits(project, stage) else None
