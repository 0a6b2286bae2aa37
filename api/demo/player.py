"""Plays a story: each step becomes the command an official would have given, recorded on its day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from importlib.resources import files
from typing import Any
from uuid import UUID

import yaml
from eventsourcing.persistence import ApplicationRecorder

from api.schemas.acts import ACT_BODIES, act_command
from api.schemas.dividing import ScopeBody
from api.schemas.projects import RegisterBody
from domain.appointing import Appointment, naming, taking
from domain.directory import Directory
from domain.errors import DomainError
from domain.event import SHANGHAI, shanghai_date
from domain.ledger import Command, Ledger
from domain.posts import Post
from domain.project.commands import (
    AssignSpecialist,
    ConfirmRecord,
    CorrectRecord,
    DirectService,
    EnterProfile,
    ExpectPermit,
    IssueServiceList,
    ProjectCommand,
    RecordFact,
    RegisterProject,
    SubmitBundle,
)
from domain.project.decide import Actor
from domain.project.evolution import Rules, catalogue_id
from domain.project.phases import Act
from domain.project.service import Course
from domain.projects import Projects
from scheduler.agenda import RegisteredProjects

OFFICE_HOUR = time(10)
OFFICER, SPECIALIST = "officer", "specialist"
DATE_FIELDS = frozenset({"notice_on", "due_on", "expected_end"})
STEP_KEYS = frozenset({"day", "recorded", "by", "matter", "acts"})


@cache
def story() -> Mapping[str, Any]:
    """The shipped story."""
    loaded: Mapping[str, Any] = yaml.safe_load(files("api.demo").joinpath("story.yaml").read_text(encoding="utf-8"))
    return loaded


class DemoClock:
    """The one clock that may be set: the demo records on the story's own days."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def set(self, day: date) -> None:
        self.moment = datetime.combine(day, OFFICE_HOUR, SHANGHAI)


@dataclass(frozen=True)
class Step:
    """One day's entry of the story."""

    recorded: date
    actor: Actor
    wanted: tuple[ProjectCommand, ...]


class Player:
    """Tells the story into a log, with a ledger of its own whose clock the story sets."""

    def __init__(self, recorder: ApplicationRecorder, rules: Rules, district: str, now: datetime | None = None) -> None:
        self.clock = DemoClock(now or datetime.now(SHANGHAI))
        self.ledger = Ledger(recorder, self.clock)
        self.rules = rules
        self.projects = Projects(self.ledger, rules, district)
        self.directory = Directory(self.ledger, district)
        self.today = shanghai_date(self.clock())

    def play(self) -> list[UUID]:
        """The ids of the story's projects. Commands carry the story's own keys: told again, nothing changes."""
        first = self.projects.by_code(story()["projects"][0]["register"]["code"])
        if first is None and RegisteredProjects(self.ledger).open_projects():
            raise DomainError("demo_store_not_empty")
        played = [self.play_project(told) for told in story()["projects"]]
        for team, name in story()["teams"].items():
            self.name_team(team, name)
        for told in story()["posts"]:
            self.take_post(told)
        return played

    def name_team(self, team: str, name: str) -> None:
        """A task force is called so since the first project landed."""
        self.clock.set(self.day(story()["projects"][0]["register"]["landed_on"]))
        self.directory.run(naming(self.projects.district, command(f"team-{team}", 0, "admin"), team, name))

    def take_post(self, told: Mapping[str, Any]) -> None:
        """Somebody takes a post: on the day the first project landed, or that on which his own did."""
        codes = [one["register"]["code"] for one in story()["projects"]]
        code = told.get("project", codes[0])
        register = story()["projects"][codes.index(code)]["register"]
        on = self.day(register["landed_on"])
        of = str(self.projects.by_code(code)) if "project" in told else told.get("of", "")
        self.clock.set(on)
        wanted = Appointment(told["staff"], Post(told["post"]), of, on)
        asked = command(f"{told['post']}-{told['staff']}", 0, "admin")
        self.directory.run(taking(self.projects.district, asked, wanted))

    def play_project(self, told: Mapping[str, Any]) -> UUID:
        """Register and live through one project."""
        register = told["register"]
        body = RegisterBody.model_validate({**register, "landed_on": self.day(register["landed_on"])})
        code = body.code or ""
        self.clock.set(body.landed_on)
        registered = RegisterProject(
            name=body.name, landed_on=body.landed_on, enterprise=body.enterprise.name, code=body.code
        )
        project, _ = self.projects.register(command(code, 0, SPECIALIST), registered, Actor(SPECIALIST))
        for number, item in enumerate(told["steps"], start=1):
            step = self.read_step(project, item, told)
            self.clock.set(step.recorded)
            self.projects.execute(project, command(code, number, step.actor.role), step.wanted, step.actor)
        return project

    def day(self, told: date | int) -> date:
        """A date of the story; a number counts working days from today, back when negative."""
        if isinstance(told, date):
            return told
        calendar = self.rules.calendar
        return calendar.nth_before(self.today, -told) if told < 0 else calendar.nth_after(self.today, told)

    def read_step(self, project: UUID, item: Mapping[str, Any], told: Mapping[str, Any]) -> Step:
        """A step of the story as commands."""
        on = self.day(item["day"])
        department = self.department_of(item) if item.get("by") != SPECIALIST else None
        actor = Actor(OFFICER, department) if department else Actor(SPECIALIST)
        wanted = tuple(self.commands_of(project, item, on, told))
        return Step(self.day(item.get("recorded", on)), actor, wanted)

    def department_of(self, item: Mapping[str, Any]) -> str | None:
        """Whose officer does it: of the matter's department, or of the one that leads the bundle."""
        catalogue = self.rules.catalogue
        if "bundle" in item:
            return catalogue.bundles[item["bundle"]].lead_department
        matter = catalogue.matters.get(catalogue_id(item.get("matter", "")))
        return matter.department if matter else None

    def commands_of(
        self, project: UUID, item: Mapping[str, Any], on: date, told: Mapping[str, Any]
    ) -> Iterator[ProjectCommand]:
        """What a step says of the project, and what it says of its matters and records."""
        yield from self.project_commands(item, on, told)
        yield from self.record_commands(project, item, on)

    def project_commands(self, item: Mapping[str, Any], on: date, told: Mapping[str, Any]) -> Iterator[ProjectCommand]:
        if "assign" in item:
            yield AssignSpecialist(effective_on=on, **item["assign"])
        if "profile" in item:
            yield EnterProfile(effective_on=on, answers=self.answers(told))
            expected = item["profile"]
            yield ExpectPermit(effective_on=on, on=self.day(expected["expected"]), document=expected["document"])
        if "issue" in item:
            yield IssueServiceList(effective_on=on, **item["issue"])
        if "scope" in item:
            yield ScopeBody(**item["scope"], effective_on=on).command()
        if "service" in item:
            yield DirectService(course=Course(item["service"]), effective_on=on, reason=item["reason"])

    def record_commands(self, project: UUID, item: Mapping[str, Any], on: date) -> Iterator[ProjectCommand]:
        if "acts" in item:
            yield from self.acts_of(item, on)
        if "bundle" in item:
            members = tuple(item["members"])
            receipt_no = item["receipt_no"]
            yield SubmitBundle(bundle=item["bundle"], effective_on=on, receipt_no=receipt_no, members=members)
        if "fact" in item:
            yield RecordFact(kind=item["fact"], effective_on=on)
        if "correct" in item:
            yield self.correction_of(project, item["correct"])
        if "confirm" in item:
            yield ConfirmRecord(matter=item["matter"], version=self.last_of(project, item["confirm"], item["matter"]))

    def answers(self, told: Mapping[str, Any]) -> Mapping[str, Any]:
        """The profile of a project: an example of the catalogue, with the story's own answers over it."""
        return {**self.rules.catalogue.example_profiles[told["profile"]], **told.get("answers", {})}

    def acts_of(self, item: Mapping[str, Any], on: date) -> Iterator[ProjectCommand]:
        """Each act takes of the step's fields those it knows."""
        given = {
            name: self.day(value) if name in DATE_FIELDS else value
            for name, value in item.items()
            if name not in STEP_KEYS
        }
        for name in item["acts"]:
            act = Act(name)
            model = ACT_BODIES[act]
            known = {field: value for field, value in given.items() if field in model.model_fields}
            yield act_command(act, item["matter"], model.model_validate({**known, "effective_on": on}))

    def correction_of(self, project: UUID, told: Mapping[str, Any]) -> CorrectRecord:
        """The correction of the last event of a topic and matter."""
        version = self.last_of(project, told["topic"], told["matter"])
        changes = {name: str(value) for name, value in told["set"].items()}
        return CorrectRecord(version=version, reason=told["reason"], changes=changes)

    def last_of(self, project: UUID, topic: str, matter: str) -> int:
        """The version of the last event of a topic and matter."""
        return next(
            event.originator_version
            for event in reversed(self.ledger.load(project))
            if topic == event.TOPIC and getattr(event, "matter", "") == matter
        )


def command(code: str, number: int, role: str) -> Command:
    key = f"demo-{code}-{number}"
    return Command(id=f"demo-{role}/{key}", digest=key, actor=f"demo-{role}", via="api")
