"""What becomes of a stage: its milestone reached, closed, reopened, closed again (ruling 25).

While there is one list and no reopening the dates of the matters alone decide. After that each day is asked: which
matters were on the list then, and was anything of them open.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from domain.catalogue.model import Stage
from domain.event import Event
from domain.project.events.stages import MilestoneReached, StageClosed, StageReopened, StageReopenedByList
from domain.project.model.evolution import Day, MatterEvent
from domain.project.model.phases import Act
from domain.project.model.progress import awaited_at, listed, milestone_on, parts_of, settled_on
from domain.project.model.scoping import WHOLE
from domain.project.model.state import Matter, Project

CLOSING = frozenset({Act.GRANT, Act.WAIVE, Act.NOT_APPLICABLE})


@dataclass(frozen=True, slots=True)
class Turn:
    """Something that became of a stage on a day, in one of several scopes, or for the so-manyth time."""

    kind: type[Event]
    on: date
    scope: str = WHOLE
    occurrence: int = 1


def turns(days: Sequence[Day], stage: Stage) -> Iterator[Turn]:
    """The milestone, the closings, and the reopenings that a list brought about; a user's are no consequence."""
    project = days[-1].project
    if changes(project, stage):
        yield from DayByDay(stage).turns([day for day in days if day.project.list_version])
        return
    reached = milestones(project, stage)
    yield from (Turn(MilestoneReached, on, place) for place, on in reached.items())
    if closed := closed_on(project, stage, reached.get(WHOLE)):
        yield Turn(StageClosed, closed)


def changes(project: Project, stage: Stage) -> bool:
    """Dates alone do not tell: the list or the scopes changed after the first list, the stage was reopened, a result
    fell away, or a waiver was given up or given anew.
    """
    state = project.stages.get(stage.id)
    if project.list_version > 1 or rescoped(project) or (state is not None and state.reopened_on is not None):
        return True
    own = matters_of(project, stage)
    return any(matter.exempted_before or (matter.first_granted_on and not matter.settled) for matter in own)


def rescoped(project: Project) -> bool:
    """A scope was added or closed after the first list: that brings matters or takes them away as a list does."""
    since = project.yardsticks.issued_on if project.yardsticks else date.max
    return any(since < (scope.closed_on or scope.added_on) for scope in project.scopes.scopes)


def milestones(project: Project, stage: Stage) -> dict[str, date]:
    """The days on which the milestone is reached: with several scopes in each of them ("2/3"), then in the whole."""
    parts = parts_of(project, stage)
    found = [(place, milestone_on(project, stage, place)) for place in (*(parts if len(parts) > 1 else ()), WHOLE)]
    return {place: on for place, on in found if on}


def closed_on(project: Project, stage: Stage, reached: date | None) -> date | None:
    """The day from which nothing of the stage was open; None while something is."""
    own = matters_of(project, stage)
    if not own or waits(project, stage, reached) or not all(matter.settled for matter in own):
        return None
    return max([*map(settled_on, own), *([reached] if reached else [])])


def matters_of(project: Project, stage: Stage) -> list[Matter]:
    return [matter for matter in listed(project) if matter.definition.stage == stage.id]


def waits(project: Project, stage: Stage, reached: date | None) -> bool:
    """The milestone is still to come; one without applicable matter is none."""
    if reached is not None:
        return False
    return bool(stage.milestone_fact) or any(matter.exempted_on is None for matter in awaited_at(project, stage))


class DayByDay:
    """One stage followed from the day of the first list on; what was before it counts as that list has it."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.reached: dict[str, date] = {}
        self.parts: set[str] = set()
        self.closed = False
        self.closings = self.reopenings = 0

    def turns(self, days: Sequence[Day]) -> Iterator[Turn]:
        before: set[str] | None = None
        for day in days:
            own = matters_of(day.project, self.stage)
            keys = {matter.key for matter in own}
            yield from self.milestones(day, first=before is None)
            yield from self.of_day(day, own, keys if before is None else before, first=before is None)
            before = keys

    def milestones(self, day: Day, *, first: bool) -> Iterator[Turn]:
        """Once reached a milestone stays so, whatever a later list brings; a scope brings the day it was reached."""
        parts = set(parts_of(day.project, self.stage))
        for place, on in milestones(day.project, self.stage).items():
            if place not in self.reached:
                self.reached[place] = on if first or place in parts - self.parts else day.on
                yield Turn(MilestoneReached, self.reached[place], place)
        self.parts = parts

    def of_day(self, day: Day, own: list[Matter], before: set[str], *, first: bool) -> Iterator[Turn]:
        closed = closed_on(day.project, self.stage, self.reached.get(WHOLE))
        begun = any(matter.begun_on for matter in own)
        if closed and begun and not self.closings:
            yield self.close(closed if first else day.on)
        reopened = self.reopened_by_hand(day)
        if self.closed and any(not matter.settled for matter in own if matter.key not in before):
            self.closed, self.reopenings = False, self.reopenings + 1
            yield Turn(StageReopenedByList, day.on, occurrence=self.reopenings)
        relisted = before != {matter.key for matter in own}
        if closed and self.closings and not self.closed and (relisted or self.closing_act(day, reopened)):
            yield self.close(day.on)

    def close(self, on: date) -> Turn:
        self.closed, self.closings = True, self.closings + 1
        return Turn(StageClosed, on, occurrence=self.closings)

    def reopened_by_hand(self, day: Day) -> int:
        """The version of the reopening of that day; 0 without one."""
        found = 0
        for event in (applied.event for applied in day.applied if not applied.problem):
            if isinstance(event, StageReopened) and event.stage == self.stage.id:
                self.closed, found = False, event.originator_version
        return found

    def closing_act(self, day: Day, reopened: int) -> bool:
        """A grant, a waiver or the word that it does not apply, on a matter of the stage and after the reopening."""
        for applied in day.applied:
            event = applied.event
            if isinstance(event, MatterEvent) and event.ACT in CLOSING and event.originator_version > reopened:
                matter = day.project.matters.get(event.matter)
                if applied.problem is None and matter and matter.definition.stage == self.stage.id:
                    return True
        return False
