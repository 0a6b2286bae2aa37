"""Scopes of a project (宗地·期·标段·单体): added and closed; each has matters, gates and baselines (ruling 27)."""

from dataclasses import dataclass

from msgspec.structs import replace

from domain.catalogue.answers import from_canonical
from domain.errors import DomainError
from domain.project.events.lifecycle import ProfileAnswer
from domain.project.events.listing import relisted
from domain.project.model.evolution import ProjectEvent, evolves, guards_project
from domain.project.model.rules import Rules
from domain.project.model.scoping import Scope, ScopeKind, Scoping
from domain.project.model.state import Baseline, Project


@dataclass(frozen=True, kw_only=True)
class ScopeAdded(ProjectEvent):
    """A scope with the matters that have a key of their own in it, and its own answers to the profile.

    `kept`: those of its matters that had acts already; their key is that of the scope `kept_as` from now on, the main
    one. `baselines`: its own, frozen now when the first list was issued before.
    """

    TOPIC = "ScopeAdded"

    scope: str
    kind: ScopeKind
    within: str = ""
    main: bool = False
    matters: tuple[str, ...] = ()
    answers: tuple[ProfileAnswer, ...] = ()
    kept: tuple[str, ...] = ()
    kept_as: str = ""
    baselines: tuple[Baseline, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ScopeClosed(ProjectEvent):
    """The scope is no more: merged into another, split into several, or given up. What was done in it stays."""

    TOPIC = "ScopeClosed"

    scope: str


def misplaced_scope(scoping: Scoping, scope: str, within: str, *, main: bool) -> DomainError | None:
    """Why a scope cannot be added beside those there are: its id, what it lies within, a second main one."""
    if scoping.get(scope):
        return DomainError("scope_exists", scope=scope)
    declared = next((item.id for item in scoping.open if item.main), None)
    if main and declared:
        return DomainError("second_main_scope", scope=scope, main=declared)
    return unknown_scope(scoping, within) if within else None


def unknown_scope(scoping: Scoping, scope: str) -> DomainError | None:
    """Why a scope cannot be named: it is not there, or not any more."""
    found = scoping.get(scope)
    if found is None:
        return DomainError("unknown_scope", scope=scope, known="、".join(item.id for item in scoping.open) or "-")
    if found.closed_on:
        return DomainError("scope_closed", scope=scope, on=found.closed_on.isoformat())
    return None


@guards_project(ScopeAdded)
def _may_be_added(project: Project, event: ScopeAdded) -> DomainError | None:
    return misplaced_scope(project.scopes, event.scope, event.within, main=event.main)


@guards_project(ScopeClosed)
def _may_be_closed(project: Project, event: ScopeClosed) -> DomainError | None:
    return unknown_scope(project.scopes, event.scope)


@evolves(ScopeAdded)
def _added(project: Project, event: ScopeAdded, rules: Rules) -> Project:
    scope = scope_of(event, rules)
    yardsticks = project.yardsticks
    if yardsticks and event.baselines:
        yardsticks = replace(yardsticks, baselines=(*yardsticks.baselines, *event.baselines))
    scoping = project.scopes.added(scope, event.kept, event.kept_as)
    return relisted(replace(project, scopes=scoping, yardsticks=yardsticks), event.matters, rules)


def scope_of(event: ScopeAdded, rules: Rules) -> Scope:
    """The scope of its event; answers to fields that the catalogue lacks are left out."""
    fields = rules.catalogue.profile_fields
    answers = tuple(
        (answer.field, from_canonical(fields[answer.field].type, answer.value))
        for answer in event.answers
        if answer.field in fields
    )
    return Scope(event.scope, event.kind, event.within, event.main, event.matters, answers, event.effective_on)


@evolves(ScopeClosed)
def _closed(project: Project, event: ScopeClosed, rules: Rules) -> Project:
    scope = project.scopes.get(event.scope)
    closed = replace(project, scopes=project.scopes.closed(event.scope, event.effective_on))
    kept = {matter for matter, holder in project.scopes.kept if holder == event.scope}
    return relisted(closed, kept.union(scope.matters if scope else ()), rules)
