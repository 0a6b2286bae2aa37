"""A running Huhang: its parts, wired by `api/building.py`, and what they do together."""

import json
import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache, partial

from sqlalchemy import Engine

from api.access.log import AccessLog
from api.access.passwords import Bench
from api.access.rates import Rates
from api.access.reach import Reaches
from api.http.desk import Desk
from api.http.kept_answers import KeptAnswers
from api.http.live import Live
from api.importing.apart import Apart
from api.settings import Settings
from api.shown.written_rows import WrittenRows
from domain.concerns.book import ConcernBook
from domain.errors import DomainError
from domain.log.ledger import Job, Ledger, Outcome, system_clock
from domain.log.recorder import close_recorder
from domain.log.writer import Writer
from domain.project.model.rules import Rules
from domain.projects import Projects
from domain.reprojections import Reprojections
from domain.rulebook import Rulebook
from domain.staff.directory import Directory
from projections.board.rows_at_hand import RowsAtHand
from projections.ops.accounts import Role
from projections.ops.answered import AnsweredRequests
from projections.ops.claims import Claims
from projections.ops.counters import Counters
from projections.ops.feeds import Feeds
from projections.ops.imports import Imports
from projections.ops.pulse import Beat, Pulse
from projections.ops.receivers import Receivers
from projections.ops.registered import Accounts
from projections.ops.texts import Texts
from projections.ops.throttle import Throttle
from projections.ops.tokens import Tokens
from projections.projector.engine import ProjectionEngine
from projections.projector.upkeep import Upkeep
from projections.views.journal import JournalRows
from projections.views.reminders import ReminderRows
from scheduler.audit.rungs import Auditor
from scheduler.audit.why import Witness
from scheduler.channels import Channel
from scheduler.jobs import PULSE_NAME, JobRunner, SweepJob
from scheduler.lag import window_time
from scheduler.leadership import Leadership
from scheduler.policy.file import policy_of_content, shipped_policy, shipped_policy_content
from scheduler.policy.policy import Policy
from scheduler.sending.links import Links
from scheduler.sending.outbox import Outbox
from scheduler.sweep import Sweeper
from scheduler.watch import Watch, Watcher

logger = logging.getLogger(__name__)

DIGEST_SECONDS = 600
HOUR_SECONDS = 60 * 60


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
    answered: AnsweredRequests
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
    board_rows: RowsAtHand
    written_rows: WrittenRows
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
        runner.add("forgetting", self.forget_old, HOUR_SECONDS, at_once=False)
        return runner

    def forget_old(self) -> None:
        """Forget what nobody needs any more: answers under keys, files that have ended or waited in vain."""
        self.answered.forget_old()
        self.imports.forget_old(self.ledger.clock())

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


def policy_in_force(rulebook: Rulebook, known: datetime | None = None) -> Policy:
    """The reminder policy that was loaded last, by now or by a moment."""
    text = rulebook.policy(known)
    return policy_of_text(text) if text else shipped_policy()


@lru_cache(maxsize=8)
def policy_of_text(text: str) -> Policy:
    """A policy as it stands in the log."""
    return policy_of_content(json.loads(text))
