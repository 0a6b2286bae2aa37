"""How far a long piece of work is, told to whoever shows it."""

from typing import Protocol


class Progress(Protocol):
    """Hears of events as they are done; of none twice."""

    def anew(self, why: str) -> None:
        """A run before this one was broken off, but had other `views`, `rules` or `code`, or a longer `log`:
        all is done again."""

    def begins(self, total: int, done: int = 0) -> None:
        """So many events are to be done, of which so many were done by a run before this one."""

    def moved(self, events: int) -> None:
        """So many more are done."""


class Unseen:
    """Nobody watches."""

    def anew(self, why: str) -> None:
        """As above."""

    def begins(self, total: int, done: int = 0) -> None:
        """As above."""

    def moved(self, events: int) -> None:
        """As above."""
