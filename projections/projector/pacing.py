"""How the projector shares its process with writers: it rests after its batches, and within them while many write."""

import threading
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

PACE = 0.008  # seconds in which events gather after a wake: a batch of several is cheaper than several batches
REST = 1  # times as long as a batch took: writers of the same process get half of its time
BUSY = 300  # events per second, from which on writers wait less when the views come later
REST_WHEN_BUSY = 9  # times: nine tenths are theirs
LONGEST_REST, LONGEST_WHEN_BUSY = 0.1, 3.0  # seconds for a batch, whatever it took
SPELL = 0.001  # seconds of work at a stretch while they are busy; with a batch at one go all of them wait twice as long

T = TypeVar("T")


class Pacing:
    """The projector's work and rest; whoever waits for it sets `awaited`, and it rests no longer."""

    def __init__(self, awaited: threading.Event) -> None:
        self.awaited = awaited
        self.busy = False
        self._began = self._last = time.thread_time()
        self._rested = 0.0

    def begin(self) -> None:
        """A batch begins."""
        self._began = self._last = time.thread_time()
        self._rested = 0.0

    def over(self, items: Iterable[T]) -> Iterator[T]:
        """The items one after the other, with rests between them while writers are busy."""
        for item in items:
            if self.busy:
                self._draw_breath()
            yield item

    def end(self, events: int, seconds: float, *, more: bool) -> None:
        """A batch of so many events ends, so many seconds after the one before; where `more` come, let them gather."""
        self.busy = more and events > BUSY * seconds
        if more:
            spent = time.thread_time() - self._began
            self._wait(rest(spent, self.busy) - self._rested)
            self.awaited.clear()

    def _draw_breath(self) -> None:
        spent, left = time.thread_time() - self._last, LONGEST_WHEN_BUSY - self._rested
        if spent > SPELL and left > 0:
            self._wait(min(REST_WHEN_BUSY * spent, left))
            self._last = time.thread_time()

    def _wait(self, seconds: float) -> None:
        self._rested += max(PACE, seconds)
        self.awaited.wait(max(PACE, seconds))


def rest(spent: float, busy: bool) -> float:
    """How long to let events gather after a batch that took so many seconds of work."""
    times, longest = (REST_WHEN_BUSY, LONGEST_WHEN_BUSY) if busy else (REST, LONGEST_REST)
    return min(max(PACE, times * spent), longest)
