"""Small catalogues written in one line per matter, and the plan of one."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import partial
from hashlib import sha256

from domain.catalogue.loader import shipped_catalogue
from domain.catalogue.model import Catalogue, Gate, MatterDefinition, Semantics
from domain.dates.official import official_calendar
from domain.dates.terms import Term, Unit
from domain.planning.model import Plan
from domain.planning.schedule import plan

UNITS = {"w": Unit.WORKING_DAYS, "c": Unit.CALENDAR_DAYS, "m": Unit.MONTHS, "y": Unit.YEARS}
PERMIT = "construction_permit"
EXECUTION, COMPLETION, OPERATION = "construction_execution", "completion_acceptance", "production_operation"


def term(written: str) -> Term:
    """`5w`: five working days; `30c`: thirty calendar days; `2m`: two months."""
    return Term(int(written[:-1]), UNITS[written[-1]])


def matter(
    id_: str,
    promised: str = "1w",
    statutory: str | None = None,
    *,
    after: Iterable[str] = (),
    prereview: Iterable[str] = (),
    stage: str = "project_initiation",
    gate: Gate | None = None,
    semantics: Semantics = Semantics.MAXIMUM,
) -> MatterDefinition:
    """A matter that waits for grants (`after`) and whose pre-review waits for begins (`prereview`)."""
    return replace(
        shipped_catalogue().matters["investment_agreement"],
        id=id_,
        stage=stage,
        statutory=None if statutory is None else term(statutory),
        promised=term(promised),
        semantics=semantics,
        depends_on=tuple(after),
        can_prereview_after=tuple(prereview),
        gate=gate,
    )


permit = partial(matter, PERMIT, stage="construction_permitting")


def small(*matters: MatterDefinition, milestones: dict[str, tuple[str, ...]] | None = None) -> Catalogue:
    """The shipped catalogue with these matters instead of its own."""
    shipped = shipped_catalogue()
    stages = tuple(replace(stage, milestone_matters=(milestones or {}).get(stage.id, ())) for stage in shipped.stages)
    return replace(
        shipped,
        digest=sha256(repr((matters, stages)).encode()).hexdigest(),
        matters={item.id: item for item in matters},
        stages=stages,
        bundles={},
        duties={},
        matter_facts={},
    )


def plan_of(
    catalogue: Catalogue,
    start: date,
    *,
    without: Iterable[str] = (),
    preparation: int = 0,
    construction_days: int | None = None,
) -> Plan:
    """The plan of all matters but those left out."""
    chosen = [id_ for id_ in catalogue.matters if id_ not in set(without)]
    profile = {name: field.default for name, field in catalogue.profile_fields.items()}
    return plan(catalogue, profile, chosen, official_calendar(), start, preparation, construction_days)
