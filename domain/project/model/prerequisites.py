"""What has to be settled before something else: what a matter waits for, and the gates of a start, as of an evening."""

from collections.abc import Iterable
from datetime import date

from domain.catalogue.model import Gate
from domain.project.model.rules import Rules
from domain.project.model.state import Project


def visible(project: Project, matters: Iterable[str], place: str) -> list[str]:
    """The keys that stand for matters of the catalogue as seen from a scope, or from the whole project."""
    if not project.scopes.scopes:
        return list(matters)
    return [key for matter in matters for key in project.scopes.visible(matter, place)]


def applies(project: Project, key: str) -> bool:
    """The matter stands on the project's list; before the first list nothing is known to be left out."""
    matter = project.matters.get(key)
    return not project.listed or (matter is not None and matter.listed)


def unsettled(keys: Iterable[str], latest: Project, evening: Project) -> list[str]:
    """Those that apply and were not settled that evening."""
    first = [key for key in keys if not ((matter := evening.matters.get(key)) and matter.settled)]
    wanted = [key for key in first if applies(latest, key)]
    done = settled(evening) if wanted else set()
    return [key for key in wanted if key not in done]


def settled(project: Project) -> set[str]:
    """What is granted in force or exempt, by a first result or a second one (`~2`)."""
    return {matter.key.partition("~")[0] for matter in project.matters.values() if matter.settled}


def open_gates(evening: Project, latest: Project, gate: Gate, rules: Rules, scope: str, on: date) -> list[str]:
    """The applicable gate matters (and the construction permit) of a scope not settled on that evening.

    Without a scope: of the whole project, those of all scopes there were on the day of the fact.
    """
    wanted = visible(latest, [item.id for item in rules.catalogue.matters.values() if item.gate is gate], scope)
    if gate is Gate.CONSTRUCTION_START:
        wanted += gate_permits(latest, scope)
    return unsettled((key for key in wanted if scope or not latest.scopes.came_after(key, on)), latest, evening)


def gate_permits(project: Project, scope: str) -> list[str]:
    """The permits that allow the start: phase 1 where it applies (ruling 26)."""
    phased = [key for key in visible(project, ["construction_permit_phase1"], scope) if applies(project, key)]
    return phased if project.listed and phased else visible(project, ["construction_permit"], scope)
