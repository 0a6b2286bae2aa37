"""The view `deadlines`: one row per open dated duty of a project; and its queries.

`due_on` is the day to have acted by: where something is to be done before an event (a lapse, say), its `act_by`. A
limit that an open stop freezes has no row, and what is done or granted has none any more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Date,
    Engine,
    Index,
    Select,
    String,
    Table,
    and_,
    or_,
    select,
)

from domain.project.due.deadlines import DeadlineKind
from projections.cursors import read_cursor, write_cursor
from projections.database import reading
from projections.rows.batches import Touched
from projections.rows.checkpoints import read_position
from projections.rows.sheets import Values
from projections.rows.tables import CODE, Row, metadata
from projections.views.deadline_rows import deadline_rows
from projections.views.portfolio import KEY, portfolio
from projections.views.reach import EVERYTHING, Reach, within

MAX_LIMIT = 200
NODES = (
    DeadlineKind.PROMISED,
    DeadlineKind.STATUTORY,
    DeadlineKind.ACCEPTANCE_ANSWER,
    DeadlineKind.PRE_REVIEW_OPINION,
    DeadlineKind.DELIVERY,
    DeadlineKind.SUSPENSION_END,
    DeadlineKind.SUPPLEMENT,
    DeadlineKind.DEFERRED_MATERIAL,
)
"""What is due of a matter under way, as the board's head counts it; duties after a grant are the enterprise's own."""

deadlines = Table(
    "deadlines",
    metadata,
    Column("number", KEY, primary_key=True, autoincrement=False),
    Column("key", CODE, primary_key=True),  # begins with the due date
    Column("kind", String, nullable=False),
    Column("matter", String, nullable=False),
    Column("start", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("owner", String, nullable=False),
    Column("department", String, nullable=False),
    Column("detail", String, nullable=False),
    Column("provisional", Boolean, nullable=False),
    Column("overrun", Boolean, nullable=False),  # passing it is a department's overrun
    Column("recurring", Boolean, nullable=False),
    Index("deadlines_by_due", "key", "number"),
    Index("deadlines_by_department", "department", "key", "number"),
)
c = deadlines.c


class DeadlineSort(StrEnum):
    """In which order deadlines are listed: the earliest or the latest first, or project by project."""

    DUE = "due"
    LATEST = "latest"
    PROJECT = "project"


@dataclass(frozen=True)
class DeadlinePage:
    """Rows of the view, the cursor of the next page, and the position of the log they show."""

    rows: tuple[Mapping[str, Any], ...]
    next: str | None
    position: int


class DeadlinesView:
    """The open deadlines of a project."""

    name = "deadlines"
    shape = 4
    tables = (deadlines,)

    def rows(self, touched: Touched) -> Mapping[str, list[Row | Values]]:
        """A row each."""
        return {"deadlines": list(deadline_rows(touched))}


def of_project(engine: Engine, project: str | UUID) -> list[Mapping[str, Any]]:
    """The open deadlines of a project (by id or code), the earliest first; empty for an unknown one."""
    query = of_projects().where(or_(portfolio.c.project == str(project), portfolio.c.code == str(project)))
    with reading(engine) as connection:
        return [dict(row) for row in connection.execute(query.order_by(c.key)).mappings()]


def across(
    engine: Engine,
    *,
    due_before: date | None = None,
    kind: str | None = None,
    specialist: str | None = None,
    team: str | None = None,
    department: str | None = None,
    sort: DeadlineSort = DeadlineSort.DUE,
    limit: int = 50,
    cursor: str | None = None,
    reach: Reach = EVERYTHING,
) -> DeadlinePage:
    """A page of the open deadlines of all projects; `limit` is 200 at most.

    `due_before` keeps those due on or before the day, `reach` those of the projects within it.
    Raises DomainError bad_cursor.
    """
    equal = {c.kind: kind, c.department: department, portfolio.c.specialist: specialist, portfolio.c.team: team}
    wanted = [column == value for column, value in equal.items() if value is not None]
    wanted += within(reach)
    if due_before is not None:
        wanted.append(c.due_on <= due_before)
    if cursor:
        wanted.append(behind(cursor, sort))
    size = max(1, min(limit, MAX_LIMIT))
    query = of_projects().where(*wanted).order_by(*ORDERS[sort]).limit(size + 1)
    with reading(engine) as connection:
        found = [dict(row) for row in connection.execute(query).mappings()]
        position = read_position(connection)
    return DeadlinePage(tuple(found[:size]), next_cursor(found, size, sort), position)


ORDERS: Mapping[DeadlineSort, tuple[ColumnElement[Any], ...]] = {
    DeadlineSort.DUE: (c.key, c.number),
    DeadlineSort.LATEST: (c.key.desc(), c.number.desc()),
    DeadlineSort.PROJECT: (c.number, c.key),
}
"""Each the way of an index."""


def behind(cursor: str, sort: DeadlineSort = DeadlineSort.DUE) -> ColumnElement[bool]:
    """The rows after a page."""
    last = read_cursor(cursor, f"deadlines {sort}", str, 1)
    same_key, same_project = c.key == last.value, c.number == last.number
    if sort is DeadlineSort.PROJECT:
        return or_(c.number > last.number, and_(same_project, c.key > last.value))
    if sort is DeadlineSort.LATEST:
        return or_(c.key < last.value, and_(same_key, c.number < last.number))
    return or_(c.key > last.value, and_(same_key, c.number > last.number))


def next_cursor(found: Sequence[Mapping[str, Any]], size: int, sort: DeadlineSort = DeadlineSort.DUE) -> str | None:
    """Where a page ends; None for the last one."""
    if len(found) <= size:
        return None
    return write_cursor(f"deadlines {sort}", 0, found[size - 1]["key"], found[size - 1]["number"])


def of_projects() -> Select[Any]:
    """Deadlines with the names of their projects and who serves them."""
    p = portfolio.c
    named = (p.project, p.code, p.name, p.enterprise, p.specialist, p.team, p.scopes, p.keepers)
    return select(deadlines, *named).join(portfolio, p.number == c.number)
