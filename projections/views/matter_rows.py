"""How the rows of a project's matters are worked out from its facts. Nothing here depends on today."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from domain.dates.calendar import WorkingCalendar
from domain.dates.terms import DueDate
from domain.project.due.deadlines import Deadline, in_order
from domain.project.events.applications import outstanding_materials
from domain.project.events.servicelist import WAYS
from domain.project.model.evolution import MatterEvent, catalogue_id
from domain.project.model.limits import Limit, answer_due, delivery_due, limits, review_due
from domain.project.model.phases import RUNNING
from domain.project.model.state import Baseline, Matter
from projections.rows.batches import Touched
from projections.rows.sheets import Values
from projections.rows.tables import Row


def matter_rows(touched: Touched) -> Iterator[Row | Values]:
    """One row per matter on the list or with acts: the one before where nothing moved it, else a new one."""
    codes, plans = codes_by_matter(touched), plans_of(touched)
    places = {key: place for place, key in enumerate(touched.rules.catalogue.matters)}
    before = touched.before
    same_plan = before is not None and before.project.yardsticks is touched.project.yardsticks
    known = before.rows.get("matters", {}) if before and same_plan else {}
    was = codes_by_matter(before) if before and known else {}
    for key, matter in touched.project.matters.items():
        if key in known and key not in touched.agenda.renewed and codes.get(key) == was.get(key):
            yield known[key]
        else:
            plan = planned(plans, key)
            yield matter_row(touched, matter, places[matter.definition.id], plan, codes.get(key, []))


def matter_row(touched: Touched, matter: Matter, place: int, plan: Row, codes: list[str]) -> Row:
    """The row of a matter: `place` is its place in the catalogue."""
    project, calendar, key = touched.project, touched.rules.calendar, matter.key
    both = limits(matter, project.answers(key), calendar)
    return {
        "number": touched.number,
        "key": key,
        "place": place,
        "matter": matter.definition.id,
        "scope": project.scopes.place(key),
        "stage": matter.definition.stage,
        "department": matter.definition.department,
        "applies": matter.listed,
        "phase": matter.phase.value,
        "running": matter.phase in RUNNING,
        "prior": matter.prior,
        "begun_on": matter.begun_on,
        **application(matter),
        **limit_columns("promised", both.promised),
        **limit_columns("statutory", both.statutory),
        **waiting(matter, calendar),
        **opinion(matter, calendar),
        "granted_on": matter.granted_on,
        "delivered_on": matter.delivered_on,
        "delivery_due_on": due_on(delivery_due(matter, calendar)),
        "document": matter.document,
        **next_due(next(iter(in_order(touched.agenda.by_matter[key])), None)),
        **plan,
        "irregularities": codes,
        "unconfirmed": len(matter.unconfirmed),
    }


def due_on(due: DueDate | None) -> date | None:
    """The day of a deadline, where there is one."""
    return due.due_on if due else None


def application(matter: Matter) -> Row:
    """The current attempt."""
    attempt = matter.attempt
    return {
        "attempt": attempt.number if attempt else 0,
        "received_on": attempt and attempt.received_on,
        "receipt_no": attempt and attempt.receipt_no,
        "accepted_on": attempt and attempt.accepted_on,
        "deemed": attempt is not None and attempt.deemed,
        "ended_on": attempt and attempt.ended_on,
    }


def limit_columns(kind: str, limit: Limit | None) -> Row:
    """A limit: its day, or while it is frozen what is left of it, in its own unit."""
    return {
        f"{kind}_due_on": limit and limit.due_on,
        f"{kind}_left": limit.due.left if limit and limit.due_on is None else None,
        f"{kind}_provisional": limit and limit.due.provisional,
        f"{kind}_overrun": limit and limit.overrun,
    }


def waiting(matter: Matter, calendar: WorkingCalendar) -> Row:
    """What the running attempt waits for: an answer, the end of a stop, supplements, deferred materials."""
    attempt = matter.attempt if matter.phase in RUNNING else None
    stops = attempt.open_stops if attempt else ()
    ends = [stop.expected_end for stop in stops if stop.expected_end]
    request = attempt.open_request if attempt else None
    deferred = outstanding_materials(matter) if attempt else ()
    return {
        "answer_due_on": due_on(answer_due(matter, calendar)),
        "stops": [stop.kind for stop in stops],
        "stopped_since": min((stop.started_on for stop in stops), default=None),
        "stop_expected_end": min(ends, default=None),
        "requested_on": request and request.requested_on,
        "request_due_on": request and request.due_on,
        "requested": list(request.materials) if request else [],
        "deferred": [item.material for item in deferred],
        "deferred_due_on": min((item.due_on for item in deferred), default=None),
    }


def opinion(matter: Matter, calendar: WorkingCalendar) -> Row:
    """The pre-review: none, started, or its result."""
    review = matter.review
    return {
        "review": review and (review.result or "started"),
        "review_started_on": review and review.started_on,
        "review_due_on": due_on(review_due(matter, calendar)),
        "opinion_on": review and review.opinion_on,
    }


def next_due(first: Deadline | None) -> Row:
    """The columns of the earliest open deadline."""
    return {"due_on": first and first.due_on, "due_kind": first and first.kind.value}


def plans_of(touched: Touched) -> Mapping[tuple[str, str], Baseline]:
    """The frozen plan by way and matter."""
    yardsticks = touched.project.yardsticks
    return {(item.way, item.key): item for item in yardsticks.baselines} if yardsticks else {}


def planned(plans: Mapping[tuple[str, str], Baseline], key: str) -> Row:
    """The planned begin and grant of a matter in the three ways."""
    row: dict[str, Any] = {}
    for way in WAYS:
        plan = plans.get((way, key)) or plans.get((way, catalogue_id(key)))
        row[f"plan_{way}_begins"] = plan and plan.begins
        row[f"plan_{way}_granted"] = plan and plan.granted
    return row


def codes_by_matter(touched: Touched) -> Mapping[str, list[str]]:
    """The irregularities the facts show now, by matter, each once."""
    found: dict[str, set[str]] = defaultdict(set)
    for version, codes in touched.codes.items():
        event = touched.entered.standing.get(version)
        if isinstance(event, MatterEvent):
            found[event.matter].update(code.value for code in codes)
    return {key: sorted(codes) for key, codes in found.items()}
