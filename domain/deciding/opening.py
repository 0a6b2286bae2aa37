"""Which keys of matters are open for acts, and when a second result may be applied for (重新报批, ruling 21)."""

from datetime import date

from domain.errors import DomainError
from domain.project.due.validity import re_examination_on
from domain.project.model.evolution import catalogue_id
from domain.project.model.phases import Phase
from domain.project.model.rules import Rules
from domain.project.model.second import earlier
from domain.project.model.state import Matter, Project

FIRST_STAGE = "project_landing"
CHANGES = frozenset({"major_change", "scope_changed", "discharge_changed"})  # facts after which one applies anew


def open_for_acts(project: Project, key: str, rules: Rules) -> bool:
    """On the list, already with acts, or the next result of such a one; before the first list, those of the landing."""
    if key in project.matters or earlier(key) in project.matters:
        return True
    definition = rules.catalogue.matters.get(catalogue_id(key))
    if definition is None or project.listed or definition.stage != FIRST_STAGE:
        return False
    return key in project.scopes.keys(definition.id).values()


def unknown_matter(project: Project, key: str) -> DomainError:
    """Not on the list; or to be named with its scope."""
    keys = project.scopes.keys(key)
    if key in keys.values():
        return DomainError("unknown_matter", matter=key)
    return DomainError("matter_has_scopes", matter=key, keys="、".join(keys.values()))


def refuse_unfounded_second(project: Project, key: str, on: date, reason: str, rules: Rules) -> None:
    """The first act on a second result needs a granted first one, and a ground for it or a reason.

    Raises DomainError: no_first_result, reason_required.
    """
    before = earlier(key)
    if before is None or key in project.matters:
        return
    first = project.matters.get(before)
    if first is None or first.first_granted_on is None:
        raise DomainError("no_first_result", matter=key, first=before)
    if not called_for(project, first, on, rules) and not reason.strip():
        raise DomainError("reason_required", codes="second_result")


def called_for(project: Project, first: Matter, on: date, rules: Rules) -> bool:
    """The first result lapsed or was annulled, is to be reviewed (需复核) or examined again, or its object changed."""
    if first.phase in (Phase.LAPSED, Phase.ANNULLED) or first.review_needed_on:
        return True
    again = re_examination_on(first, project, rules)
    since = first.granted_on or date.min
    changed = any(fact.kind in CHANGES and since <= fact.on <= on for fact in project.facts)
    return changed or (again is not None and again <= on)
