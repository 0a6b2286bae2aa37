"""The one composition root: settings in, a running Huhang out. Everything else gets its parts as arguments."""

import json
import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache, lru_cache, partial

from sqlalchemy import Engine

from api.access_log import AccessLog
from api.channel_settings import channels_of
from api.desk import Desk
from api.history_lines import event_words
from api.importing.apart import Apart
from api.kept_answers import KeptAnswers
from api.live import Live
from api.passwords import Bench
from api.rates import Rates
from api.reach import Reaches
from api.settings import Settings
from domain.concern_book import ConcernBook
from domain.directory import Directory
from domain.errors import DomainError
from domain.handovers import HandOvers
from domain.ledger import Clock, Job, Ledger, Outcome, system_clock
from domain.project.evolution import Rules
from domain.projects import Projects
from domain.recorder import close_recorder, open_recorder
from domain.reprojections import Reprojections
from domain.rulebook import Rulebook
from domain.writer import Writer
from projections.changes import changes_of
from projections.database import open_views
from projections.engine import ProjectionEngine
from projections.helper import Helper
from projections.journal import JournalRows
from projections.locks import lock_of
from projections.ops.access import AccessTable
from projections.ops.accounts import Role
from projections.ops.claims import Claims
from projections.ops.contacts import Contacts
from projections.ops.counters import Counters
from projections.ops.database import open_ops
from projections.ops.feeds import Feeds
from projections.ops.imports import Imports
from projections.ops.pulse import Beat, Pulse
from projections.ops.receivers import Receivers
from projections.ops.registered import Accounts
from projections.ops.signing import signing_key
from projections.ops.texts import Texts
from projections.ops.throttle import Throttle
from projections.ops.tokens import Tokens
from projections.ops.tokens_at_hand import TokensAtHand
from projections.reminders import ReminderRows
from projections.upkeep import Upkeep
from scheduler.addressbook import ContactBook
from scheduler.agenda import RegisteredProjects
from scheduler.audit import Auditor
from scheduler.channels import Channel
from scheduler.channels.webhook import Webhook
from scheduler.jobs import PULSE_NAME, JobRunner, SweepJob
from scheduler.lag import window_time
from scheduler.leadership import Leadership
from scheduler.links import Links
from scheduler.outbox import Outbox
from scheduler.policy import Policy
from scheduler.policy_file import policy_of_content, shipped_policy, shipped_policy_content
from scheduler.sweep import Sweeper
from scheduler.watch import Watch, Watcher
from scheduler.why import Witness

logger = logging.getLogger(__name__)

DIGEST_SECONDS = 600


@dataclass(frozen=True)
class Runtime:
    """The parts of one installation, wired."""

    settings: Settings
    rulebook: Rulebook
    ledger: Ledger
    projects: Projects
    directory: Directory
    reaches: Reaches
    views: Engine
    writer: Writer
    desk: Desk
    projector: ProjectionEngine
    ops: Engine
    tokens: Tokens
    accounts: Accounts
    throttle: Throttle
    bench: Bench
    access: AccessLog
    rates: Rates
    pulse: Pulse
    texts: Texts
    feeds: Feeds
    reprojections: Reprojections
    sweeper: Sweeper
    links: Links
    reminders: ReminderRows
    imports: Imports
    apart: Apart
    journal: JournalRows
    channels: Mapping[str, Channel]
    demo: bool
    counters: Counters
    live: Live
    kept: KeptAnswers
    receivers: Receivers
    outbox: Outbox
    commands: Counter[str] = field(default_factory=Counter)

    @property
    def rules(self) -> Rules:
        """The rules in force."""
        return self.rulebook.now()

    @property
    def concerns(self) -> ConcernBook:
        """The concerns about the projects."""
        return self.projects.concerns

    def record_shipped(self) -> None:
        """Record what the package ships and the log lacks: calendar years, catalogue, policy."""
        self.rulebook.record_shipped(shipped_policy_content(), shipped_policy().version)

    @property
    def witness(self) -> Witness:
        """Who says what was known at a moment."""
        return Witness(self.projects, self.directory, self.sweeper.book, partial(policy_in_force, self.rulebook))

    def auditor(self, swept: datetime | None) -> Auditor:
        """Who compares the reminders with what was due; `swept`: the last sweep, by its pulse."""
        return Auditor(self.projects, self.sweeper.book, partial(policy_in_force, self.rulebook), swept, self.directory)

    def runner(self) -> JobRunner:
        """The scheduler of this process; it leads when no other process does."""
        if self.channels and not self.links.base:
            logger.warning("HUHANG_BASE_URL is not set: reminders go out without a link to acknowledge them")
        job = SweepJob(self.sweeper, Leadership(self.ops), self.pulse, self.ledger.clock, self.counters)
        runner = JobRunner(job)
        digest = partial(self.access.digest, self.ledger, self.settings.district)
        runner.add("access", digest, DIGEST_SECONDS)
        return runner

    def upkeep(self) -> Upkeep:
        """Who brings up between readers what readers bring up."""
        return Upkeep((self.journal, self.reminders))

    def lag(self, beat: Beat) -> timedelta:
        """The time within sending windows since a sweep."""
        return self.window_time(beat.beaten_at, self.ledger.clock())

    def watcher(self) -> Watcher:
        """Who tells the administrators when no sweep has been for too long, by whichever process."""
        patience = timedelta(minutes=self.settings.alert_after_minutes)
        book, clock, district = self.sweeper.book, self.ledger.clock, self.settings.district
        return Watcher(
            Watch(
                self.pulse,
                PULSE_NAME,
                Claims(self.ops),
                book,
                self.administrators,
                self.window_time,
                clock,
                district,
                patience,
            )
        )

    def administrators(self) -> Sequence[str]:
        """Who has an account or a token as administrator that is good today."""
        now = system_clock()
        good = [one for one in self.tokens.listed() if one.revoked_at is None and one.expires_at > now]
        people = [one.id for one in self.accounts.listed() if one.disabled_at is None and one.role is Role.ADMIN]
        return sorted({*people, *(one.actor for one in good if one.role is Role.ADMIN)})

    def window_time(self, since: datetime, now: datetime) -> timedelta:
        """How much of a time lies within sending windows."""
        return window_time(self.sweeper.policy.window, self.rules.calendar, since, now)

    async def carry_out(self, job: Job) -> Outcome:
        """Have the writer do a job; answered once it is on disk, and the views are told."""
        try:
            outcome = await self.desk.carry_out(job)
        except DomainError as refusal:
            self.commands[refusal.code] += 1
            raise
        self.commands["recorded"] += 1
        self.projector.wake()
        self.live.tell()
        self.outbox.wake()
        return outcome

    def close(self) -> None:
        """Finish what was handed in, stop the projector, and give every connection back."""
        self.apart.stop()
        self.writer.stop()
        self.projector.stop()
        for channel in self.channels.values():
            channel.close()
        self.access.close()
        self.tokens.close()
        self.bench.close()
        self.kept.changes.close()
        self.views.dispose()
        self.ops.dispose()
        close_recorder(self.ledger.recorder)


def build(settings: Settings, clock: Clock = system_clock, *, demo: bool = False) -> Runtime:
    """Wire an installation; only the demo and imports may set the clock (design §2)."""
    ledger = Ledger(open_recorder(settings.database_url), clock)
    rulebook = Rulebook(ledger, settings.district)
    views = open_views(settings.database_url)
    ops = open_ops(settings.database_url)
    at_hand = TokensAtHand(ops)
    projects = Projects(ledger, rulebook, settings.district)
    channels = channels_of(settings)
    links = Links(cache(partial(signing_key, ops)), settings.base_url)
    directory = Directory(ledger, settings.district)
    book = ContactBook(Contacts(ops), channels, channels.get(Webhook.name), directory)
    writer = Writer(ledger)
    registered = RegisteredProjects(ledger)
    reprojections = Reprojections(projects, rulebook, registered.open_projects)
    helper = Helper(settings.database_url, settings.district)
    projector = ProjectionEngine(ledger, views, rulebook, records=projects.records, helper=helper)
    imports = Imports(ops)

    def brought_in() -> None:
        directory.refresh()
        projector.wake()

    return Runtime(
        settings=settings,
        rulebook=rulebook,
        ledger=ledger,
        projects=projects,
        directory=directory,
        reaches=Reaches(projects, directory),
        views=views,
        writer=writer,
        desk=Desk(writer),
        projector=projector,
        ops=ops,
        tokens=Tokens(ops, at_hand=at_hand),
        accounts=Accounts(ops, at_hand=at_hand),
        throttle=Throttle(ops),
        bench=Bench(),
        access=AccessLog(AccessTable(ops), clock),
        rates=Rates(settings.requests_per_second),
        pulse=Pulse(ops),
        texts=Texts(ops),
        feeds=Feeds(ops),
        reprojections=reprojections,
        sweeper=Sweeper(
            projects,
            registered,
            policy_in_force(rulebook),
            book,
            Claims(ops),
            links,
            HandOvers(projects, directory),
            reprojections,
            partial(policy_in_force, rulebook),
            lambda event, language: event_words(event, language, rulebook.now().catalogue),
        ),
        links=links,
        reminders=ReminderRows(ledger, views),
        journal=JournalRows(ledger, views),
        channels=channels,
        demo=demo,
        counters=Counters(ops),
        live=Live(ledger),
        kept=KeptAnswers(changes_of(settings.database_url, ledger, views)),
        receivers=Receivers(ops),
        outbox=Outbox(ledger, Receivers(ops), lock_of(ops, "webhooks"), settings.receiver_networks),
        imports=imports,
        apart=Apart(settings.database_url, settings.district, imports, brought_in, clock),
    )


def policy_in_force(rulebook: Rulebook, known: datetime | None = None) -> Policy:
    """The reminder policy that was loaded last, by now or by a moment."""
    text = rulebook.policy(known)
    return policy_of_text(text) if text else shipped_policy()


@lru_cache(maxsize=8)
def policy_of_text(text: str) -> Policy:
    """A policy as it stands in the log."""
    return policy_of_content(json.loads(text))
