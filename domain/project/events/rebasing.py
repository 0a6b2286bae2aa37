"""What a new service list does to a matter that somebody already worked on (依据已变, 需复核)."""

from datetime import date

from msgspec.structs import replace

from domain.project.model.evolution import catalogue_id
from domain.project.model.phases import RUNNING, Phase
from domain.project.model.rules import Rules
from domain.project.model.standing import Basis
from domain.project.model.state import ListedMatter, Matter, Project

UNDER_WAY = RUNNING | {Phase.SUBMITTED}


def basis_of(project: Project, line: ListedMatter, matter: Matter, rules: Rules) -> Basis:
    """What the matter stands on by this line of a list, with the profile and the catalogue of that day."""
    definition = rules.catalogue.matters.get(catalogue_id(matter.key), matter.definition)
    statutory = definition.statutory_for(project.answers(matter.key))
    return Basis(line.applies, line.because, statutory, definition.promised, definition.depends_on)


def rebased(matter: Matter, basis: Basis, on: date) -> Matter:
    """The matter on its new basis.

    What is planned or has ended without a grant simply takes it. An application under way goes on and is marked. A
    granted result keeps the basis it was granted on: when that differs from now on it needs a review, until a later
    list is as the grant was.
    """
    known = matter.basis
    if matter.phase is Phase.GRANTED and known is not None:
        return replace(matter, review_needed_on=(matter.review_needed_on or on) if basis != known else None)
    under_way = matter.phase in UNDER_WAY or matter.review_open
    if not under_way or known is None:
        return replace(matter, basis=basis, basis_changed_on=None, review_needed_on=None)
    return replace(matter, basis=basis, basis_changed_on=on if basis != known else matter.basis_changed_on)


def untouched(matter: Matter) -> bool:
    """Nothing was ever done about it; lists alone put it where it is."""
    listed = Matter(key=matter.key, definition=matter.definition, listed=matter.listed, basis=matter.basis)
    return matter == listed
