"""Why somebody got a message: from the events, by what was known then (design §7). Why not stands in `why_not`.

Each answer is a list of reasons, a code with its values; the words, Chinese and English, stand in the locale files.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from domain.dates.terms import Step
from domain.errors import DomainError
from domain.event import SHANGHAI, Event, shanghai_date
from domain.project.due.deadlines import deadlines
from domain.project.events.lifecycle import SpecialistAssigned
from domain.project.model.evolution import fold
from domain.project.model.state import Project
from domain.project.record.reading import facts
from domain.projects import Projects
from domain.reminders.answers import acknowledgement, snoozed_until, stream_of_reminder
from domain.reminders.digests import DigestSent
from domain.reminders.escalations import ReminderEscalated
from domain.reminders.events import ReminderFailed, ReminderSent, ReminderSuperseded
from domain.reminders.nodes import Node
from domain.reminders.points import Point
from domain.reminders.rungs import Rung
from domain.staff.directory import Directory
from domain.staff.people import People
from domain.staff.posts import Post
from projections.rows.entries import last_activity
from scheduler.due.outlook import Outlook, Reading
from scheduler.policy.policy import Addressee, Policy, Row
from scheduler.sending.addressbook import AddressBook, holders

BEGINNINGS = ("ApplicationReceived", "PreReviewStarted")  # with them the facts of an application begin
OF_PROJECT: Mapping[Node, tuple[str, ...]] = {
    Node.MILESTONE_TARGET: ("ServiceListIssued", "MilestoneTargetMoved"),
    Node.FORECAST_SLIP: ("ServiceListIssued",),
}
"""The facts behind a node that is about the whole project."""
MOST_FACTS = 8
POSTS = {
    "officer": Post.OFFICER,
    "head_of_department": Post.HEAD_OF_DEPARTMENT,
    "lead": Post.LEAD,
    "enterprise": Post.ENTERPRISE,
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: a stable code and the values its words name."""

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Then:
    """A project as it was known at a moment, with the rules and the policy of that moment."""

    moment: datetime
    project: Project
    facts: Sequence[Event]
    points: Sequence[Point]
    outlook: Outlook

    @property
    def today(self) -> date:
        return shanghai_date(self.moment)

    @property
    def reading(self) -> Reading:
        return Reading(self.today, self.moment.astimezone(SHANGHAI).time(), self.moment)

    @property
    def policy(self) -> Policy:
        return self.outlook.policy


class Witness:
    """Reads what was known at a moment: the log, the rules, the policy, who was who."""

    def __init__(
        self,
        projects: Projects,
        directory: Directory,
        book: AddressBook,
        policy_at: Callable[[datetime], Policy],
    ) -> None:
        self.projects = projects
        self.directory = directory
        self.book = book
        self.policy_at = policy_at

    def then(self, project: UUID, moment: datetime) -> Then:
        """Raises DomainError unknown_project."""
        log = [event for event in self.projects.ledger.load(project) if event.known_at <= moment]
        found = facts(log, shanghai_date(moment), moment)
        rules = self.projects.book.at(moment)
        state = fold(project, found, rules)
        if state.landed_on is None:
            raise DomainError("unknown_project", project=str(project))
        outlook = Outlook(self.projects, self.policy_at(moment), self.book, rules)
        return Then(moment, state, found, outlook.points(state, last_activity(log), moment), outlook)

    def stream(self, rung: UUID) -> Sequence[Event]:
        return self.projects.ledger.load(stream_of_reminder(self.projects.district, rung))


def why_told(witness: Witness, rung: UUID, staff: str) -> list[Reason]:
    """Why somebody got a message, and what became of it. Raises DomainError unknown_reminder."""
    log = witness.stream(rung)
    sent = [event for event in log if isinstance(event, ReminderSent) and event.staff == staff]
    if not sent:
        raise DomainError("unknown_reminder")
    then = witness.then(sent[0].project, sent[0].recorded_at)
    return [
        *facts_behind(then, sent[0]),
        *row_behind(then, sent[0]),
        *role_of(witness, then, sent[0]),
        *how_it_went(witness, then, log, sent[-1]),
        *afterwards(witness, log, sent[-1]),
    ]


def facts_behind(then: Then, sent: ReminderSent) -> Iterator[Reason]:
    """The events from which the date follows: of the application, or of the project where it is about all of it."""
    if sent.matter:
        own = [event for event in then.facts if getattr(event, "matter", None) == sent.matter]
        begun = [place for place, event in enumerate(own) if event.TOPIC in BEGINNINGS]
        own = own[begun[-1] :] if begun else own
    else:
        own = [event for event in then.facts if event.TOPIC in OF_PROJECT.get(sent.kind, ())]
        own = own or list(then.facts)[-1:]
    for event in own[-MOST_FACTS:]:
        yield Reason("fact", {"event": event, "version": event.originator_version, "on": event.effective_on})
    yield Reason("due", {"node": sent.kind, "due_on": sent.due_on, "steps": steps_to(then, sent)})


def steps_to(then: Then, sent: ReminderSent) -> Sequence[Step]:
    """How the date engine came to the date, where it was it that did."""
    wanted = (sent.kind.value, sent.matter, sent.detail, sent.due_on)
    found = (one for one in deadlines(then.project, then.outlook.rules) if one.due_on == sent.due_on)
    return next((one.steps for one in found if (one.kind.value, one.matter, one.detail, one.due_on) == wanted), ())


def row_behind(then: Then, sent: ReminderSent) -> Iterator[Reason]:
    """The row of the policy, the step, and the rungs in whose place it came."""
    row = then.policy.rows.get(sent.kind)
    number = row.number if row else None
    yield Reason("row", {"row": number, "node": sent.kind, "policy": sent.policy, "step": sent.step})
    for older in older_rungs(then, sent, row):
        if any(isinstance(event, ReminderSuperseded) and event.by == sent.rung for event in older[1]):
            yield Reason("in_place_of", {"step": older[0].step, "on": older[0].on})


def older_rungs(then: Then, sent: ReminderSent, row: Row | None) -> list[tuple[Rung, Sequence[Event]]]:
    """The other rungs of the same date, with their streams."""
    point = point_of(then, sent)
    if row is None or point is None:
        return []
    planned = then.outlook.planned(then.project, point, row)
    return [(one, then.outlook.reminders.log(one)) for one in planned if one.id != sent.rung]


def point_of(then: Then, sent: ReminderSent) -> Point | None:
    """The node that a message was about, as it was known."""
    wanted = (sent.kind, sent.matter, sent.detail, sent.due_on)
    return next((one for one in then.points if (one.node, one.matter, one.detail, one.due_on) == wanted), None)


def role_of(witness: Witness, then: Then, sent: ReminderSent) -> Iterator[Reason]:
    """Who held the role then: the person himself since a day, or somebody for whom he stood in."""
    people, point = witness.directory.at(then.moment), point_of(then, sent)
    if point is None:
        yield Reason("role", {"role": sent.role, "staff": sent.staff})
        return
    for held in holders(sent.role, people, then.project, point, then.today):
        if people.present(held, then.today) == sent.staff:
            yield from held_by(then, people, sent.role, held, sent.staff, point)


def held_by(then: Then, people: People, role: str, held: str, staff: str, point: Point) -> Iterator[Reason]:
    """The one who holds a role, since when; and his absence, where another is told in his place."""
    since = since_when(then, people, role, held, point)
    yield Reason("holder" if since else "role", {"role": role, "staff": held, "since": since})
    away = people.absence(held, then.today)
    if held != staff and away:
        days = {"first": away.first_on, "last": away.last_on}
        yield Reason("stood_in", {"staff": staff, "instead_of": held, **days})


def since_when(then: Then, people: People, role: str, held: str, point: Point) -> date | None:
    """Since when somebody has held a role for a point."""
    if role in (Addressee.SPECIALIST, Addressee.HANDLER):
        assigned = [event for event in then.facts if isinstance(event, SpecialistAssigned)]
        return assigned[-1].effective_on if assigned else None
    of = {"lead": then.project.team, "enterprise": str(then.project.id)}.get(role, point.department)
    posts = [POSTS[role]] if role in POSTS else [Post.LEADERSHIP, Post.SUPERVISION]
    found = [
        one
        for post in posts
        for one in people.holdings.get((post, of if role in POSTS else ""), ())
        if one.staff == held and one.on(then.today)
    ]
    return found[0].since if found else None


def how_it_went(witness: Witness, then: Then, log: Sequence[Event], sent: ReminderSent) -> Iterator[Reason]:
    """By which way it came: as an escalation, within a digest, on its own; and when the window was open."""
    for event in log:
        if isinstance(event, ReminderEscalated):
            yield Reason("raised", {"trigger": event.trigger, "since": event.silent_since, "role": event.role})
    digest = witness.stream(sent.delivery)
    within = next((event for event in digest if isinstance(event, DigestSent)), None)
    window = then.policy.window
    values: dict[str, Any] = {
        "at": sent.recorded_at,
        "channel": sent.channel,
        "opens": window.opens,
        "closes": window.closes,
    }
    yield Reason(f"in_{within.kind.value}" if within else "sent", values)
    for event in log:
        if isinstance(event, ReminderFailed) and event.staff == sent.staff and event.recorded_at < sent.recorded_at:
            yield Reason("tried", {"channel": event.channel, "problem": event.problem, "at": event.recorded_at})


def afterwards(witness: Witness, log: Sequence[Event], sent: ReminderSent) -> Iterator[Reason]:
    """What became of it: acknowledged, wanted again, gone up, or over."""
    answered = acknowledgement(log, sent.staff)
    if answered:
        yield Reason("acknowledged", {"by": answered.actor, "at": answered.recorded_at})
    elif until := snoozed_until(log, sent.staff):
        yield Reason("snoozed", {"until": until})
    now = witness.then(sent.project, witness.projects.ledger.clock())
    if point_of(now, sent) is None:
        yield Reason("over", {"due_on": sent.due_on})
