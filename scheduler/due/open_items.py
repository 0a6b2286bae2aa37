"""What is put before who takes over or is back, once: what is open of what was told before him (design §7)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from domain.event import Event, shanghai_date
from domain.project.model.state import Project
from domain.reminders.digests import DigestKind
from domain.reminders.events import ReminderSent
from domain.reminders.nodes import Node
from domain.reminders.owed import closed_for, owed
from domain.reminders.points import Point
from domain.reminders.rungs import Recipient, Rung
from scheduler.due.escalation import raised_rung
from scheduler.due.outlook import Outlook, Reading
from scheduler.due.rung import DueRung
from scheduler.due.succession import LookBack, Turn
from scheduler.policy.policy import Addressee, Row

SILENT_AHEAD = frozenset({Node.STALE})  # nothing to say of a silence that has not come


@dataclass(frozen=True, slots=True)
class OpenItem:
    """Something open that is put before who turned up, and on which day he did; `told`: it was sent to somebody before,
    and now to him."""

    kind: DigestKind
    due: DueRung
    to: Recipient
    told: bool
    on: date


def open_items(
    outlook: Outlook, project: Project, reading: Reading, last: date | None, back: LookBack
) -> Iterator[OpenItem]:
    """What is open on a project for each who turned up: what was sent already, and what is still ahead."""
    log = outlook.projects.ledger.load(project.id)
    for point in outlook.points(project, last, reading.known):
        row = outlook.policy.rows.get(point.node)
        planned = outlook.planned(project, point, row) if row else ()
        if row is None or not planned:
            continue
        roles = dict.fromkeys([*row.to, *(step.to for step in row.escalation if not step.listed)])
        for turn in back.turns(project, log, point, [role.value for role in roles]):
            if turn.kind in outlook.policy.digests:
                yield from item_of(outlook, Case(project, point, row, planned, reading), turn, back)


@dataclass(frozen=True, slots=True)
class Case:
    """A point of a project with its row and its rungs."""

    project: Project
    point: Point
    row: Row
    planned: Sequence[Rung]
    reading: Reading

    def is_for(self, role: str) -> bool:
        """Whether a role is told by the row itself, not only when it goes up."""
        return role in [one.value for one in self.row.to]

    def is_ahead_of(self, turn: Turn) -> bool:
        """Whether the first rung is still to come, of what was open on the day on which somebody turned up."""
        open_then = self.point.start <= shanghai_date(turn.since)
        to_come = self.planned[0].on > self.reading.today and self.point.node not in SILENT_AHEAD
        return open_then and to_come and self.is_for(turn.role)


def item_of(outlook: Outlook, case: Case, turn: Turn, back: LookBack) -> Iterator[OpenItem]:
    """The newest rung that was sent; before the first its day, unless he was told of another day by itself; what went
    up to the role. Not what comes by itself."""
    to = Recipient(turn.role, turn.staff)
    rung = told_rung(outlook, case, turn)
    ahead = rung is None and case.is_ahead_of(turn) and not back.has_heard(turn, case.project.id, case.point)
    if ahead:
        rung = case.planned[0]
    if rung is not None:
        due = outlook.worded(case.project, case.point, case.row, rung, case.reading, to=(to,))
        yield OpenItem(turn.kind, due, to, not ahead, turn.on)


def told_rung(outlook: Outlook, case: Case, turn: Turn) -> Rung | None:
    """What the role was told last about the point, and the one who turned up was not since; nor is he owed it now."""
    if case.is_for(turn.role):
        some, roles = [rung for rung in case.planned if rung.on <= case.reading.today][-1:], case.row.to
    else:
        some, roles = gone_up(outlook, case, turn.role), (Addressee(turn.role),)
    for rung in some:
        log = outlook.reminders.log(rung, case.reading.known)
        if was_told(log, turn):
            people = outlook.recipients(case.project, case.point, roles, case.reading)
            owing = owed(log, people, case.reading.today)
            return None if turn.staff in [one.staff for one in owing] else rung
    return None


def gone_up(outlook: Outlook, case: Case, role: str) -> list[Rung]:
    """What may have gone up to a role, the last in front."""
    calendar, some = outlook.rules.calendar, case.planned[0]
    steps = [step for step in reversed(case.row.escalation) if step.to.value == role and not step.listed]
    return [raised_rung(some, case.point, step.to, step.at, calendar) for step in steps]


def was_told(log: Sequence[Event], turn: Turn) -> bool:
    """Whether somebody was told of a rung, and not he himself since he turned up, nor did his receiver refuse it."""
    since = [event for event in log if event.recorded_at >= turn.since]
    return any(isinstance(event, ReminderSent) for event in log) and not closed_for(since, turn.staff)
