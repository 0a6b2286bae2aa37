"""The audit of reminders: what was due and is neither sent nor superseded, and what was sent and was not due (§7).

The log is replayed, its times the clock, and judged by what was known then. A sweep is known by what the scheduler
recorded on a day, or by its pulse; what was due five minutes before must have its outcome by the close of that day.
What waits for a digest, or is over the cap, must have gone out if it was due at the opening.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from uuid import UUID, uuid5

from domain.event import SHANGHAI, Event, shanghai_date
from domain.projects import Projects
from domain.reminders.answers import stream_of_reminder
from domain.reminders.escalations import ReminderEscalated
from domain.reminders.events import ReminderFailed, ReminderSent, ReminderSuperseded, RungEvent
from domain.reminders.owed import closed_for, untouched, wanted_again
from domain.reminders.rungs import Recipient, Rung
from domain.staff.directory import Directory
from scheduler.agenda import RegisteredProjects
from scheduler.audit.findings import SLOW, Audit, Finding, finding, identity, is_right, tells
from scheduler.audit.letters import LetterAudit
from scheduler.audit.replay import Replayed
from scheduler.due.ahead import next_moment
from scheduler.due.outlook import Outlook, Reading
from scheduler.due.rung import DueRung
from scheduler.policy.policy import UNCAPPED, By, Policy
from scheduler.sending.addressbook import AddressBook
from scheduler.sending.delivery import GIVE_UP_AFTER

GRACE = timedelta(minutes=5)  # between what is due and what a sweep has recorded of it
WAITS = "waits"
JUDGED = (ReminderSent, ReminderSuperseded, ReminderEscalated)


@dataclass(frozen=True, slots=True)
class Judging:
    """A day that is judged: its window, its last sweep in it, and the moment by which that must have known."""

    day: date
    opening: datetime
    known: datetime
    swept: datetime
    close: datetime


@dataclass
class Quiet:
    """Since when nothing of a project can have become due: as long as there is no news, and until a moment."""

    news: object = None
    until: datetime | None = None

    def lasts(self, close: datetime, news: Sequence[object]) -> bool:
        """Whether it still does at the close of a day."""
        same = all(one == self.news for one in news)
        self.news = news[-1]
        return same and (self.until is None or close < self.until)


class Auditor:
    """Judges the reminders of a district; `swept`: the last sweep, where that is known besides."""

    def __init__(
        self,
        projects: Projects,
        book: AddressBook,
        policy_at: Callable[[datetime], Policy],
        swept: datetime | None = None,
        directory: Directory | None = None,
    ) -> None:
        self.projects = projects
        self.directory = directory
        self.book = book
        self.policy_at = policy_at
        self.replayed = Replayed(projects.ledger, projects.district)
        self.sweeps = self.replayed.sweeps(swept)

    def audit(self, projects: Iterable[UUID], first: date | None = None) -> Audit:
        """All of some projects, from a day on."""
        missing: dict[tuple[UUID, str, str], Finding] = {}
        extra: list[Finding] = []
        count = 0
        for project in projects:
            count += 1
            for one in self.missing(project, first):
                missing.setdefault((one.rung, one.staff, one.code), one)
            extra += self.superfluous(project, first)
        for one in (*self.untold(first or date.min), *self.unwritten(first or date.min)):
            missing.setdefault((one.rung, one.staff, one.code), one)
        extra += self.letters.superfluous(first or date.min)
        outcomes = sum(map(len, self.replayed.rungs.values()))
        return Audit(tuple(missing.values()), tuple(extra), count, outcomes)

    @cached_property
    def letters(self) -> LetterAudit:
        """What judges lists and summaries: by all projects, whichever are audited."""
        every = tuple(RegisteredProjects(self.projects.ledger).open_projects())
        return LetterAudit(self.projects, every, self.replayed, self.outlook, self.book, self.directory)

    def unwritten(self, first: date) -> Iterator[Finding]:
        """The lists and summaries that somebody should have had by the close of a day."""
        for day, swept in self.sweeps.items():
            for judging in self.judgings(day, swept)[-1:] if day >= first else ():
                self.replayed.up_to(judging.close, judging.opening)
                yield from self.letters.missing(day, judging.known, judging.swept)

    def outlook(self, moment: datetime) -> Outlook:
        """By the policy and the rules of a moment, on the streams as they are replayed."""
        outlook = Outlook(self.projects, self.policy_at(moment), self.book, self.projects.book.at(moment))
        outlook.reminders = self.replayed
        return outlook

    def missing(self, project: UUID, first: date | None) -> Iterator[Finding]:
        """What had no outcome by the close of a day on which somebody swept after it was due."""
        log = self.projects.ledger.load(project)
        begun = shanghai_date(log[0].known_at) if log else date.max
        quiet = Quiet()
        for day, swept in self.sweeps.items():
            judgings = self.judgings(day, swept) if day >= max(begun, first or begun) else ()
            news = [self.news(log, project, judging.known) for judging in judgings]
            if judgings and not quiet.lasts(judgings[-1].close, news):
                quiet.until = self.until(project, judgings[-1])
                for judging in judgings:
                    yield from self.missing_on(project, judging)

    def judgings(self, day: date, swept: Sequence[datetime]) -> Sequence[Judging]:
        """A day is judged by its first and by its last sweep in the window."""
        window = self.policy_at(swept[-1]).window
        opening, close = (datetime.combine(day, hour, SHANGHAI) for hour in (window.opens, window.closes))
        inside = [min(moment, close) for moment in swept if moment >= opening]
        return [
            Judging(day, opening, max(opening, moment - GRACE), moment, close)
            for moment in dict.fromkeys((*inside[:1], *inside[-1:]))
        ]

    def news(self, log: Sequence[Event], project: UUID, known: datetime) -> tuple[object, ...]:
        """What else may change what is due, besides the days that pass: another value is news."""
        outlook = self.outlook(known)
        people = self.directory.told() if self.directory else ()
        return (
            sum(event.known_at <= known for event in log),
            sum(event.recorded_at <= known for event in people),
            outlook.policy.version,
            outlook.rules.calendar.version,
            tuple(self.projects.concerns.of_project(project, known)),
            sum(at <= known for at in self.replayed.put_off[project]),
        )

    def until(self, project: UUID, judging: Judging) -> datetime | None:
        """The first moment at which anything of a project may be due without news; None: never."""
        self.replayed.up_to(judging.close, judging.opening)
        outlook = self.outlook(judging.known)
        state, last = outlook.state_as_known(project, judging.known)
        return next_moment(outlook, state, judging.opening, last)

    def missing_on(self, project: UUID, judging: Judging) -> Iterator[Finding]:
        """What a day left undone, of what was due at its opening or five minutes before its last sweep."""
        self.replayed.up_to(judging.close, judging.opening)
        open_now = self.open_at(project, judging.known, judging.day)
        if open_now:  # what was known when the last sweep looked counts as well
            open_now &= self.open_at(project, judging.swept, judging.day)
        at_opening: set[tuple[UUID, str]] = set()
        if any(code == WAITS for _, _, code in open_now):
            found = self.outlook(judging.opening).as_known(project, judging.opening)
            at_opening = {(due.rung.id, to.staff) for due in found for to in due.to}
        for rung, staff, code in sorted(open_now, key=lambda one: (one[0].due_on, one[0].step, *one[1:])):
            if code != WAITS or (rung.id, staff) in at_opening:
                yield finding(rung, staff, judging.known, "not_sent" if code == WAITS else code)

    def open_at(self, project: UUID, moment: datetime, day: date) -> set[tuple[Rung, str, str]]:
        """What is open about what was due at a moment."""
        return set(self.judged(self.outlook(moment).as_known(project, moment), day))

    def judged(self, found: Iterable[DueRung], day: date) -> Iterator[tuple[Rung, str, str]]:
        """What is open about due rungs: the rung, the person, and why; `waits`: it may have to wait for a digest."""
        for due in found:
            log = self.replayed.log(due.rung)
            if due.raised and untouched(log):
                yield due.rung, "", "not_escalated"
            for to in due.to:
                if not self.tried(log, to.staff, day):
                    yield due.rung, to.staff, WAITS if self.may_wait(due, to, day) else "not_sent"
            if not due.to and not due.unaddressed:
                yield from ((rung, "", "not_superseded") for rung in due.older)

    def tried(self, log: Iterable[Event], staff: str, day: date) -> bool:
        """Whether a message was not taken and is tried again, or its line was left alone: on the board, not lost."""
        if self.replayed.failures[day] >= GIVE_UP_AFTER:
            return True
        own = [event for event in log if getattr(event, "staff", "") == staff]
        return isinstance(own[-1] if own else None, ReminderFailed) or (staff, day) in self.replayed.untaken

    def may_wait(self, due: DueRung, to: Recipient, day: date) -> bool:
        """Whether the policy lets it wait for the next digest."""
        if due.by(to) in (By.DIGEST, By.MERGED):
            return True
        cap = self.policy_at(datetime.combine(day, datetime.max.time(), SHANGHAI)).caps.direct
        return cap is not None and not due.uncapped and self.direct[to.staff, day] >= cap

    @cached_property
    def direct(self) -> Counter[tuple[str, date]]:
        """How many messages of their own each person got on each day."""
        own = (event for placed in self.replayed.rungs.values() for _, event in placed if self.is_own(event))
        return Counter((event.staff, event.effective_on) for event in own)

    def is_own(self, event: Event) -> bool:
        """A message of its own, for which the cap is."""
        if not isinstance(event, ReminderSent) or event.kind in UNCAPPED:
            return False
        return event.delivery not in self.replayed.digests

    def untold(self, first: date) -> Iterator[Finding]:
        """The rungs of digests that went out and have no record of it in their own streams."""
        for digest in self.replayed.digests.values():
            for rung in digest.rungs if digest.period >= first else ():
                events = [event for _, event in self.replayed.streams[stream_of_reminder(digest.district, rung)]]
                if not any(tells(event, digest) for event in events):
                    about = identity(events[0]) if events else (UUID(int=0), rung, "", "", digest.period, "")
                    yield Finding(*about, digest.staff, digest.recorded_at, "not_recorded")

    def superfluous(self, project: UUID, first: date | None) -> Iterator[Finding]:
        """What was recorded of a rung without being due then, by all that stood before it in the log."""
        begun, found = datetime.min.replace(tzinfo=UTC), list[DueRung]()
        for position, event in self.replayed.rungs.get(project, ()):
            if not isinstance(event, JUDGED) or (first and event.effective_on < first):
                continue
            if self.replayed.of_a_list(event):
                continue
            if event.recorded_at - begun > SLOW:  # another sweep: what it found due is worked out once
                self.replayed.before(position)
                begun, found = event.recorded_at, self.outlook(event.recorded_at).as_known(project, event.recorded_at)
            if code := self.wrong(position, event, found):
                yield Finding(*identity(event), getattr(event, "staff", ""), event.recorded_at, code)

    def wrong(self, position: int, event: RungEvent, found: Iterable[DueRung]) -> str:
        """Why an outcome was not due, as a code; empty when it was, as the sweep found it or a little before.

        `found`: what was due when the sweep began.
        """
        self.replayed.before(position)
        log, today = self.replayed.stream(event.originator_id), event.effective_on
        if isinstance(event, ReminderSent) and (code := self.misplaced(event, log, today)):
            return code
        if self.outlook(event.recorded_at).window_open(event.recorded_at) and is_right(event, found):
            return ""
        self.replayed.before(self.replayed.place(position, event, SLOW))
        code = self.not_due(event, event.recorded_at)
        return code if code and self.not_due(event, event.recorded_at - SLOW) else ""

    def misplaced(self, event: ReminderSent, log: Sequence[Event], today: date) -> str:
        """What is wrong with a message by itself: told twice, of a digest there is not, gone up without a record."""
        again = wanted_again(log, event.staff, today)
        if closed_for(log, event.staff, again):
            return "twice"
        own = event.delivery == uuid5(event.rung, f"{event.staff}/{again}" if again else event.staff)
        if not own and event.delivery not in self.replayed.digests:
            return "no_such_digest"
        up = event.step.startswith("escalate:") and not any(isinstance(one, ReminderEscalated) for one in log)
        return "not_escalated" if up else ""

    def not_due(self, event: RungEvent, moment: datetime) -> str:
        """Why a sweep at a moment would not have had this outcome; empty when it would."""
        outlook = self.outlook(moment)
        if not outlook.window_open(moment):
            return "outside_window"
        found = outlook.as_known(event.project, moment)
        return "" if is_right(event, found) else self.why(outlook, event, moment)

    def why(self, outlook: Outlook, event: RungEvent, moment: datetime) -> str:
        """The reason in one word."""
        today, staff = shanghai_date(moment), getattr(event, "staff", "")
        state, last = outlook.state_as_known(event.project, moment)
        for point in outlook.points(state, last, moment):
            row = outlook.policy.rows.get(point.node)
            planned = outlook.planned(state, point, row) if row else ()
            mine = next((one for one in planned if one.id == event.rung), None)
            if row is not None and mine is not None:
                reading = Reading(today, moment.astimezone(SHANGHAI).time(), moment)
                people = [one.staff for one in outlook.recipients(state, point, row.to, reading)]
                code = "not_due" if not staff or staff in people else "not_his_role"
                return "too_early" if mine.on > today else code
        return "no_such_rung"
