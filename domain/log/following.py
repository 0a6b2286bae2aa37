"""Events of some classes kept in memory and brought up to the log: for what is small, and asked all the time."""

import time
from collections.abc import Iterator
from threading import Lock
from typing import Generic, TypeVar

from domain.event import TOPICS, Event
from domain.log.ledger import Ledger

FRESH = 1.0  # seconds after which another process may have recorded something
BATCH = 1000

E = TypeVar("E", bound=Event)


class Following(Generic[E]):
    """The district's events of a class, in the order of the log; read on from where the last reading ended."""

    def __init__(self, ledger: Ledger, district: str, kind: type[E]) -> None:
        self.ledger = ledger
        self.district = district
        self.kind = kind
        self.topics = tuple(topic for topic, known in TOPICS.items() if issubclass(known, kind))
        self.events: list[E] = []
        self.position = 0
        self.looked = float("-inf")
        self.lock = Lock()

    def now(self) -> list[E]:
        """All that is recorded; what another process records is seen after a second."""
        if time.monotonic() - self.looked > FRESH:
            self.refresh()
        return self.events

    def refresh(self) -> None:
        """Look at once."""
        with self.lock:
            if found := list(self.news()):
                self.events = [*self.events, *found]
            self.looked = time.monotonic()

    def reach(self, position: int) -> None:
        """Look at once where a position was not seen yet."""
        if self.position < position:
            self.refresh()

    def news(self) -> Iterator[E]:
        """What was recorded since the last look."""
        goal = self.ledger.position()
        while self.position < goal:
            entries = list(self.ledger.of_topics(self.topics, self.position, BATCH))
            for _, event in entries:
                if isinstance(event, self.kind) and event.district == self.district:
                    yield event
            last = entries[-1][0] if entries else self.position
            self.position = last if len(entries) == BATCH else max(goal, last)
