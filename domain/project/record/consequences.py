"""What follows from the facts: one function says what must stand in the log, another mends the difference.

Stages open and close, milestones are reached, silence becomes acceptance, a granted matter yields its fact. Each is
one event per (topic, subject, occurrence); a changed date moves it, a lost ground voids it, both by `RecordCorrected`
with the cause (ruling 7). Users never touch them.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from domain.catalogue.model import Stage
from domain.event import Event, Stamp
from domain.project.events.applications import (
    AcceptanceDeemed,
)
from domain.project.events.corrections import RecordCorrected, change
from domain.project.events.decisions import MatterGranted, ServiceListGranted
from domain.project.events.projectfacts import CODE_ASSIGNED, FactRecorded, FactYielded
from domain.project.events.reviews import OpinionLapsed
from domain.project.events.servicelist import SERVICE_LIST_MATTER, ServiceListIssued
from domain.project.events.stages import StageOpened
from domain.project.model.evolution import Consequence, Day, MatterEvent, matter_of, walk
from domain.project.model.limits import can_be_deemed
from domain.project.model.phases import Act
from domain.project.model.rules import Rules
from domain.project.model.state import Project
from domain.project.record.auction import lapsed_opinions
from domain.project.record.expiring import ENDINGS, endings, key_of_ending
from domain.project.record.reading import corrected, facts
from domain.project.record.silence import silences
from domain.project.record.stagelife import turns

ROUNDS = 40  # a deeming makes a grant possible, the grant lapses, its matter is applied for anew, …; seldom over 4

Key = tuple[str, str, str]
Receipt = tuple[str, date]  # a matter, and the day of a receipt or supplement


@dataclass(frozen=True, slots=True)
class Expected:
    """A consequence that must stand in the log: its class, what tells it from others, its day and its fields."""

    kind: type[Event]
    subject: str
    occurrence: str
    on: date
    values: Mapping[str, Any]

    @property
    def key(self) -> Key:
        return (self.kind.TOPIC, self.subject, self.occurrence)

    @property
    def fields(self) -> Mapping[str, Any]:
        return {"effective_on": self.on, **self.values}


def consequences(log: Sequence[Event], stamp: Stamp, rules: Rules, today: date, deem: frozenset[str]) -> list[Event]:
    """The events, not yet numbered, that bring the log's consequences up to its facts.

    Silence becomes acceptance where a later act of the matter needs it, where this receipt was deemed accepted
    before, and for the matters named by `deem`: all of them when the scheduler sweeps (ruling 6). So a receipt
    entered late waits for the answer entered next, until the sweep.
    """
    deemed = frozenset((event.matter, event.received_on) for event in log if isinstance(event, AcceptanceDeemed))
    ended = frozenset(key_of_ending(event) for event in log if isinstance(event, ENDINGS))
    given = without_consequences(log)
    expected: list[Expected] = []
    for _ in range(ROUNDS):
        found = wanted([*given, *made(expected, stamp, len(log))], stamp, rules, today, deem, deemed, ended)
        if found == expected:
            break
        expected = found
    return difference(log, expected, stamp)


def without_consequences(log: Sequence[Event]) -> list[Event]:
    """The facts people entered, and the corrections of those."""
    own = {event.originator_version for event in log if isinstance(event, Consequence)}
    return [
        event
        for event in log
        if event.originator_version not in own and not (isinstance(event, RecordCorrected) and event.corrects in own)
    ]


def made(expected: Iterable[Expected], stamp: Stamp, version: int) -> list[Event]:
    """The expected consequences as events, numbered after the log."""
    return [
        item.kind(**envelope(stamp, item), originator_version=version + place)
        for place, item in enumerate(expected, start=1)
    ]


def envelope(stamp: Stamp, item: Expected) -> dict[str, Any]:
    shared = {name: value for name, value in stamp.items() if name != "originator_version"}
    return {**shared, "effective_on": item.on, "reason": "", **item.values}


def wanted(
    log: Sequence[Event],
    stamp: Stamp,
    rules: Rules,
    today: date,
    deem: frozenset[str],
    deemed: frozenset[Receipt],
    ended: frozenset[Key],
) -> list[Expected]:
    """All consequences of the facts as they stand."""
    days = list(walk(stamp["originator_id"], facts(log), rules))
    if not days:
        return []
    project = days[-1].project
    events = [applied.event for day in days for applied in day.applied]
    return [
        *deemings(events, project, rules, today, deem, deemed),
        *(Expected(*item) for item in endings(days, project, rules, today, deem, ended)),
        *list_grants(events),
        *yielded_facts(events, project, rules),
        *opinion_lapses(events, project),
        *stage_events(days, rules),
    ]


def difference(log: Sequence[Event], expected: Iterable[Expected], stamp: Stamp) -> list[Event]:
    """New consequences, and corrections of those that moved, lost their ground or found it again."""
    recorded = {key_of(event): event for event in log if isinstance(event, Consequence)}
    standing = standing_consequences(log)
    news: list[Event] = []
    for item in expected:
        first = recorded.pop(item.key, None)
        if first is None:
            news.append(item.kind(**envelope(stamp, item), originator_version=0))
        elif not says(standing[item.key], item):
            news.append(correction(first, stamp, item))
    news += [correction(event, stamp, None) for key, event in recorded.items() if standing[key] is not None]
    return news


def standing_consequences(log: Sequence[Event]) -> dict[Key, Event | None]:
    """The recorded consequences as they read today; None for one that was voided."""
    standing = {event.originator_version: event for event in corrected(log)}
    return {key_of(event): standing.get(event.originator_version) for event in log if isinstance(event, Consequence)}


def says(event: Event | None, item: Expected) -> bool:
    """The event stands, on the expected day and with the expected values."""
    return event is not None and all(getattr(event, name) == value for name, value in item.fields.items())


def key_of(event: Any) -> Key:
    """What tells a recorded consequence from the others of its topic."""
    if isinstance(event, AcceptanceDeemed):
        return (event.TOPIC, event.matter, event.received_on.isoformat())
    if isinstance(event, ENDINGS):
        return key_of_ending(event)
    if isinstance(event, OpinionLapsed):
        return (event.TOPIC, event.matter, event.lost_on.isoformat())
    if isinstance(event, MatterEvent):
        return (event.TOPIC, event.matter, "")
    if isinstance(event, FactYielded):
        return (event.TOPIC, event.kind, event.scope)
    return (event.TOPIC, event.stage, getattr(event, "scope", "") or nth(getattr(event, "occurrence", 1)))


def correction(event: Event, stamp: Stamp, item: Expected | None) -> RecordCorrected:
    """Let a consequence say what is expected (moving or restoring it), or void it."""
    right = item.fields if item else {}
    return RecordCorrected(
        **(stamp | {"effective_on": item.on if item else event.effective_on}),
        corrects=event.originator_version,
        void=item is None,
        changes=tuple(change(event, name, value) for name, value in right.items() if getattr(event, name) != value),
    )


def deemings(
    events: Sequence[Event],
    project: Project,
    rules: Rules,
    today: date,
    deem: frozenset[str],
    deemed: frozenset[Receipt],
) -> Iterator[Expected]:
    """Five working days of silence after a receipt: accepted as of the receipt (行政许可法 §32)."""
    acts: dict[str, list[MatterEvent]] = defaultdict(list)
    for event in events:
        if isinstance(event, MatterEvent) and event.ACT is not Act.DEEM_ACCEPTED:
            acts[event.matter].append(event)
    for key, own in sorted(acts.items()):
        matter = matter_of(project, key, rules)
        if matter is None or not can_be_deemed(matter):
            continue
        before = frozenset(received_on for other, received_on in deemed if other == key)
        for received_on, last in silences(own, rules, today, key in deem, before):
            values = {"matter": key, "decided_by": matter.definition.department, "received_on": received_on}
            yield Expected(AcceptanceDeemed, key, received_on.isoformat(), last + timedelta(days=1), values)


def opinion_lapses(events: Sequence[Event], project: Project) -> Iterator[Expected]:
    """The opinions that stood on land which went to another."""
    for lapse in lapsed_opinions(events, project):
        values = {"matter": lapse.matter, "lost_on": lapse.lost_on}
        yield Expected(OpinionLapsed, lapse.matter, lapse.lost_on.isoformat(), lapse.on, values)


def list_grants(events: Sequence[Event]) -> Iterator[Expected]:
    """Issuing the first list grants the matter that stands for it; unless somebody granted it before."""
    granted = any(
        isinstance(event, MatterGranted)
        and not isinstance(event, ServiceListGranted)
        and event.matter == SERVICE_LIST_MATTER
        for event in events
    )
    issued = next((event for event in events if isinstance(event, ServiceListIssued)), None)
    if issued and not granted:
        yield Expected(
            ServiceListGranted,
            SERVICE_LIST_MATTER,
            "",
            issued.effective_on,
            {"matter": SERVICE_LIST_MATTER, "reason": issued.reason},
        )


def yielded_facts(
    events: Sequence[Event], project: Project, rules: Rules, kinds: Container[str] | None = None
) -> Iterator[Expected]:
    """The facts that granted matters are (ruling 20), unless the fact was entered itself; of all kinds, or of some."""
    entered = {
        (event.kind, event.scope)
        for event in events
        if isinstance(event, FactRecorded) and not isinstance(event, Consequence)
    }
    for matter, kind in rules.catalogue.matter_facts.items():
        for key in project.scopes.visible(matter):
            granted, scope = project.matters.get(key), key.partition(":")[2]
            if entered & {(kind, scope), (kind, "")} or (kinds is not None and kind not in kinds):
                continue
            if granted and granted.first_granted_on and not granted.prior:
                value = granted.document if kind == CODE_ASSIGNED else ""
                values = {"kind": kind, "scope": scope, "value": value}
                yield Expected(FactYielded, kind, scope, granted.first_granted_on, values)


def stage_events(days: Sequence[Day], rules: Rules, stages: Container[str] | None = None) -> Iterator[Expected]:
    """What became of the stages, of all or of some."""
    for stage in rules.catalogue.stages:
        if stages is None or stage.id in stages:
            yield from events_of_stage(days, stage)


def events_of_stage(days: Sequence[Day], stage: Stage) -> Iterator[Expected]:
    """Opened with the first begin, reached with the milestone, closed when nothing is open (ruling 25)."""
    matters = [matter for matter in days[-1].project.matters.values() if matter.definition.stage == stage.id]
    begins = [matter.begun_on for matter in matters if matter.begun_on]
    if not begins:
        return
    yield Expected(StageOpened, stage.id, "", min(begins), {"stage": stage.id})
    for turn in turns(days, stage):
        more = {"scope": turn.scope} if turn.scope else {"occurrence": turn.occurrence} if turn.occurrence > 1 else {}
        which = turn.scope or nth(turn.occurrence)
        yield Expected(turn.kind, stage.id, which, turn.on, {"stage": stage.id, **more})


def nth(occurrence: int) -> str:
    """What tells the second from the first; the first has nothing, so that it is found as it always was."""
    return str(occurrence) if occurrence > 1 else ""
