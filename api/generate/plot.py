"""The plot of a life: what happens to a project and its matters on which day, and who enters it when.

Entries are made on their day, some late, some by the specialist on a department's behalf and confirmed afterwards.
What a later entry corrects or confirms is found when it is told (`Remark`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from random import Random

from api.generate.course import AUCTION, Course, Pace, Step, perhaps
from domain.deciding.case import Actor
from domain.deciding.commands import DirectService, ProjectCommand, RecordAct, RecordFact
from domain.event import SHANGHAI
from domain.planning.network import Network, Node
from domain.project.events.projectfacts import CONSTRUCTION_STARTED, PRODUCTION_STARTED, WORKS_COMPLETED
from domain.project.events.service import Course as ServiceCourse
from domain.project.model.evolution import catalogue_id
from domain.project.model.phases import Act
from domain.project.model.rules import Rules

REASON = "按实际办理情况登记"
ISSUED_WITH_THE_LIST = "tailored_service_list"
OFFICER, SPECIALIST = "officer", "specialist"
ENTERPRISE_ACTS = frozenset({Act.SUPPLEMENT})


class Remark(StrEnum):
    """What is said later of an entry."""

    CONFIRMED = "confirmed"
    CORRECTED = "corrected"


@dataclass(frozen=True)
class Entry:
    """Commands somebody gives at a moment; or a remark on the last entry of an act and matter."""

    at: datetime
    actor: Actor
    wanted: tuple[ProjectCommand, ...]
    remark: Remark | None = None


@dataclass(frozen=True)
class Outline:
    """Where a life stands when its list is issued."""

    landed: date
    listed: date
    network: Network
    rules: Rules
    pace: Pace
    construction_days: int


class Plot:
    """All entries of one life after its list."""

    def __init__(self, outline: Outline, dice: Random) -> None:
        self.outline, self.dice = outline, dice
        self.course = Course(dice, outline.rules.calendar, outline.pace)
        self.granted: dict[str, date] = {}
        self.begun: dict[str, date] = {}
        self.started = self.completed = outline.landed

    def entries(self) -> list[Entry]:
        """In the order in which they are made."""
        nodes = self.outline.network.nodes.values()
        found = [entry for node in nodes if not node.after_works for entry in self.of_matter(node)]
        self.build()
        found += [entry for node in nodes if node.after_works for entry in self.of_matter(node)]
        found += self.facts()
        found += self.service()
        return sorted(found, key=lambda entry: entry.at)

    def of_matter(self, node: Node) -> Iterator[Entry]:
        """A matter that waits for what comes before it."""
        if node.id == ISSUED_WITH_THE_LIST:
            self.granted[node.matter] = self.begun[node.matter] = self.outline.listed
            return iter(())
        steps = self.steps(node)
        self.begun[node.matter], self.granted[node.matter] = steps[0].on, granted_on(steps)
        return self.entered(node, steps)

    def steps(self, node: Node) -> Sequence[Step]:
        """Its acts; some matters of the landing were granted before it."""
        definition = self.outline.rules.catalogue.matters[node.id]
        early = definition.stage == "project_landing" and definition.kind.needs_application
        if early and perhaps(self.dice, 0.5):
            before = self.outline.landed - timedelta(days=self.dice.randint(1, 40))
            return [Step(Act.GRANT, before, {"document": "前期已办", "prior": True})]
        floor = max(self.outline.listed, self.completed) if node.after_works else self.outline.listed
        ready = max([floor, *(self.granted[other] for other in node.depends_on)])
        reviewed = bool(node.prereview_after) and not node.after_works and perhaps(self.dice, 0.7)
        first = max([self.outline.listed, *(self.begun[other] for other in node.prereview_after)]) if reviewed else None
        return self.course.matter(definition, ready, first)

    def entered(self, node: Node, steps: Sequence[Step]) -> Iterator[Entry]:
        """Who enters the acts, and when: in their order, some days after them now and then."""
        department = self.outline.rules.catalogue.matters[node.id].department
        earliest = datetime.min.replace(tzinfo=SHANGHAI)
        for step in steps:
            late = self.dice.randint(3, 9) if self.course.happens(0.05) else 0
            on = max(step.on, self.outline.listed)
            day = self.outline.rules.calendar.nth_after(on, late) if late else on
            earliest = max(self.moment(day), earliest + timedelta(minutes=1))
            behalf = step.act in ENTERPRISE_ACTS or self.course.happens(0.07)
            actor = Actor(SPECIALIST) if behalf else Actor(OFFICER, department)
            act = RecordAct(act=step.act, matter=node.matter, effective_on=step.on, reason=REASON, values=step.values)
            yield Entry(earliest, actor, (act,))
            yield from self.remarks(step, act, earliest, department, behalf=behalf)

    def remarks(self, step: Step, act: RecordAct, at: datetime, department: str, *, behalf: bool) -> Iterator[Entry]:
        """Most entries on a department's behalf are confirmed; a few grants are put right."""
        officer = Actor(OFFICER, department)
        if behalf and step.act not in ENTERPRISE_ACTS and perhaps(self.dice, 0.75):
            yield Entry(self.some_days_after(at), officer, (act,), Remark.CONFIRMED)
        if step.act is Act.GRANT and self.course.happens(0.03):
            yield Entry(self.some_days_after(at), officer, (act,), Remark.CORRECTED)

    def facts(self) -> Iterator[Entry]:
        """What happens on the site."""
        yield self.fact(CONSTRUCTION_STARTED, self.started)
        yield self.fact(WORKS_COMPLETED, self.completed)
        gates = [
            on
            for key, on in self.granted.items()
            if self.outline.rules.catalogue.matters[catalogue_id(key)].gate == "production_start"
        ]
        yield self.fact(PRODUCTION_STARTED, self.course.after(max([self.completed, *gates]), 1, 20))
        if AUCTION in self.granted:
            due = {"due": self.granted[AUCTION] + timedelta(days=90)}
            yield self.fact("agreed_start", self.course.after(self.granted[AUCTION], 3, 8), due)

    def fact(self, kind: str, on: date, values: Mapping[str, date] | None = None) -> Entry:
        wanted = RecordFact(kind=kind, effective_on=on, reason=REASON, values=dict(values or {}))
        return Entry(self.moment(on), Actor(SPECIALIST), (wanted,))

    def build(self) -> None:
        """The works begin soon after the last of what allows them, and take their days."""
        gates = [self.granted[key] for key in self.outline.network.start_gates if key in self.granted]
        self.started = self.course.after(max([self.outline.listed, *gates]), 1, 20)
        days = timedelta(days=self.outline.construction_days)
        self.completed = self.outline.rules.calendar.roll_forward(self.started + days)

    def service(self) -> Iterator[Entry]:
        """Some services rest for a while, a few end early; the others are completed."""
        if self.course.happens(0.08):
            rest = self.course.after(self.outline.listed, 20, 80)
            yield self.directed(ServiceCourse.SUSPEND, rest)
            yield self.directed(ServiceCourse.RESUME, self.course.after(rest, 10, 60))
        if self.course.happens(0.02):
            yield self.directed(ServiceCourse.TERMINATE, self.course.after(self.outline.listed, 60, 160))
        last = max(self.granted.values())
        yield self.directed(ServiceCourse.COMPLETE, self.course.after(last, 25, 40))

    def directed(self, course: ServiceCourse, on: date) -> Entry:
        return Entry(self.moment(on), Actor("lead"), (DirectService(course=course, effective_on=on, reason=REASON),))

    def moment(self, day: date) -> datetime:
        """Some time of a working day's office hours."""
        on = self.outline.rules.calendar.roll_forward(day)
        opening = datetime.combine(on, time(9), SHANGHAI)
        return opening + timedelta(seconds=self.dice.randint(0, 8 * 3600))

    def some_days_after(self, at: datetime) -> datetime:
        return self.moment(self.course.after(at.date(), 1, 8))


def granted_on(steps: Sequence[Step]) -> date:
    """The day of the grant that a course comes to."""
    return next(step.on for step in steps if step.act is Act.GRANT)
