"""A matter as the API shows it at (D, K): where it stands, its clocks, its papers, and why it is on the list."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from api.shown.results import result_view
from api.shown.scopes import matter_name
from api.words.explanations import explained
from domain.catalogue.model import Catalogue
from domain.catalogue.profile import Choice, reason_text
from domain.project.model.evolution import catalogue_id
from domain.project.model.limits import Limit, answer_due, limits
from domain.project.model.materials import Material, materials
from domain.project.model.rules import Rules
from domain.project.model.state import Baseline, ListedMatter, Matter, Project


def in_order(project: Project, catalogue: Catalogue) -> list[Matter]:
    """The project's matters in the catalogue's order."""
    places = {key: place for place, key in enumerate(catalogue.matters)}
    return sorted(project.matters.values(), key=lambda item: (places[catalogue_id(item.key)], item.key))


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


def planned_view(project: Project, key: str) -> Mapping[str, Any] | None:
    """The frozen plan of a matter by way."""
    rows: tuple[Baseline, ...] = project.yardsticks.baselines if project.yardsticks else ()
    return {row.way: {"begins": row.begins, "granted": row.granted} for row in rows if row.key == key} or None
