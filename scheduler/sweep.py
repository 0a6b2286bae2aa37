"""One sweep: silence becomes acceptance, and what is due goes out.

A process killed between sending and recording leaves the claim; when its lease has run out the message is sent again
with the same delivery id. So nothing is lost and nothing is recorded twice; the receiver can tell a repetition by it.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from uuid import UUID, uuid5

from domain.event import SHANGHAI, shanghai_date
from domain.log.ledger import Job
from domain.project.model.evolution import fold
from domain.project.model.state import Project
from domain.project.record.reading import facts
from domain.projects import Projects
from domain.reminders.escalations import escalating
from domain.reminders.owed import untouched
from domain.reminders.rungs import scheduler_command
from domain.reprojections import Reprojections
from domain.staff.handovers import HandOvers
from projections.ops.claims import Claims
from projections.rows.entries import last_activity
from scheduler.agenda import Agenda, OpenProjects
from scheduler.due.ahead import comes_again
from scheduler.due.baskets import KINDS, Basket, Baskets, Waiting
from scheduler.due.coming_about import come_about
from scheduler.due.dispatch import Dispatch, kinds_of
from scheduler.due.open_items import open_items
from scheduler.due.outlook import EventWords, Outlook, Reading, due_rungs
from scheduler.due.rung import DueRung
from scheduler.due.succession import LISTS, LookBack
from scheduler.due.tally import Tally, sent_since
from scheduler.looked import Looked
from scheduler.policy.policy import By, Policy
from scheduler.report import Report
from scheduler.sending.addressbook import AddressBook, Way
from scheduler.sending.delivery import BATCH, Delivery
from scheduler.sending.errands import Errand, Lines
from scheduler.sending.links import NO_LINKS, Links

logger = logging.getLogger(__name__)

GATEWAY = "webhook"  # the way to an SMS gateway


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
        notices: Reprojections | None = None,
        in_force: Callable[[], Policy] | None = None,
        words: EventWords = lambda *_: "",
    ) -> None:
        """`in_force`: the policy as loaded last, by any process; `words`: what an event says in a language."""
        self.words = words
        self.projects = projects
        self.handovers = handovers
        self.notices = notices
        self.in_force = in_force or (lambda: policy)
        self.source = source
        self.policy = policy
        self.book = book
        self.claims = claims
        self.links = links or NO_LINKS
        self.clock = projects.ledger.clock
        self.outlook = Outlook(projects, policy, book, words=words)
        self.agenda = Agenda(projects.ledger, source, claims.engine)
        self.lines = Lines()
        self.tally = Tally(projects.ledger, projects.district)
        self.waiting = Waiting()

    def use(self, policy: Policy) -> None:
        """Go on by another policy, from the next sweep on."""
        self.policy = policy
        self.outlook = Outlook(self.projects, policy, self.book, words=self.words)
        self.agenda.forget()

    def sweep(self, moment: datetime | None = None) -> Report:
        """Do what is due at the moment, by default now; outside the sending window nothing."""
        started = self.clock()
        moment = moment or started
        if (policy := self.in_force()) is not self.policy:
            self.use(policy)
        if not self.outlook.window_open(moment):
            return Report(moment, window_open=False)
        for one in (self.handovers, self.notices):
            if one:
                one.carry_on()
        run = Run(self, moment, started)
        try:
            run.sweep()
            self.agenda.arrive()
        finally:
            run.delivery.close()
        return Report(moment, window_open=True, **run.counts)

    @property
    def basis(self) -> str:
        """What the moments on the agenda follow from, besides the facts."""
        rules = self.projects.rules
        return f"{self.policy.version}/{rules.catalogue.digest}/{rules.calendar.version}"

    def due(self, moment: datetime) -> list[DueRung]:
        """What a sweep at the moment would send, by what was known then; nothing is recorded."""
        open_projects = self.source.open_projects()
        return due_rungs(self.projects, open_projects, self.policy, self.book, moment, self.words)


class Run:
    """One sweep under way: its moment, its counts, and the channels that gave out."""

    def __init__(self, sweeper: Sweeper, moment: datetime, started: datetime) -> None:
        self.sweeper = sweeper
        self.moment = moment
        self.started = started
        self.today = shanghai_date(moment)
        self.reading = Reading(self.today, moment.astimezone(SHANGHAI).time())
        self.counts: Counter[str] = Counter()
        self.reminders = sweeper.outlook.reminders
        self.delivery = Delivery(
            self.reminders,
            sweeper.claims,
            sweeper.policy.version,
            sweeper.lines,
            sweeper.clock,
            self.counts,
            sweeper.links,
            self.in_time,
        )
        summaries = kinds_of(sweeper.policy, self.today, sweeper.projects.rules.calendar)
        self.projects = sweeper.agenda.open(moment, sweeper.basis, whole=bool(summaries))
        self.baskets = Baskets(
            self.reminders,
            sweeper.policy,
            self.today,
            sweeper.tally.of(self.today),
            sweeper.waiting,
            opening=sweeper.agenda.began,
        )
        self.with_digests: list[tuple[Looked, bool]] = []
        self.dispatch = Dispatch(sweeper.outlook, sweeper.book, self.today) if sweeper.agenda.began else None
        self.look_back = self.last_days()

    def last_days(self) -> LookBack | None:
        """Who turned up in the last days, where the directory is known and the policy has lists for him."""
        sweeper = self.sweeper
        if sweeper.handovers is None or not sweeper.policy.digests.keys() & LISTS:
            return None
        projects, directory = sweeper.projects, sweeper.handovers.directory
        ledger, calendar = projects.ledger, projects.rules.calendar
        told = partial(sent_since, ledger)
        return LookBack(directory, projects.concerns, ledger.load, told, sweeper.policy, calendar, self.moment)

    def sweep(self) -> None:
        """Look at project after project; what is due goes out many messages at a time, the digests at the end."""
        looked: list[Looked] = []
        for project in self.projects:
            looked.append(self.look(project))
            if len(looked) == BATCH or sum(len(one.errands) for one in looked) >= BATCH:
                self.tell(looked)
                looked = []
        self.tell(looked)
        self.digests()

    def look(self, project: UUID) -> Looked:
        """What is to be done about one project, its silences recorded. An error costs only this project."""
        try:
            state = self.deem(project)
            last = last_activity(self.sweeper.projects.ledger.load(project))
            if self.dispatch:
                self.dispatch.add(state, last)
            due = self.sweeper.outlook.read(state, self.reading, last)
            edge = self.look_back.next_edge if self.look_back else None
            next_at = comes_again(self.sweeper.outlook, state, self.moment, last, edge, in_course=bool(due))
            looked = replace(self.remind(project, due), next_at=next_at)
            return self.hand_on(looked, state, last, self.look_back) if self.look_back else looked
        except Exception:
            logger.exception("the sweep of project %s failed", project)
            self.counts["errors"] += 1
            return Looked(project, open=True)

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

    def remind(self, project: UUID, found: Iterable[DueRung]) -> Looked:
        """Whom to tell of the newest rungs, and the older ones; who cannot be reached is left for later."""
        errands: list[Errand] = []
        older: list[Job] = []
        up: list[Job] = []
        baskets: set[Basket] = set()
        left = False
        for due in found:
            ways = [(to, self.sweeper.book.ways(to.staff)) for to in due.to]
            reachable = [(to, some) for to, some in ways if some]
            self.counts["unaddressed"] += due.unaddressed
            self.counts["no_channel"] += len(ways) - len(reachable)
            left |= len(reachable) < len(ways)  # of who holds a role there is news when somebody takes it
            if due.raised and untouched(self.reminders.log(due.rung)):
                up.append(escalating(self.reminders, due.rung, due.raised, self.sweeper.policy.version))
            if not due.unaddressed and (reachable or not ways):
                older += [self.reminders.superseding(rung, by=due.rung) for rung in due.older]
            for to, some in reachable:
                by = self.baskets.manner(due, to)
                if by in KINDS:
                    baskets.add(self.baskets.put(by, due, to))
                else:
                    errands.append(Errand(due, to, ordered(some, by), (due.rung.id, to.staff)))
        return Looked(project, errands, older, up, frozenset(baskets), left)

    def hand_on(self, looked: Looked, state: Project, last: date | None, back: LookBack) -> Looked:
        """What is open, for who has taken over or is back since his last list."""
        items = open_items(self.sweeper.outlook, state, self.reading, last, back)
        reached = [(item, bool(self.sweeper.book.ways(item.to.staff))) for item in items]
        self.counts["no_channel"] += sum(not found for _, found in reached)
        baskets = {self.baskets.put_open(item) for item, found in reached if found}
        return replace(looked, baskets=looked.baskets | baskets)

    def tell(self, looked: Sequence[Looked]) -> None:
        """Mark the older rungs, tell of the newest, and note which projects are settled for today."""
        older = [job for one in looked for job in one.older]
        up = [job for one in looked for job in one.up]
        self.reminders.record_all([*older, *up])
        self.counts["superseded"] += len(older)
        self.counts["escalated"] += len(up)
        self.delivery.deliver([errand for one in looked for errand in one.errands])
        told = [(one, all(errand.key in self.delivery.done for errand in one.errands)) for one in looked]
        self.with_digests += [(one, done) for one, done in told if one.baskets]
        self.close((one, done) for one, done in told if not one.baskets)
        self.broken()

    def digests(self) -> None:
        """Send the digests; a project with one that was not taken is looked at again."""
        self.reminders.record_all(list(self.baskets.untold()))
        errands = dict(self.baskets.errands(self.sweeper.book))
        self.delivery.deliver(list(errands.values()))
        left = self.baskets.close(errands, self.delivery.done)
        self.counts["digests"] += sum(self.baskets.was_sent(basket) for basket in errands)
        self.counts["capped"] += self.baskets.capped
        self.close((one, told and not one.baskets & left) for one, told in self.with_digests)
        self.reports()
        self.broken()

    def close(self, looked: Iterable[tuple[Looked, bool]]) -> None:
        """Put projects on the agenda: for their next moment, or for the next sweep where something is left."""
        self.sweeper.agenda.close(
            {one.project: one.next_at if told and not one.open else self.moment for one, told in looked}
        )

    def reports(self) -> None:
        """Send the summaries of the week or month, those of the day that were not taken again."""
        waiting = self.sweeper.waiting
        if self.dispatch:
            waiting.reports = list(self.dispatch.errands())
        self.delivery.deliver(waiting.reports)
        waiting.reports = [one for one in waiting.reports if one.key not in self.delivery.done]

    def broken(self) -> None:
        """Count what could not be written."""
        self.counts["errors"] += len(self.delivery.broken)
        self.delivery.broken.clear()

    def in_time(self) -> bool:
        """Whether the window is still open after the time the sweep has taken so far."""
        return self.sweeper.outlook.window_open(self.moment + (self.sweeper.clock() - self.started))


def ordered(ways: Sequence[Way], by: By) -> Sequence[Way]:
    """A person's ways as he likes them; the SMS gateway first where the policy wants it."""
    return sorted(ways, key=lambda way: way.channel.name != GATEWAY) if by is By.SMS else ways
