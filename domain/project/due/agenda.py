"""A project's open deadlines by matter, carried on: only what an event moved is worked out anew.

The deadlines of a matter follow from the matter itself, and from a few things of the project: its answers and scopes,
the facts its duties and its validity count from, the duties done, a second result, the end of the last stage. Those of
the whole project, the milestones' targets, follow from the targets, the stages, and what on the list is not exempt.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from domain.project.due.deadlines import OF_PROJECT, Deadline, in_order, milestone_targets, of_matter
from domain.project.due.duties import counted_from, waited_for
from domain.project.model.evolution import catalogue_id
from domain.project.model.phases import EXEMPT
from domain.project.model.progress import kinds_between
from domain.project.model.rules import Rules
from domain.project.model.state import Matter, Project


@dataclass(frozen=True)
class Agenda:
    """The open deadlines of each matter; `renewed` names the matters whose own were worked out anew.

    Those of the whole project stand under `OF_PROJECT`.
    """

    project: Project
    rules: Rules
    by_matter: Mapping[str, tuple[Deadline, ...]]
    renewed: frozenset[str]

    @cached_property
    def rows(self) -> tuple[Deadline, ...]:
        """All of them, the earliest first."""
        return in_order(item for items in self.by_matter.values() for item in items)


def agenda_of(project: Project, rules: Rules, before: Agenda | None = None) -> Agenda:
    """The agenda of a project; what did not move since the one before is taken over."""
    renewed = moved(project, rules, before) if before else everything(project)
    known = before.by_matter if before else {}
    found = {
        key: tuple(of_matter(project, matter, rules)) if key in renewed else known[key]
        for key, matter in project.matters.items()
    }
    of_project = tuple(milestone_targets(project, rules)) if OF_PROJECT in renewed else known[OF_PROJECT]
    return Agenda(project, rules, {**found, OF_PROJECT: of_project}, renewed)


def everything(project: Project) -> frozenset[str]:
    """All that may have deadlines."""
    return frozenset((*project.matters, OF_PROJECT))


def moved(project: Project, rules: Rules, before: Agenda) -> frozenset[str]:
    """The matters whose deadlines may be others than before, and `OF_PROJECT` where those of the whole may be."""
    old = before.project
    if rules is not before.rules or ground(project, rules) != ground(old, rules):
        return everything(project)
    changed = {key for key, matter in project.matters.items() if old.matters.get(key) is not matter}
    seconds = {key.partition("~")[0] for key in changed if "~" in key}
    done = {one.matter for one in set(project.done_duties) ^ set(old.done_duties)}
    kinds, applied = kinds_between(project, old), {catalogue_id(key) for key in changed}

    def is_moved(key: str, matter: Matter) -> bool:
        if key in changed or key in done or key.partition("~")[0] in seconds:
            return True
        if applied and not applied.isdisjoint(waited_for(matter, rules)):
            return True
        return bool(kinds) and not kinds.isdisjoint(counted_from(matter, rules))

    found = frozenset(key for key, matter in project.matters.items() if is_moved(key, matter))
    return found | {OF_PROJECT} if targets_moved(project, old, changed) else found


def targets_moved(project: Project, old: Project, changed: Iterable[str]) -> bool:
    """Whether the milestones still to be reached, or their targets, may be others; `changed` names changed matters."""
    if any(getattr(project, part) is not getattr(old, part) for part in ("status", "yardsticks", "targets", "stages")):
        return True
    return any(is_awaited(project.matters[key]) != is_awaited(old.matters.get(key)) for key in changed)


def is_awaited(matter: Matter | None) -> bool:
    """On the list and neither waived nor not applicable."""
    return matter is not None and matter.listed and matter.phase not in EXEMPT


def ground(project: Project, rules: Rules) -> tuple[object, ...]:
    """What every matter's deadlines may depend on."""
    last = project.stages.get(rules.catalogue.stages[-1].id)
    return project.profile, project.scopes, last and last.closed_on
