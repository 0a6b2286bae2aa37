"""The history as an object-centric event log (OCEL 2.0, JSON), for process mining.

What is told is what happened, as it is known now: corrections are applied, and stand beside as events of their own. The
time of an event is the day on which it was true; those of one day follow one another by a second, in the order in which
they are read. Written project by project: the objects wait in a file, so that memory is bounded by one project.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from itertools import groupby
from operator import attrgetter
from tempfile import TemporaryFile
from typing import IO, Any
from uuid import UUID

import orjson
from sqlalchemy import select

from api.runtime import Runtime
from domain.event import SHANGHAI, TOPICS, Event
from domain.project.events.corrections import RecordCorrected
from domain.project.model.evolution import ProjectEvent, catalogue_id, fold
from domain.project.model.rules import Rules
from domain.project.model.state import Project
from domain.project.record.reading import facts
from projections.database import reading
from projections.rows.checkpoints import project_numbers

OBJECTS: Mapping[str, Mapping[str, str]] = {
    "project": {"code": "string", "name": "string", "enterprise": "string", "catalogue": "string"},
    "matter": {"key": "string", "name": "string", "kind": "string", "department": "string"},
    "stage": {"name": "string"},
    "department": {"name": "string"},
    "person": {},
}
ATTRIBUTES = {
    "recorded_at": "time",
    "via": "string",
    "version": "integer",
    "reason": "string",
    "irregularities": "string",
}
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC).isoformat()
EVERY = 2**31
PART = 2**16
Found = dict[str, Any]


def ocel_parts(here: Runtime) -> Iterator[bytes]:
    """The log, in parts."""
    yield b'{"objectTypes":%b,"eventTypes":%b,"events":[' % (orjson.dumps(object_types()), orjson.dumps(event_types()))
    with TemporaryFile() as waiting:
        log = Log(here, waiting)
        yield from joined(log.events(numbers(here)))
        yield b'],"objects":['
        waiting.seek(0)
        while part := waiting.read(PART):
            yield part
    yield b"]}\n"


def joined(parts: Iterable[bytes]) -> Iterator[bytes]:
    """With commas between."""
    for number, part in enumerate(parts):
        yield b",\n" + part if number else part


def numbers(here: Runtime) -> list[str]:
    """All projects, the oldest first."""
    with reading(here.views) as connection:
        wanted = select(project_numbers.c.project).order_by(project_numbers.c.number)
        return list(connection.execute(wanted).scalars())


def object_types() -> list[Found]:
    return [{"name": name, "attributes": typed(attributes)} for name, attributes in OBJECTS.items()]


def event_types() -> list[Found]:
    """Every kind of event that a project can have."""
    kinds = [topic for topic, kind in TOPICS.items() if issubclass(kind, ProjectEvent | RecordCorrected)]
    return [{"name": topic, "attributes": typed(ATTRIBUTES)} for topic in sorted(kinds)]


def typed(attributes: Mapping[str, str]) -> list[Found]:
    return [{"name": name, "type": kind} for name, kind in attributes.items()]


class Log:
    """The events of projects, one after the other; each object is written when it is first met."""

    def __init__(self, here: Runtime, waiting: IO[bytes]) -> None:
        self.here = here
        self.waiting = waiting
        self.met: set[str] = set()  # departments and people: those of all projects
        self.any = False

    def events(self, projects: Iterable[str]) -> Iterator[bytes]:
        """The events of all projects."""
        for project in projects:
            stream = UUID(project)
            log = self.here.ledger.up_to(stream, EVERY)
            told = facts(log)
            state = fold(stream, told, self.here.rules)
            rules = self.here.rules.pinned(state.catalogue)
            self.object(project, "project", {name: getattr(state, name) for name in OBJECTS["project"]})
            self.of_project(project, state, rules)
            for event, at in timed(told, log):
                yield orjson.dumps(self.event(project, event, at, rules))

    def of_project(self, project: str, state: Project, rules: Rules) -> None:
        """Its stages and matters."""
        for stage in rules.catalogue.stages:
            self.object(f"{project}/{stage.id}", "stage", {"name": stage.name_zh}, [(project, "of")])
        for key, matter in state.matters.items():
            named = matter.definition
            values = {"key": key, "name": named.name_zh, "kind": named.kind, "department": named.department}
            own = [(project, "of"), (f"{project}/{named.stage}", "in")]
            self.object(f"{project}/{key}", "matter", values, own)

    def event(self, project: str, event: Event, at: datetime, rules: Rules) -> Found:
        """One event with what it is about."""
        attributes = {
            "recorded_at": event.recorded_at.isoformat(),
            "via": event.via,
            "version": event.originator_version,
            "reason": event.reason,
            "irregularities": ",".join(getattr(event, "irregularities", ())),
        }
        return {
            "id": f"{project}-{event.originator_version}-{event.TOPIC}",
            "type": event.TOPIC,
            "time": at.isoformat(),
            "attributes": [{"name": name, "value": value} for name, value in attributes.items() if value != ""],
            "relationships": [
                {"objectId": other, "qualifier": how} for other, how in self.about(project, event, rules)
            ],
        }

    def about(self, project: str, event: Event, rules: Rules) -> Iterator[tuple[str, str]]:
        """The objects of an event."""
        yield project, "of"
        if matter := getattr(event, "matter", ""):
            yield f"{project}/{matter}", "on"
        definition = rules.catalogue.matters.get(catalogue_id(matter)) if matter else None
        if stage := getattr(event, "stage", "") or (definition.stage if definition else ""):
            yield f"{project}/{stage}", "in"
        if department := getattr(event, "decided_by", ""):
            yield self.once("department", department, name_of(rules, department)), "decided by"
        yield self.once("person", event.actor), "recorded by"

    def once(self, kind: str, named: str, name: str = "") -> str:
        """A department or a person, written the first time."""
        own = f"{kind}/{named}"
        if own not in self.met:
            self.met.add(own)
            self.object(own, kind, {"name": name} if name else {})
        return own

    def object(self, own: str, kind: str, values: Mapping[str, Any], related: Sequence[tuple[str, str]] = ()) -> None:
        """Write an object to where objects wait."""
        found = {
            "id": own,
            "type": kind,
            "attributes": [{"name": name, "time": BEGINNING, "value": str(value)} for name, value in values.items()],
            "relationships": [{"objectId": other, "qualifier": how} for other, how in related],
        }
        self.waiting.write((b",\n" if self.any else b"") + orjson.dumps(found))
        self.any = True


def name_of(rules: Rules, department: str) -> str:
    found = rules.catalogue.departments.get(department)
    return found.zh if found else department


def timed(told: Sequence[Event], log: Sequence[Event]) -> Iterator[tuple[Event, datetime]]:
    """The facts with a moment each that keeps their order; corrections when they were recorded."""
    for day, own in groupby(told, key=attrgetter("effective_on")):
        for place, event in enumerate(own):
            yield event, datetime.combine(day, time.min, SHANGHAI) + timedelta(seconds=place)
    for event in log:
        if isinstance(event, RecordCorrected):
            yield event, event.recorded_at.astimezone(SHANGHAI)
