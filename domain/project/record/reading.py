"""How a project's log is read at (as_of D, as_known_at K): known → corrected → effective → sorted (design §2)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar

import orjson

from domain.event import SHANGHAI, Event
from domain.log.codec import codec_of
from domain.project.events.clocks import ClockResumed, ClockSuspended
from domain.project.events.confirmations import heard
from domain.project.events.corrections import RecordCorrected
from domain.project.events.lifecycle import ProjectRegistered
from domain.project.events.reviews import PreReviewOpinionGiven, PreReviewStarted
from domain.project.model.evolution import MatterEvent

E = TypeVar("E", bound=Event)


def facts(log: Iterable[Event], as_of: date | None = None, as_known_at: datetime | None = None) -> list[Event]:
    """The facts of a log as they stand at (D, K), corrected and sorted, ready for the walk.

    Corrections themselves are not among them. Without D all dates are read, without K all that is recorded.
    """
    known = list(log) if as_known_at is None else [event for event in log if event.known_at <= as_known_at]
    acts: list[Event] = []
    for event in heard(corrected(known), known):
        if isinstance(event, OF_TWO_DAYS):
            acts += expanded(event)
        else:
            acts.append(event)
    if as_of is not None:
        acts = [act for act in acts if act.effective_on <= as_of]
    return sorted(acts, key=order)


def corrected(log: Iterable[Event]) -> list[Event]:
    """The events with their last correction applied; voided ones are gone."""
    last = {event.corrects: event for event in log if isinstance(event, RecordCorrected)}
    if not last:
        return list(log)
    events = [event for event in log if not isinstance(event, RecordCorrected)]
    found = ((event, last.get(event.originator_version)) for event in events)
    return [apply(event, correction) for event, correction in found if correction is None or not correction.void]


def apply(event: E, correction: RecordCorrected | None) -> E:
    """The event with the named fields replaced."""
    if correction is None or not correction.changes:
        return event
    decoders = {field.name: field.decode for field in codec_of(type(event))}
    values = {change.field: decoders[change.field](orjson.loads(change.value)) for change in correction.changes}
    return replace(event, **values)


OF_TWO_DAYS = (ClockSuspended, PreReviewOpinionGiven)  # whose end, or whose start, may be told with them


def expanded(event: Event) -> list[Event]:
    """A finished stop, and an opinion given with its start, are two acts of one version (ruling 2)."""
    if isinstance(event, ClockSuspended) and event.resumed_on is not None:
        end = ClockResumed(**act_values(event), kind=event.kind)
        return [replace(event, resumed_on=None), replace(end, effective_on=event.resumed_on)]
    if isinstance(event, PreReviewOpinionGiven) and event.started_on is not None:
        start = PreReviewStarted(**act_values(event))
        return [replace(start, effective_on=event.started_on), replace(event, started_on=None)]
    return [event]


ACT_FIELDS = tuple(field.name for field in codec_of(MatterEvent) if field.name != "irregularities")


def act_values(event: MatterEvent) -> dict[str, Any]:
    names = ("originator_id", "originator_version", *ACT_FIELDS)
    return {name: getattr(event, name) for name in names} | {"unconfirmed": False}


def order(event: Event) -> tuple[bool, date, int]:
    """Registration first always (ruling 8), then by effective day and version."""
    return (not isinstance(event, ProjectRegistered), event.effective_on, event.originator_version)


def end_of_day(day: date) -> datetime:
    """A bare date for K means the end of that day in Shanghai."""
    return datetime.combine(day + timedelta(days=1), time.min, SHANGHAI) - timedelta(microseconds=1)
