"""A step of the story as the commands an official would have given."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from api.schemas.acts import ACT_BODIES, act_command
from api.schemas.dividing import ScopeBody
from domain.deciding.case import Actor
from domain.deciding.commands import (
    AssignSpecialist,
    ConfirmRecord,
    CorrectRecord,
    DirectService,
    EnterProfile,
    ExpectPermit,
    IssueServiceList,
    ProjectCommand,
    RecordFact,
    SubmitBundle,
)
from domain.log.ledger import Ledger
from domain.project.events.service import Course
from domain.project.model.evolution import catalogue_id
from domain.project.model.phases import Act
from domain.project.model.rules import Rules

OFFICER, SPECIALIST = "officer", "specialist"
DATE_FIELDS = frozenset({"notice_on", "due_on", "expected_end"})
STEP_KEYS = frozenset({"day", "recorded", "by", "matter", "acts"})


@dataclass(frozen=True)
class Step:
    """One day's entry about a project."""

    actor: Actor
    wanted: tuple[ProjectCommand, ...]


class Steps:
    """Reads the steps; `day` gives the date that the story means."""

    def __init__(self, ledger: Ledger, rules: Rules, day: Callable[[date | int], date]) -> None:
        self.ledger = ledger
        self.rules = rules
        self.day = day

    def read(self, project: UUID, item: Mapping[str, Any], told: Mapping[str, Any]) -> Step:
        """A step of the story as commands."""
        on = self.day(item["day"])
        department = self.department_of(item) if item.get("by") != SPECIALIST else None
        actor = Actor(OFFICER, department) if department else Actor(SPECIALIST)
        wanted = tuple(self.commands_of(project, item, on, told))
        return Step(actor, wanted)

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
