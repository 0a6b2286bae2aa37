"""How far a command is: a bar that is drawn over itself on a terminal, a plain line now and then anywhere else."""

import sys
import time
from collections.abc import Callable
from typing import TextIO

from api.cli.speaking import language
from api.locale import text

WIDTH = 30
ON_TERMINAL, IN_LINES = 0.2, 10.0  # seconds between two drawings
MINUTE, HOUR = 60, 3600
Clock = Callable[[], float]


class Bar:
    """Events done of so many, how many a second, and how long it still takes at the rate so far.

    What an earlier run has done counts as done, not for the rate. It goes to stderr: stdout has the outcome.
    """

    def __init__(
        self, stream: TextIO | None = None, clock: Clock = time.monotonic, words: str = "cli.progress"
    ) -> None:
        self.words = words
        self.stream = stream or sys.stderr
        self.clock = clock
        self.terminal = self.stream.isatty()
        self.total = self.done = self.earlier = 0
        self.began = self.drawn = 0.0

    def anew(self, why: str) -> None:
        """A run before this one was broken off, but cannot be gone on with."""
        self.stream.write(text(f"cli.progress.anew.{why}", language()) + "\n")

    def begins(self, total: int, done: int = 0) -> None:
        """So many events are to be done, of which so many were done by a run before this one."""
        self.total, self.done, self.earlier = total, done, done
        self.began = self.drawn = self.clock()
        if done:
            self.stream.write(text("cli.progress.resumes", language(), done=f"{done:,}", total=f"{total:,}") + "\n")

    def moved(self, events: int) -> None:
        """So many more are done."""
        self.done += events
        self.total = max(self.total, self.done)
        now = self.clock()
        if self.done == self.total or now - self.drawn >= (ON_TERMINAL if self.terminal else IN_LINES):
            self.drawn = now
            self.draw(now - self.began)

    def reached(self, done: int, total: int) -> None:
        """So many are done by now, of so many."""
        if not self.total:
            self.begins(total)
        self.moved(done - self.done)

    def draw(self, seconds: float) -> None:
        """Where it stands after so many seconds."""
        line = self.line(seconds)
        if not self.terminal:
            self.stream.write(f"{line}\n")
        else:
            full = WIDTH * self.done // max(1, self.total)
            self.stream.write(f"\r[{'#' * full}{'.' * (WIDTH - full)}] {line}\x1b[K")
            self.stream.write("\n" if self.done == self.total else "")
        self.stream.flush()

    def line(self, seconds: float) -> str:
        """In words."""
        rate = (self.done - self.earlier) / seconds if seconds > 0 else 0.0
        return text(
            self.words,
            language(),
            percent=100 * self.done // max(1, self.total),
            done=f"{self.done:,}",
            total=f"{self.total:,}",
            rate=f"{rate:,.0f}",
            left=clock_time((self.total - self.done) / rate) if rate else "--:--",
        )


def clock_time(seconds: float) -> str:
    """A length of time, as 4:05 or 1:04:05."""
    whole = round(seconds)
    minutes, rest = divmod(whole, MINUTE)
    if whole < HOUR:
        return f"{minutes}:{rest:02}"
    return f"{minutes // MINUTE}:{minutes % MINUTE:02}:{rest:02}"
