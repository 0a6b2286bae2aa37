"""A policy tried on the history: what it would have sent, to whom, on which day, with the record as it was known then.

Nothing is recorded: rungs live in a log in memory. People acknowledge what they acknowledged in truth, where they would
have been told by then. Roles that nobody held are counted as themselves, so that a policy can be judged before posts
are filled.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from domain.event import SHANGHAI, shanghai_date
from domain.log.ledger import Job, Ledger
from domain.log.recorder import memory_recorder
from domain.project.model.state import Project
from domain.projects import Projects
from domain.reminders.escalations import escalating
from domain.reminders.events import ReminderAcknowledged, ReminderSent
from domain.reminders.points import Point
from domain.reminders.rungs import Recipient, Reminders
from domain.staff.directory import Directory
from scheduler.agenda import NEWS
from scheduler.audit.backtest_figures import Figures, Sent, figures
from scheduler.due.ahead import next_moment, opening
from scheduler.due.baskets import KINDS, Baskets, Waiting
from scheduler.due.dispatch import Dispatch
from scheduler.due.kept_outlook import KeptOutlook
from scheduler.due.outlook import Reading
from scheduler.due.rung import DueRung
from scheduler.policy.policy import Policy
from scheduler.sending.addressbook import OneChannel, Way
from scheduler.sending.parcels import Parcel, Through

DAY = timedelta(days=1)
HOUR, MOMENT = timedelta(hours=1), timedelta(microseconds=1)
CHANNEL = "backtest"
BATCH = 2000


class Anybody(OneChannel):
    """The book as it was; a role that nobody held is somebody all the same, by its name."""

    def staff(
        self, role: str, project: Project, point: Point, on: date, known: datetime | None = None
    ) -> Sequence[str]:
        place = {"officer": point.department, "head_of_department": point.department, "enterprise": project.code}
        of = place.get(role, project.team if role == "lead" else "")
        return super().staff(role, project, point, on, known) or (f"({role} {of})".replace(" )", ")"),)

    def ways(self, _staff: str) -> Sequence[Way]:
        """Nobody is reached in truth."""
        return ()


@dataclass
class Day:
    """One working day of the backtest."""

    today: date
    told: Counter[str] = field(default_factory=Counter)


class Backtest:
    """The history of a district, swept again by another policy."""

    def __init__(self, projects: Projects, directory: Directory, policy: Policy) -> None:
        self.projects = projects
        self.policy = policy
        self.now = datetime.now(SHANGHAI)
        self.outlook = KeptOutlook(projects, policy, Anybody(None, directory))
        self.reminders = Reminders(Ledger(memory_recorder(), lambda: self.now), projects.district)
        self.outlook.reminders = self.reminders
        self.waiting = Waiting()
        self.next: dict[UUID, datetime | None] = {}
        self.sent: list[Sent] = []

    def run(self, first: date, last: date) -> list[Sent]:
        """What would have been sent from one day to another, both included."""
        news, answers = self.history()
        day = first
        while day <= last:
            if self.outlook.rules.calendar.is_working_day(day):
                self.day(day, news, answers)
            day += DAY
        return self.sent

    def history(self) -> tuple[list[tuple[datetime, UUID]], list[ReminderAcknowledged]]:
        """When each project had news, and what people acknowledged; the earliest last, to be taken from the end."""
        news: list[tuple[datetime, UUID]] = []
        answers: list[ReminderAcknowledged] = []
        position = 0
        while batch := list(self.projects.ledger.after(position, BATCH)):
            news += [(event.recorded_at, event.originator_id) for _, event in batch if isinstance(event, NEWS)]
            answers += [event for _, event in batch if isinstance(event, ReminderAcknowledged)]
            position = batch[-1][0]
        return sorted(news, reverse=True), sorted(answers, key=lambda one: one.recorded_at, reverse=True)

    def day(self, today: date, news: list[tuple[datetime, UUID]], answers: list[ReminderAcknowledged]) -> None:
        """The opening, then each hour at which something goes up and each with news, until the close."""
        day, opens = Day(today), opening(self.outlook, today)
        closes = datetime.combine(today, self.policy.window.closes, SHANGHAI)
        self.look(day, opens, self.due(opens, news), answers, began=True)
        while moment := min(self.moments(opens, closes, news), default=None):
            self.look(day, moment, self.due(moment, news), answers, began=False)
            opens = moment

    def moments(self, after: datetime, closes: datetime, news: Sequence[tuple[datetime, UUID]]) -> Iterator[datetime]:
        """The next moments of a day at which something is to be looked at."""
        if news and after < news[-1][0] < closes:
            yield min(next_hour(news[-1][0]), closes - MOMENT)
        yield from (at for at in self.next.values() if at and after < at < closes)

    def due(self, moment: datetime, news: list[tuple[datetime, UUID]]) -> list[UUID]:
        """The projects to look at at a moment; what was news is no more."""
        while news and news[-1][0] <= moment:
            self.next[news.pop()[1]] = moment
        return [project for project, at in self.next.items() if at and at <= moment]

    def look(
        self, day: Day, moment: datetime, some: Sequence[UUID], answers: list[ReminderAcknowledged], *, began: bool
    ) -> None:
        """Look at projects as a sweep at the moment would have."""
        self.now = moment
        self.acknowledge(moment, answers)
        baskets = Baskets(self.reminders, self.policy, day.today, day.told, self.waiting, opening=began)
        dispatch = Dispatch(self.outlook, self.outlook.book, day.today) if began else None
        for project in self.next if dispatch and dispatch.kinds else some:
            state, last = self.outlook.state_as_known(project, moment)
            if dispatch:
                dispatch.add(state, last)
            reading = Reading(day.today, moment.astimezone(SHANGHAI).time(), moment)
            for due in self.outlook.read(state, reading, last):
                self.tell(due, baskets)
            self.next[project] = self.next_look(state, moment, last)
        self.digests(baskets)
        for (kind, _, staff), _ in dispatch.lines.items() if dispatch else ():
            self.sent.append(Sent(self.now, staff, kind.value))

    def next_look(self, state: Project, moment: datetime, last: date | None) -> datetime | None:
        """When a project is looked at next; at an hour of the day only where a node may go up at it."""
        found = next_moment(self.outlook, state, moment, last)
        today = shanghai_date(moment)
        if found is None or shanghai_date(found) > today:
            return found
        rows = (self.policy.rows.get(point.node) for point in self.outlook.points(state, last, moment))
        by_hour = any(step.clock for row in rows if row for step in row.escalation)
        return found if by_hour else opening(self.outlook, self.outlook.rules.calendar.nth_after(today, 1))

    def tell(self, due: DueRung, baskets: Baskets) -> None:
        """Tell of one rung, or put it into digests."""
        jobs = [self.reminders.superseding(rung, by=due.rung) for rung in due.older]
        if due.raised:
            jobs.append(escalating(self.reminders, due.rung, due.raised, self.policy.version))
        for to in due.to:
            by = baskets.manner(due, to)
            if by in KINDS:
                baskets.put(by, due, to)
            else:
                jobs += self.recorded(due, to)
                self.sent.append(Sent(self.now, to.staff, by.value, (due,)))
        self.reminders.record_all(jobs)

    def recorded(self, parcel: Parcel, to: Recipient) -> Sequence[Job]:
        """What is recorded of something that is told."""
        return parcel.sending(to, Through(self.reminders, CHANNEL, self.policy.version, parcel.delivery(to)))

    def digests(self, baskets: Baskets) -> None:
        """Send the digests that go out now."""
        for basket, letter in baskets.letters():
            to = Recipient(letter.items[0].to.role, basket[1])
            self.reminders.record_all(self.recorded(letter, to))
            told = tuple(item.due for item in letter.items)
            self.sent.append(Sent(self.now, basket[1], basket[0].value, told))
            baskets.taken(basket)

    def acknowledge(self, moment: datetime, answers: list[ReminderAcknowledged]) -> None:
        """People acknowledge what they did by now, where they were told of it."""
        while answers and answers[-1].recorded_at <= moment:
            answer = answers.pop()
            log = self.reminders.ledger.load(answer.originator_id)
            if any(isinstance(event, ReminderSent) and event.staff == answer.staff for event in log):
                self.reminders.ledger.save([answer.numbered(len(log) + 1)])


def next_hour(at: datetime) -> datetime:
    """The full hour after a moment: news of an hour are looked at together."""
    return at.replace(minute=0, second=0, microsecond=0) + HOUR


def tried(
    projects: Projects, directory: Directory, policy: Policy, first: date | None = None, last: date | None = None
) -> Figures | None:
    """The figures of a policy over the history, or a part of it; None where there is no history.

    It is tried from the first record on in any case: what was told before is not told again in the part.
    """
    test = Backtest(projects, directory, policy)
    news, _ = test.history()
    if not news:
        return None
    start, end = shanghai_date(news[-1][0]), last or shanghai_date(projects.ledger.clock())
    begin = first or start
    sent = [one for one in test.run(start, end) if shanghai_date(one.at) >= begin]
    logs = {project: projects.ledger.load(project) for project in {one for _, one in news}}
    return figures(sent, logs, projects.rules, begin, end)
