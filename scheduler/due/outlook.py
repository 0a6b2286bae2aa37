"""What is to be sent at a moment: the newest rung of each key node that somebody is still owed, and what goes up.

Rungs are worked out from the facts each time, never stored: what was concluded, voided, frozen or moved has none.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import partial
from uuid import UUID

from domain.dates.arithmetic import last_of_month
from domain.deciding.judging import judge
from domain.event import SHANGHAI, Event, shanghai_date
from domain.project.model.evolution import fold
from domain.project.model.rules import Rules
from domain.project.model.state import Project
from domain.project.record.reading import facts
from domain.project.record.record import open_record
from domain.projects import Projects
from domain.reminders.escalations import Raised
from domain.reminders.nodes import Node
from domain.reminders.owed import owed, untouched
from domain.reminders.points import Point, concerned, points
from domain.reminders.rungs import Recipient, Reminders, Rung, rungs, scheduler_command
from projections.rows.entries import last_activity, last_own
from scheduler.due.coming_about import come_about
from scheduler.due.escalation import Hour, Told, going_up
from scheduler.due.rung import DueRung
from scheduler.due.slip import SlipStep, put_off, slip_steps, slipped, still_to_tell
from scheduler.policy.foreseeing import forecast
from scheduler.policy.naming import name_of
from scheduler.policy.policy import LANGUAGES, Addressee, By, Condition, Escalation, Policy, Row
from scheduler.policy.saying import Occasion, days_past, going_up_words, stopped_days, values
from scheduler.sending.addressbook import AddressBook, telephone

EventWords = Callable[[Event, str, Mapping[str, str]], str]
"""What an event says in a language, a project's keys being called so (`scope_names`)."""


@dataclass(frozen=True, slots=True)
class Reading:
    """When a project is read: the day and hour, by the outcomes known at a moment (None: now)."""

    today: date
    at: time
    known: datetime | None = None
    ahead: date | None = None  # what is to be told before a due date by this day is told now

    def come(self, planned: Sequence[Rung]) -> list[Rung]:
        """The rungs whose day has come, and the next before its due date where one looks ahead."""
        past = [rung for rung in planned if rung.on <= self.today]
        ahead = self.ahead or self.today
        return past + [rung for rung in planned if rung.offset < 0 and self.today < rung.on <= ahead][:1]

    @property
    def hour(self) -> Hour:
        return Hour(self.today, self.at)


class Outlook:
    """Works out due rungs from the record, the policy and the address book; `then`: by other rules than those now.

    `words`: what an event says in a language, for messages that tell of it.
    """

    def __init__(
        self,
        projects: Projects,
        policy: Policy,
        book: AddressBook,
        then: Rules | None = None,
        words: EventWords = lambda *_: "",
    ) -> None:
        self.projects = projects
        self.words = words
        self.policy = policy
        self.book = book
        self.then = then
        self.reminders = Reminders(projects.ledger, projects.district)

    @property
    def rules(self) -> Rules:
        """The rules in force."""
        return self.then or self.projects.rules

    def window_open(self, moment: datetime) -> bool:
        return self.policy.window.is_open(moment, self.rules.calendar)

    def as_known(self, project: UUID, moment: datetime) -> list[DueRung]:
        """What a sweep at the moment would have to send, by what was known then; its deemings taken as made."""
        state, last = self.state_as_known(project, moment)
        return self.read(state, Reading(shanghai_date(moment), moment.astimezone(SHANGHAI).time(), moment), last)

    def state_as_known(self, project: UUID, moment: datetime) -> tuple[Project, date | None]:
        """The project as a sweep at the moment would have found it, and the day of its last record."""
        log = [event for event in self.projects.ledger.load(project) if event.known_at <= moment]
        today = shanghai_date(moment)
        state = fold(project, facts(log, today), self.rules)
        if come_about(state, self.rules, today):
            news = self.deemed(project, log, moment)
            state = fold(project, facts([*log, *news], today), self.rules)
        return state, last_activity(log)

    def deemed(self, project: UUID, log: Sequence[Event], moment: datetime) -> Sequence[Event]:
        stamp = self.projects.stamp(project, scheduler_command(project), moment)
        record = open_record(project, log, self.rules)
        deem = frozenset(record.project.matters)
        return judge(record, (), stamp, self.rules, shanghai_date(moment), deem=deem).events

    def of_project(self, project: Project, today: date) -> list[DueRung]:
        """The due rungs of a project at the opening of a day's window, by what is known now; nothing of its silence."""
        return self.read(project, Reading(today, self.policy.window.opens), None)

    def read(self, project: Project, reading: Reading, last: date | None) -> list[DueRung]:
        """The due rungs of a project; `last` is the day of its last record."""
        some = self.points(project, last, reading.known)
        found = [due for point in some for due in self.of_point(project, point, reading)]
        if any(due.merged and due.to for due in found):
            found += self.coming(project, some, found, replace(reading, ahead=last_of_month(reading.today)))
        return [*found, *self.slips(project, reading)]

    def coming(
        self, project: Project, some: Sequence[Point], found: Sequence[DueRung], month: Reading
    ) -> Iterator[DueRung]:
        """What else is to be told within the month of that which is told a month at a time."""
        told = {(due.rung.matter, due.rung.detail) for due in found if due.merged}
        for point in some:
            if point.node in self.policy.merged and (point.matter, point.detail) not in told:
                yield from self.of_point(project, point, month)

    def points(self, project: Project, last: date | None, known: datetime | None) -> Sequence[Point]:
        """The key nodes of a project, and of the concerns about it."""
        concerns = self.projects.concerns.of_project(project.id, known)
        return [*points(project, self.rules, last), *concerned(concerns)]

    def of_point(self, project: Project, point: Point, reading: Reading) -> Iterator[DueRung]:
        """The newest rung whose day has come, unless all is said and done about it; and what goes up."""
        row = self.policy.rows.get(point.node)
        planned = self.planned(project, point, row) if row else ()
        past = reading.come(planned)
        if row is None or not planned:
            return
        people = self.recipients(project, point, row.to, reading)
        logs: dict[Rung, Sequence[Event]] = {rung: self.reminders.log(rung, reading.known) for rung in past}
        if past:
            yield from self.newest(project, point, row, planned, logs, people, reading)
        told = Told(logs, bool(people))
        rising = going_up(
            point,
            row,
            told,
            reading.hour,
            self.rules.calendar,
            planned[0],
            lambda rung: self.reminders.log(rung, reading.known),
            lambda step: holds(step, project, point, self.rules),
        )
        for rung, raised in rising:
            yield from self.risen(project, point, row, rung, raised, reading)

    def newest(
        self,
        project: Project,
        point: Point,
        row: Row,
        planned: Sequence[Rung],
        logs: dict[Rung, Sequence[Event]],
        people: Sequence[Recipient],
        reading: Reading,
    ) -> Iterator[DueRung]:
        *earlier, rung = logs
        to = owed(logs[rung], people, reading.today)
        older = tuple(one for one in earlier if untouched(logs[one]))
        unaddressed = not people and untouched(logs[rung])
        if to or older or unaddressed:
            ways = {role.value: way.of(rung.offset, first=rung == planned[0]) for role, way in row.manners.items()}
            yield self.worded(
                project, point, row, rung, reading, to=to, older=older, unaddressed=unaddressed, ways=ways
            )

    def risen(
        self, project: Project, point: Point, row: Row, rung: Rung, raised: Raised, reading: Reading
    ) -> Iterator[DueRung]:
        """What goes up, while it is not recorded or somebody is owed it."""
        log = self.reminders.log(rung, reading.known)
        people = () if raised.listed else self.recipients(project, point, (Addressee(raised.role),), reading)
        to = owed(log, people, reading.today)
        if to or untouched(log):
            yield self.worded(project, point, row, rung, reading, to=to, raised=raised)

    def slips(self, project: Project, reading: Reading) -> Iterator[DueRung]:
        """The forecast of the permit, where it moved on since each was told."""
        row = self.policy.rows.get(Node.FORECAST_SLIP)
        for step, point, rung in self.moved_on(project, reading):
            log, people = self.reminders.log(rung, reading.known), self.recipients(project, point, step.roles, reading)
            to, raised = still_to_tell(log, people, reading.today), step.raised
            unaddressed = not people and untouched(log) and raised is None
            if row and (to or unaddressed or (raised and untouched(log))):
                yield self.worded(project, point, row, rung, reading, to=to, unaddressed=unaddressed, raised=raised)

    def moved_on(self, project: Project, reading: Reading) -> Iterator[tuple[SlipStep, Point, Rung]]:
        """How far the forecast moved, for each step of the policy that is told of it."""

        def log_of(rung: Rung) -> Sequence[Event]:
            return self.reminders.log(rung, reading.known)

        for step in slip_steps(self.policy.rows.get(Node.FORECAST_SLIP)):
            if point := slipped(project, self.rules, step, log_of, reading.known):
                yield step, point, step.rung(project, point.due_on, reading.today)

    def put_off(self, project: Project, reading: Reading) -> Iterator[date]:
        """The days for which people put off what they were told of a slip."""
        for _, _, rung in self.moved_on(project, reading):
            yield from put_off(self.reminders.log(rung, reading.known))

    def planned(self, project: Project, point: Point, row: Row) -> tuple[Rung, ...]:
        """All rungs of a point by its row."""
        return rungs(project.district, project.id, point, row.offsets(point.length), self.rules.calendar)

    def recipients(
        self, project: Project, point: Point, roles: Sequence[Addressee], reading: Reading
    ) -> tuple[Recipient, ...]:
        return tuple(
            Recipient(role.value, staff)
            for role in roles
            for staff in self.book.staff(role.value, project, point, reading.today, reading.known)
        )

    def last_words(self, project: Project, reading: Reading, language: str) -> str:
        """What was recorded last of a project, as known at the reading."""
        log = self.projects.ledger.load(project.id)
        last = last_own(event for event in log if reading.known is None or event.known_at <= reading.known)
        return self.words(last, language, project.scopes.names) if last else ""

    def worded(
        self,
        project: Project,
        point: Point,
        row: Row,
        rung: Rung,
        reading: Reading,
        *,
        to: tuple[Recipient, ...],
        older: tuple[Rung, ...] = (),
        unaddressed: bool = False,
        ways: dict[str, By] | None = None,
        raised: Raised | None = None,
    ) -> DueRung:
        occasion = Occasion(point, project, self.rules, reading.today, partial(self.last_words, project, reading))
        past, stopped = days_past(occasion), stopped_days(occasion)
        tel = telephone(self.book, project, point, reading.today, reading.known) if row.calls else ""
        text = {}
        for one in LANGUAGES:
            wording, places = row.wording[one], values(occasion, one)
            words = wording.write(places, past, provisional=point.provisional, stopped=stopped, tel=tel)
            text[one] = words + (going_up_words(raised.trigger, raised.silent_since, one) if raised else "")
        foreseen = point.said.get("foreseen_on")
        return DueRung(
            rung,
            project.name,
            project.code,
            name_of(point.matter, project),
            text,
            point.provisional,
            to,
            unaddressed,
            older,
            ways or {},
            raised,
            foreseen if isinstance(foreseen, date) else None,
        )


def holds(step: Escalation, project: Project, point: Point, rules: Rules) -> bool:
    """Whether a step is for this point, and its condition holds."""
    if step.only and point.detail not in step.only:
        return False
    if step.when is Condition.FORECAST_LATER:
        foreseen = forecast(project, rules).milestones.get(point.detail)
        return foreseen is not None and foreseen.on > point.due_on
    return True


def due_rungs(
    projects: Projects,
    of: Iterable[UUID],
    policy: Policy,
    book: AddressBook,
    moment: datetime,
    words: EventWords = lambda *_: "",
) -> list[DueRung]:
    """What a sweep at the moment would send, read at the moment; nothing outside the sending window."""
    outlook = Outlook(projects, policy, book, words=words)
    if not outlook.window_open(moment):
        return []
    found = [due for project in of for due in outlook.as_known(project, moment)]
    return [due for due in found if due.to or due.unaddressed or due.raised]
