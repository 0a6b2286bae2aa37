"""What no act's values may say, when it is entered and when it is corrected: the impossible besides the table.

Checked on the event as it would stand; what depends on the matter's other acts is refused by `judging`.
"""

import re
from collections.abc import Mapping
from dataclasses import MISSING, fields
from datetime import date
from typing import Any

from domain.catalogue.model import Catalogue
from domain.catalogue.vocabulary import StopEffect
from domain.errors import DomainError
from domain.event import own_fields
from domain.project.events.clocks import ClockResumed, ClockSuspended, LimitExtended
from domain.project.events.decisions import MatterGranted
from domain.project.events.lifecycle import ProjectRegistered
from domain.project.events.projectfacts import CODE_ASSIGNED, FactRecorded
from domain.project.model.evolution import MatterEvent, ProjectEvent

SET_BY_THE_RECORD = frozenset({"matter", "irregularities", "unconfirmed", "bundle", "limits_passed"})
NOT_FUTURE = ("effective_on", "resumed_on", "started_on", "notice_on")
SPANS = (
    ("effective_on", "resumed_on"),
    ("started_on", "effective_on"),
    ("effective_on", "expected_end"),
    ("effective_on", "due_on"),
    ("effective_on", "until"),
    ("effective_on", "valid_until"),
)
LONGEST_INTERVAL = 1200  # months
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{2,39}")
LONGEST_EXTENSION = 1000  # days; a limit so long is a slip of the pen, and its end soon no date


def refuse_unfounded(what: str, reason: str) -> None:
    """A correction, a waiver, a scope, and what ends, rests, reopens or moves always say why."""
    if not reason.strip():
        raise DomainError("reason_required", codes=what)


def refuse_unknown_fields(event_type: type[ProjectEvent], values: Mapping[str, Any]) -> None:
    """The values of an act or fact are the event's own fields, those without a default among them."""
    if unknown := values.keys() - own_fields(event_type) | values.keys() & SET_BY_THE_RECORD:
        raise DomainError("unknown_field", field=min(unknown), topic=event_type.TOPIC)
    left_out = set(own_fields(event_type)) - values.keys() - SET_BY_THE_RECORD
    if left_out and (missing := sorted(left_out & required_fields(event_type))):
        raise DomainError("field_required", field=missing[0], topic=event_type.TOPIC)


def required_fields(event_type: type[ProjectEvent]) -> set[str]:
    return {field.name for field in fields(event_type) if field.default is MISSING}


def refuse_impossible_values(event: ProjectEvent, today: date, catalogue: Catalogue) -> None:
    """Raises DomainError: future_date, end_before_beginning, unknown_department, unknown_stop_kind, …"""
    for field in NOT_FUTURE:
        refuse_future(field, getattr(event, field, None), today)
    for first, last in SPANS:
        refuse_backwards(getattr(event, first, None), last, getattr(event, last, None), named=first)
    if isinstance(event, MatterEvent) and event.decided_by and event.decided_by not in catalogue.departments:
        raise DomainError("unknown_department", department=event.decided_by)
    if isinstance(event, ClockSuspended) or (isinstance(event, ClockResumed) and event.kind):
        refuse_unknown_stop(event.kind, catalogue)
    if isinstance(event, ClockSuspended):
        refuse_unfounded_stop(event, catalogue)
    if isinstance(event, LimitExtended) and not 1 <= event.days <= LONGEST_EXTENSION:
        raise DomainError("extension_days", days=event.days, most=LONGEST_EXTENSION)
    if isinstance(event, MatterGranted) and event.interval_months is not None:
        refuse_no_interval(event.interval_months)
    if isinstance(event, FactRecorded):
        refuse_wrong_due(event, catalogue)
        refuse_no_code(event)
    if isinstance(event, ProjectRegistered) and not CODE.fullmatch(event.code):
        raise DomainError("code_form", code=event.code)


def refuse_no_interval(months: int) -> None:
    if not 1 <= months <= LONGEST_INTERVAL:
        raise DomainError("interval_months", months=months, most=LONGEST_INTERVAL)


def refuse_future(field: str, day: date | None, today: date) -> None:
    """What has not happened is no fact."""
    if day is not None and day > today:
        raise DomainError("future_date", field=field, on=day.isoformat(), today=today.isoformat())


def refuse_backwards(begin: date | None, field: str, end: date | None, named: str) -> None:
    """An end before its beginning; `field` is the one of the two that is not the act's own day."""
    if begin is not None and end is not None and end < begin:
        field = named if field == "effective_on" else field
        raise DomainError("end_before_beginning", field=field, begin=begin.isoformat(), end=end.isoformat())


def refuse_unknown_stop(kind: str, catalogue: Catalogue) -> None:
    if kind not in catalogue.clock_stop_types:
        raise DomainError("unknown_stop_kind", kind=kind, known="、".join(catalogue.clock_stop_types))


def refuse_unfounded_stop(event: ClockSuspended, catalogue: Catalogue) -> None:
    """Where only a special rule stops the clock, the reason says which (ruling 12)."""
    by_special_rule = catalogue.clock_stop_types[event.kind].effect is StopEffect.BY_SPECIAL_RULE
    if by_special_rule and not event.reason.strip():
        raise DomainError("stop_basis_required", kind=event.kind)


def refuse_wrong_due(event: FactRecorded, catalogue: Catalogue) -> None:
    """Some facts agree on a day (`due`), the others have none (ruling 19)."""
    known = catalogue.fact_kinds.get(event.kind)
    if known is None:
        raise DomainError("unknown_fact", kind=event.kind, known="、".join(catalogue.fact_kinds))
    if known.due != (event.due is not None):
        raise DomainError("fact_due_required" if known.due else "fact_due_unwanted", kind=event.kind)


def refuse_no_code(event: FactRecorded) -> None:
    """A code that was assigned is told: without it the project would lose the one it has."""
    if event.kind == CODE_ASSIGNED and not event.value:
        raise DomainError("fact_value_required", kind=event.kind)
