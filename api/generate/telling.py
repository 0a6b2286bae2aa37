"""Telling a life: real commands on a log in memory, by the clock of their own days.

What cannot be by then (an act after the service ended, a completion while a stage is open) is refused by the domain
and leaves nothing, as it would in an office.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from eventsourcing.popo import POPOApplicationRecorder

from api.generate.course import Pace, perhaps
from api.generate.names import names_of
from api.generate.plot import Entry, Outline, Plot, Remark
from domain.deciding.case import Actor
from domain.deciding.commands import (
    AssignSpecialist,
    ConfirmRecord,
    CorrectRecord,
    EnterProfile,
    IssueServiceList,
    ProjectCommand,
    RecordAct,
    RegisterProject,
)
from domain.errors import DomainError
from domain.event import SHANGHAI, Event
from domain.log.ledger import Command, Ledger
from domain.planning.network import kept_network
from domain.project.model.rules import Rules
from domain.projects import Projects
from domain.reminders.rungs import scheduler_command

LONGEST = 800  # days a life may be old
QUARTER = timedelta(days=91)
EXAMPLE = "sanwang_hydraulic"
SOMETIMES = (
    "state_funds",
    "new_enterprise",
    "heritage_survey_required",
    "social_stability_assessment_required",
    "gas_or_heat_use",
    "fire_special_project",
    "special_equipment",
    "occupies_urban_road",
    "night_work",
    "drains_to_public_sewer",
    "above_scale_expected",
)


@dataclass(frozen=True)
class Save:
    """The events of one command, those of a code's stream with them."""

    at: datetime
    events: tuple[Event, ...]


@dataclass
class Life:
    """A project as it was told: its saves in order, and how often a command was refused, by code."""

    project: UUID
    saves: list[Save] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)


class Teller:
    """Tells one life from its landing to a day."""

    def __init__(self, rules: Rules, district: str, seed: int, place: int, until: date) -> None:
        self.rules, self.until, self.place = rules, until, place
        self.dice = Random(f"{seed}/life/{place}")
        self.now = datetime.combine(until, time(9), SHANGHAI)
        self.recorder = POPOApplicationRecorder()
        self.projects = Projects(Ledger(self.recorder, lambda: self.now), rules, district)
        self.names = names_of(seed, place)
        self.told = 0
        self.position = 0

    def tell(self) -> Life:
        """The whole life, as far as it has come."""
        landed = self.rules.calendar.roll_back(self.until - timedelta(days=self.dice.randint(4, LONGEST)))
        life = self.registered(landed)
        listed = self.listed(life, landed)
        if listed is None:
            return life
        swept = self.now + QUARTER
        for entry in Plot(self.outline(life, landed, listed), self.dice).entries():
            if entry.at.date() > self.until:
                break
            if entry.at > swept:
                self.sweep(life)
                swept = entry.at + QUARTER
            self.make(life, entry)
        self.now = max(self.now, datetime.combine(self.until, time(8, 30), SHANGHAI))
        self.sweep(life)
        return life

    def registered(self, landed: date) -> Life:
        """Taken in on the day of the landing, most with the day the permit is expected on."""
        self.now = datetime.combine(landed, time(9), SHANGHAI)
        expected = landed + timedelta(days=self.dice.randint(110, 260)) if perhaps(self.dice, 0.8) else None
        wanted = RegisterProject(
            name=self.names.project,
            landed_on=landed,
            enterprise=self.names.enterprise,
            expected_on=expected,
            expected_document="引荐会议纪要" if expected else "",
        )
        project, _ = self.projects.register(self.command(Actor("specialist")), wanted, Actor("specialist"))
        life = Life(project)
        self.keep(life)
        return life

    def listed(self, life: Life, landed: date) -> date | None:
        """Assigned, profiled, and its list issued, within a few days; None where those are still to come."""
        on = self.rules.calendar.nth_after(landed, self.dice.randint(1, 6))
        if on > self.until:
            return None
        self.now = datetime.combine(on, time(9), SHANGHAI)
        wanted: Sequence[ProjectCommand] = (
            AssignSpecialist(effective_on=on, specialist=self.names.specialist, team=self.names.team),
            EnterProfile(effective_on=on, answers=self.answers()),
        )
        self.do(life, Actor("lead"), wanted)
        issue = IssueServiceList(effective_on=on, reason="画像已定", construction_days=self.dice.randint(120, 420))
        self.do(life, Actor("specialist"), [issue])
        return on

    def answers(self) -> dict[str, Any]:
        """The example's profile with other sizes, and some answers turned round."""
        answers = dict(self.rules.catalogue.example_profiles[EXAMPLE])
        size = self.dice.choice((0.3, 0.7, 1, 2, 4))
        for name in ("site_area_m2", "floor_area_m2", "total_investment_cny"):
            answers[name] = int(float(str(answers[name])) * size)
        for name in SOMETIMES:
            if perhaps(self.dice, 0.15):
                answers[name] = not answers[name]
        return answers

    def outline(self, life: Life, landed: date, listed: date) -> Outline:
        """What the list chose."""
        state, _ = self.projects.read(life.project)
        chosen = tuple(item.key for item in state.listed if item.applies)
        network = kept_network(self.rules.catalogue, state.profile or {}, chosen)
        pace = Pace(self.dice.choice((0.6, 0.8, 1, 1, 1.2, 1.5)), self.dice.choice((0.3, 0.7, 1, 1.5, 2.5)))
        days = state.yardsticks.construction_days if state.yardsticks else None
        return Outline(landed, listed, network, self.rules, pace, round((days or 200) * self.dice.uniform(0.9, 1.2)))

    def make(self, life: Life, entry: Entry) -> None:
        """One entry, at its moment or right after what was entered before."""
        self.now = max(self.now, entry.at)
        wanted = entry.wanted if entry.remark is None else self.remark(life, entry.wanted[0], entry.remark)
        if wanted:
            self.do(life, entry.actor, wanted)

    def remark(self, life: Life, about: ProjectCommand, remark: Remark) -> Sequence[ProjectCommand]:
        """The confirmation or the correction of an entry; nothing where it was never made."""
        log = self.projects.ledger.load(life.project)
        same = (about.matter, about.effective_on) if isinstance(about, RecordAct) else None
        found = [
            event.originator_version
            for event in log
            if (getattr(event, "matter", None), event.effective_on) == same
            and getattr(event, "ACT", None) == getattr(about, "act", "")
        ]
        if not found or not isinstance(about, RecordAct):
            return ()
        if remark is Remark.CONFIRMED:
            return (ConfirmRecord(matter=about.matter, version=found[-1]),)
        earlier = self.rules.calendar.nth_before(about.effective_on, 1)
        changes = {"effective_on": earlier.isoformat()}
        return (CorrectRecord(version=found[-1], reason="日期登记有误", changes=changes),)

    def do(self, life: Life, actor: Actor, wanted: Sequence[ProjectCommand]) -> None:
        """Commands as one save; refused ones leave nothing."""
        try:
            self.projects.execute(life.project, self.command(actor), wanted, actor)
        except DomainError as error:
            life.refused[error.code] += 1
        self.keep(life)

    def sweep(self, life: Life) -> None:
        """What silence and time have brought about."""
        self.projects.deem(life.project, scheduler_command(UUID(int=self.told)))
        self.told += 1
        self.keep(life)

    def command(self, actor: Actor) -> Command:
        """Who it is says his role and department."""
        self.told += 1
        staff = f"o-{actor.department}" if actor.department else f"{actor.role}-{self.names.team}"
        key = f"life-{self.place}-{self.told}"
        return Command(id=f"{staff}/{key}", digest=key, actor=staff, via="api")

    def keep(self, life: Life) -> None:
        """Take over what was saved since."""
        events = tuple(event for _, event in self.projects.ledger.after(self.position, 1000))
        if events:
            life.saves.append(Save(events[0].recorded_at, events))
            self.position = self.projects.ledger.position()
