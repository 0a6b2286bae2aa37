"""The lines of a service list: each matter of the catalogue at each place where it has a key, with its reason."""

from collections.abc import Collection

from msgspec.structs import replace

from domain.catalogue.model import Catalogue, MatterDefinition
from domain.catalogue.profile import choose, complete_profile
from domain.project.events.rebasing import untouched
from domain.project.model.evolution import matter_of
from domain.project.model.rules import Rules
from domain.project.model.state import ListedMatter, Matter, Project


def listed_for(project: Project, catalogue: Catalogue) -> tuple[ListedMatter, ...]:
    """The whole list as profile and scopes have it, in the catalogue's order."""
    return tuple(line for matter in catalogue.matters.values() for line in lines_of(project, matter, catalogue))


def lines_of(project: Project, matter: MatterDefinition, catalogue: Catalogue) -> list[ListedMatter]:
    """The lines of one matter: a scope's own answers may say that it does not apply there (ruling 27)."""
    profile = complete_profile(catalogue, {}) if project.profile is None else project.profile
    choices = [
        (key, choose(matter, project.scopes.answers(place, profile)))
        for place, key in project.scopes.keys(matter.id).items()
    ]
    return [ListedMatter(key, matter.id, choice.applies, choice.because) for key, choice in choices]


def relisted(project: Project, matters: Collection[str], rules: Rules) -> Project:
    """The list and the matters with these ones of the catalogue put where the scopes have them now.

    What loses its place and has no acts is gone; with acts it stays, off the list.
    """
    if not project.listed or not matters:
        return project
    listed: list[ListedMatter] = []
    done: set[str] = set()
    for line in project.listed:
        definition = rules.catalogue.matters.get(line.matter)
        if definition is None or line.matter not in matters or "~" in line.key:
            listed.append(line)
        elif line.matter not in done:
            done.add(line.matter)
            listed += lines_of(project, definition, rules.catalogue)
    gone = {line.key for line in project.listed} - {line.key for line in listed}
    found = {key: replace(matter, listed=False) if key in gone else matter for key, matter in project.matters.items()}
    found = {key: matter for key, matter in found.items() if key not in gone or has_acts(matter)}
    for line in listed:
        matter = found.get(line.key) or matter_of(project, line.key, rules)
        if line.matter in done and matter is not None and (line.applies or line.key in found):
            found[line.key] = replace(matter, listed=line.applies)
    return replace(project, listed=tuple(listed), matters=found)


def misplaced(project: Project) -> set[str]:
    """The listed matters whose lines are not where the scopes have them."""
    if not project.scopes.scopes and all(line.key == line.matter for line in project.listed):
        return set()
    lines: dict[str, set[str]] = {}
    for line in project.listed:
        if "~" not in line.key:
            lines.setdefault(line.matter, set()).add(line.key)
    return {matter for matter, keys in lines.items() if keys != set(project.scopes.keys(matter).values())}


def has_acts(matter: Matter) -> bool:
    """Anything was ever done about it."""
    return not untouched(matter)
