"""The plan: what a project's matters come to by law, by promise and under escort (design §5)."""

from collections.abc import Iterable, Mapping
from datetime import date

from domain.catalogue.model import Catalogue
from domain.catalogue.rules import Answer
from domain.dates.calendar import WorkingCalendar
from domain.errors import DomainError
from domain.planning.critical import critical_path
from domain.planning.floats import floats
from domain.planning.layout import Layout, lay_out
from domain.planning.model import Gain, Plan, Planned, Way, WayName, is_provisional
from domain.planning.network import build_network
from domain.planning.timing import NEVER, Clock, Timing
from domain.project.model.scoping import NO_SCOPES, WHOLE, Scoping

WORKS_COMPLETED = "works_completed"


def plan(
    catalogue: Catalogue,
    profile: Mapping[str, Answer],
    chosen: Iterable[str],
    calendar: WorkingCalendar,
    start: date,
    preparation: int = 0,
    construction_days: int | None = None,
    scoping: Scoping = NO_SCOPES,
    *,
    with_floats: bool = True,
) -> Plan:
    """Three ways from one start date for the matters that apply, each by its key where there are scopes.

    `preparation`: working days by which every begin is later. `construction_days`: calendar days from the
    construction start to works complete; without them what comes after works has no dates. Floats cost more than all
    the dates: who does not show them says so.
    """
    if preparation < 0:
        raise DomainError("plan_negative_preparation", count=preparation)
    if construction_days is not None and construction_days < 0:
        raise DomainError("plan_negative_construction", count=construction_days)
    if start == NEVER:
        raise DomainError("date_out_of_range", start=start)
    network = build_network(catalogue, profile, chosen, scoping)
    clock = Clock(calendar)
    ways = {}
    for name in WayName:
        layout = lay_out(network, Timing(name, clock, start, preparation), construction_days)
        ways[name] = _way(catalogue, calendar, layout, floats(layout) if with_floats else {})
    permit = {name: way.construction_permit for name, way in ways.items()}
    return Plan(
        start=start,
        preparation=preparation,
        construction_days=construction_days,
        statutory=ways[WayName.STATUTORY],
        promised=ways[WayName.PROMISED],
        escorted=ways[WayName.ESCORTED],
        gain_vs_statutory=_gain(calendar, permit[WayName.ESCORTED], permit[WayName.STATUTORY]),
        gain_vs_promised=_gain(calendar, permit[WayName.ESCORTED], permit[WayName.PROMISED]),
        provisional=any(planned.provisional for way in ways.values() for planned in way.matters.values()),
    )


def _way(catalogue: Catalogue, calendar: WorkingCalendar, layout: Layout, spare: Mapping[str, int]) -> Way:
    start = layout.timing.start
    matters = {
        matter: Planned(
            layout.begins.get(matter),
            layout.grants.get(matter),
            spare.get(matter),
            is_provisional(calendar, start, layout.grants.get(matter)),
        )
        for matter in layout.network.order
    }
    milestones = {}
    for stage in catalogue.stages:
        applying = layout.network.all_of(stage.milestone_matters)
        fact_decides = stage.milestone_fact == WORKS_COMPLETED
        milestones[stage.id] = layout.works.get(WHOLE) if fact_decides else layout.latest_grant(applying)
    return Way(
        matters=matters,
        milestones=milestones,
        construction_permit=layout.latest_grant(layout.network.targets),
        construction_start=layout.latest_grant(layout.network.start_gates),
        critical_path=critical_path(layout),
    )


def _gain(calendar: WorkingCalendar, escorted: date | None, other: date | None) -> Gain | None:
    if escorted is None or other is None:
        return None
    return Gain((other - escorted).days, calendar.working_days(escorted, other))
