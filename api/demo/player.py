"""Plays a story: each step becomes the command an official would have given, recorded on its day, day after day."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache, partial
from heapq import merge
from importlib.resources import files
from typing import Any
from uuid import UUID

import yaml
from eventsourcing.persistence import ApplicationRecorder

from api.demo.steps import OFFICER, SPECIALIST, Steps
from api.schemas.projects import RegisterBody
from domain.deciding.case import Actor
from domain.deciding.commands import CompleteDuty, RegisterProject
from domain.errors import DomainError
from domain.event import SHANGHAI, shanghai_date
from domain.log.ledger import Command, Job, Ledger
from domain.project.due.duties import OpenDuty, open_duties
from domain.project.model.rules import Rules
from domain.projects import Projects
from domain.staff.appointing import Appointment, naming, taking
from domain.staff.directory import Directory
from domain.staff.posts import Post
from scheduler.agenda import RegisteredProjects

OFFICE_HOUR, MORNING = time(10), time(9)
MORNINGS = 10  # working days before today
ADMIN = "admin"


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

    def set(self, day: date, hour: time = OFFICE_HOUR) -> None:
        self.moment = datetime.combine(day, hour, SHANGHAI)


@dataclass(frozen=True)
class Entry:
    """Something of the story that is recorded on a day."""

    on: date
    tell: Callable[[], object]


class Player:
    """Tells a story into a log, the shipped one unless told another, with a ledger of its own whose clock it sets."""

    def __init__(
        self,
        recorder: ApplicationRecorder,
        rules: Rules,
        district: str,
        now: datetime | None = None,
        told: Mapping[str, Any] | None = None,
    ) -> None:
        self.story = told or story()
        self.clock = DemoClock(now or datetime.now(SHANGHAI))
        self.ledger = Ledger(recorder, self.clock)
        self.rules = rules
        self.projects = Projects(self.ledger, rules, district)
        self.directory = Directory(self.ledger, district)
        self.today = shanghai_date(self.clock())
        self.steps = Steps(self.ledger, rules, self.day)

    def play(self, morning: Callable[[], object] = lambda: None) -> list[UUID]:
        """The ids of the story's projects. Commands carry the story's own keys: told again, nothing changes.

        `morning` is called at the opening of each of the last working days, the first time the story is told.
        """
        told_before = self.known()
        if not told_before and RegisteredProjects(self.ledger).open_projects():
            raise DomainError("demo_store_not_empty")
        entries: list[Iterator[Entry]] = [] if told_before else [self.mornings(morning)]
        entries += [self.of_project(told) for told in self.story["projects"]]
        entries += [iter([one]) for one in (*self.teams(), *self.posts())]
        for entry in merge(*entries, key=lambda one: one.on):
            self.clock.set(entry.on)
            entry.tell()
        codes = (told["register"]["code"] for told in self.story["projects"])
        return [project for code in codes if (project := self.projects.by_code(code))]

    def known(self) -> bool:
        """Whether a story was begun here before."""
        return self.projects.by_code(self.story["projects"][0]["register"]["code"]) is not None

    def mornings(self, morning: Callable[[], object]) -> Iterator[Entry]:
        """The openings of the last working days before today, each before what is recorded on the day."""

        def opened(on: date) -> None:
            self.clock.set(on, MORNING)
            morning()

        for back in range(MORNINGS, 0, -1):
            on = self.rules.calendar.nth_before(self.today, back)
            yield Entry(on, partial(opened, on))

    def teams(self) -> Iterator[Entry]:
        """The task forces are called so since the first project landed."""
        on = self.day(self.story["projects"][0]["register"]["landed_on"])
        for team, name in self.story["teams"].items():
            asked = command(f"team-{team}", 0, ADMIN)
            yield Entry(on, partial(self.do, naming(self.projects.district, asked, team, name)))

    def posts(self) -> Iterator[Entry]:
        """Somebody takes a post: on the day the first project landed, or that on which his own did."""
        codes = [one["register"]["code"] for one in self.story["projects"]]
        for told in self.story["posts"]:
            code = told.get("project", codes[0])
            on = self.day(self.story["projects"][codes.index(code)]["register"]["landed_on"])
            yield Entry(on, partial(self.take_post, told, code, on))

    def take_post(self, told: Mapping[str, Any], code: str, on: date) -> None:
        of = str(self.projects.by_code(code)) if "project" in told else told.get("of", "")
        wanted = Appointment(told["staff"], Post(told["post"]), of, on)
        self.do(taking(self.projects.district, command(f"{told['post']}-{told['staff']}", 0, ADMIN), wanted))

    def do(self, job: Job) -> None:
        self.directory.run(job)

    def of_project(self, told: Mapping[str, Any]) -> Iterator[Entry]:
        """A project's registration and its steps; where it keeps its duties, each on the day it is due."""
        register = told["register"]
        body = RegisterBody.model_validate({**register, "landed_on": self.day(register["landed_on"])})
        code = body.code or ""
        specialist = command(code, 0, SPECIALIST, specialist_of(told))
        registered = RegisterProject(
            name=body.name, landed_on=body.landed_on, enterprise=body.enterprise.name, code=body.code
        )
        project = self.projects.stream(specialist.id)
        register_it = partial(self.projects.register, specialist, registered, Actor(SPECIALIST))
        yield Entry(body.landed_on, register_it)
        for number, item in enumerate(told["steps"], start=1):
            recorded = self.day(item.get("recorded", item["day"]))
            yield from self.duties_until(project, told, recorded)
            yield Entry(recorded, partial(self.take_step, project, number, item, told))
        yield from self.duties_until(project, told, self.today)

    def take_step(self, project: UUID, number: int, item: Mapping[str, Any], told: Mapping[str, Any]) -> None:
        step = self.steps.read(project, item, told)
        asked = command(told["register"]["code"], number, step.actor.role, self.staff_of(step.actor, told))
        self.projects.execute(project, asked, step.wanted, step.actor)

    def duties_until(self, project: UUID, told: Mapping[str, Any], until: date) -> Iterator[Entry]:
        """The duties after a grant that were due before a day, one after the other, as the enterprise did them."""
        while told.get("keeps_duties") and (found := self.first_duty(project)) and found[1].due_on < until:
            yield Entry(found[1].due_on, partial(self.do_duty, project, told, *found))

    def first_duty(self, project: UUID) -> tuple[str, OpenDuty] | None:
        """The open duty that is due first, and whose it is."""
        state, _ = self.projects.read(project)
        rules = self.projects.rules_of(state)
        found = [(key, duty) for key, one in state.matters.items() for duty in open_duties(one, state, rules)]
        return min(found, key=lambda one: (one[1].due_on, one[0]), default=None)

    def do_duty(self, project: UUID, told: Mapping[str, Any], matter: str, duty: OpenDuty) -> None:
        key = f"{told['register']['code']}-{matter}-{duty.duty.id}"
        asked = command(key, duty.occurrence, SPECIALIST, specialist_of(told))
        done = CompleteDuty(matter=matter, duty=duty.duty.id, effective_on=duty.due_on, occurrence=duty.occurrence)
        self.projects.execute(project, asked, [done], Actor(SPECIALIST))

    def day(self, told: date | int) -> date:
        """A date of the story; a number counts working days from today, back when negative."""
        if isinstance(told, date):
            return told
        calendar = self.rules.calendar
        return calendar.nth_before(self.today, -told) if told < 0 else calendar.nth_after(self.today, told)

    def staff_of(self, actor: Actor, told: Mapping[str, Any]) -> str:
        """Who records: the project's specialist, or an officer of the department."""
        if actor.role == SPECIALIST:
            return specialist_of(told)
        own = (OFFICER, actor.department)
        officers = (one["staff"] for one in self.story["posts"] if (one["post"], one.get("of")) == own)
        return next(officers, f"o-{actor.department}")


def specialist_of(told: Mapping[str, Any]) -> str:
    """Who is in charge of a project of the story."""
    found: str = next(item["assign"]["specialist"] for item in told["steps"] if "assign" in item)
    return found


def command(code: str, number: int, role: str, actor: str = "") -> Command:
    key = f"demo-{code}-{number}"
    return Command(id=f"demo-{role}/{key}", digest=key, actor=actor or f"demo-{role}", via="api")
