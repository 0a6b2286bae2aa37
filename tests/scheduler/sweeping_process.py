"""A scheduler as a process of its own that sweeps until it is killed; its imports are done before it is born."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from multiprocessing import get_context
from multiprocessing.process import BaseProcess

from domain.catalogue.loader import shipped_catalogue
from domain.dates.official import official_calendar
from domain.log.ledger import Ledger
from domain.log.recorder import close_recorder, open_recorder
from domain.project.model.rules import Rules
from domain.projects import Projects
from projections.ops.claims import Claims
from projections.ops.database import open_ops
from scheduler.agenda import RegisteredProjects
from scheduler.audit.findings import Audit
from scheduler.audit.rungs import Auditor
from scheduler.channels.webhook import Webhook
from scheduler.sending.addressbook import OneChannel
from scheduler.sweep import Sweeper
from tests.scenario import moment
from tests.scheduler.crowd import MORNING
from tests.scheduler.policies import promises_only
from tests.scheduler.receiver import SECRET

LEASE = timedelta(seconds=2)  # so that what a dead one held is soon free
PAUSE = 0.05  # seconds between two sweeps

RULES, POLICY = Rules(shipped_catalogue(), official_calendar()), promises_only()
CONTEXT = get_context("forkserver")
CONTEXT.set_forkserver_preload([__name__])


@dataclass(frozen=True)
class Clock:
    """The morning, going on since a moment that all processes know."""

    began: float

    def __call__(self) -> datetime:
        return moment(MORNING) + timedelta(seconds=time.time() - self.began)


def start(store: str, receiver: str, clock: Clock) -> BaseProcess:
    """A scheduler at work on a store."""
    process = CONTEXT.Process(target=work, args=(store, receiver, clock), daemon=True)
    process.start()
    return process


def work(store: str, receiver: str, clock: Clock) -> None:
    """Sweep until killed."""
    sweeper = sweeper_of(store, receiver, clock)
    while True:
        sweeper.sweep()
        time.sleep(PAUSE)


@contextmanager
def looking(store: str, clock: Clock) -> Iterator[Sweeper]:
    """A sweeper in a process that sends nothing."""
    sweeper = sweeper_of(store, "http://127.0.0.1:9/", clock)
    yield sweeper
    sweeper.claims.engine.dispose()
    close_recorder(sweeper.projects.ledger.recorder)


def audit(sweeper: Sweeper) -> Audit:
    """The audit of all projects."""
    auditor = Auditor(sweeper.projects, sweeper.book, lambda _: POLICY, sweeper.clock())
    return auditor.audit(sweeper.source.open_projects())


def sweeper_of(store: str, receiver: str, clock: Clock) -> Sweeper:
    """The sweeper of a process."""
    ledger = Ledger(open_recorder(store), clock)
    projects = Projects(ledger, RULES, "jimo")
    book = OneChannel(Webhook(receiver, SECRET, clock))
    claims = Claims(open_ops(store), lease=LEASE)
    return Sweeper(projects, RegisteredProjects(ledger), POLICY, book, claims)
