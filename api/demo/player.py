"""Plays a story: each step becomes the command an official would have given, recorded on its day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from importlib.resources import files
from typing import Any
from uuid import UUID

import yaml

from api.runtime import Runtime
from api.schemas.acts import ACT_BODIES, act_command
from api.schemas.projects import RegisterBody
from domain.event import SHANGHAI
from domain.ledger import Command
from domain.project.commands import (
    AssignSpecialist,
    CorrectRecord,
    EnterProfile,
    ExpectPermit,
    IssueServiceList,
    ProjectCommand,
    RecordFact,
    RegisterProject,
)
from domain.project.decide import Actor
from domain.project.phases import Act

OFFICE_HOUR = time(10)
OFFICER, SPECIALIST = "officer", "specialist"
STEP_KEYS = frozenset({"day", "recorded", "by", "matter", "acts"})


@cache
def story() -> Mapping[str, Any]:
    """The shipped story."""
    loaded: Mapping[str, Any] = yaml.safe_load(files("api.demo").joinpath("story.yaml").read_text(encoding="utf-8"))
    return loaded


class DemoClock:
    """The one clock that may be set: the demo records on the story's own days."""

    def __init__(self) -> None:
        self.moment = datetime.now(SHANGHAI)

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


def play(runtime: Runtime, clock: DemoClock) -> list[UUID]:
    """Play the story into the log; a story already told is not told twice. The projects' ids."""
    return [play_project(runtime, clock, told) for told in story()["projects"]]


def play_project(runtime: Runtime, clock: DemoClock, told: Mapping[str, Any]) -> UUID:
    """Register and live through one project. Commands carry the story's own keys, so replaying changes nothing."""
    body = RegisterBody.model_validate(told["register"])
    code = body.code or ""
    clock.set(body.landed_on)
    registered = RegisterProject(
        name=body.name, landed_on=body.landed_on, enterprise=body.enterprise.name, code=body.code
    )
    project, _ = runtime.projects.register(command(code, 0, SPECIALIST), registered, Actor(SPECIALIST))
    for number, item in enumerate(told["steps"], start=1):
        step = read_step(runtime, project, item, told["profile"])
        clock.set(step.recorded)
        runtime.projects.execute(project, command(code, number, step.actor.role), step.wanted, step.actor)
    return project


def command(code: str, number: int, role: str) -> Command:
    key = f"demo-{code}-{number}"
    return Command(id=f"demo-{role}/{key}", digest=key, actor=f"demo-{role}", via="api")


def read_step(runtime: Runtime, project: UUID, item: Mapping[str, Any], profile: str) -> Step:
    """A step of the story as commands."""
    on = item["day"]
    matter = runtime.rules.catalogue.matters.get(item.get("matter", ""))
    actor = Actor(OFFICER, matter.department) if matter and item.get("by") != SPECIALIST else Actor(SPECIALIST)
    return Step(item.get("recorded", on), actor, tuple(commands_of(runtime, project, item, on, profile)))


def commands_of(
    runtime: Runtime, project: UUID, item: Mapping[str, Any], on: date, profile: str
) -> Iterator[ProjectCommand]:
    if "acts" in item:
        yield from acts_of(item, on)
    if "assign" in item:
        yield AssignSpecialist(effective_on=on, **item["assign"])
    if "profile" in item:
        answers = runtime.rules.catalogue.example_profiles[profile]
        yield EnterProfile(effective_on=on, answers=answers)
        expected = item["profile"]
        yield ExpectPermit(effective_on=on, on=expected["expected"], document=expected["document"])
    if "issue" in item:
        yield IssueServiceList(effective_on=on, **item["issue"])
    if "fact" in item:
        yield RecordFact(kind=item["fact"], effective_on=on)
    if "correct" in item:
        yield correction_of(runtime, project, item["correct"])


def acts_of(item: Mapping[str, Any], on: date) -> Iterator[ProjectCommand]:
    """Each act takes of the step's fields those it knows."""
    given = {name: value for name, value in item.items() if name not in STEP_KEYS}
    for name in item["acts"]:
        act = Act(name)
        model = ACT_BODIES[act]
        known = {field: value for field, value in given.items() if field in model.model_fields}
        yield act_command(act, item["matter"], model.model_validate({**known, "effective_on": on}))


def correction_of(runtime: Runtime, project: UUID, told: Mapping[str, Any]) -> CorrectRecord:
    """The correction of the last event of a topic and matter."""
    version = next(
        event.originator_version
        for event in reversed(runtime.ledger.load(project))
        if event.TOPIC == told["topic"] and getattr(event, "matter", "") == told["matter"]
    )
    changes = {name: str(value) for name, value in told["set"].items()}
    return CorrectRecord(version=version, reason=told["reason"], changes=changes)
