"""Reminders across projects: whose are open, what did not arrive, what became of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from operator import gt, lt
from typing import Any

from sqlalchemy import ColumnElement, Engine, Select, and_, exists, func, or_, select

from domain.errors import DomainError
from domain.project.model.state import ENDED
from projections.cursors import ByAge, read_cursor, write_cursor
from projections.database import reading
from projections.views.deadlines import deadlines
from projections.views.portfolio import portfolio
from projections.views.reach import EVERYTHING, Reach, own_or_within, within
from projections.views.reminders import NOBODY, c, reminders

MAX_LIMIT = 200
FORGOTTEN_AFTER = timedelta(days=30)  # what nobody answered and no deadline ends
NOT_ARRIVED = ("failing", "refused")
IN_TIME = (c.recorded_at, c.rung, c.staff)
p = portfolio.c
NAMES = (p.code, p.name, p.specialist, p.team, p.scopes, p.keepers)


class Standing(StrEnum):
    """What a list may be about.

    `open`: sent, not answered, the newest of its deadline, and that still to be met. `undelivered`: the same, but it
    did not arrive (or not yet). `acknowledged`, `sent`, `superseded`, `escalated`: whatever became of it since.
    """

    OPEN = "open"
    UNDELIVERED = "undelivered"
    ACKNOWLEDGED = "acknowledged"
    SENT = "sent"
    SUPERSEDED = "superseded"
    ESCALATED = "escalated"


@dataclass(frozen=True)
class ReminderPage:
    """Rows with the names of their projects, and the cursor of the next page."""

    rows: tuple[Mapping[str, Any], ...]
    next: str | None


def listed(
    engine: Engine,
    now: datetime,
    *,
    standing: Standing | None = None,
    recipient: str | None = None,
    project: str | None = None,
    sort: ByAge = ByAge.NEWEST,
    limit: int = 50,
    cursor: str | None = None,
    reader: str = "",
    reach: Reach = EVERYTHING,
) -> ReminderPage:
    """A page of reminders, 200 at most: the reader's own, and those of projects within reach.

    Raises DomainError bad_cursor.
    """
    wanted = [column == value for column, value in ((c.staff, recipient), (c.project, project)) if value is not None]
    wanted += [stands(standing, now)] if standing else []
    wanted += own_or_within(c.staff == reader, reach)
    wanted += [behind(cursor, sort)] if cursor else []
    size = max(1, min(limit, MAX_LIMIT))
    by = [column.desc() if sort is ByAge.NEWEST else column for column in IN_TIME]
    query = named().where(*wanted).order_by(*by).limit(size + 1)
    with reading(engine) as connection:
        found = [dict(row) for row in connection.execute(query).mappings()]
    return ReminderPage(tuple(found[:size]), next_cursor(found, size, sort))


def open_for(
    engine: Engine, now: datetime, recipient: str | None, most: int = MAX_LIMIT, reach: Reach = EVERYTHING
) -> Sequence[Mapping[str, Any]]:
    """What a person (or anybody, on projects within reach) has to answer, what is due first in front."""
    wanted = [stands(Standing.OPEN, now), *within(reach), *([c.staff == recipient] if recipient is not None else [])]
    query = named().where(*wanted).order_by(c.due_on, c.project, c.matter, c.rung, c.staff).limit(most)
    with reading(engine) as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def on_the_list_of(
    engine: Engine, now: datetime, role: str, team: str | None = None, most: int = MAX_LIMIT
) -> Sequence[Mapping[str, Any]]:
    """What stands on the list of a role without a message (of a task force, where one is named), first due in front."""
    told = reminders.alias("told")
    silent = ~exists().where(told.c.rung == c.rung, told.c.staff != NOBODY)
    wanted = [c.state == Standing.ESCALATED.value, c.role == role, silent, *still_to_be_met(now)]
    wanted += [portfolio.c.team == team] if team is not None else []
    query = named().where(*wanted).order_by(c.due_on, c.project, c.matter, c.rung).limit(most)
    with reading(engine) as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def count_undelivered(engine: Engine, now: datetime, reach: Reach = EVERYTHING) -> int:
    """How many reminders of deadlines still to be met did not arrive."""
    query = select(func.count()).select_from(joined()).where(stands(Standing.UNDELIVERED, now), *within(reach))
    with reading(engine) as connection:
        return connection.execute(query).scalar_one()


def named() -> Select[Any]:
    """Reminders with the names of their projects."""
    return select(reminders, *NAMES).select_from(joined())


def joined() -> Any:
    return reminders.join(portfolio, portfolio.c.project == c.project)


def stands(standing: Standing, now: datetime) -> ColumnElement[bool]:
    """The condition of a standing."""
    if standing is Standing.OPEN:
        return and_(c.state == "sent", c.acknowledged_at.is_(None), *matters(now))
    if standing is Standing.UNDELIVERED:
        return and_(c.state.in_(NOT_ARRIVED), *matters(now))
    if standing is Standing.ACKNOWLEDGED:
        return c.acknowledged_at.is_not(None)
    return c.state == standing.value


def matters(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """What is not over: the deadline still open, and nothing newer about it to the same person."""
    return (*still_to_be_met(now), ~newer())


def still_to_be_met(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """The deadline is still open; of what no deadline ends, it is not long ago."""
    d = deadlines.c
    same = (d.kind == c.deadline, d.matter == c.matter, d.detail == c.detail, d.due_on == c.due_on)
    still_due = exists().where(d.number == portfolio.c.number, *same)
    fresh = and_(c.deadline.is_(None), c.recorded_at > now - FORGOTTEN_AFTER)
    return (portfolio.c.status.not_in([str(one) for one in ENDED]), or_(fresh, still_due))


def newer() -> ColumnElement[bool]:
    """A later message, or try of one, about the same date to the same person."""
    other = reminders.alias("newer")
    about = ("project", "matter", "attempt", "kind", "detail", "due_on", "staff")
    same = [other.c[name] == c[name] for name in about]
    return exists().where(*same, other.c.rung != c.rung, other.c.recorded_at > c.recorded_at)


def next_cursor(found: Sequence[Mapping[str, Any]], size: int, sort: ByAge) -> str | None:
    """Where a page ends; None for the last one."""
    if len(found) <= size:
        return None
    last = found[size - 1]
    place = f"{last['recorded_at'].astimezone(UTC).isoformat()} {last['rung']} {last['staff']}"
    return write_cursor(f"reminders {sort}", 0, place, 0)


def behind(cursor: str, sort: ByAge) -> ColumnElement[bool]:
    """The rows after a page."""
    try:
        written, rung, staff = read_cursor(cursor, f"reminders {sort}", str, 1).value.split(" ", 2)
        at = datetime.fromisoformat(written).astimezone(UTC)
    except ValueError as error:
        raise DomainError("bad_cursor", field="cursor", cursor=cursor) from error
    beyond = lt if sort is ByAge.NEWEST else gt
    same_moment = c.recorded_at == at
    return or_(
        beyond(c.recorded_at, at),
        and_(same_moment, beyond(c.rung, rung)),
        and_(same_moment, c.rung == rung, beyond(c.staff, staff)),
    )
