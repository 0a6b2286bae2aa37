"""Why somebody was not told of what is open, or was: node by node, by what was known at a moment (design §7)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from domain.event import Event
from domain.project.model.phases import CONCLUDED, EXEMPT
from domain.reminders.answers import acknowledgement, snoozed_until
from domain.reminders.events import ReminderFailed, ReminderSent, ReminderSuperseded
from domain.reminders.nodes import Node
from domain.reminders.owed import owed
from domain.reminders.points import Point
from domain.reminders.rungs import Rung
from scheduler.audit.why import Reason, Then, Witness
from scheduler.due.tally import Tally
from scheduler.policy.policy import UNCAPPED, Addressee, By, Row
from scheduler.sending.addressbook import holders


@dataclass(frozen=True)
class Silence:
    """A node about which somebody was not told, or was, and why."""

    node: Node | None
    matter: str
    due_on: date | None
    detail: str
    reasons: tuple[Reason, ...]


def why_not_told(witness: Witness, project: UUID, staff: str, moment: datetime, matter: str = "") -> Sequence[Silence]:
    """Each open node of a project (or of one of its matters), and why somebody was told of it by a moment, or not."""
    then = witness.then(project, moment)
    wanted = [point for point in then.points if matter in ("", point.matter)]
    if not wanted:
        return [Silence(None, matter, None, "", tuple(nothing_open(then, matter)))]
    return [
        Silence(point.node, point.matter, point.due_on, point.detail, tuple(about(witness, then, point, staff)))
        for point in wanted
    ]


def nothing_open(then: Then, matter: str) -> Iterator[Reason]:
    """Why nothing of a matter (or of the project) can be reminded of."""
    known = then.project.matters.get(matter)
    if known is None:
        yield Reason("unknown_here" if matter else "nothing_open", {"status": then.project.status})
        return
    for stop in known.attempt.open_stops if known.attempt else ():
        yield Reason("frozen", {"stop": stop.kind, "since": stop.started_on})
    yield Reason("concluded" if known.phase in CONCLUDED | EXEMPT else "nothing_runs", {"phase": known.phase})


def about(witness: Witness, then: Then, point: Point, staff: str) -> Iterator[Reason]:
    """Why somebody was told of a point, or was not."""
    row = then.policy.rows.get(point.node)
    if row is None:
        yield Reason("no_row", {"node": point.node, "policy": then.policy.version})
        return
    planned = then.outlook.planned(then.project, point, row)
    past = [rung for rung in planned if rung.on <= then.today]
    if not planned:
        yield Reason("too_short", {"row": row.number, "start": point.start})
    elif not past:
        yield Reason("not_yet", {"row": row.number, "on": planned[0].on, "step": planned[0].step})
    if past:
        yield from of_newest(witness, then, point, row, past, staff)
    yield from going_up(then, point, row, past, staff)


def of_newest(
    witness: Witness, then: Then, point: Point, row: Row, past: Sequence[Rung], staff: str
) -> Iterator[Reason]:
    """What became of the newest rung for somebody."""
    rung, reading = past[-1], then.reading
    log = then.outlook.reminders.log(rung, then.moment)
    own = [event for event in log if getattr(event, "staff", "") == staff]
    told = [event for event in own if isinstance(event, ReminderSent)]
    if told:
        yield Reason("told", {"at": told[-1].recorded_at, "step": rung.step, "rung": rung.id})
        if until := snoozed_until(log, staff):
            yield Reason("snoozed", {"until": until})
        return
    people = then.outlook.recipients(then.project, point, row.to, reading)
    roles = [one.role for one in people if one.staff == staff]
    if not roles:
        yield from no_role(witness, then, point, row.to, staff)
        return
    for event in own:
        if isinstance(event, ReminderFailed):
            code = "refused" if event.final else "failing"
            yield Reason(code, {"channel": event.channel, "problem": event.problem, "at": event.recorded_at})
    yield from others_told(log, roles, [one.staff for one in people], rung)
    if not own and staff in [one.staff for one in owed(log, people, then.today)]:
        first = rung == then.outlook.planned(then.project, point, row)[0]
        by = row.manners[Addressee(roles[0])].of(rung.offset, first=first)
        yield waiting(witness, then, rung, by, staff)


def waiting(witness: Witness, then: Then, rung: Rung, by: By, staff: str) -> Reason:
    """What a rung waits for that is due to somebody: the window, a digest, a day on which he is not over the cap."""
    window, cap = then.policy.window, then.policy.caps.direct
    values: dict[str, Any] = {"step": rung.step, "on": rung.on, "opens": window.opens, "closes": window.closes}
    if not then.outlook.window_open(then.moment):
        return Reason("window", values)
    if by in (By.DIGEST, By.MERGED):
        return Reason("waits_for_digest", values)
    told = Tally(witness.projects.ledger, witness.projects.district).of(then.today)[staff] if cap else 0
    if cap and told >= cap and rung.kind not in UNCAPPED:
        return Reason("capped", {**values, "told": told, "cap": cap})
    return Reason("waiting", values)


def others_told(log: Sequence[Event], roles: Sequence[str], now: Sequence[str], rung: Rung) -> Iterator[Reason]:
    """Sent stays sent: who held the role before was told; or a newer rung came in its place."""
    for event in log:
        if isinstance(event, ReminderSent) and event.role in roles and event.staff not in now:
            values = {"staff": event.staff, "role": event.role, "at": event.recorded_at, "step": rung.step}
            yield Reason("told_before", values)
        if isinstance(event, ReminderSuperseded):
            yield Reason("superseded", {"step": rung.step, "at": event.recorded_at})


def no_role(witness: Witness, then: Then, point: Point, roles: Sequence[Addressee], staff: str) -> Iterator[Reason]:
    """Who holds the roles that are told, instead of him; or who stands in for him."""
    people = witness.directory.at(then.moment)
    for role in roles:
        held = holders(role, people, then.project, point, then.today)
        away = people.absence(staff, then.today)
        if staff in held and away:
            days = {"first": away.first_on, "last": away.last_on}
            yield Reason("away", {"substitute": people.present(staff, then.today), "role": role.value, **days})
        else:
            yield Reason("not_his_role", {"role": role.value, "held_by": held})


def going_up(then: Then, point: Point, row: Row, past: Sequence[Rung], staff: str) -> Iterator[Reason]:
    """Whether it would go up to him, and what stopped that."""
    for step in row.escalation:
        people = then.outlook.recipients(then.project, point, (step.to,), then.reading)
        if staff not in [one.staff for one in people]:
            continue
        logs = [then.outlook.reminders.log(rung, then.moment) for rung in past]
        answered = next((found for log in logs if (found := acknowledgement(log))), None)
        values: dict[str, Any] = {"role": step.to.value, "step": step.at}
        if answered and not step.at_once:
            yield Reason("stopped_by", {**values, "by": answered.actor, "at": answered.recorded_at})
        else:
            yield Reason("goes_up", values)
