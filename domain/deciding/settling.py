"""Consequences of what only adds: acts and facts entered on a settled record touch a few subjects, not all.

`quick_consequences` looks at those alone, and gives up (None) as soon as anything recorded would have to move: then
`consequences` settles the whole record. Both say the same, which a property test holds.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from domain.event import Event, Stamp
from domain.project.events.applications import AcceptanceDeemed
from domain.project.events.bundles import BundleSubmitted
from domain.project.events.projectfacts import CONSTRUCTION_STARTED, FactRecorded
from domain.project.events.servicelist import SERVICE_LIST_MATTER
from domain.project.model.evolution import Consequence, MatterEvent, catalogue_id
from domain.project.model.rules import Rules
from domain.project.record.auction import AUCTION, may_be_lost
from domain.project.record.consequences import (
    Expected,
    Key,
    deemings,
    envelope,
    opinion_lapses,
    says,
    stage_events,
    yielded_facts,
)
from domain.project.record.expiring import ENDINGS, endings
from domain.project.record.record import Record

COME_FIRST = (AcceptanceDeemed, *ENDINGS)  # recorded before the entries that need them


@dataclass(frozen=True)
class Touched:
    """The subjects a command's acts and facts can have consequences for."""

    matters: frozenset[str]
    kinds: frozenset[str]
    stages: frozenset[str]

    @property
    def subjects(self) -> frozenset[str]:
        """What consequences about them are about."""
        return self.matters | self.kinds | self.stages


def quick_consequences(
    record: Record, entries: Sequence[Event], stamp: Stamp, rules: Rules, today: date
) -> list[Event] | None:
    """The new consequences of entries already put into the record; None when the whole has to be settled."""
    if not all(only_adds(event) for event in entries):
        return None
    touched = touched_by(entries, rules)
    if any(catalogue_id(key) == AUCTION for key in touched.matters):  # what others were told of the land may lapse
        return None
    ended = record.consequences.ended
    if ended and CONSTRUCTION_STARTED in touched.kinds:  # what was started in time did not lapse
        return None
    recorded = record.consequences.about(touched.subjects)
    news: list[Event] = []
    for item in expected_of(record, touched, ended, rules, today):
        if item.key not in recorded:
            news.append(item.kind(**envelope(stamp, item), originator_version=0))
        elif not says(recorded.pop(item.key), item):
            return None
    still_standing = any(event is not None for event in recorded.values())
    first = any(isinstance(event, COME_FIRST) for event in news)
    return None if still_standing or first else news


def only_adds(event: Event) -> bool:
    """An act or a fact as people enter it; the list's own matter has consequences of its own."""
    if isinstance(event, Consequence):
        return False
    if isinstance(event, MatterEvent):
        return event.matter != SERVICE_LIST_MATTER
    return isinstance(event, FactRecorded | BundleSubmitted)


def touched_by(entries: Sequence[Event], rules: Rules) -> Touched:
    """The matters acted on, the facts entered or yielded, and the stages of both."""
    matters = frozenset(event.matter for event in entries if isinstance(event, MatterEvent))
    ids = {catalogue_id(key) for key in matters}
    kinds = {event.kind for event in entries if isinstance(event, FactRecorded)}
    kinds |= {kind for key, kind in rules.catalogue.matter_facts.items() if key in ids}
    stages = {rules.catalogue.matters[key].stage for key in ids if key in rules.catalogue.matters}
    stages |= {stage.id for stage in rules.catalogue.stages if stage.milestone_fact in kinds}
    return Touched(matters, frozenset(kinds), frozenset(stages))


def expected_of(
    record: Record, touched: Touched, ended: frozenset[Key], rules: Rules, today: date
) -> Iterator[Expected]:
    """What must stand in the log about the touched subjects."""
    if touched.matters:
        acts = [
            event for event in applied_in(record) if isinstance(event, MatterEvent) and event.matter in touched.matters
        ]
        yield from deemings(acts, record.project, rules, today, frozenset(), record.consequences.deemed)
        if may_be_lost(record.project):
            lapses = opinion_lapses(list(applied_in(record)), record.project)
            yield from (lapse for lapse in lapses if lapse.subject in touched.matters)
        for item in endings(record.days, record.project, rules, today, frozenset(), ended, touched.matters):
            yield Expected(*item)
    if not touched.kinds.isdisjoint(rules.catalogue.matter_facts.values()):
        yield from yielded_facts(list(applied_in(record)), record.project, rules, touched.kinds)
    yield from stage_events(record.days, rules, touched.stages)


def applied_in(record: Record) -> Iterator[Event]:
    return (applied.event for day in record.days for applied in day.applied)
