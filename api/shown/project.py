"""A project as the API shows it at (D, K): plain values, every date explained, nothing worked out twice."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from api.shown.deadlines import deadline_view
from api.shown.irregularities import irregularity_rows
from api.shown.matters import in_order, matter_view
from api.shown.scopes import bundle_rows, scope_rows, stage_scopes
from domain.catalogue.model import Catalogue
from domain.event import Event
from domain.lights import Mark, marks
from domain.planning.foreseen import Forecast
from domain.project.due.deadlines import Deadline, deadlines
from domain.project.events.targets import current_target
from domain.project.model.evolution import walk
from domain.project.model.rules import Rules
from domain.project.model.standing import Pause
from domain.project.model.state import Project, StageState, Yardsticks
from domain.project.record.irregularities import Codes, irregularities
from domain.project.record.reading import facts
from projections.rows.entries import last_activity


def project_view(
    project: Project,
    log: Sequence[Event],
    rules: Rules,
    as_of: date,
    as_known_at: datetime | None,
    language: str,
    codes: Mapping[int, Codes] | None = None,
    stored: Forecast | None = None,
) -> dict[str, Any]:
    """The whole project; `version` counts what was known at K.

    `codes`: its irregularities, `stored`: its forecast not rolled forward, where they are at hand.
    """
    known = [event for event in log if as_known_at is None or event.known_at <= as_known_at]
    open_rows = deadlines(project, rules)
    if codes is None:
        codes = irregularities(list(walk(project.id, facts(known), rules)), rules)
    return {
        "id": str(project.id),
        "code": project.code,
        "name": project.name,
        "district": project.district,
        "enterprise": {"name": project.enterprise, "uscc": project.uscc or None},
        "national_code": project.national_code or None,
        "landed_on": project.landed_on,
        "status": project.status,
        "assistance": project.assistance,
        "pauses": [pause_view(pause) for pause in project.pauses],
        "version": known[-1].originator_version,
        "as_of": as_of,
        "as_known_at": as_known_at,
        "people": {"specialist": project.specialist or None, "team": project.team or None},
        "catalogue": project.catalogue,
        "promised_limits_assumed": promised_assumed(rules.catalogue),
        "profile": project.profile,
        "expected": expected_view(project),
        "yardsticks": yardsticks_view(project.yardsticks),
        "light": light_view(project, rules, known, as_of, stored, open_rows),
        "stages": [stage_view(project, rules.catalogue, stage.id, language) for stage in rules.catalogue.stages],
        "matters": [
            matter_view(project, matter, rules, as_of, language)
            for matter in in_order(project, rules.catalogue)
            if matter.listed or matter.reviews or matter.attempts or matter.first_granted_on
        ],
        "scopes": scope_rows(project),
        "bundles": bundle_rows(project, rules, language),
        "facts": [fact_view(fact) for fact in project.facts],
        "deadlines": [deadline_view(item, rules, as_of, language) for item in open_rows],
        "irregularities": irregularity_rows(known, codes, language),
    }


def pause_view(pause: Pause) -> dict[str, Any]:
    """A time in which the service rested: a cause of delay of its own."""
    return {"suspended_on": pause.started_on, "resumed_on": pause.ended_on, "reason": pause.reason or None}


def promised_assumed(catalogue: Catalogue) -> bool:
    """Whether any promised limit is an assumption (承诺时限为假设值)."""
    return any(matter.promised_source == "assumed" for matter in catalogue.matters.values())


def expected_view(project: Project) -> dict[str, Any] | None:
    if project.expected is None:
        return None
    return {"on": project.expected.on, "document": project.expected.document}


def yardsticks_view(yardsticks: Yardsticks | None) -> dict[str, Any] | None:
    """E, S, P and T as frozen with the first list."""
    if yardsticks is None:
        return None
    expected = yardsticks.expected
    return {
        "issued_on": yardsticks.issued_on,
        "expected": {"on": expected.on, "document": expected.document} if expected else None,
        "construction_permit": dict(yardsticks.permits),
        "preparation": yardsticks.preparation,
        "catalogue": yardsticks.catalogue,
        "calendar": yardsticks.calendar,
    }


def light_view(
    project: Project,
    rules: Rules,
    known: Sequence[Event],
    as_of: date,
    stored: Forecast | None,
    open_rows: tuple[Deadline, ...],
) -> dict[str, Any]:
    """The light on D, with cause and owner."""
    found = marks(project, rules, last_activity(known), stored, open_rows)
    light = found.light(as_of)
    cause = found.red if light == "red" else found.yellow if light == "yellow" else None
    return {
        "light": light,
        "cause": mark_view(cause) if cause else None,
        "red_on": found.red.on if found.red else None,
        "yellow_on": found.yellow.on if found.yellow else None,
    }


def mark_view(mark: Mark) -> dict[str, Any]:
    return {
        "on": mark.on,
        "cause": mark.cause,
        "matter": mark.matter or None,
        "owner": mark.owner,
        "department": mark.department or None,
    }


def stage_view(project: Project, catalogue: Catalogue, stage_id: str, language: str) -> dict[str, Any]:
    stage = next(item for item in catalogue.stages if item.id == stage_id)
    state = project.stages.get(stage_id, StageState())
    listed = [matter for matter in project.matters.values() if matter.definition.stage == stage_id and matter.listed]
    targets = project.yardsticks.milestones if project.yardsticks else ()
    return {
        "stage": stage_id,
        "name": stage.name_zh if language == "zh" else stage.name_en,
        "milestone": stage.milestone_zh if language == "zh" else stage.milestone_en,
        "state": "closed" if state.closed_on else "open" if state.opened_on else "pending",
        "opened_on": state.opened_on,
        "milestone_on": state.milestone_on,
        "target": current_target(project, stage_id),
        "reopened_on": state.reopened_on,
        "closed_on": state.closed_on,
        "planned": {item.way: item.granted for item in targets if item.key == stage_id},
        "scopes": stage_scopes(project, stage),
        "matters": len(listed),
        "settled": sum(matter.settled for matter in listed),
    }


def fact_view(fact: Any) -> dict[str, Any]:
    return {
        "kind": fact.kind,
        "on": fact.on,
        "due": fact.due,
        "scope": fact.scope or None,
        "value": fact.value or None,
        "version": fact.version,
    }
