"""What follows from a year's notice: each project whose open dates moved says so in its own stream, with the cause.

One command writes one stream; so the notice stands in the calendar's, and these commands come after it. Whoever is
killed between them goes on where he was: they act once.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from domain.event import Event
from domain.log.ledger import Job
from domain.log.logs import Log
from domain.project.model.rules import Rules
from domain.project.record.reprojecting import DatesReprojected, moved_dates
from domain.projects import Projects
from domain.reminders.rungs import scheduler_command
from domain.rulebook import CalendarYearLoaded, Rulebook

RECENT = timedelta(days=30)  # a notice that came before has been carried to its end long ago


class Reprojections:
    """The notices of a district, carried to their end: what another process left undone is done here."""

    def __init__(self, projects: Projects, book: Rulebook, registered: Callable[[], Iterable[UUID]]) -> None:
        self.projects = projects
        self.book = book
        self.registered = registered
        self.seen = 0

    def carry_on(self) -> int:
        """Do what still follows from recent notices; how many projects got a line by it. Repeating changes nothing."""
        notices, done = self.book.log("calendar"), 0
        since = self.projects.ledger.clock() - RECENT
        at_once = {notice.recorded_at: notice for notice in notices[self.seen :] if notice.recorded_at > since}
        for notice in at_once.values():  # of those that came in one go the last stands for all
            if isinstance(notice, CalendarYearLoaded):
                outcomes = [self.projects.run(job) for job in self.following(notice)]
                done += sum(bool(outcome.events) and not outcome.repeated for outcome in outcomes)
        self.seen = len(notices)
        return done

    def following(self, notice: CalendarYearLoaded) -> Iterator[Job]:
        """The commands that follow from a notice; none where it says what was known."""
        before, after = self.book.around(notice)
        if not after.same_as(before):
            for project in self.registered():
                yield self.reprojecting(project, notice, before, after)

    def reprojecting(self, project: UUID, notice: CalendarYearLoaded, before: Rules, after: Rules) -> Job:
        """Note which open dates of a project moved; nothing when none did, or it was registered later."""
        cause = f"calendar {notice.year} v{notice.originator_version}"
        command = scheduler_command(uuid5(project, cause), cause=cause)

        def decide_moved(log: Log, moment: datetime) -> Sequence[Event]:
            if not log or log[0].recorded_at > notice.recorded_at:
                return []
            state = self.projects.known(project, log).project
            moved = moved_dates(state, before.pinned(state.catalogue), after.pinned(state.catalogue))
            stamp = self.projects.stamp(project, command, moment)
            return [DatesReprojected(**stamp, calendar=after.calendar.version, moved=moved)] if moved else []

        return Job(project, command, decide_moved)
