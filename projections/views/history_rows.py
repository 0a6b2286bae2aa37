"""How an event becomes a row of the history, and what became of it later."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeGuard

import orjson

from domain.catalogue.answers import canonical
from domain.event import Event, own_fields
from domain.log.codec import FieldCodec, codec_of
from domain.project.events.confirmations import confirmations, contests
from domain.project.events.corrections import RecordCorrected
from domain.project.events.lifecycle import ProjectProfiled, SpecialistAssigned
from domain.project.events.scopes import ScopeAdded
from domain.project.events.servicelist import ServiceListIssued
from domain.project.events.targets import MilestoneTargetMoved, original_target
from domain.project.model.evolution import MatterEvent, ProjectEvent, catalogue_id
from domain.project.record.reading import apply
from projections.rows.batches import Touched
from projections.rows.entries import is_late
from projections.rows.sheets import Values
from projections.rows.tables import Row

COLUMNS = frozenset({"matter", "stage", "irregularities", "unconfirmed"})  # fields that stand beside the others
Params = Mapping[str, Any]


def event_rows(touched: Touched) -> list[Values]:
    """A row for each new event, as it was recorded: its values in the order of the table's columns."""
    number, matters = touched.number, touched.rules.catalogue.matters
    rows: list[Values] = []
    for position, event in touched.entries:
        said = vars(event)  # what it lacks is found lacking three times sooner than by getattr
        matter, codes = said.get("matter", ""), said.get("irregularities", ())
        definition = matters.get(catalogue_id(matter)) if isinstance(event, MatterEvent) else None
        stage = said.get("stage", "") or (definition.stage if definition else "")
        told = params(touched, event)
        row = (
            number,
            event.originator_version,
            position,
            event.TOPIC,
            matter,
            event.recorded_at,
            event.actor,
            bool(codes),
            said.get("unconfirmed", False),
            is_late_entry(touched, event),
            orjson.dumps((stage, event.effective_on, event.via, event.reason, event.cause, codes, told)).decode(),
        )
        rows.append(row)
    return rows


def is_late_entry(touched: Touched, event: Event) -> bool:
    """Whether an event was late as it was recorded; one that was never corrected is so as it reads today."""
    if touched.entered.standing.get(event.originator_version) is event:
        return event.originator_version in touched.entered.late
    return is_late(event, touched.rules.calendar)


def params(touched: Touched, event: Event) -> Params:
    """The event's own values; of long ones what is new."""
    special = SPECIAL.get(type(event))
    return special(touched, event) if special else values(event, own_fields(type(event)))


def values(event: Event, names: tuple[str, ...]) -> Params:
    """Fields as they stand in JSON; those left at their default are left out."""
    said = vars(event)
    return {
        field.name: field.encode(value)
        for field in shown_fields(type(event), names)
        if (value := said[field.name]) != field.default
    }


SHOWN: dict[tuple[type[Event], tuple[str, ...]], tuple[FieldCodec, ...]] = {}


def shown_fields(event_type: type[Event], names: tuple[str, ...]) -> tuple[FieldCodec, ...]:
    """Those of some fields that have no column of their own, looked up once."""
    key = event_type, names
    if key not in SHOWN:
        fields = codec_of(event_type)
        SHOWN[key] = tuple(field for field in fields if field.name in names and field.name not in COLUMNS)
    return SHOWN[key]


def correction(touched: Touched, event: RecordCorrected) -> Params:
    return correction_params(touched.log, event)


def correction_params(whole: Sequence[Event], event: RecordCorrected) -> Params:
    """What a correction changed: each field before and after; the corrected event's own name beside it."""
    log = whole[: event.originator_version - 1]
    first = log[event.corrects - 1]
    earlier = [item for item in log if isinstance(item, RecordCorrected) and item.corrects == event.corrects]
    last = earlier[-1] if earlier else None
    before, after = apply(first, last), apply(first, event)
    return {
        "corrects": event.corrects,
        "topic": first.TOPIC,
        "subject": subject(first),
        "void": event.void,
        "restored": last is not None and last.void and not event.void,
        "on": before.effective_on.isoformat(),
        "changes": [] if event.void else differences(before, after),
    }


def subject(event: Event) -> Params:
    """What tells the corrected event from others of its topic."""
    names = ("matter", "stage", "kind", "name", "enterprise")
    return {name: getattr(event, name) for name in names if getattr(event, name, "")}


def differences(before: Event, after: Event) -> list[Params]:
    """The fields that differ, as they stand in JSON."""
    return [
        {
            "field": field.name,
            "before": field.encode(getattr(before, field.name)),
            "after": field.encode(getattr(after, field.name)),
        }
        for field in codec_of(type(before))
        if getattr(before, field.name) != getattr(after, field.name)
    ]


def profile(touched: Touched, event: ProjectProfiled) -> Params:
    """The answers that differ from the profile before; of the first one how many there are."""
    earlier = last_before(touched, event)
    if not isinstance(earlier, ProjectProfiled):
        return {"first": True, "answers": len(event.answers)}
    old = {answer.field: answer.value for answer in earlier.answers}
    changes = [
        {"field": answer.field, "before": old.get(answer.field), "after": answer.value}
        for answer in event.answers
        if old.get(answer.field) != answer.value
    ]
    return {"first": False, "changes": changes}


def scope_added(touched: Touched, event: ScopeAdded) -> Params:
    """The scope with its matters and what is answered otherwise there; its baselines stand with the matters."""
    plain = values(event, ("scope", "kind", "within", "main", "matters", "kept"))
    profile = touched.project.profile or {}
    answers = [
        {"field": answer.field, "before": canonical(profile[answer.field]), "after": answer.value}
        for answer in event.answers
        if answer.field in profile
    ]
    return {**plain, "own_answers": answers} if answers else plain


def service_list(touched: Touched, event: ServiceListIssued) -> Params:
    """The list's number and size, and what it added and left out against the one before."""
    chosen = {item.key for item in event.matters if item.applies}
    earlier = last_before(touched, event)
    old = {item.key for item in earlier.matters if item.applies} if isinstance(earlier, ServiceListIssued) else chosen
    plain = values(event, ("number", "start", "preparation", "construction_days", "expected_on", "expected_document"))
    permits = {plan.way: plan.on.isoformat() for plan in event.permits if plan.on}
    return {
        **plain,
        "count": len(chosen),
        "added": [item.key for item in event.matters if item.key in chosen - old],
        "removed": [item.key for item in event.matters if item.key in old - chosen],
        "permits": permits,
    }


def target(touched: Touched, event: MilestoneTargetMoved) -> Params:
    """The new target, and the one before: as last moved, else the original."""
    own = (item for item in reversed(touched.log[: event.originator_version - 1]) if is_target(item, event.stage))
    earlier = next((item.on for item in own), None) or original_target(touched.project, event.stage)
    plain = values(event, own_fields(type(event)))
    return {**plain, "was": {"on": earlier.isoformat()}} if earlier else plain


def is_target(event: Event, stage: str) -> TypeGuard[MilestoneTargetMoved]:
    return isinstance(event, MilestoneTargetMoved) and event.stage == stage


def assignment(touched: Touched, event: SpecialistAssigned) -> Params:
    """Who is in charge, and who was before."""
    plain, earlier = values(event, own_fields(type(event))), last_before(touched, event)
    if not isinstance(earlier, SpecialistAssigned):
        return plain
    return {**plain, "was": {"specialist": earlier.specialist, "team": earlier.team}}


def last_before(touched: Touched, event: Event) -> Event | None:
    """The last event of the same kind before this one, as recorded."""
    earlier = touched.log[: event.originator_version - 1]
    return next((item for item in reversed(earlier) if type(item) is type(event)), None)


SPECIAL: Mapping[type[Event], Callable[[Touched, Any], Params]] = {
    RecordCorrected: correction,
    ProjectProfiled: profile,
    ServiceListIssued: service_list,
    ScopeAdded: scope_added,
    MilestoneTargetMoved: target,
    SpecialistAssigned: assignment,
}


def afterwards(touched: Touched) -> Iterator[Row]:
    """What became of events: the correction and the department's word that stand, other codes, other lateness."""
    log, entered, standing = touched.log, touched.entered, touched.entered.standing
    corrections = {version: event for version, event in entered.corrections.items() if event.void or event.changes}
    entries = [event for event in standing.values() if event] if entered.verdicts else []
    confirmed = confirmations(entries, entered.corrections.values())
    contested = contests(entries, confirmed)
    for version in sorted({*corrections, *confirmed, *contested, *touched.codes, *entered.coded}):
        event = log[version - 1]
        by, codes = corrections.get(version), [code.value for code in touched.codes.get(version, ())]
        recorded = list(event.irregularities) if isinstance(event, ProjectEvent) else []
        if by is None and codes == recorded and version not in confirmed and version not in contested:
            continue
        now = standing.get(version)
        yield {
            "number": touched.number,
            "version": version,
            "by_version": by and by.originator_version,
            "voided": now is None,
            "effective_now": now and now.effective_on,
            "late_now": version in touched.entered.late,
            "irregularities_now": codes,
            "irregular_now": bool(codes),
            "confirmed_by": confirmed.get(version),
            "contested_by": contested.get(version),
        }
