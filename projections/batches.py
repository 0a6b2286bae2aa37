"""A batch of the log as views get it: its events, decoded once, and each project they touch, folded once."""

from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from domain.event import Event
from domain.ledger import Ledger, Log
from domain.planning.forecast import forecast
from domain.planning.foreseen import Forecast
from domain.project.deadlines import Deadline, deadlines
from domain.project.evolution import Day, Rules, walk
from domain.project.irregularities import Codes, irregularities
from domain.project.lifecycle import ProjectRegistered
from domain.project.reading import corrected, facts
from domain.project.state import Project

Entry = tuple[int, Event]
"""An event with its position in the log."""

REMEMBERED = 256  # streams kept between batches, so that a busy project is not loaded for every event


class Touched:
    """A project with new events: everything views ask about it, worked out once and only when asked.

    `number` is the position of its first event: an integer key that the log alone decides.
    """

    def __init__(self, number: int, entries: Sequence[Entry], load: Callable[[], Log], rules: Rules) -> None:
        self.number = number
        self.entries = tuple(entries)
        self._rules = rules
        self.id: UUID = entries[0][1].originator_id
        self._load = load

    @property
    def position(self) -> int:
        """The position of its last event."""
        return self.entries[-1][0]

    @cached_property
    def log(self) -> Log:
        """Its whole stream up to the batch's end."""
        return self._load()

    @cached_property
    def days(self) -> tuple[Day, ...]:
        return tuple(walk(self.id, facts(self.log), self._rules))

    @cached_property
    def rules(self) -> Rules:
        """The rules with the catalogue the project is pinned to now."""
        return self._rules.pinned(self.project.catalogue)

    @property
    def project(self) -> Project:
        """The state after all that is recorded."""
        return self.days[-1].project

    @cached_property
    def standing(self) -> Mapping[int, Event]:
        """The events as corrected, by version; voided ones are missing."""
        return {event.originator_version: event for event in corrected(self.log)}

    @cached_property
    def codes(self) -> Mapping[int, Codes]:
        """The irregularities that the facts show now, by version."""
        return irregularities(self.days, self.rules)

    @cached_property
    def forecast(self) -> Forecast:
        """As stored: it does not depend on today."""
        return forecast(self.project, self.rules)

    @cached_property
    def deadlines(self) -> tuple[Deadline, ...]:
        return deadlines(self.project, self.rules)


@dataclass(frozen=True)
class Batch:
    """Events of the log and the projects they touch."""

    entries: Sequence[Entry]
    projects: Sequence[Touched]
    rules: Rules


class Streams:
    """The logs of the streams met last."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self._known: OrderedDict[UUID, Log] = OrderedDict()

    def extended(self, stream: UUID, news: Log) -> Log:
        """The stream up to the last of its new events: what is remembered goes on, anything else is loaded."""
        known = self._known.pop(stream, ())
        if len(known) + 1 == news[0].originator_version:
            log = (*known, *news)
        else:
            log = self.ledger.load(stream)[: news[-1].originator_version]
        self._known[stream] = log
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return log


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


def make_batch(
    entries: Sequence[Entry],
    streams: Mapping[UUID, Sequence[Entry]],
    numbers: Mapping[UUID, int],
    load: Callable[[UUID, Log], Log],
    rules: Rules,
) -> Batch:
    """Put a batch together; a stream without a number is no project's."""

    def touched(stream: UUID, own: Sequence[Entry]) -> Touched:
        news = tuple(event for _, event in own)
        return Touched(numbers[stream], own, lambda: load(stream, news), rules)

    projects = [touched(stream, own) for stream, own in streams.items() if stream in numbers]
    return Batch(entries, projects, rules)
