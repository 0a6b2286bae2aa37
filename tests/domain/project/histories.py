"""True histories: random walks over the phase table and its guards, on legal days, told as commands."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from domain.catalogue.model import MatterDefinition, MatterKind
from domain.dates.terms import due
from domain.deciding.commands import ACT_EVENTS, RecordAct
from domain.errors import DomainError
from domain.event import Stamp, stamped
from domain.project.events.applications import AcceptanceDeemed, DeferredMaterial
from domain.project.events.results import RenewalStep
from domain.project.events.reviews import Opinion
from domain.project.model.evolution import step
from domain.project.model.life import Annulment
from domain.project.model.limits import ANSWER_DAYS
from domain.project.model.phases import Act, Phase, follow
from domain.project.model.rules import Rules
from domain.project.model.state import Matter, Project
from tests.scenario import day, moment

LANDED = day("01-05")
TODAY = day("04-30")
FIRST = date(2025, 12, 20)
REASON = "照实补录"
MATTERS = (
    "construction_planning_permit",  # 行政许可, clock from acceptance
    "eia_form_approval",  # 行政许可, clock from receipt
    "land_first_registration",  # 行政确认
    "design_scheme_review",  # 技术审查: granted without an application
    "land_grant_contract",  # 内部协同, yields a fact
    "project_filing",  # 备案, on the spot
)
KINDS = ("hearing", "testing", "public_notice")
ANSWERS = frozenset(Act) - {Act.PRE_REVIEW, Act.PRE_REVIEW_OPINION, Act.SUBMIT, Act.EXTEND}
STAMP = Stamp(
    originator_id=UUID(int=0),
    originator_version=0,
    recorded_at=moment("04-30 09:00"),
    effective_on=TODAY,
    district="jimo",
    actor="t-1",
    via="import",
    request_id="",
    command_id="",
    command_digest="",
    cause="",
    reason=REASON,
)


class Walk:
    """One matter's walk: where it stands, and the commands that tell how it came there."""

    def __init__(self, matter: Matter, rules: Rules, project: Project) -> None:
        self.matter, self.rules, self.project = matter, rules, project
        self.told: list[RecordAct] = []
        self.waiting: date | None = None  # a receipt that nobody answered yet

    def __repr__(self) -> str:
        return f"{self.matter.key}: " + ", ".join(f"{one.effective_on:%m-%d} {one.act}" for one in self.told)

    def deemed(self, on: date) -> Matter:
        """The matter after what five working days of silence brought about before an act of this day."""
        if self.waiting is None or self.matter.definition.kind is not MatterKind.PERMIT:
            return self.matter
        last = due(self.rules.calendar, self.waiting, ANSWER_DAYS).due_on
        if last is None or on <= last:
            return self.matter
        values = {"matter": self.matter.key, "received_on": self.waiting, "effective_on": last + timedelta(days=1)}
        after = step(self.project, self.matter, AcceptanceDeemed(**stamped(STAMP, **values)))
        assert isinstance(after, Matter)
        return after

    def possible(self, on: date) -> list[Act]:
        """The acts the table allows on this day."""
        matter = self.deemed(on)
        return [act for act in ACT_EVENTS if follow(matter.phase, act, matter.back) is not None]

    def take(self, act: Act, on: date, values: dict[str, Any]) -> None:
        """Take the act, unless its guard says that it is impossible here."""
        before = self.deemed(on)
        event = ACT_EVENTS[act](**stamped(STAMP, matter=self.matter.key, effective_on=on, **values))
        after = step(self.project, before, event)
        if isinstance(after, DomainError):
            return
        if act in ANSWERS or before is not self.matter:
            self.waiting = None
        if act is Act.RECEIVE or (act is Act.SUPPLEMENT and after.standing is Phase.SUPPLEMENTED):
            self.waiting = on
        self.matter = after
        self.told.append(RecordAct(act=act, matter=self.matter.key, effective_on=on, reason=REASON, values=values))


def values_for(draw: Any, act: Act, matter: Matter, on: date) -> dict[str, Any]:
    """What the act says beside its day."""
    yes = draw(st.booleans())
    said: dict[Act, dict[str, Any]] = {
        Act.RECEIVE: {"receipt_no": f"{matter.key}-{on}"},
        Act.PRE_REVIEW_OPINION: {"result": draw(st.sampled_from(Opinion))},
        Act.REQUEST_SUPPLEMENT: {"materials": ("图",)},
        Act.SUPPLEMENT: {"complete": yes},
        Act.ACCEPT: {"deferred": (DeferredMaterial("表", on + timedelta(days=9)),) if yes else ()},
        Act.MATERIAL_RECEIVED: {"material": "表"},
        Act.SUSPEND: {"kind": draw(st.sampled_from(KINDS)), "notice_no": "1", "notice_on": on},
        Act.RESUME: {"kind": draw(st.sampled_from(open_kinds(matter) or KINDS))},
        Act.EXTEND: {"days": draw(st.integers(1, 9)), "approved_by": "局长"},
        Act.GRANT: {"prior": yes and on < LANDED},
        Act.RENEW: {"step": draw(st.sampled_from(RenewalStep))},
        Act.ANNUL: {"kind": draw(st.sampled_from(Annulment))},
    }
    return said.get(act, {})


def open_kinds(matter: Matter) -> tuple[str, ...]:
    return tuple(stop.kind for stop in matter.attempt.open_stops) if matter.attempt else ()


@st.composite
def matter_history(draw: Any, key: str, rules: Rules, longest: int = 14) -> Walk:
    """A walk of one matter: each step a day later or the same day, each act one of those possible there."""
    definition: MatterDefinition = rules.catalogue.matters[key]
    project = Project(id=UUID(int=0), landed_on=LANDED)
    walk = Walk(Matter(key=key, definition=definition, listed=True), rules, project)
    on = FIRST + timedelta(days=draw(st.integers(0, 40)))
    for _ in range(draw(st.integers(1, longest))):
        on += timedelta(days=draw(st.sampled_from([0, 0, 1, 1, 2, 3, 5, 9, 14])))
        if on > TODAY:
            break
        act = draw(st.sampled_from(walk.possible(on)))
        walk.take(act, on, values_for(draw, act, walk.deemed(on), on))
    return walk


@st.composite
def histories(draw: Any, rules: Rules) -> list[Walk]:
    """The walks of one to three matters."""
    keys = draw(st.lists(st.sampled_from(MATTERS), min_size=1, max_size=3, unique=True))
    return [draw(matter_history(key, rules)) for key in keys]


def finished_stops(told: list[RecordAct]) -> list[RecordAct]:
    """The same history with each stop and its end entered in one act (ruling 2)."""
    result: list[RecordAct] = []
    for command in told:
        place = next(
            (
                index
                for index, item in reversed(list(enumerate(result)))
                if command.act is Act.RESUME
                and item.act is Act.SUSPEND
                and (item.matter, item.values["kind"]) == (command.matter, command.values["kind"])
                and "resumed_on" not in item.values
            ),
            None,
        )
        if place is None:
            result.append(command)
        else:
            stop = result[place]
            result[place] = replace(stop, values={**stop.values, "resumed_on": command.effective_on})
    return result
