"""A scenario with a scheduler on it: the worked example of the reminder policy, a receiver, and sweeps."""

from collections.abc import Callable

from domain.catalogue.loader import shipped_catalogue
from domain.catalogue.model import Semantics
from domain.dates.terms import Unit
from domain.deciding.commands import AssignSpecialist
from domain.event import Event
from domain.reminders.events import RungEvent
from domain.staff.appointing import Appointment, Leave, coming_back, going_away, leaving, taking
from domain.staff.directory import Directory
from domain.staff.handovers import HandOvers
from domain.staff.posts import Post
from projections.ops.claims import Claims
from projections.ops.database import open_ops
from scheduler.agenda import RegisteredProjects
from scheduler.channels.webhook import Webhook
from scheduler.due.outlook import due_rungs
from scheduler.due.rung import DueRung
from scheduler.policy.policy import Policy
from scheduler.report import Report
from scheduler.sending.addressbook import AddressBook, OneChannel
from scheduler.sweep import Sweeper
from tests.scenario import Scenario, day, moment
from tests.scheduler.policies import promises_only
from tests.scheduler.receiver import SECRET

MATTER = "fire_design_review"
DEPARTMENT = shipped_catalogue().matters[MATTER].department
REASON = "按办件系统补录"


class Stage:
    """The scenario, its operational store, and one scheduler as the lead would wire it."""

    def __init__(
        self, scenario: Scenario, url: str, policy: Policy | None = None, book: AddressBook | None = None
    ) -> None:
        self.scenario = scenario
        self.policy = policy or promises_only()
        self.book = book
        self.ops = open_ops(scenario.url)
        self.webhook = Webhook(url, SECRET, clock=lambda: scenario.now, timeout=0.3)
        self.directory = Directory(scenario.ledger, "jimo")
        self.sweeper = self.another()

    def close(self) -> None:
        self.webhook.close()
        self.ops.dispose()

    def another(self, book: AddressBook | None = None) -> Sweeper:
        """A scheduler of its own, as in another process."""
        source, claims = RegisteredProjects(self.scenario.ledger), Claims(self.ops)
        return Sweeper(
            self.scenario.projects,
            source,
            self.policy,
            book or self.book or OneChannel(self.webhook, self.directory),
            claims,
            handovers=HandOvers(self.scenario.projects, self.directory),
        )

    def takes(self, staff: str, post: str, of: str = "", on: str = "01-05") -> None:
        """Somebody takes a post, as the administrator records it now."""
        self.directory.run(taking("jimo", self.scenario.command(), Appointment(staff, Post(post), of, day(on))))

    def leaves(self, staff: str, post: str, of: str = "", on: str = "01-05") -> None:
        self.directory.run(leaving("jimo", self.scenario.command(), Appointment(staff, Post(post), of, day(on))))

    def away(self, staff: str, first: str, last: str, substitute: str) -> int:
        """Somebody will be away; the number of the absence."""
        leave = Leave(staff, day(first), day(last), substitute)
        return self.directory.run(going_away("jimo", self.scenario.command(), leave)).version

    def back(self, staff: str, absence: int, on: str) -> None:
        self.directory.run(coming_back("jimo", self.scenario.command(), staff, absence, day(on)))

    def at(self, text: str) -> Report:
        """Sweep once, now being then."""
        self.scenario.at(text)
        return self.sweeper.sweep()

    def due(self, text: str) -> list[DueRung]:
        """What a sweep at the moment would send, by what was known then."""
        source = RegisteredProjects(self.scenario.ledger).open_projects()
        book = self.book or OneChannel(None, self.directory)
        return due_rungs(self.scenario.projects, source, self.policy, book, moment(text))

    def steps(self, text: str) -> list[str]:
        return [due.rung.step for due in self.due(text)]

    @property
    def outcomes(self) -> list[Event]:
        """All events of rungs in the log, in order."""
        return [event for _, event in self.scenario.ledger.after(0, 10_000) if isinstance(event, RungEvent)]

    @property
    def told(self) -> list[str]:
        """The outcomes, short: topic and step."""
        return [f"{event.TOPIC} {event.step}" for event in self.outcomes if isinstance(event, RungEvent)]


def started(scenario: Scenario) -> Scenario:
    """Registered, listed, with a specialist."""
    scenario.at("01-05 09:00").registered().listed(fire_special_project=True)
    scenario.do(AssignSpecialist(effective_on=day("01-05"), specialist="s-07", team="专班三"))
    return scenario


def accepted(scenario: Scenario, matter: str = MATTER, on: str = "09-21") -> Scenario:
    """A matter received and accepted on a day."""
    scenario.at(f"{on} 09:00").act(matter, "receive", on, receipt_no="JM-1")
    scenario.act(matter, "accept", on, REASON)
    return scenario


def suspended(scenario: Scenario) -> Scenario:
    """Expert review from 09-24 until 10-12, entered on those days."""
    notice = {"kind": "expert_review", "notice_no": "专告1号", "notice_on": "09-24", "expected_end": "10-09"}
    scenario.at("09-24 09:00").act(MATTER, "suspend", "09-24", "专家评审", **notice)
    scenario.at("10-12 09:00").act(MATTER, "resume", "10-12", kind="expert_review")
    return scenario


def promised(scenario: Scenario, shortest: int, longest: int) -> str:
    """A matter of the list whose promise is so many working days."""
    return next(
        matter.key
        for matter in scenario.read().matters.values()
        if matter.definition.promised.unit is Unit.WORKING_DAYS
        and shortest <= matter.definition.promised.count <= longest
        and matter.definition.semantics is Semantics.MAXIMUM
    )


Staging = Callable[..., Stage]
"""A stage with rows of the shipped policy, by their nodes."""
