"""What time brings a granted result: it lapses, or silence renews it. Both are consequences (ruling 7).

A result lapses when its period is over and it was neither started in, extended nor renewed in time; a renewal applied
for in time and undecided at the end is granted by silence (行政许可法 §50). Facts decide, not the sweep: where a later
act of the matter lies behind the end, the ending is recorded first, in the same save (as ruling 6 says of acceptance).
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from domain.catalogue.model import MatterKind
from domain.catalogue.vocabulary import LapseEffect
from domain.event import Event
from domain.project.due.validity import validity
from domain.project.events.results import LapseRecorded, RenewalDeemed, ResultLapsed
from domain.project.model.evolution import Applied, Day, MatterEvent
from domain.project.model.rules import Rules
from domain.project.model.state import Matter, Project

ENDINGS = (ResultLapsed, RenewalDeemed)
ENDING_TOPICS = frozenset(kind.TOPIC for kind in ENDINGS)
Key = tuple[str, str, str]


class Ending(NamedTuple):
    """A consequence of time: its class, its matter, what tells it from others, its day and its fields."""

    kind: type[Event]
    matter: str
    occurrence: str
    on: date
    values: dict[str, Any]

    @property
    def key(self) -> Key:
        return (self.kind.TOPIC, self.matter, self.occurrence)


def key_of_ending(event: ResultLapsed | RenewalDeemed) -> Key:
    """A result lapses once; each of its periods may be renewed by silence."""
    occurrence = event.granted_on if isinstance(event, ResultLapsed) else event.expired_on
    return (event.TOPIC, event.matter, occurrence.isoformat())


def ending(matter: Matter, project: Project, rules: Rules) -> Ending | None:
    """What the end of its period brings a result in force, the day after; None where it brings nothing."""
    found, life = validity(matter, project, rules), matter.life
    if found is None or life is None or found.met_on:
        return None
    on = found.expiry + timedelta(days=1)
    values = {
        "matter": matter.key,
        "decided_by": matter.definition.department,
        "granted_on": life.granted_on,
        "expired_on": found.expiry,
    }
    applied = life.renewal_applied_on
    if applied and applied <= found.act_by and matter.definition.kind is MatterKind.PERMIT:
        return Ending(RenewalDeemed, matter.key, found.expiry.isoformat(), on, values)
    if found.effect is LapseEffect.EXPIRES:
        return Ending(ResultLapsed, matter.key, life.granted_on.isoformat(), on, values)
    return None


def endings(
    days: Iterable[Day],
    project: Project,
    rules: Rules,
    today: date,
    swept: Container[str],
    recorded: Container[Key],
    only: Container[str] | None = None,
) -> Iterator[Ending]:
    """The endings a later act needs, those recorded before, and those of the matters that are swept.

    `only` names the matters to look at; None: all.
    """
    acts: dict[str, list[Applied]] = defaultdict(list)
    for applied in (applied for day in days for applied in day.applied):
        if isinstance(applied.event, MatterEvent) and (only is None or applied.event.matter in only):
            acts[applied.event.matter].append(applied)
    for key, own in sorted(acts.items()):
        found = {item.key: item for item in needed(own, project, rules)}
        last = ending(project.matters[key], project, rules) if key in project.matters else None
        if last and last.on <= today and (key in swept or last.key in recorded):
            found.setdefault(last.key, last)
        yield from found.values()


def needed(acts: Iterable[Applied], project: Project, rules: Rules) -> Iterator[Ending]:
    """The endings that lie before an act of the matter; who says himself that it lapsed stands in for one."""
    for applied in acts:
        item = ending(applied.before, project, rules) if applied.before else None
        by_hand = isinstance(applied.event, LapseRecorded) and not isinstance(applied.event, ResultLapsed)
        if item and item.on <= applied.event.effective_on and not by_hand:
            yield item


def run_out(project: Project, rules: Rules, today: date) -> tuple[str, ...]:
    """The results, "matter@last day", whose period is over by today and whose ending nobody recorded."""
    found = [item for matter in project.matters.values() if (item := ending(matter, project, rules))]
    return tuple(sorted(f"{item.matter}@{item.values['expired_on']}" for item in found if item.on <= today))
