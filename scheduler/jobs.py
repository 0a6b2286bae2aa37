"""The jobs of the scheduler: one asks the record what is due, one stands by to take over.

Nothing is planned ahead, so nothing is missed. APScheduler 3.11: its default grace of one second would drop a late
round, hence none; rounds that pile up are one.
"""

import logging
import os
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler

from domain.event import SHANGHAI
from domain.log.ledger import Clock
from projections.ops.counters import Counters
from projections.ops.pulse import Pulse
from scheduler.leadership import Leadership
from scheduler.report import Report
from scheduler.sweep import Sweeper

logger = logging.getLogger(__name__)

EVERY_SECONDS = 30
STAND_BY_SECONDS = 1  # how soon the death of the one that leads is noticed
PULSE_NAME = "sweep"


class SweepJob:
    """A round of the scheduler: lead or stand by, sweep, leave a pulse."""

    def __init__(
        self, sweeper: Sweeper, leadership: Leadership, pulse: Pulse, clock: Clock, counters: Counters | None = None
    ) -> None:
        self.sweeper = sweeper
        self.leadership = leadership
        self.pulse = pulse
        self.clock = clock
        self.counters = counters
        self.name = f"pid {os.getpid()}"

    def run(self) -> Report | None:
        """One round; None when another process leads. A failure is logged and counted, the next round comes anyway."""
        if not self.leadership.lead():
            return None
        started, report = monotonic(), None
        try:
            report = self.sweeper.sweep()
            problem = f"{report.errors} projects" if report.errors else ""
            self.count(report)
        except Exception as error:
            logger.exception("the sweep failed")
            problem = type(error).__name__
        self.pulse.beat(PULSE_NAME, self.name, self.clock(), round((monotonic() - started) * 1000), problem)
        return report

    def count(self, report: Report) -> None:
        """Add what a sweep did to the counters."""
        if self.counters:
            done = {name: value for name, value in asdict(report).items() if type(value) is int}
            self.counters.add(done)


class JobRunner:
    """The scheduler of one process: sweeps every half minute from its start on, and as soon as it has taken over."""

    def __init__(self, job: SweepJob, every_seconds: float = EVERY_SECONDS) -> None:
        self.job = job
        self.scheduler: Any = BackgroundScheduler(jobstores={"default": MemoryJobStore()}, timezone=SHANGHAI)
        self.add(PULSE_NAME, job.run, every_seconds)
        self.add("leadership", self.stand_by, STAND_BY_SECONDS)

    def add(self, name: str, run: Callable[[], object], every_seconds: float, *, at_once: bool = True) -> None:
        """A job that runs again and again, from now on or when its time has passed once; never twice at once."""
        now = datetime.now(SHANGHAI)
        self.scheduler.add_job(
            run,
            "interval",
            seconds=every_seconds,
            id=name,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
            next_run_time=now if at_once else now + timedelta(seconds=every_seconds),
        )

    def stand_by(self) -> None:
        """Take over when the one that led is gone: then a sweep is due at once."""
        if self.job.leadership.taken_over():
            logger.info("%s leads from now on", self.job.name)
            self.scheduler.modify_job(PULSE_NAME, next_run_time=datetime.now(SHANGHAI))

    def start(self) -> None:
        self.scheduler.start()

    def stop(self) -> None:
        """Let the round under way end, then resign."""
        self.scheduler.shutdown(wait=True)
        self.job.leadership.resign()
