"""How far a stage has come, scope by scope: the scopes in which its milestone is reached one by one, and when."""

from collections.abc import Iterable
from datetime import date

from domain.catalogue.model import Stage
from domain.project.model.phases import EXEMPT
from domain.project.model.scoping import WHOLE
from domain.project.model.state import Fact, Matter, Project, StageState

PERMITS = ("construction_permit", "construction_permit_phase1")


def parts_of(project: Project, stage: Stage) -> tuple[str, ...]:
    """The scopes in which the stage's milestone is reached one by one, in their order; none without scopes.

    Where a fact is the milestone, those with matters of the stage, else those with a construction permit.
    """
    if not project.scopes.scopes:
        return ()
    if not stage.milestone_fact:
        return places_of(project, (item for item in listed(project) if item.definition.id in stage.milestone_matters))
    own = places_of(project, (item for item in listed(project) if item.definition.stage == stage.id))
    return own or building_parts(project)


def building_parts(project: Project) -> tuple[str, ...]:
    """The scopes that are built one by one: those with a construction permit of their own."""
    return places_of(project, (item for item in listed(project) if item.definition.id in PERMITS))


def listed(project: Project) -> Iterable[Matter]:
    """The matters on the list."""
    return (matter for matter in project.matters.values() if matter.listed)


def places_of(project: Project, matters: Iterable[Matter]) -> tuple[str, ...]:
    """The open scopes to which any of the matters belongs."""
    found = {project.scopes.place(matter.key) for matter in matters}
    return tuple(scope.id for scope in project.scopes.open if scope.id in found)


def milestone_on(project: Project, stage: Stage, place: str = WHOLE) -> date | None:
    """The day the last milestone matter of a place was granted, or its fact's day; None while not reached."""
    if stage.milestone_fact:
        known = fact_everywhere(project, stage.milestone_fact, parts_of(project, stage), place)
        return known.on if known else None
    awaited = awaited_at(project, stage, place)
    if not any(matter.first_granted_on for matter in awaited):
        return None
    last = max(settled_on(matter) for matter in awaited)
    return last if last < date.max else None


def awaited_at(project: Project, stage: Stage, place: str = WHOLE) -> list[Matter]:
    """The listed milestone matters as a place sees them; from the whole project all of them."""
    matters = [item for item in listed(project) if item.definition.id in stage.milestone_matters]
    if place == WHOLE:
        return matters
    seen = {key for matter in stage.milestone_matters for key in project.scopes.visible(matter, place)}
    return [matter for matter in matters if matter.key.partition("~")[0] in seen]


def awaits(project: Project, stage: Stage) -> bool:
    """A matter of the list that the milestone waits for; where a fact is the milestone, any matter of the stage."""
    if stage.milestone_fact:
        return any(matter.definition.stage == stage.id for matter in listed(project))
    return any(matter.phase not in EXEMPT for matter in awaited_at(project, stage))


def settled_on(matter: Matter) -> date:
    """The day from which the matter no longer holds its stage open."""
    return matter.first_granted_on or matter.exempted_on or date.max


def fact_at(project: Project, kind: str, place: str) -> Fact | None:
    """The last fact of a kind that counts at a place."""
    found = [fact for fact in project.facts if fact.kind == kind and counts_at(project, fact, place)]
    return found[-1] if found else None


def counts_at(project: Project, fact: Fact, place: str) -> bool:
    """A place's own fact counts there, that of a scope around it, and one of the whole project.

    The last not in a scope added later; but in the main one, whose matters may have been the project's until then.
    """
    scopes = project.scopes
    if fact.scope or not scopes.scopes:
        return not scopes.scopes or fact.scope in scopes.around(place)
    scope = scopes.get(place)
    return scope is None or place == scopes.main or scope.added_on <= fact.on


def fact_everywhere(project: Project, kind: str, parts: tuple[str, ...], place: str = WHOLE) -> Fact | None:
    """At a place as `fact_at`; for a whole project of several parts once each of them has the fact: the last one."""
    if place != WHOLE:
        return fact_at(project, kind, place)
    if not parts:
        return project.fact(kind)
    found = [fact_at(project, kind, part) for part in parts]
    reached = [fact for fact in found if fact]
    return max(reached, key=lambda fact: fact.on) if len(reached) == len(found) else None


def kinds_between(project: Project, other: Project) -> set[str]:
    """The kinds of the facts that one state of a project has and another, read on from it, has not."""
    if project.facts is other.facts:
        return set()
    mine, others = {id(fact) for fact in project.facts}, {id(fact) for fact in other.facts}
    return {fact.kind for fact in (*project.facts, *other.facts) if id(fact) not in mine or id(fact) not in others}


def headline_fact(project: Project, kind: str) -> Fact | None:
    """The fact as the board shows it: the main scope's."""
    return fact_at(project, kind, project.scopes.main)


def reached_by_part(project: Project, stage: Stage) -> dict[str, date | None] | None:
    """When the stage reached its milestone in each of its scopes; None where it has not several."""
    parts = parts_of(project, stage)
    reached = dict(project.stages.get(stage.id, StageState()).reached)
    return {part: reached.get(part) for part in parts} if len(parts) > 1 else None


def reached_parts(project: Project, stage: Stage) -> tuple[int, int] | None:
    """In how many of its scopes the stage has reached its milestone ("2/3"); None where it has not several."""
    by_part = reached_by_part(project, stage)
    return (sum(on is not None for on in by_part.values()), len(by_part)) if by_part else None
