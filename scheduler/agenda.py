"""Which projects a sweep has to read: all once a day, then those with news and those with something left undone."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol
from uuid import UUID

from domain.concerns import ConcernEvent
from domain.ledger import Ledger
from domain.posts import DirectoryEvent
from domain.project.corrections import RecordCorrected
from domain.project.evolution import ProjectEvent
from domain.project.lifecycle import ProjectRegistered

BATCH = 500
NEWS = (ProjectEvent, RecordCorrected)


class OpenProjects(Protocol):
    """Where the projects that may have something due come from."""

    def open_projects(self) -> Iterable[UUID]:
        """Their ids."""
        ...


class RegisteredProjects:
    """Every project the log registers, read on from where the last reading ended."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.position = 0
        self.known: dict[UUID, None] = {}

    def open_projects(self) -> Iterable[UUID]:
        """All projects in the order in which they were registered."""
        while batch := list(self.ledger.after(self.position, BATCH)):
            self.known |= {event.originator_id: None for _, event in batch if isinstance(event, ProjectRegistered)}
            self.position = batch[-1][0]
        return tuple(self.known)


class Agenda:
    """The projects still to be read on a day, those that failed last."""

    def __init__(self, ledger: Ledger, source: OpenProjects) -> None:
        self.ledger = ledger
        self.source = source
        self.part: tuple[date, int] | None = None
        self.began = False  # whether the last opening was the day's first
        self.position = 0
        self.waiting: dict[UUID, None] = {}

    def open(self, today: date, part: int = 0) -> Sequence[UUID]:
        """The projects to read now. A new day moves every date, so it begins with all of them.

        So does a new part of the day: an hour came at which things go up.
        """
        self.began = self.part is None or self.part[0] != today
        if (today, part) != self.part:
            self.position = self.ledger.position()
            self.waiting = dict.fromkeys(self.source.open_projects())
            self.part = (today, part)
        while batch := list(self.ledger.after(self.position, BATCH)):
            self.waiting |= {event.originator_id: None for _, event in batch if isinstance(event, NEWS)}
            self.waiting |= {event.project: None for _, event in batch if isinstance(event, ConcernEvent)}
            if any(isinstance(event, DirectoryEvent) for _, event in batch):  # who is told may be another
                self.waiting |= dict.fromkeys(self.source.open_projects())
            self.position = batch[-1][0]
        return tuple(self.waiting)

    def forget(self) -> None:
        """All projects have to be read again."""
        self.part = None

    def close(self, project: UUID, *, settled: bool) -> None:
        """A project was read: it is done until it has news, or comes again after all others."""
        del self.waiting[project]
        if not settled:
            self.waiting[project] = None
