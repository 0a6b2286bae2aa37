"""A project as the API shows it at (D, K): plain values, every date explained, nothing worked out twice."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from api.explanations import explain
from api.irregularities_view import irregularity_rows
from api.results_view import duty_words, result_view
from api.scope_views import bundle_rows, matter_name, scope_rows, stage_scopes
from domain.catalogue.model import Catalogue
from domain.catalogue.profile import Choice, reason_text
from domain.dates.terms import Step
from domain.event import Event
from domain.planning.foreseen import Forecast
from domain.project.deadlines import Deadline, deadlines
from domain.project.evolution import Rules, catalogue_id, walk
from domain.project.irregularities import Codes, irregularities
from domain.project.lights import Mark, marks
from domain.project.limits import Limit, answer_due, limits
from domain.project.materials import Material, materials
from domain.project.reading import facts
from domain.project.standing import Pause
from domain.project.state import Baseline, ListedMatter, Matter, Project, StageState, Yardsticks
from domain.project.targets import current_target
from projections.entries import last_activity


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


def in_order(project: Project, catalogue: Catalogue) -> list[Matter]:
    """The project's matters in the catalogue's order."""
    places = {key: place for place, key in enumerate(catalogue.matters)}
    return sorted(project.matters.values(), key=lambda item: (places[catalogue_id(item.key)], item.key))


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


def matter_view(project: Project, matter: Matter, rules: Rules, as_of: date, language: str) -> dict[str, Any]:
    """One matter: where it stands, both clocks, whose move it is, and why it is on the list."""
    definition, attempt = matter.definition, matter.attempt
    both = limits(matter, project.answers(matter.key), rules.calendar)
    waiting = answer_due(matter, rules.calendar)
    on = (
        min(as_of, attempt.ended_on) if attempt and attempt.ended_on else as_of
    )  # where the clock has ended, as it ended
    return {
        "key": matter.key,
        "name": matter_name(project, matter, language),
        "scope": project.scopes.place(matter.key) or None,
        "stage": definition.stage,
        "department": definition.department,
        "kind": definition.kind,
        "listed": matter.listed,
        "basis_changed_on": matter.basis_changed_on,
        "review_needed_on": matter.review_needed_on,
        "reason": listed_reason(project, matter, rules.catalogue, language),
        "phase": matter.phase,
        "attempt": attempt.number if attempt else 0,
        "received_on": attempt.received_on if attempt else None,
        "receipt_no": (attempt.receipt_no or None) if attempt else None,
        "accepted_on": attempt.accepted_on if attempt else None,
        "deemed": attempt.deemed if attempt else False,
        "answer_due_on": waiting.due_on if waiting else None,
        "stops": [stop_view(stop) for stop in attempt.stops] if attempt else [],
        "supplements": [request_view(item) for item in attempt.requests] if attempt else [],
        "deferred": [deferred_view(item) for item in attempt.deferred] if attempt else [],
        "materials": [material_view(item) for item in materials(matter)],
        "pre_review": review_view(matter),
        "promised": limit_view(both.promised, rules, on, language),
        "statutory": limit_view(both.statutory, rules, on, language),
        "due_on": both.due_on,
        "granted_on": matter.granted_on,
        "refused_on": matter.refused_on,
        "delivered_on": matter.delivered_on,
        "document": matter.document or None,
        "prior": matter.prior,
        "result": result_view(matter, project, rules, language),
        "planned": planned_view(project, matter.key),
        "unconfirmed": list(matter.unconfirmed),
        "contested": list(matter.contested),
    }


def listed_reason(project: Project, matter: Matter, catalogue: Catalogue, language: str) -> str | None:
    listed = next((item for item in project.listed if item.key == matter.key), None)
    return choice_reason(catalogue, listed, language) if listed else None


def choice_reason(catalogue: Catalogue, listed: ListedMatter, language: str) -> str:
    return reason_text(catalogue, Choice(listed.matter, listed.applies, listed.because), language)


def stop_view(stop: Any) -> dict[str, Any]:
    return {
        "kind": stop.kind,
        "suspended_on": stop.started_on,
        "resumed_on": stop.ended_on,
        "expected_end": stop.expected_end,
        "with_basis": stop.lawful,
    }


def request_view(request: Any) -> dict[str, Any]:
    return {
        "requested_on": request.requested_on,
        "materials": list(request.materials),
        "due_on": request.due_on,
        "supplemented_on": request.supplemented_on,
    }


def deferred_view(item: Any) -> dict[str, Any]:
    return {"material": item.material, "due_on": item.due_on, "received_on": item.received_on}


def material_view(item: Material) -> dict[str, Any]:
    return {"name": item.name, "state": item.state, "on": item.on}


def review_view(matter: Matter) -> dict[str, Any] | None:
    review = matter.review
    if review is None:
        return None
    return {"started_on": review.started_on, "result": review.result, "opinion_on": review.opinion_on}


def limit_view(limit: Limit | None, rules: Rules, as_of: date, language: str) -> dict[str, Any] | None:
    """A limit: due or frozen, used and left on D, provisional or not, and how its date came about."""
    if limit is None:
        return None
    return {
        "count": limit.term.count,
        "unit": limit.term.unit,
        "extension": limit.extension,
        "started_on": limit.start,
        "due_on": limit.due_on,
        "left": limit.left(rules.calendar, as_of),
        "used": limit.used(rules.calendar, as_of),
        "stopped": limit.due_on is None,
        "overrun": limit.overrun,
        "provisional": limit.due.provisional,
        "explain": explained(limit.due.steps, language),
    }


def explained(steps: Sequence[Step], language: str) -> list[str]:
    """The rules that moved a date, in words."""
    return [explain(step, language) for step in steps]


def planned_view(project: Project, key: str) -> Mapping[str, Any] | None:
    """The frozen plan of a matter by way."""
    rows: tuple[Baseline, ...] = project.yardsticks.baselines if project.yardsticks else ()
    return {row.way: {"begins": row.begins, "granted": row.granted} for row in rows if row.key == key} or None


def fact_view(fact: Any) -> dict[str, Any]:
    return {
        "kind": fact.kind,
        "on": fact.on,
        "due": fact.due,
        "scope": fact.scope or None,
        "value": fact.value or None,
        "version": fact.version,
    }


def deadline_view(item: Deadline, rules: Rules, as_of: date, language: str) -> dict[str, Any]:
    return {
        "kind": item.kind,
        "matter": item.matter,
        "start": item.start,
        "due_on": item.due_on,
        "left": rules.calendar.working_days(as_of, item.due_on),
        "owner": item.owner,
        "department": item.department,
        "detail": item.detail or None,
        "duty": duty_words(item, rules.catalogue, language),
        "provisional": item.provisional,
        "explain": explained(item.steps, language),
    }
