"""The one composition root: settings in, a running Huhang out. Everything else gets its parts as arguments."""

import asyncio
from dataclasses import dataclass

from sqlalchemy import Engine

from api.settings import Settings
from domain.catalogue.loader import shipped_catalogue
from domain.dates.calendar import official_calendar
from domain.ledger import Clock, Job, Ledger, Outcome, system_clock
from domain.project.evolution import Rules
from domain.projects import Projects
from domain.recorder import close_recorder, open_recorder
from domain.writer import Writer
from projections.database import open_views
from projections.engine import ProjectionEngine
from projections.ops.claims import Claims
from projections.ops.database import open_ops
from projections.ops.pulse import Pulse
from projections.ops.tokens import Tokens
from scheduler.addressbook import OneChannel
from scheduler.agenda import RegisteredProjects
from scheduler.channels.webhook import Webhook
from scheduler.jobs import JobRunner, SweepJob
from scheduler.leadership import Leadership
from scheduler.policy_file import shipped_policy
from scheduler.sweep import Sweeper


@dataclass(frozen=True)
class Runtime:
    """The parts of one installation, wired."""

    settings: Settings
    rules: Rules
    ledger: Ledger
    projects: Projects
    views: Engine
    writer: Writer
    projector: ProjectionEngine
    ops: Engine
    tokens: Tokens
    pulse: Pulse
    sweeper: Sweeper
    channel: Webhook | None
    demo: bool

    def runner(self) -> JobRunner:
        """The scheduler of this process; it leads when no other process does."""
        job = SweepJob(self.sweeper, Leadership(self.ops), self.pulse, self.ledger.clock)
        return JobRunner(job)

    async def carry_out(self, job: Job) -> Outcome:
        """Have the writer do a job; answered once it is on disk, and the views are told."""
        outcome = await asyncio.wrap_future(self.writer.submit(job))
        self.projector.wake()
        return outcome

    def close(self) -> None:
        """Finish what was handed in, stop the projector, and give every connection back."""
        self.writer.stop()
        self.projector.stop()
        if self.channel:
            self.channel.close()
        self.views.dispose()
        self.ops.dispose()
        close_recorder(self.ledger.recorder)


def build(settings: Settings, clock: Clock = system_clock, *, demo: bool = False) -> Runtime:
    """Wire an installation; only the demo and imports may set the clock (design §2)."""
    rules = Rules(shipped_catalogue(), official_calendar())
    ledger = Ledger(open_recorder(settings.database_url), clock)
    views = open_views(settings.database_url)
    ops = open_ops(settings.database_url)
    projects = Projects(ledger, rules, settings.district)
    claims = Claims(ops)
    channel = webhook(settings)
    return Runtime(
        settings=settings,
        rules=rules,
        ledger=ledger,
        projects=projects,
        views=views,
        writer=Writer(ledger),
        projector=ProjectionEngine(ledger, views, rules),
        ops=ops,
        tokens=Tokens(ops),
        pulse=Pulse(ops),
        sweeper=Sweeper(projects, RegisteredProjects(ledger), shipped_policy(), OneChannel(channel), claims),
        channel=channel,
        demo=demo,
    )


def webhook(settings: Settings) -> Webhook | None:
    """The channel of the reminders, when both its address and its secret are set."""
    if settings.webhook_url is None or settings.webhook_secret is None:
        return None
    return Webhook(settings.webhook_url, settings.webhook_secret.get_secret_value())
