"""The order of one matter's acts within one day: by version as far as that is possible (ruling 3)."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from domain.errors import DomainError
from domain.project.model.state import Matter

PLACES_TRIED = 5000  # places tried for one matter's acts of one day, before they go first come first served

A = TypeVar("A")
Step = Callable[[Matter, A], Matter | DomainError]
Placed = tuple[A, Matter, DomainError | None]
"""An act, the matter before it, and what kept it from being applied."""


def arrange(matter: Matter, acts: Sequence[A], step: Step[A]) -> tuple[Matter, list[Placed[A]]]:
    """The acts at their places, and the matter after them.

    An act that does not fit waits for the one that makes it possible. Where the first order leaves an act over, other
    orders are tried; where none fits, those left over are skipped and say why.
    """
    first = by_version(matter, acts, step)
    return first or search(matter, acts, step, iter(range(PLACES_TRIED))) or greedy(matter, acts, step)


def by_version(matter: Matter, acts: Sequence[A], step: Step[A]) -> tuple[Matter, list[Placed[A]]] | None:
    """The acts as they came, as nearly always; None when one does not fit so."""
    placed: list[Placed[A]] = []
    for act in acts:
        after = step(matter, act)
        if isinstance(after, DomainError):
            return None
        placed.append((act, matter, None))
        matter = after
    return matter, placed


def search(
    matter: Matter, acts: Sequence[A], step: Step[A], budget: Iterator[int]
) -> tuple[Matter, list[Placed[A]]] | None:
    """The first complete order, by version, or None when there is none (or it took too long to look)."""
    if not acts:
        return matter, []
    for place, act in enumerate(acts):
        if next(budget, None) is None:
            return None
        after = step(matter, act)
        if isinstance(after, DomainError):
            continue
        if rest := search(after, [*acts[:place], *acts[place + 1 :]], step, budget):
            return rest[0], [(act, matter, None), *rest[1]]
    return None


def greedy(matter: Matter, acts: Sequence[A], step: Step[A]) -> tuple[Matter, list[Placed[A]]]:
    """Apply what fits, first come first served; the rest is skipped with its problem."""
    placed: list[Placed[A]] = []
    waiting = list(acts)
    while waiting:
        problems = []
        for act in waiting:
            after = step(matter, act)
            if not isinstance(after, DomainError):
                placed.append((act, matter, None))
                matter = after
                waiting.remove(act)
                break
            problems.append((act, matter, after))
        else:
            return matter, [*placed, *problems]
    return matter, placed
