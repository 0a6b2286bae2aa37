"""One sweep: silence becomes acceptance, and what is due goes out.

A process killed between sending and recording leaves the claim; when its lease has run out the message is sent again
with the same delivery id. So nothing is lost and nothing is recorded twice; the receiver can tell a repetition by it.
"""

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from domain.event import shanghai_date
from domain.handovers import HandOvers
from domain.project.evolution import fold
from domain.project.reading import facts
from domain.project.state import Project
from domain.projects import Projects
from domain.reminders import Recipient, scheduler_command
from projections.ops.claims import Claims
from scheduler.addressbook import AddressBook, Way
from scheduler.agenda import Agenda, OpenProjects
from scheduler.delivery import Delivery, Lines
from scheduler.due import DueRung, Outlook, come_about, due_rungs
from scheduler.links import NO_LINKS, Links
from scheduler.policy import Policy

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Report:
    """What a sweep did. `failed` are tried again, `refused` are not; `held` wait for their time or another process."""

    moment: datetime
    window_open: bool
    deemed: int = 0
    lapsed: int = 0
    sent: int = 0
    failed: int = 0
    passed_on: int = 0  # refused by a channel, handed to the person's next one
    refused: int = 0
    superseded: int = 0
    held: int = 0
    postponed: int = 0  # the channel or the window gave out before their turn
    unaddressed: int = 0  # nobody holds the roles
    no_channel: int = 0  # nobody can be reached
    errors: int = 0  # projects that could not be swept


class Sweeper:
    """Sweeps the projects of a district again and again; what it has settled it does not read twice a day."""

    def __init__(
        self,
        projects: Projects,
        source: OpenProjects,
        policy: Policy,
        book: AddressBook,
        claims: Claims,
        links: Links | None = None,
        handovers: HandOvers | None = None,
    ) -> None:
        self.projects = projects
        self.handovers = handovers
        self.source = source
        self.policy = policy
        self.book = book
        self.claims = claims
        self.links = links or NO_LINKS
        self.clock = projects.ledger.clock
        self.outlook = Outlook(projects, policy, book)
        self.agenda = Agenda(projects.ledger, source)
        self.lines = Lines()

    def use(self, policy: Policy) -> None:
        """Go on by another policy, from the next sweep on."""
        self.policy = policy
        self.outlook = Outlook(self.projects, policy, self.book)

    def sweep(self, moment: datetime | None = None) -> Report:
        """Do what is due at the moment, by default now; outside the sending window nothing."""
        started = self.clock()
        moment = moment or started
        if not self.outlook.window_open(moment):
            return Report(moment, window_open=False)
        if self.handovers:
            self.handovers.carry_on()
        run = Run(self, moment, started)
        for project in self.agenda.open(shanghai_date(moment)):
            self.agenda.close(project, settled=run.project(project))
        return Report(moment, window_open=True, **run.counts)

    def due(self, moment: datetime) -> list[DueRung]:
        """What a sweep at the moment would send, by what was known then; nothing is recorded."""
        return due_rungs(self.projects, self.source.open_projects(), self.policy, self.book, moment)


class Run:
    """One sweep under way: its moment, its counts, and the channels that gave out."""

    def __init__(self, sweeper: Sweeper, moment: datetime, started: datetime) -> None:
        self.sweeper = sweeper
        self.moment = moment
        self.started = started
        self.today = shanghai_date(moment)
        self.counts: Counter[str] = Counter()
        self.delivery = Delivery(
            sweeper.outlook.reminders,
            sweeper.claims,
            sweeper.policy.version,
            sweeper.lines,
            sweeper.clock,
            self.counts,
            sweeper.links,
        )

    def project(self, project: UUID) -> bool:
        """Sweep one project; whether nothing is left to do about it today. An error costs only this project."""
        try:
            state = self.deem(project)
            done = [self.remind(due) for due in self.sweeper.outlook.of_project(state, self.today)]
        except Exception:
            logger.exception("the sweep of project %s failed", project)
            self.counts["errors"] += 1
            return False
        return all(done)

    def deem(self, project: UUID) -> Project:
        """The project as it stands, all recorded that the calendar has brought about (rulings 6 and 7)."""
        projects = self.sweeper.projects
        state = fold(project, facts(projects.ledger.load(project)), projects.rules)
        found = come_about(state, projects.rules, self.today)
        if not found:
            return state
        key = uuid5(project, "deem " + " ".join(found))
        outcome = projects.deem(project, scheduler_command(key, cause="calendar"))
        self.counts["deemed"] += sum(event.TOPIC in ("AcceptanceDeemed", "RenewalDeemed") for event in outcome.events)
        self.counts["lapsed"] += sum(event.TOPIC == "ResultLapsed" for event in outcome.events)
        return fold(project, facts(projects.ledger.load(project)), projects.rules)

    def remind(self, due: DueRung) -> bool:
        """Mark the older rungs and send the newest; whether everybody was told or has refused."""
        if due.unaddressed:
            self.counts["unaddressed"] += 1
            return False
        ways = [(to, self.sweeper.book.ways(to.staff)) for to in due.to]
        reachable = [(to, found) for to, found in ways if found]
        self.counts["no_channel"] += len(ways) - len(reachable)
        if reachable or not ways:
            self.supersede(due)
        done = [self.tell(due, to, found) for to, found in reachable]
        return all(done) and len(reachable) == len(ways)

    def supersede(self, due: DueRung) -> None:
        for rung in due.older:
            self.sweeper.outlook.reminders.superseded(rung, by=due.rung)
            self.counts["superseded"] += 1

    def tell(self, due: DueRung, to: Recipient, ways: Sequence[Way]) -> bool:
        """Tell one person, as long as the window is open."""
        if not self.in_time():
            self.counts["postponed"] += 1
            return False
        return self.delivery.tell(due, to, ways)

    def in_time(self) -> bool:
        """Whether the window is still open after the time the sweep has taken so far."""
        return self.sweeper.outlook.window_open(self.moment + (self.sweeper.clock() - self.started))
