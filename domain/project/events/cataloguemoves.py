"""A project is pinned to the catalogue it was registered under; moving it to another version is an act of its own."""

from collections.abc import Mapping
from dataclasses import dataclass

from msgspec.structs import replace

from domain.catalogue.model import Catalogue
from domain.catalogue.rules import Answer
from domain.dates.terms import Term
from domain.project.events.listing import listed_for
from domain.project.events.rebasing import UNDER_WAY
from domain.project.model.evolution import ProjectEvent, catalogue_id, evolves
from domain.project.model.phases import Phase
from domain.project.model.rules import Rules
from domain.project.model.state import Matter, Project


@dataclass(frozen=True, kw_only=True)
class CatalogueMoved(ProjectEvent):
    """From `effective_on` on the project is read by another version of the catalogue.

    What is under way or granted keeps the terms it was begun on; the list stays until the next one is issued.
    """

    TOPIC = "CatalogueMoved"

    version: str


@evolves(CatalogueMoved)
def _moved(project: Project, event: CatalogueMoved, rules: Rules) -> Project:
    return moved(project, rules.pinned(event.version).catalogue, event.version)


def moved(project: Project, catalogue: Catalogue, version: str) -> Project:
    """The project under another catalogue; fields of the profile it did not have take their defaults."""
    return replace(
        project,
        catalogue=version,
        profile=None if project.profile is None else profile_under(project.profile, catalogue),
        matters={key: under(matter, catalogue) for key, matter in project.matters.items()},
    )


def profile_under(profile: Mapping[str, Answer], catalogue: Catalogue) -> Mapping[str, Answer]:
    return {name: profile.get(name, field.default) for name, field in catalogue.profile_fields.items()}


def under(matter: Matter, catalogue: Catalogue) -> Matter:
    """The matter with its new definition, unless an application is under way or the result is in force."""
    definition = catalogue.matters.get(catalogue_id(matter.key))
    if definition is None or matter.phase in UNDER_WAY or matter.phase is Phase.GRANTED or matter.review_open:
        return matter
    return replace(matter, definition=definition)


@dataclass(frozen=True, slots=True)
class LimitChange:
    """A limit of a matter that applies before and after the move."""

    matter: str
    kind: str
    before: Term | None
    after: Term | None


@dataclass(frozen=True, slots=True)
class Effect:
    """What a move means for the next list: the matters it would add and leave out, the limits that change."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    limits: tuple[LimitChange, ...]


def effect_of(project: Project, rules: Rules, version: str) -> Effect:
    """The effect of moving a project that has a profile; before that a move changes no list."""
    old, new = rules.pinned(project.catalogue).catalogue, rules.pinned(version).catalogue
    if project.profile is None:
        return Effect((), (), ())
    after = moved(project, new, version)
    before_keys = [line.key for line in listed_for(project, old) if line.applies]
    after_keys = [line.key for line in listed_for(after, new) if line.applies]
    return Effect(
        tuple(key for key in after_keys if key not in before_keys),
        tuple(key for key in before_keys if key not in after_keys),
        tuple(
            change
            for key in after_keys
            if key in before_keys
            for change in limit_changes(project, after, old, new, key)
        ),
    )


def limit_changes(
    project: Project, after: Project, old: Catalogue, new: Catalogue, key: str
) -> tuple[LimitChange, ...]:
    """The promised and statutory limits of a matter that differ."""
    was, now = old.matters[catalogue_id(key)], new.matters[catalogue_id(key)]
    terms = (
        ("promised", was.promised, now.promised),
        ("statutory", was.statutory_for(project.answers(key)), now.statutory_for(after.answers(key))),
    )
    return tuple(LimitChange(key, kind, before, later) for kind, before, later in terms if before != later)
