"""Given, when, then for the record: a real log in a real database, and a clock the test sets.

Days are written "03-02" (of 2026) or "2025-03-02"; moments as "03-09 09:00", Shanghai time.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.catalogue.loader import shipped_catalogue
from domain.dates.official import official_calendar
from domain.deciding.case import Actor
from domain.deciding.commands import (
    CorrectRecord,
    EnterProfile,
    IssueServiceList,
    ProjectCommand,
    RecordAct,
    RecordFact,
    RegisterProject,
)
from domain.errors import DomainError
from domain.event import SHANGHAI, Event
from domain.log.ledger import Command, Ledger, Outcome
from domain.log.recorder import close_recorder, open_recorder
from domain.project.events.applications import DeferredMaterial
from domain.project.events.results import RenewalStep
from domain.project.events.reviews import Opinion
from domain.project.model.evolution import walk
from domain.project.model.life import Annulment
from domain.project.model.phases import Act
from domain.project.model.rules import Rules
from domain.project.model.state import Matter, Project
from domain.project.record.irregularities import irregularities
from domain.project.record.reading import end_of_day, facts
from domain.projects import Preview, Projects

DATES = frozenset(
    {"resumed_on", "started_on", "expected_end", "notice_on", "due_on", "until", "certificate_on", "valid_until"}
)
SEED_PROFILE = shipped_catalogue().example_profiles["sanwang_hydraulic"]


def day(text: str | date) -> date:
    if isinstance(text, date):
        return text
    return date.fromisoformat(text if len(text) > 5 else f"2026-{text}")


def moment(text: str) -> datetime:
    on, _, clock = text.partition(" ")
    hour, minute = (clock or "12:00").split(":")
    return datetime.combine(day(on), datetime.min.time(), SHANGHAI).replace(hour=int(hour), minute=int(minute))


@contextmanager
def refused(code: str, /, **params: object) -> Iterator[pytest.ExceptionInfo[DomainError]]:
    """What follows is refused with this code (and these of its values)."""
    with pytest.raises(DomainError) as error:
        yield error
    assert error.value.code == code
    assert {name: error.value.params.get(name) for name in params} == params


class Scenario:
    """One project's life as a test tells it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.now = moment("01-05 09:00")
        self.closing = ExitStack()
        self.recorder = open_recorder(url)
        self.closing.callback(close_recorder, self.recorder)
        self.ledger = Ledger(self.recorder, clock=lambda: self.now)
        self.rules = Rules(shipped_catalogue(), official_calendar())
        self.projects = Projects(self.ledger, self.rules, "jimo")
        self.actor = Actor("officer")
        self.staff = "t-1"
        self.via = "import"
        self.project = UUID(int=0)

    def close(self) -> None:
        """Give back every connection, those of the views beside the log too."""
        self.closing.close()

    def at(self, text: str) -> "Scenario":
        """Set the clock."""
        self.now = moment(text)
        return self

    def registered(self, landed_on: str = "01-05", **values: Any) -> "Scenario":
        """Register a project, on the clock's day."""
        wanted = RegisterProject(name="叁旺液压", landed_on=day(landed_on), enterprise="山东叁旺液压有限公司", **values)
        self.project, _ = self.projects.register(self.command(), wanted, self.actor)
        return self

    def listed(self, on: str | None = None, **changes: Any) -> "Scenario":
        """Answer the seed profile (with changes) and issue the list."""
        issued = day(on) if on else self.now.astimezone(SHANGHAI).date()
        self.do(EnterProfile(effective_on=issued, answers={**SEED_PROFILE, **changes}))
        self.do(IssueServiceList(effective_on=issued, reason="画像已定"))
        return self

    def command(self, **values: Any) -> Command:
        key = values.pop("key", str(uuid4()))
        return Command(
            id=f"{self.staff}/{key}", digest=values.pop("digest", key), actor=self.staff, via=self.via, **values
        )

    def do(self, *wanted: ProjectCommand, **values: Any) -> Outcome:
        """Several commands as one list."""
        return self.projects.execute(self.project, self.command(**values), wanted, self.actor)

    def preview(self, *wanted: ProjectCommand) -> Preview:
        return self.projects.preview(self.project, self.command(), wanted, self.actor)

    def act(self, matter: str, act: str, on: str, reason: str = "", **values: Any) -> Outcome:
        """One act, on its day."""
        return self.do(an_act(matter, act, on, reason, **values))

    def fact(self, kind: str, on: str, reason: str = "", **values: Any) -> Outcome:
        return self.do(RecordFact(kind=kind, effective_on=day(on), reason=reason, values=values))

    def correct(self, version: int, reason: str = "录入有误", *, void: bool = False, **changes: Any) -> Outcome:
        return self.do(CorrectRecord(version=version, reason=reason, void=void, changes=changes))

    def deem(self) -> Outcome:
        """The scheduler's sweep for acceptance by silence."""
        return self.projects.deem(self.project, self.command())

    @property
    def log(self) -> Sequence[Event]:
        return self.ledger.load(self.project)

    def version_of(self, topic: str, matter: str = "") -> int:
        """The version of the last event of a topic (and matter)."""
        found = [
            event.originator_version
            for event in self.log
            if topic == event.TOPIC and (not matter or getattr(event, "matter", "") == matter)
        ]
        return found[-1]

    def topics(self, outcome: Outcome) -> list[str]:
        """What a command recorded, in order."""
        return [event.TOPIC for event in outcome.events]

    def event(self, topic: str, matter: str = "") -> Any:
        """The last event of a topic (and matter), as recorded."""
        return self.log[self.version_of(topic, matter) - 1]

    def codes_now(self, topic: str, matter: str = "") -> list[str]:
        """The codes of the last event of a topic as the facts say today, whatever was confirmed with it."""
        days = walk(self.project, facts(self.log), self.rules)
        found = irregularities(days, self.rules).get(self.version_of(topic, matter), ())
        return [code.value for code in found]

    def needed(self, *wanted: ProjectCommand) -> list[str]:
        """The codes for which a preview asks a reason."""
        return [code.value for _, codes in self.preview(*wanted).judgement.needs_reason for code in codes]

    def read(self, as_of: str | None = None, known: str | None = None) -> Project:
        """The project at (D, K); a bare day for K is the end of that day."""
        known_at = None
        if known:
            known_at = moment(known) if " " in known else end_of_day(day(known))
        state, _ = self.projects.read(self.project, day(as_of) if as_of else None, known_at)
        return state

    def matter(self, key: str, as_of: str | None = None, known: str | None = None) -> Matter:
        return self.read(as_of, known).matters[key]


def an_act(matter: str, act: str, on: str, reason: str = "", **values: Any) -> RecordAct:
    """An act command with its dates written short, deferred materials as {name: day} and a result as its word."""
    given: dict[str, Any] = {name: day(value) if name in DATES else value for name, value in values.items()}
    if "deferred" in given:
        given["deferred"] = tuple(DeferredMaterial(name, day(on)) for name, on in given["deferred"].items())
    words = {"result": Opinion, "step": RenewalStep} | ({"kind": Annulment} if act == "annul" else {})
    given |= {name: kind(given[name]) for name, kind in words.items() if name in given}
    return RecordAct(act=Act(act), matter=matter, effective_on=day(on), reason=reason, values=given)


def as_specialist(scenario: Scenario) -> Scenario:
    """From here on the specialist records on the departments' behalf (代录)."""
    scenario.actor, scenario.via, scenario.staff = replace(scenario.actor, role="specialist"), "api", "t-1"
    return scenario


def as_officer(scenario: Scenario, department: str, staff: str = "o-1") -> Scenario:
    """From here on an officer of a department acts."""
    scenario.actor, scenario.via, scenario.staff = Actor("officer", department), "api", staff
    return scenario
