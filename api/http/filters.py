"""What lists may be filtered by, where the catalogue knows all there is: anything else would find nothing.

Persons and task forces are no closed list: whoever is in charge of nothing is in charge of nothing.
"""

from collections.abc import Callable, Mapping
from difflib import get_close_matches

from api.runtime import Runtime
from domain.catalogue.model import Catalogue
from domain.errors import DomainError
from domain.project.model.evolution import catalogue_id

FEW = 30  # names that a refusal lists all
NEAR = 5
OF_CATALOGUE: Mapping[str, Callable[[Catalogue], list[str]]] = {
    "stage": lambda catalogue: [one.id for one in catalogue.stages],
    "department": lambda catalogue: list(catalogue.departments),
    "matter": lambda catalogue: list(catalogue.matters),
}


def check_filters(here: Runtime, **asked: str | None) -> None:
    """Refuse a stage, a department or a matter that no catalogue has by which projects are read here.

    Raises DomainError unknown_choice, with those that there are.
    """
    for field, value in asked.items():
        if value is None:
            continue
        catalogues = (here.rules.catalogue, *here.rules.catalogues.values())
        known = dict.fromkeys(name for one in catalogues for name in OF_CATALOGUE[field](one))
        if (catalogue_id(value) if field == "matter" else value) not in known:
            named = list(known) if len(known) <= FEW else get_close_matches(value, known, NEAR) or list(known)
            raise DomainError("unknown_choice", field=field, written=value, known="、".join(named))
