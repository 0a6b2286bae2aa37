"""The directory of a district: who is who now, or as known at a moment; kept in memory and brought up to the log."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from threading import Lock

from domain.event import TOPICS
from domain.ledger import Job, Ledger, Outcome
from domain.people import People
from domain.posts import DirectoryEvent

FRESH = 1.0  # seconds after which another process may have recorded something
BATCH = 1000


class Directory:
    """Reads on from where the last reading ended; asking costs a look into a dictionary."""

    def __init__(self, ledger: Ledger, district: str) -> None:
        self.ledger = ledger
        self.district = district
        self.topics = tuple(topic for topic, kind in TOPICS.items() if issubclass(kind, DirectoryEvent))
        self.events: list[DirectoryEvent] = []
        self.position = 0
        self.looked = float("-inf")
        self.latest = People()
        self.past: tuple[int, People] = (0, People())
        self.lock = Lock()

    def now(self) -> People:
        """Everybody, as recorded by now; what another process records is seen after a second."""
        if time.monotonic() - self.looked > FRESH:
            self.refresh()
        return self.latest

    def at(self, known: datetime | None) -> People:
        """Everybody, as known at a moment; None: now."""
        latest = self.now()
        if known is None:
            return latest
        with self.lock:
            events = [event for event in self.events if event.recorded_at <= known]
            if len(events) == len(self.events):
                return self.latest
            if self.past[0] != len(events):
                self.past = (len(events), People(events))
            return self.past[1]

    def told(self) -> Sequence[DirectoryEvent]:
        """All that is recorded, in the order of the log."""
        self.now()
        return self.events

    def refresh(self) -> None:
        """Look at once."""
        with self.lock:
            if found := list(self.news()):
                self.events += found
                self.latest = People(self.events)
            self.looked = time.monotonic()

    def news(self) -> Iterator[DirectoryEvent]:
        """What was recorded since the last look."""
        goal = self.ledger.position()
        while self.position < goal:
            entries = list(self.ledger.of_topics(self.topics, self.position, BATCH))
            for _, event in entries:
                if isinstance(event, DirectoryEvent) and event.district == self.district:
                    yield event
            self.position = entries[-1][0] if len(entries) == BATCH else max(goal, self.last_of(entries))

    def last_of(self, entries: Sequence[tuple[int, object]]) -> int:
        return entries[-1][0] if entries else self.position

    def seen(self, job: Job) -> Job:
        """The job, after which the directory is looked at anew."""
        return replace(job, done=lambda _: self.refresh())

    def run(self, job: Job) -> Outcome:
        """Do a job now, in this thread, and see it at once."""
        outcome = self.ledger.execute(job.stream, job.command, job.decide)
        self.refresh()
        return outcome
