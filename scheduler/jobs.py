"""The jobs of the scheduler: one, which asks the record what is due. Nothing is planned ahead, so nothing is missed.

APScheduler 3.11: its default grace of one second would drop a late round, hence none; rounds that pile up are one.
"""

import logging
import os
from datetime import datetime
from time import monotonic
from typing import Any

from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler

from domain.event import SHANGHAI
from domain.ledger import Clock
from projections.ops.pulse import Pulse
from scheduler.leadership import Leadership
from scheduler.sweep import Report, Sweeper

logger = logging.getLogger(__name__)

EVERY_SECONDS = 30
PULSE_NAME = "sweep"


class SweepJob:
    """A round of the scheduler: lead or stand by, sweep, leave a pulse."""

    def __init__(self, sweeper: Sweeper, leadership: Leadership, pulse: Pulse, clock: Clock) -> None:
        self.sweeper = sweeper
        self.leadership = leadership
        self.pulse = pulse
        self.clock = clock
        self.name = f"pid {os.getpid()}"

    def run(self) -> Report | None:
        """One round; None when another process leads. A failure is logged and counted, the next round comes anyway."""
        if not self.leadership.lead():
            return None
        started, report = monotonic(), None
        try:
            report = self.sweeper.sweep()
            problem = f"{report.errors} projects" if report.errors else ""
        except Exception as error:
            logger.exception("the sweep failed")
            problem = type(error).__name__
        self.pulse.beat(PULSE_NAME, self.name, self.clock(), round((monotonic() - started) * 1000), problem)
        return report


class JobRunner:
    """The scheduler of one process: runs the job every half minute from its start on, in a thread of its own."""

    def __init__(self, job: SweepJob, every_seconds: float = EVERY_SECONDS) -> None:
        self.job = job
        self.scheduler: Any = BackgroundScheduler(jobstores={"default": MemoryJobStore()}, timezone=SHANGHAI)
        self.scheduler.add_job(
            job.run,
            "interval",
            seconds=every_seconds,
            id=PULSE_NAME,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
            next_run_time=datetime.now(SHANGHAI),
        )

    def start(self) -> None:
        self.scheduler.start()

    def stop(self) -> None:
        """Let the round under way end, then resign."""
        self.scheduler.shutdown(wait=True)
        self.job.leadership.resign()
