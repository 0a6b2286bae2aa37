"""Registries by event class."""

from typing import Generic, TypeVar

from domain.event import Event

T = TypeVar("T")


class ByClass(Generic[T]):
    """What is registered for event classes; a class without an entry of its own has that of its nearest base."""

    def __init__(self) -> None:
        self.own: dict[type[Event], T] = {}
        self.found: dict[type[Event], T | None] = {}  # looked up once

    def register(self, kind: type[Event], what: T) -> T:
        self.own[kind] = what
        self.found.clear()
        return what

    def get(self, kind: type[Event]) -> T | None:
        """What holds for a class; None where nothing does."""
        if kind not in self.found:
            self.found[kind] = next((self.own[base] for base in kind.__mro__ if base in self.own), None)
        return self.found[kind]
