"""An outlook that reads the same project many times over its history: what no new event moves is worked out once."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from domain.event import shanghai_date
from domain.project.model.state import Project
from domain.projects import Projects
from domain.reminders.points import Point, concerned, points
from domain.reminders.rungs import Rung
from scheduler.due.coming_about import come_about
from scheduler.due.outlook import Outlook
from scheduler.policy.policy import Policy, Row
from scheduler.sending.addressbook import AddressBook


class KeptOutlook(Outlook):
    """The last state of each project is kept, with its nodes and their rungs, until something else is known."""

    def __init__(self, projects: Projects, policy: Policy, book: AddressBook) -> None:
        super().__init__(projects, policy, book)
        self.moments: dict[UUID, list[datetime]] = {}
        self.states: dict[UUID, tuple[int, Project, date | None]] = {}
        self.found: dict[UUID, tuple[Project, Sequence[Point]]] = {}
        self.rungs: dict[int, tuple[Point, tuple[Rung, ...]]] = {}

    def state_as_known(self, project: UUID, moment: datetime) -> tuple[Project, date | None]:
        """The state once more, while nothing was recorded since and the calendar brings nothing about."""
        if project not in self.moments:
            self.moments[project] = [event.recorded_at for event in self.projects.ledger.load(project)]
        known = bisect_right(self.moments[project], moment)
        kept = self.states.get(project)
        if kept and kept[0] == known and not come_about(kept[1], self.rules, shanghai_date(moment)):
            return kept[1], kept[2]
        state, last = super().state_as_known(project, moment)
        self.states[project] = (known, state, last)
        return state, last

    def points(self, project: Project, last: date | None, known: datetime | None) -> Sequence[Point]:
        kept = self.found.get(project.id)
        if kept is None or kept[0] is not project:
            for point in kept[1] if kept else ():
                self.rungs.pop(id(point), None)
            kept = self.found[project.id] = (project, points(project, self.rules, last))
        return [*kept[1], *concerned(self.projects.concerns.of_project(project.id, known))]

    def planned(self, project: Project, point: Point, row: Row) -> tuple[Rung, ...]:
        kept = self.rungs.get(id(point))
        if kept is None or kept[0] is not point:
            kept = self.rungs[id(point)] = (point, super().planned(project, point, row))
        return kept[1]
