"""The directory of a district: who is who now, or as known at a moment; kept in memory and brought up to the log."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from domain.log.following import Following
from domain.log.ledger import Job, Ledger, Outcome
from domain.staff.people import People
from domain.staff.posts import DirectoryEvent


class Directory:
    """Reads on from where the last reading ended; asking costs a look into a dictionary."""

    def __init__(self, ledger: Ledger, district: str) -> None:
        self.ledger = ledger
        self.district = district
        self.following = Following(ledger, district, DirectoryEvent)
        self.latest: tuple[int, People] = (0, People())  # of the first so many events
        self.past: tuple[int, People] = (0, People())

    def now(self) -> People:
        """Everybody, as recorded by now; what another process records is seen after a second."""
        events = self.following.now()
        if self.latest[0] != len(events):
            self.latest = (len(events), People(events))
        return self.latest[1]

    def at(self, known: datetime | None) -> People:
        """Everybody, as known at a moment; None: now."""
        latest = self.now()
        if known is None:
            return latest
        told = self.following.events
        events = [event for event in told if event.recorded_at <= known]
        if len(events) == len(told):
            return latest
        past = self.past
        if past[0] != len(events):
            self.past = past = (len(events), People(events))
        return past[1]

    def told(self) -> Sequence[DirectoryEvent]:
        """All that is recorded, in the order of the log."""
        return self.following.now()

    def refresh(self) -> None:
        """Look at once."""
        self.following.refresh()

    def seen(self, job: Job) -> Job:
        """The job, after which the directory is looked at anew."""
        return replace(job, done=lambda _: self.refresh())

    def run(self, job: Job) -> Outcome:
        """Do a job now, in this thread, and see it at once."""
        outcome = self.ledger.execute(job.stream, job.command, job.decide)
        self.refresh()
        return outcome
