"""The log replayed for the audit: what had become of rungs at a point of it, and who swept when."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from domain.event import TOPICS, Event, shanghai_date
from domain.log.ledger import Ledger
from domain.log.logs import Events
from domain.reminders.digests import DigestEvent, DigestFailed, DigestSent
from domain.reminders.events import ReminderFailed, ReminderSent, ReminderSnoozed, RungEvent
from domain.reminders.rungs import SCHEDULER, Reminders, Rung
from scheduler.due.succession import LISTS

BATCH = 1000
Placed = tuple[int, Any]
"""An event with its position."""


def read_outcomes(ledger: Ledger, district: str) -> Iterator[Placed]:
    """Everything that happened to rungs and digests of a district, in position order."""
    topics = tuple(topic for topic, kind in TOPICS.items() if issubclass(kind, RungEvent | DigestEvent))
    position = 0
    while batch := list(ledger.of_topics(topics, position, BATCH)):
        yield from ((at, event) for at, event in batch if event.district == district)
        position = batch[-1][0]


class Replayed(Reminders):
    """The streams of rungs, in memory; `until` says up to where they are read."""

    def __init__(self, ledger: Ledger, district: str) -> None:
        super().__init__(ledger, district)
        self.streams: dict[UUID, list[Placed]] = defaultdict(list)
        self.rungs: dict[UUID, list[Placed]] = defaultdict(list)  # by project
        self.digests: dict[UUID, DigestSent] = {}
        self.places: dict[UUID, int] = {}  # the first of each delivery: a digest's rungs are recorded with it
        self.untaken: set[tuple[str, date]] = set()  # digests that were tried: whose, and when
        self.failures: Counter[date] = Counter()  # messages that were not taken and are tried again, by day
        self.put_off: dict[UUID, list[datetime]] = defaultdict(list)  # when, by project
        self.swept: list[datetime] = []
        for at, event in read_outcomes(ledger, district):
            self.learn(at, event)
        self.swept.sort()
        self.until: Callable[[int, Event], bool] = lambda _, __: True

    def learn(self, at: int, event: Event) -> None:
        self.streams[event.originator_id].append((at, event))
        if isinstance(event, ReminderSnoozed):
            self.put_off[event.project].append(event.known_at)
        if event.imported_at:  # another installation's doing: known from then on, and answered for there
            return
        if isinstance(event, RungEvent):
            self.rungs[event.project].append((at, event))
        if isinstance(event, DigestSent):
            self.digests[event.digest] = event
        if isinstance(event, DigestSent | ReminderSent):
            self.places.setdefault(event.digest if isinstance(event, DigestSent) else event.delivery, at)
        if isinstance(event, DigestFailed):
            self.untaken.add((event.staff, shanghai_date(event.recorded_at)))
        if isinstance(event, DigestFailed | ReminderFailed) and not event.final:
            self.failures[shanghai_date(event.recorded_at)] += 1
        if event.via == SCHEDULER:
            self.swept.append(event.recorded_at)

    def log(self, rung: Rung, _as_known_at: datetime | None = None) -> Events:
        """What had become of a rung there."""
        return self.stream(rung.stream)

    def stream(self, stream: UUID) -> Events:
        """A stream up to there."""
        return tuple(event for at, event in self.streams.get(stream, ()) if self.until(at, event))

    def sent_since(self, day: date) -> Iterator[ReminderSent]:
        """Of what people were told up to there, from a day on."""
        for placed in self.rungs.values():
            for at, event in placed:
                if isinstance(event, ReminderSent) and event.effective_on >= day and self.until(at, event):
                    yield event

    def up_to(self, moment: datetime, opening: datetime) -> None:
        """Read what was recorded by a moment, without what lists told once more from the opening on."""
        self.until = lambda _, event: (
            event.known_at <= moment and (event.known_at < opening or not self.of_a_list(event))
        )

    def of_a_list(self, event: Event) -> bool:
        """Whether a rung was told in such a list: sent before, and told again on purpose."""
        if not isinstance(event, ReminderSent):
            return False
        digest = self.digests.get(event.delivery)
        return digest is not None and digest.kind in LISTS and event.rung in digest.rungs

    def before(self, position: int) -> None:
        """Read everything before a position."""
        self.until = lambda at, _: at < position

    def place(self, position: int, event: RungEvent, within: timedelta) -> int:
        """Where the sweep that recorded an event began with its rung: at the first of what it recorded of it."""
        same = [
            at
            for at, one in self.streams[event.originator_id]
            if at <= position and one.via == SCHEDULER and event.recorded_at - one.recorded_at <= within
        ]
        delivery = getattr(event, "delivery", None)
        return min([*same, self.places.get(delivery, position) if delivery else position])

    def sweeps(self, further: datetime | None) -> Mapping[date, Sequence[datetime]]:
        """The moments of each day at which a sweep is known, in order; `further` is known from elsewhere."""
        moments = sorted([*self.swept, *([further] if further else [])])
        return {day: list(some) for day, some in groupby(moments, key=shanghai_date)}
