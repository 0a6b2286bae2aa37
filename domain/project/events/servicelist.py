"""The service list (服务清单): the matters the profile chose, with reasons; the first one freezes the yardsticks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from domain.project.events.listing import listed_for, misplaced, relisted
from domain.project.events.rebasing import basis_of, rebased
from domain.project.model.evolution import ProjectEvent, evolves, matter_of
from domain.project.model.rules import Rules
from domain.project.model.state import Baseline, Expected, ListedMatter, Matter, Project, Yardsticks

SERVICE_LIST_MATTER = "tailored_service_list"
WAYS = ("statutory", "promised", "escorted")


class PermitPlan(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """When one way grants the construction permit (or allows the start, where none is needed)."""

    way: str
    on: date | None


@dataclass(frozen=True, kw_only=True)
class ServiceListIssued(ProjectEvent):
    """A version of the list; the first one freezes E, S, P and T with all they were worked out from.

    `milestones` holds a Baseline per way and stage (its `granted` is the milestone's date).
    """

    TOPIC = "ServiceListIssued"

    number: int
    profile_version: int
    catalogue: str
    calendar: str
    matters: tuple[ListedMatter, ...]
    start: date
    preparation: int = 0
    construction_days: int | None = None
    expected_on: date | None = None
    expected_document: str = ""
    permits: tuple[PermitPlan, ...] = ()
    baselines: tuple[Baseline, ...] = ()
    milestones: tuple[Baseline, ...] = ()


@evolves(ServiceListIssued)
def _issued(project: Project, event: ServiceListIssued, rules: Rules) -> Project:
    issued = replace(
        project,
        list_version=event.number,
        listed=event.matters,
        listed_before=project.listed,
        matters=listed_matters(project, event.matters, event.effective_on, rules),
        yardsticks=yardsticks(event) if event.permits else project.yardsticks,
    )
    return relisted(issued, misplaced(issued), rules)


def with_next_list(project: Project, on: date, rules: Rules) -> Project:
    """The matters as a list issued on a day would leave them, from the profile as it is; for who looks ahead."""
    return replace(project, matters=listed_matters(project, listed_for(project, rules.catalogue), on, rules))


def listed_matters(project: Project, new: Sequence[ListedMatter], on: date, rules: Rules) -> Mapping[str, Matter]:
    """The list merged into what is there: matters with acts stay, whether they apply or not."""
    lines = {item.key: item for item in new}
    left = [line for line in project.listed if line.key not in lines]
    gone = [replace(line, applies=False) for line in left]
    matters = dict(project.matters)
    for item in (*new, *gone):
        matter = matter_of(project, item.key, rules)
        if matter is not None and (item.applies or item.key in matters):
            basis = basis_of(project, item, matter, rules)
            matters[item.key] = rebased(replace(matter, listed=item.applies), basis, on)
    return matters


def yardsticks(event: ServiceListIssued) -> Yardsticks:
    expected = (
        Expected(event.expected_on, event.expected_document, event.originator_version) if event.expected_on else None
    )
    return Yardsticks(
        issued_on=event.effective_on,
        expected=expected,
        permits=tuple((plan.way, plan.on) for plan in event.permits),
        baselines=event.baselines,
        milestones=event.milestones,
        preparation=event.preparation,
        catalogue=event.catalogue,
        calendar=event.calendar,
        construction_days=event.construction_days,
    )
