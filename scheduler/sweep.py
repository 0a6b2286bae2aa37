"""One sweep: silence becomes acceptance, and what is due goes out.

For each message: claim, look again, send, record, release. A process killed between sending and recording leaves the
claim; when its lease has run out the message is sent again with the same delivery id. So nothing is lost and nothing
is recorded twice; the receiver can tell a repetition by the id.
"""

import logging
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from domain.event import shanghai_date
from domain.project.evolution import fold
from domain.project.reading import facts
from domain.project.state import Project
from domain.projects import Projects
from domain.reminders import Recipient, closed_for, scheduler_command
from projections.ops.claims import Claims
from scheduler.addressbook import AddressBook
from scheduler.agenda import Agenda, OpenProjects
from scheduler.channels import Answer, Channel, Message
from scheduler.due import DueRung, Outlook, come_about, due_rungs
from scheduler.policy import Policy

logger = logging.getLogger(__name__)

GIVE_UP_AFTER = 3  # failures in a row after which a channel is left alone until the next sweep


@dataclass(frozen=True)
class Report:
    """What a sweep did. `failed` are tried again, `refused` are not; `held` are claimed by somebody else."""

    moment: datetime
    window_open: bool
    deemed: int = 0
    lapsed: int = 0
    sent: int = 0
    failed: int = 0
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
        self, projects: Projects, source: OpenProjects, policy: Policy, book: AddressBook, claims: Claims
    ) -> None:
        self.projects = projects
        self.source = source
        self.policy = policy
        self.book = book
        self.claims = claims
        self.clock = projects.ledger.clock
        self.outlook = Outlook(projects, policy, book)
        self.agenda = Agenda(projects.ledger, source)

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
        self.failures: Counter[str] = Counter()  # in a row, by channel

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
        ways = [(to, self.sweeper.book.channel(to.staff)) for to in due.to]
        reachable = [(to, channel) for to, channel in ways if channel]
        self.counts["no_channel"] += len(ways) - len(reachable)
        if reachable or not ways:
            self.supersede(due)
        done = [self.tell(due, to, channel) for to, channel in reachable]
        return all(done) and len(reachable) == len(ways)

    def supersede(self, due: DueRung) -> None:
        for rung in due.older:
            self.sweeper.outlook.reminders.superseded(rung, by=due.rung)
            self.counts["superseded"] += 1

    def tell(self, due: DueRung, to: Recipient, channel: Channel) -> bool:
        """Claim, look again, send, record, release. A message not taken keeps its claim: the lease is the delay."""
        if self.failures[channel.name] >= GIVE_UP_AFTER or not self.in_time():
            self.counts["postponed"] += 1
            return False
        claims, reminders = self.sweeper.claims, self.sweeper.outlook.reminders
        if not claims.take(due.rung.id, to.staff, self.sweeper.clock()):
            self.counts["held"] += 1
            return False
        done = closed_for(reminders.log(due.rung), to.staff) or self.send(due, to, channel)
        if done:
            claims.release(due.rung.id, to.staff)
        return done

    def in_time(self) -> bool:
        """Whether the window is still open after the time the sweep has taken so far."""
        return self.sweeper.outlook.window_open(self.moment + (self.sweeper.clock() - self.started))

    def send(self, due: DueRung, to: Recipient, channel: Channel) -> bool:
        """Send one message and record what its receiver made of it; whether that is final."""
        reminders = self.sweeper.outlook.reminders
        outcome = channel.send(Message(due.rung.delivery(to.staff), due.content(to)))
        if outcome.answer is Answer.ACCEPTED:
            reminders.sent(due.rung, to, channel.name, self.sweeper.policy.version)
            self.failures[channel.name] = 0
            self.counts["sent"] += 1
            return True
        final = outcome.answer is Answer.REFUSED
        reminders.failed(due.rung, to, channel.name, outcome.problem, final=final)
        self.failures[channel.name] = 0 if final else self.failures[channel.name] + 1
        self.counts["refused" if final else "failed"] += 1
        return final
