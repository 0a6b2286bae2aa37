"""Commands on scopes answered with events (ruling 27)."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from domain.catalogue.answers import canonical
from domain.catalogue.flaws import nearest
from domain.catalogue.profile import checked_answers
from domain.deciding.case import Case
from domain.deciding.commands import AddScope, CloseScope
from domain.deciding.possible import refuse_unfounded
from domain.errors import DomainError
from domain.event import Event, stamped
from domain.planning.baseline import baselines_of
from domain.planning.schedule import plan
from domain.project.events.lifecycle import ProfileAnswer
from domain.project.events.listing import has_acts
from domain.project.events.scopes import ScopeAdded, ScopeClosed, misplaced_scope, unknown_scope
from domain.project.events.servicelist import SERVICE_LIST_MATTER
from domain.project.model.evolution import PROJECT_EVOLVERS
from domain.project.model.scoping import WHOLE, Scope, Scoping
from domain.project.model.state import Baseline, Project

SCOPE_ID = re.compile(r"[a-z0-9-]{1,40}")


def add_scope(case: Case, command: AddScope) -> list[Event]:
    """A scope more. Raises DomainError: scope_…, unknown_scope, second_main_scope, profile_…, reason_required."""
    scoping = case.project.scopes
    refuse_unfounded("add-scope", command.reason)
    main = not scoping.open if command.main is None else command.main
    if not SCOPE_ID.fullmatch(command.scope):
        raise DomainError("scope_id_form", scope=command.scope)
    refuse(misplaced_scope(scoping, command.scope, command.within, main=main))
    refuse_wrong_matters(case, command.matters)
    answers = checked_answers(case.rules.catalogue, command.answers)
    matters = tuple(dict.fromkeys(command.matters))
    kept = tuple(matter for matter in matters if has_acts_of_its_own(case.project, matter))
    event = ScopeAdded(
        **stamped(case.stamp, effective_on=command.effective_on, reason=command.reason),
        scope=command.scope,
        kind=command.kind,
        within=command.within,
        main=main,
        matters=matters,
        answers=tuple(ProfileAnswer(name, canonical(value)) for name, value in answers.items()),
        kept=kept,
        kept_as=main_after(scoping, scope_named(command, main=main)) if kept else "",
    )
    return [with_baselines(case, event)]


def scope_named(command: AddScope, *, main: bool) -> Scope:
    return Scope(command.scope, command.kind, command.within, main, command.matters)


def main_after(scoping: Scoping, scope: Scope) -> str:
    """The main scope once this one is there."""
    return scoping.added(scope, (), "").main


def has_acts_of_its_own(project: Project, matter: str) -> bool:
    """No scope has the matter yet, and something was done about it."""
    known = project.matters.get(matter)
    return known is not None and has_acts(known) and WHOLE in project.scopes.keys(matter)


def refuse(problem: DomainError | None) -> None:
    if problem:
        raise problem


def refuse_unknown_scope(scoping: Scoping, scope: str) -> None:
    """A scope that is open. Raises DomainError: unknown_scope, scope_closed."""
    refuse(unknown_scope(scoping, scope))


def refuse_lost_scope(project: Project, event: Event) -> None:
    """The addition of a scope in which something was done, or that others lie in, is not voided."""
    if not isinstance(event, ScopeAdded):
        return
    keys = [key for key, matter in project.matters.items() if key.partition(":")[2] and has_acts(matter)]
    inside = any(scope.within == event.scope for scope in project.scopes.scopes)
    told = any(fact.scope == event.scope for fact in project.facts)
    if inside or told or any(project.scopes.place(key) == event.scope for key in keys):
        raise DomainError("scope_in_use", scope=event.scope)


def refuse_wrong_matters(case: Case, matters: Iterable[str]) -> None:
    """The catalogue has them; the service list itself belongs to the whole project."""
    known = case.rules.catalogue.matters
    for matter in matters:
        if matter not in known:
            raise DomainError("scope_unknown_matter", matter=matter, suggestion=nearest(matter, known))
        if matter == SERVICE_LIST_MATTER:
            raise DomainError("matter_not_divisible", matter=matter)


def with_baselines(case: Case, event: ScopeAdded) -> ScopeAdded:
    """Added after the first list: its own baselines, frozen now."""
    if case.project.yardsticks is None:
        return event
    return ScopeAdded(**{**vars(event), "baselines": own_baselines(case, event)})


def own_baselines(case: Case, event: ScopeAdded) -> tuple[Baseline, ...]:
    """The plan of what is still to be granted, from the day of the addition; of it the keys that are new."""
    evolver, rules, known = PROJECT_EVOLVERS.get(ScopeAdded), case.rules, case.project.yardsticks
    if evolver is None or known is None:
        return ()
    after = evolver(case.project, event, rules)
    own = {after.scopes.keys(matter).get(event.scope) for matter in event.matters} - set(case.project.matters)
    waiting = [line.key for line in after.listed if line.applies and not is_settled(after, line.key)]
    planned = plan(
        rules.catalogue,
        after.profile or {},
        waiting,
        rules.calendar,
        event.effective_on,
        preparation=known.preparation,
        construction_days=known.construction_days,
        scoping=after.scopes,
        with_floats=False,
    )
    return tuple(baseline for baseline in baselines_of(planned) if baseline.key in own)


def is_settled(project: Project, key: str) -> bool:
    matter = project.matters.get(key)
    return matter is not None and matter.settled


def close_scope(case: Case, command: CloseScope) -> list[Event]:
    """A scope merged or given up; first those within it."""
    scoping = case.project.scopes
    refuse_unfounded("close-scope", command.reason)
    refuse_unknown_scope(scoping, command.scope)
    inner = [scope.id for scope in scoping.open if scope.within == command.scope]
    if inner:
        raise DomainError("scope_encloses", scope=command.scope, inner="、".join(inner))
    found = scoping.get(command.scope)
    if found and command.effective_on < found.added_on:
        raise DomainError(
            "end_before_beginning",
            field="effective_on",
            begin=found.added_on.isoformat(),
            end=command.effective_on.isoformat(),
        )
    stamp = stamped(case.stamp, effective_on=command.effective_on, reason=command.reason)
    return [ScopeClosed(**stamp, scope=command.scope)]


DIVIDING: Mapping[type, Callable[[Any, Any], list[Event]]] = {
    AddScope: add_scope,
    CloseScope: close_scope,
}
