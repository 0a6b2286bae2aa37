"""What is to be sent at a moment: the newest rung of each open deadline that somebody is still owed.

Rungs are worked out from the facts each time, never stored: what was concluded, voided, frozen or moved has none.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from domain.dates.terms import Unit, days_left, used
from domain.event import Event, shanghai_date
from domain.owed import owed, untouched
from domain.project.deadlines import Deadline, deadlines
from domain.project.evolution import Rules, catalogue_id, fold
from domain.project.expiring import run_out
from domain.project.judging import judge
from domain.project.limits import answer_due, can_be_deemed, limits
from domain.project.reading import facts
from domain.project.record import open_record
from domain.project.state import ENDED, Matter, Project
from domain.projects import Projects
from domain.reminders import (
    Recipient,
    Reminders,
    Rung,
    rungs,
    scheduler_command,
)
from scheduler.addressbook import AddressBook
from scheduler.policy import LANGUAGES, Policy, Row, term_length


@dataclass(frozen=True, slots=True)
class DueRung:
    """A rung whose day has come, with what is to be said to whom.

    `to` may be empty: everybody was told and only `older` rungs are left to be marked superseded; or nobody holds the
    roles (`unaddressed`).
    """

    rung: Rung
    project_name: str
    project_code: str
    matter_name: Mapping[str, str]
    text: Mapping[str, str]
    provisional: bool
    to: tuple[Recipient, ...]
    unaddressed: bool
    older: tuple[Rung, ...]

    def content(self, to: Recipient) -> dict[str, Any]:
        """The message to one person, without any contact data."""
        rung = self.rung
        return {
            "delivery": str(rung.delivery(to.staff, to.again)),
            "rung": str(rung.id),
            "district": rung.district,
            "project": {"id": str(rung.project), "code": self.project_code, "name": self.project_name},
            "matter": {"key": rung.matter, "attempt": rung.attempt, "name": dict(self.matter_name)},
            "kind": rung.kind.value,
            "step": rung.step,
            "due_on": rung.due_on.isoformat(),
            "provisional": self.provisional,
            "staff": to.staff,
            "role": to.role,
            "text": dict(self.text),
        }


class Outlook:
    """Works out due rungs from the record, the policy and the address book."""

    def __init__(self, projects: Projects, policy: Policy, book: AddressBook) -> None:
        self.projects = projects
        self.policy = policy
        self.book = book
        self.reminders = Reminders(projects.ledger, projects.district)

    @property
    def rules(self) -> Rules:
        """The rules in force."""
        return self.projects.rules

    def window_open(self, moment: datetime) -> bool:
        return self.policy.window.is_open(moment, self.rules.calendar)

    def as_known(self, project: UUID, moment: datetime) -> list[DueRung]:
        """What a sweep at the moment would have to send, by what was known then; its deemings taken as made."""
        log = [event for event in self.projects.ledger.load(project) if event.recorded_at <= moment]
        today = shanghai_date(moment)
        state = fold(project, facts(log, today), self.rules)
        if come_about(state, self.rules, today):
            news = self.deemed(project, log, moment)
            state = fold(project, facts([*log, *news], today), self.rules)
        return self.of_project(state, today, moment)

    def deemed(self, project: UUID, log: Sequence[Event], moment: datetime) -> Sequence[Event]:
        stamp = self.projects.stamp(project, scheduler_command(project), moment)
        record = open_record(project, log, self.rules)
        deem = frozenset(record.project.matters)
        return judge(record, (), stamp, self.rules, shanghai_date(moment), deem=deem).events

    def of_project(self, project: Project, today: date, as_known_at: datetime | None = None) -> list[DueRung]:
        """The due rungs of a project on a day, by the outcomes known at a moment or now."""
        if project.status in ENDED:
            return []
        found = [self.of_deadline(project, item, today, as_known_at) for item in deadlines(project, self.rules)]
        return [due for due in found if due]

    def of_deadline(
        self, project: Project, deadline: Deadline, today: date, as_known_at: datetime | None
    ) -> DueRung | None:
        """The newest rung whose day has come, unless all is said and done about it."""
        row = self.policy.row_of(deadline)
        past = [rung for rung in self.planned(project, deadline, row) if rung.on <= today] if row else []
        if not row or not past:
            return None
        *earlier, newest = past
        log = self.reminders.log(newest, as_known_at)
        people = self.recipients(project, deadline, row, today, as_known_at)
        to = owed(log, people, today)
        older = tuple(rung for rung in earlier if untouched(self.reminders.log(rung, as_known_at)))
        unaddressed = not people and untouched(log)
        if not to and not older and not unaddressed:
            return None
        return self.worded(project, deadline, row, newest, today, to=to, older=older, unaddressed=unaddressed)

    def planned(self, project: Project, deadline: Deadline, row: Row) -> tuple[Rung, ...]:
        """All rungs of a deadline by its row."""
        calendar, attempt = self.rules.calendar, project.matters[deadline.matter].attempt
        length = (
            term_length(calendar, deadline.start, deadline.term)
            if deadline.term
            else calendar.working_days(deadline.start, deadline.due_on)
        )
        number = attempt.number if attempt else 0
        return rungs(project.district, project.id, number, deadline, row.offsets(length), calendar)

    def recipients(
        self, project: Project, deadline: Deadline, row: Row, today: date, as_known_at: datetime | None
    ) -> tuple[Recipient, ...]:
        return tuple(
            Recipient(role.value, staff)
            for role in row.to
            for staff in self.book.staff(role, project, deadline, today, as_known_at)
        )

    def worded(
        self, project: Project, deadline: Deadline, row: Row, rung: Rung, today: date, **outcome: Any
    ) -> DueRung:
        names = matter_names(project.matters[deadline.matter])
        places: dict[str, Any] = {
            "project": project.name,
            "due_on": deadline.due_on,
            "provisional": deadline.provisional,
            "left": days_left(self.rules.calendar, today, deadline.due_on),
            "stopped": stopped_days(project, deadline, self.rules, today),
        }
        text = {one: row.wording[one].write(matter=names[one], **places) for one in LANGUAGES}
        return DueRung(rung, project.name, project.code, names, text, deadline.provisional, **outcome)


def due_rungs(
    projects: Projects, of: Iterable[UUID], policy: Policy, book: AddressBook, moment: datetime
) -> list[DueRung]:
    """What a sweep at the moment would send, read at the moment; nothing outside the sending window."""
    outlook = Outlook(projects, policy, book)
    if not outlook.window_open(moment):
        return []
    found = [due for project in of for due in outlook.as_known(project, moment)]
    return [due for due in found if due.to or due.unaddressed]


def come_about(project: Project, rules: Rules, today: date) -> tuple[str, ...]:
    """What the calendar has brought about by today and nobody recorded: silences that are over, results run out."""
    return (*silent(project, rules, today), *run_out(project, rules, today))


def silent(project: Project, rules: Rules, today: date) -> tuple[str, ...]:
    """The receipts, "matter@day", whose five working days of silence are over (行政许可法 §32)."""
    found = []
    for matter in project.matters.values():
        answer = answer_due(matter, rules.calendar) if can_be_deemed(matter) else None
        if matter.attempt and answer and answer.due_on and answer.due_on < today:
            found.append(f"{matter.key}@{matter.attempt.waiting_since}")
    return tuple(sorted(found))


def stopped_days(project: Project, deadline: Deadline, rules: Rules, today: date) -> int:
    """The working days so far that a limit's stops kept from counting; 0 for other kinds of deadline."""
    calendar, matter = rules.calendar, project.matters[deadline.matter]
    for limit in limits(matter, project.answers(matter.key), calendar).each():
        if limit.kind == deadline.kind:
            counted = used(calendar, limit.start, today, Unit.WORKING_DAYS, limit.pauses)
            return calendar.working_days(limit.start, today) - counted
    return 0


def matter_names(matter: Matter) -> dict[str, str]:
    """The matter's name in each language, with its scope or number where it has one."""
    particular = matter.key.removeprefix(catalogue_id(matter.key)).lstrip(":")
    aside = f"({particular})" if particular else ""
    return {"zh": f"{matter.definition.name_zh}{aside}", "en": f"{matter.definition.name_en}{aside}"}
