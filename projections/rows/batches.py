"""The projects that a batch of the log touches, each as views ask about it: worked out once, on what was known before.

A project met again is carried on from what was worked out and written for it the last time (`Memory`): an event costs
what it changes, not what the project has lived through.
"""

from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from uuid import UUID

from domain.event import Event
from domain.log.ledger import Ledger
from domain.log.logs import Events, Log
from domain.planning.forecast import forecast, same_ground
from domain.planning.foreseen import Forecast
from domain.project.due.agenda import Agenda, agenda_of
from domain.project.events.lifecycle import ProjectRegistered
from domain.project.model.rules import Rules
from domain.project.model.state import Project
from domain.project.record.irregularities import Codes
from domain.project.record.record import Record, open_record
from domain.records import Records
from projections.rows.entries import Entries
from projections.rows.sheets import Keyed

Entry = tuple[int, Event]
"""An event with its position in the log."""
Load = Callable[["Touched"], Record]

REMEMBERED = 512  # projects kept between batches, so that a busy one is not worked out anew for every event


class Touched:
    """A project with new events: everything views ask about it, worked out once and only when asked.

    `number` is the position of its first event: an integer key that the log alone decides. `before` is the same
    project as it was written the last time, where that is known, and `rows` by table what is written of it now.
    """

    def __init__(
        self, number: int, entries: Sequence[Entry], rules: Rules, load: Load, before: "Touched | None" = None
    ) -> None:
        self.number = number
        self.entries = tuple(entries)
        self.given = rules
        self.id: UUID = entries[0][1].originator_id
        self.before = before
        self.rows: dict[str, Keyed] = {}
        self._load = load

    def upto(self, count: int) -> "Touched":
        """The project with the first of its new events alone."""
        return Touched(self.number, self.entries[:count], self.given, self._load, self.before)

    @property
    def position(self) -> int:
        """The position of its last event."""
        return self.entries[-1][0]

    @property
    def news(self) -> Events:
        """Its new events."""
        return tuple(event for _, event in self.entries)

    @cached_property
    def record(self) -> Record:
        """Its whole stream up to the batch's end, read."""
        return self._load(self)

    @property
    def log(self) -> Log:
        return self.record.log

    @cached_property
    def rules(self) -> Rules:
        """The rules with the catalogue the project is pinned to now."""
        return self.given.pinned(self.project.catalogue)

    @property
    def project(self) -> Project:
        """The state after all that is recorded."""
        return self.record.project

    @cached_property
    def entered(self) -> Entries:
        """How its events read today."""
        if self.before:
            return self.before.entered.plus(self.log, self.log[len(self.before.log) :], self.given.calendar)
        return Entries().plus(self.log, self.log, self.given.calendar)

    @property
    def codes(self) -> Mapping[int, Codes]:
        """The irregularities that the facts show now, by version."""
        return self.record.codes

    @cached_property
    def forecast(self) -> Forecast:
        """As stored: it does not depend on today."""
        before = self.before
        if before and before.rules is self.rules and same_ground(self.project, before.project, self.rules):
            return before.forecast
        return forecast(self.project, self.rules)

    @cached_property
    def agenda(self) -> Agenda:
        """Its open deadlines."""
        return agenda_of(self.project, self.rules, self.before.agenda if self.before else None)

    def settle(self) -> None:
        """It is written: what was before it is not needed any more."""
        self.before = None


class Memory:
    """The projects touched last, as they were written: good as long as nobody else writes, and for the same rules."""

    def __init__(self) -> None:
        self.position: int | None = None
        self.rules: Rules | None = None
        self.projects: OrderedDict[UUID, Touched] = OrderedDict()

    def follow(self, position: int, rules: Rules) -> None:
        """Go on from a position; where that is not the one we left, or the rules are others, all is forgotten."""
        if position != self.position or rules is not self.rules:
            self.forget()
        self.position, self.rules = position, rules

    def forget(self) -> None:
        """Nothing is known of any project."""
        self.projects.clear()
        self.position = None

    def keep(self, projects: Iterable[Touched], position: int) -> None:
        """These were written, up to a position."""
        self.position = position
        for touched in projects:
            touched.settle()
            self.projects[touched.id] = touched
            self.projects.move_to_end(touched.id)
        while len(self.projects) > REMEMBERED:
            self.projects.popitem(last=False)


class Loader:
    """How a project's record is come by: the writer's of the same process, the one before carried on, or read anew."""

    def __init__(self, ledger: Ledger, records: Records | None = None) -> None:
        self.ledger = ledger
        self.records = records or Records()

    def record(self, touched: Touched) -> Record:
        """The record up to the last of the new events."""
        news, rules = touched.news, touched.given
        known = self.records.at_hand(touched.id, rules)
        if known and known.log and known.log[-1] == news[-1]:
            return known
        before = touched.before.record if touched.before else None
        if before and len(before.log) + 1 == news[0].originator_version:
            return before.plus(news, rules)
        return open_record(touched.id, self.ledger.load(touched.id)[: news[-1].originator_version], rules)


def by_stream(entries: Iterable[Entry]) -> dict[UUID, list[Entry]]:
    """The events by stream."""
    streams: dict[UUID, list[Entry]] = defaultdict(list)
    for position, event in entries:
        streams[event.originator_id].append((position, event))
    return streams


def new_numbers(streams: Mapping[UUID, Sequence[Entry]]) -> dict[UUID, int]:
    """The numbers of the projects registered in a batch."""
    return {
        stream: entries[0][0] for stream, entries in streams.items() if isinstance(entries[0][1], ProjectRegistered)
    }
