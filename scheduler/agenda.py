"""Which projects a sweep has to look at: those whose moment has come, those with news, those with something undone."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from sqlalchemy import Engine

from domain.concerns.concern import ConcernEvent
from domain.event import TOPICS, shanghai_date
from domain.log.ledger import Ledger
from domain.log.recorder import places
from domain.project.events.corrections import RecordCorrected
from domain.project.events.lifecycle import ProjectRegistered
from domain.project.model.evolution import ProjectEvent
from domain.reminders.events import ReminderSnoozed
from domain.staff.posts import StaffEvent
from projections.ops.agenda import AgendaRows, Mark

NEWS = (ProjectEvent, RecordCorrected)
ABOUT = (ConcernEvent, ReminderSnoozed)  # news of a project in another stream
WORKED_OUT_AS = 2  # counted up when moments are worked out in another way: then all projects are looked at again


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
        end = self.ledger.position()
        for _, stream, _, topic in places(self.ledger.recorder, self.position, end):
            if topic == ProjectRegistered.TOPIC:
                self.known[UUID(str(stream))] = None
        self.position = end
        return tuple(self.known)


class Agenda:
    """The projects to look at, kept for all schedulers; a leader that takes over goes on where the other was."""

    def __init__(self, ledger: Ledger, source: OpenProjects, ops: Engine) -> None:
        self.ledger = ledger
        self.source = source
        self.rows = AgendaRows(ops)
        self.mark = Mark("", 0)
        self.forgotten = False
        self.day: date | None = None
        self.began = False  # whether the last opening was the day's first

    def open(self, moment: datetime, basis: str, *, whole: bool = False) -> Sequence[UUID]:
        """The projects to look at at a moment; all of them when moments were worked out by another basis.

        `whole`: and all of them at the day's first opening.
        """
        today, basis = shanghai_date(moment), f"{WORKED_OUT_AS}/{basis}"
        self.began, self.day = today != self.day, today
        end, mark = self.ledger.position(), self.rows.mark()
        if mark is None or mark.basis != basis or mark.position > end or self.forgotten:
            mark = Mark(basis, end)
            self.rows.begin(mark, self.source.open_projects())
            self.forgotten = False
        elif whole and self.began:
            self.rows.hurry(end)
        news = self.news(mark.position, end)
        self.mark = Mark(basis, end)
        return tuple(news | dict.fromkeys(self.rows.due(moment)))

    def news(self, start: int, end: int) -> dict[UUID, None]:
        """The projects with news; where people took or left posts, who is told may be another, of any project."""
        found: dict[UUID, None] = {}
        people = False
        for _, stream, version, topic in places(self.ledger.recorder, start, end):
            kind, own = TOPICS[topic], UUID(str(stream))
            people = people or issubclass(kind, StaffEvent)
            if issubclass(kind, NEWS):
                found[own] = None
            elif issubclass(kind, ABOUT):
                event = self.ledger.load(own)[version - 1]
                found |= {event.project: None} if isinstance(event, ABOUT) else {}
        if people:
            self.rows.hurry(end)
        return found

    def forget(self) -> None:
        """All projects have to be looked at again."""
        self.forgotten = True

    def close(self, looked: dict[UUID, datetime | None]) -> None:
        """Projects were looked at; each comes again at its moment, or with its next news."""
        self.rows.note(looked, self.mark.position)

    def arrive(self) -> None:
        """All that was opened is closed."""
        self.rows.arrive(self.mark)
