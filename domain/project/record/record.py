"""A project's record: its log with all that was worked out from it, ready to be added to.

`open_record` reads a whole log. `Record.plus` adds events and works out anew only the days they touch: what happened
before the earliest of them stands as it is. A correction, or a new list or profile, is read from the start.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from pyrsistent import PVector, pvector

from domain.event import Event
from domain.log.logs import Log
from domain.project.events.cataloguemoves import CatalogueMoved
from domain.project.events.confirmations import Verdict
from domain.project.events.corrections import RecordCorrected
from domain.project.events.lifecycle import ProjectProfiled
from domain.project.events.scopes import ScopeAdded, ScopeClosed
from domain.project.events.servicelist import ServiceListIssued
from domain.project.model.evolution import Applied, Day, later_that_day, problems, walk, walk_on
from domain.project.model.rules import Rules
from domain.project.model.state import Project
from domain.project.record.irregularities import Codes, codes_of_day
from domain.project.record.reading import expanded, facts, order
from domain.project.record.settled import Settled

NONE: Mapping[int, Codes] = {}  # most days': one for all
READ_ANEW = (RecordCorrected, ServiceListIssued, ProjectProfiled, Verdict, ScopeAdded, ScopeClosed, CatalogueMoved)


@dataclass(frozen=True, eq=False)
class Record:
    """The facts in order, the days they make, what did not fit its place, and each day's irregularities by version."""

    id: UUID
    log: Log
    facts: Log
    days: PVector[Day]
    misfits: tuple[Applied, ...]
    day_codes: PVector[Mapping[int, Codes]]
    consequences: Settled

    @property
    def project(self) -> Project:
        """The project as known now."""
        return self.days[-1].project if self.days else Project(id=self.id)

    @cached_property
    def codes(self) -> Mapping[int, Codes]:
        """The irregularities of every event by version; events without any are left out."""
        return joined(pair for day in self.day_codes for pair in day.items())

    def codes_of(self, versions: Iterable[int]) -> Mapping[int, Codes]:
        """The same of some events only."""
        wanted = tuple(versions)
        return joined((version, day[version]) for day in self.day_codes if day for version in wanted if version in day)

    def plus(self, events: Sequence[Event], rules: Rules) -> "Record":
        """The record with events added, numbered after its log."""
        if not events:
            return self
        log = self.log.extend(events)
        if not self.days or any(isinstance(event, READ_ANEW) for event in events):
            return open_record(self.id, log, rules)
        news = sorted((act for event in events for act in expanded(event)), key=order)
        if not news:
            return self.recorded(log)
        if later := self.later(news, rules):
            return self.longer(log, news, later, rules)
        kept, place = self.days_before(news[0])
        ordered = tuple(sorted((*self.facts[place:], *news), key=order))
        before = self.days[kept - 1].project if kept else Project(id=self.id)
        days = tuple(walk_on(before, ordered, rules))
        latest = days[-1].project
        rules = rules.pinned(latest.catalogue)
        all_days = self.days[:kept].extend(days)
        return Record(
            self.id,
            log,
            self.facts[:place].extend(ordered),
            all_days,
            tuple(problems(all_days)),
            self.day_codes[:kept].extend(codes_of_day(day, latest, rules) or NONE for day in days),
            self.consequences.plus(events),
        )

    def later(self, news: Sequence[Event], rules: Rules) -> Day | None:
        """What news add to the last day; None where they are not just more facts of that day."""
        last = self.days[-1]
        if news[-1].effective_on != last.on or order(news[0]) < order(self.facts[-1]):
            return None
        was = self.days[-2].project if len(self.days) > 1 else Project(id=self.id)
        return later_that_day(last, was.status, news, rules)

    def longer(self, log: Log, news: Sequence[Event], later: Day, rules: Rules) -> "Record":
        """The record with its last day gone on."""
        last = self.days[-1]
        day = Day(
            last.on, last.facts + later.facts, last.applied + later.applied, later.project, last.misfits + later.misfits
        )
        codes = codes_of_day(later, later.project, rules.pinned(later.project.catalogue))
        return Record(
            self.id,
            log,
            self.facts.extend(news),
            self.days.set(-1, day),
            self.misfits + later.misfits,
            self.day_codes.set(-1, {**self.day_codes[-1], **codes}) if codes else self.day_codes,
            self.consequences.plus(news),
        )

    def days_before(self, news: Event) -> tuple[int, int]:
        """How many days stand as they are, and how many facts: those days all of whose facts sort before the new one.

        Looked for from the end, where most news belongs.
        """
        place = bisect_left(self.facts, order(news), key=order)
        kept, passed = len(self.days), len(self.facts)
        while kept:
            day = self.days[kept - 1]
            if passed < place or (passed == place and day.on != news.effective_on):
                break
            kept, passed = kept - 1, passed - day.facts
        return kept, passed

    def recorded(self, log: Log) -> "Record":
        """The same record with its events as they were saved (their codes put in)."""
        return Record(self.id, log, self.facts, self.days, self.misfits, self.day_codes, self.consequences)


def joined(codes: Iterable[tuple[int, Codes]]) -> Mapping[int, Codes]:
    """Codes by version; an event may have some on each of its two days."""
    found: dict[int, Codes] = {}
    for version, some in codes:
        found[version] = (*found.get(version, ()), *some)
    return found


def open_record(project: UUID, log: Sequence[Event], rules: Rules) -> Record:
    """Read a whole log."""
    ordered = tuple(facts(log))
    days = tuple(walk(project, ordered, rules))
    latest = days[-1].project if days else Project(id=project)
    pinned = rules.pinned(latest.catalogue)
    codes = pvector(codes_of_day(day, latest, pinned) or NONE for day in days)
    misfits = tuple(problems(days))
    return Record(project, pvector(log), pvector(ordered), pvector(days), misfits, codes, Settled.of(log))
