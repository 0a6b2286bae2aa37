"""How a project's row of the portfolio is worked out from its facts. Nothing here depends on today."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from domain.catalogue.model import Stage
from domain.landstart import land_start
from domain.lights import PERMIT, Mark, marks
from domain.planning.forecast import aims_at_permit
from domain.project.due.deadlines import DeadlineKind, Owner, open_target
from domain.project.events.applications import outstanding_materials
from domain.project.events.targets import current_target
from domain.project.model.phases import RUNNING
from domain.project.model.progress import reached_parts
from domain.project.model.state import ENDED, Matter, Project, StageState
from projections.rows.batches import Touched
from projections.rows.tables import Row

LAND_ALLOCATION = "land_allocation_decision"
ESCORTED = "escorted"
NO_LIGHT = frozenset({DeadlineKind.POST_PERMIT_DUTY, DeadlineKind.MILESTONE_TARGET})


def portfolio_row(touched: Touched) -> Row:
    """The whole row."""
    project = touched.project
    return {
        "number": touched.number,
        "project": str(touched.id),
        "district": project.district,
        "code": project.code,
        "national_code": project.national_code,
        "name": project.name,
        "enterprise": project.enterprise,
        "team": project.team,
        "specialist": project.specialist,
        "landed_on": project.landed_on,
        "status": project.status.value,
        "version": touched.log[-1].originator_version,
        "stage": current_stage(project, touched.rules.catalogue.stages),
        "rail": list(rail(project, touched.rules.catalogue.stages)),
        "scopes": project.scopes.kinds,
        "keepers": project.scopes.keepers,
        **lights(touched),
        **overruns(touched),
        **next_deadline(touched),
        **stuck(touched),
        **permit(touched),
        **counts(touched),
        "position": touched.position,
    }


def current_stage(project: Project, stages: tuple[Stage, ...]) -> str:
    """The last stage opened and not closed; else the first not closed after the last closed one; else the last."""
    states = [(stage.id, project.stages.get(stage.id, StageState())) for stage in stages]
    opened = [stage for stage, state in states if state.opened_on and not state.closed_on]
    if opened:
        return opened[-1]
    closed = [place for place, (_, state) in enumerate(states) if state.closed_on]
    following = closed[-1] + 1 if closed else 0
    return states[min(following, len(states) - 1)][0]


def rail(project: Project, stages: tuple[Stage, ...]) -> Iterator[Row]:
    """The stages with what is done of them; once there is a list, a stage without matters is left out (ruling 25).

    `open_target`: the target where the milestone is still to be reached.
    `scopes`: of several scopes in how many the milestone is reached, and how many they are ("2/3").
    """
    by_stage: dict[str, list[Matter]] = defaultdict(list)
    for matter in project.matters.values():
        if matter.listed:
            by_stage[matter.definition.stage].append(matter)
    for stage in stages:
        listed = by_stage[stage.id]
        if project.listed and not listed:
            continue
        state = project.stages.get(stage.id, StageState())
        yield {
            "id": stage.id,
            "opened_on": iso(state.opened_on),
            "milestone_on": iso(state.milestone_on),
            "closed_on": iso(state.closed_on),
            "target": iso(current_target(project, stage.id)),
            "open_target": iso(open_target(project, stage)),
            "done": sum(matter.settled for matter in listed),
            "total": len(listed),
            "scopes": reached_parts(project, stage),
        }


def iso(day: date | None) -> str | None:
    """A date within JSON."""
    return day.isoformat() if day else None


def lights(touched: Touched) -> Row:
    """The first red and the first yellow day with their causes, and the state that wins over both."""
    found = marks(touched.project, touched.rules, touched.entered.last_activity, touched.forecast, touched.agenda.rows)
    return {**mark("red", found.red), **mark("yellow", found.yellow), "state": found.state and found.state.value}


def mark(light: str, found: Mark | None) -> Row:
    """The columns of one mark."""
    return {
        f"{light}_on": found and found.on,
        f"{light}_cause": found and found.cause.value,
        f"{light}_matter": found and found.matter,
        f"{light}_owner": found and found.owner.value,
        f"{light}_department": found and found.department,
    }


def overruns(touched: Touched) -> Row:
    """The first day over a statutory limit, and over a promised one: the working day after the earliest due."""
    statutory = [row for row in touched.agenda.rows if row.kind is DeadlineKind.STATUTORY]
    promised = [row for row in touched.agenda.rows if row.kind is DeadlineKind.PROMISED]
    after = touched.rules.calendar.nth_after
    return {
        "over_statutory_on": after(statutory[0].due_on, 1) if statutory else None,
        "over_statutory_matter": statutory[0].matter if statutory else None,
        "over_statutory_department": statutory[0].department if statutory else None,
        "over_promised_on": after(promised[0].due_on, 1) if promised else None,
    }


def next_deadline(touched: Touched) -> Row:
    """The earliest open deadline that makes a light, and by which the board sorts while the service goes on.

    The duties after a grant are the enterprise's own list; the targets of milestones stand on the rail.
    """
    served = touched.project.status not in ENDED
    first = next((row for row in touched.agenda.rows if row.kind not in NO_LIGHT and not row.recurring), None)
    return {
        "due_on": first and first.due_on,
        "due_kind": first and first.kind.value,
        "due_matter": first and first.matter,
        "due_start": first and first.start,
        "due_owner": first and first.owner.value,
        "due_department": first and first.department,
        "due_provisional": first and first.provisional,
        "sort_on": first.due_on if first and served else date.max,
    }


def stuck(touched: Touched) -> Row:
    """Where it is stuck: the running matter that is due first, in whose hands it is, and since when."""
    due = {row.matter: row.due_on for row in reversed(touched.agenda.rows)}
    waiting = [(matter, *hands(matter)) for matter in touched.project.matters.values() if is_running(matter)]
    first = min(waiting, key=lambda item: (due.get(item[0].key, date.max), item[2], item[0].key), default=None)
    matter, owner, since = first or (None, None, None)
    return {
        "stuck_matter": matter and matter.key,
        "stuck_owner": owner and owner.value,
        "stuck_department": matter and matter.definition.department,
        "stuck_since": since,
    }


def is_running(matter: Matter) -> bool:
    """An application is under way, or a pre-review."""
    return matter.phase in RUNNING or matter.review_open


def hands(matter: Matter) -> tuple[Owner, date]:
    """In whose hands a running matter is, and since when: the enterprise while it owes supplements."""
    attempt = matter.attempt
    if attempt is None or matter.phase not in RUNNING:
        return Owner.DEPARTMENT, matter.review.started_on if matter.review else date.max
    if request := attempt.open_request:
        return Owner.ENTERPRISE, request.requested_on
    if attempt.open_stops:
        return Owner.DEPARTMENT, attempt.open_stops[-1].started_on
    return Owner.DEPARTMENT, attempt.accepted_on or attempt.complete_on or attempt.received_on


def permit(touched: Touched) -> Row:
    """The construction permit against its yardsticks, and the start on land.

    E counts as it stood when the first list was issued; a later one is shown and earns nothing. What was granted
    before the landing, or waits for a department's confirmation, earns nothing either.
    """
    project = touched.project
    matter = project.matters.get(project.scopes.headline(PERMIT))
    granted = matter.first_granted_on if matter else None
    frozen = project.yardsticks.expected if project.yardsticks else project.expected
    plans: Mapping[str, date | None] = dict(project.yardsticks.permits) if project.yardsticks else {}
    expected = frozen or project.expected
    foreseen = touched.forecast.construction_permit
    land = land_start(project)
    counts = not land.uncounted
    signed = land.signed_on
    allocation = project.matters.get(project.scopes.headline(LAND_ALLOCATION))
    return {
        "permit_applies": aims_at_permit(project, touched.rules),
        "permit_expected_on": expected and expected.on,
        "permit_expected_later": frozen is None and expected is not None,
        "permit_statutory_on": plans.get("statutory"),
        "permit_promised_on": plans.get("promised"),
        "permit_escorted_on": plans.get(ESCORTED),
        "permit_forecast_on": foreseen and foreseen.on,
        "permit_granted_on": granted,
        "permit_counts": counts,
        "ahead_days": (frozen.on - granted).days if counts and frozen and granted else None,
        "contract_signed_on": signed,
        "land_mode": (project.profile or {}).get("land_mode"),
        "land_allocated_on": allocation.first_granted_on if allocation else None,
        "start_on_land_days": (
            touched.rules.calendar.working_days(signed, granted) if counts and granted and signed else None
        ),
        "start_missed_on": land.missed_on,
        "construction_started_on": land.started_on,
    }


def counts(touched: Touched) -> Row:
    """How many of what needs an eye."""
    project = touched.project
    attempts = [matter.attempt for matter in project.matters.values() if matter.attempt and matter.phase in RUNNING]
    codes = Counter[str](code.value for found in touched.codes.values() for code in found)
    return {
        "open_stops": sum(len(attempt.open_stops) for attempt in attempts),
        "deferred_materials": sum(len(outstanding_materials(matter)) for matter in project.matters.values()),
        "open_requests": sum(attempt.open_request is not None for attempt in attempts),
        "irregularities": dict[str, Any](sorted(codes.items())),
        "unconfirmed": sum(len(matter.unconfirmed) for matter in project.matters.values()),
        "late_entries": len(touched.entered.late),
        "last_activity_on": touched.entered.last_activity,
    }
