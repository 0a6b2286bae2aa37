"""The view `matters`: one row per matter on a project's list or with acts; and its queries."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Date,
    Engine,
    Index,
    Integer,
    Select,
    String,
    Table,
    and_,
    or_,
    select,
)

from domain.project.events.servicelist import WAYS
from projections.database import reading
from projections.rows.batches import Touched
from projections.rows.sheets import Values
from projections.rows.tables import CODE, Row, metadata
from projections.views.matter_rows import matter_rows
from projections.views.portfolio import portfolio

LIMIT = 200
ALWAYS_OPEN = (  # these stand only while they are open
    "answer_due_on",
    "review_due_on",
    "delivery_due_on",
    "stop_expected_end",
    "request_due_on",
    "deferred_due_on",
)

matters = Table(
    "matters",
    metadata,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("key", CODE, primary_key=True),
    Column("place", Integer, nullable=False),  # its place in the catalogue
    Column("matter", String, nullable=False),  # the catalogue's id
    Column("scope", String, nullable=False),  # where it belongs; empty for the whole project
    Column("stage", String, nullable=False),
    Column("department", String, nullable=False),
    Column("applies", Boolean, nullable=False),
    Column("phase", String, nullable=False),
    Column("running", Boolean, nullable=False),
    Column("prior", Boolean, nullable=False),
    Column("begun_on", Date),
    Column("attempt", Integer, nullable=False),
    Column("received_on", Date),
    Column("receipt_no", String),
    Column("accepted_on", Date),
    Column("deemed", Boolean, nullable=False),
    *(
        Column(f"{kind}_{part}", type_)
        for kind in ("promised", "statutory")
        for part, type_ in (("due_on", Date), ("left", Integer), ("provisional", Boolean), ("overrun", Boolean))
    ),
    Column("answer_due_on", Date),
    Column("review", String),
    Column("review_started_on", Date),
    Column("review_due_on", Date),
    Column("opinion_on", Date),
    Column("stops", JSON, nullable=False),
    Column("stopped_since", Date),
    Column("stop_expected_end", Date),
    Column("requested_on", Date),
    Column("request_due_on", Date),
    Column("requested", JSON, nullable=False),
    Column("deferred", JSON, nullable=False),
    Column("deferred_due_on", Date),
    Column("granted_on", Date),
    Column("ended_on", Date),
    Column("delivered_on", Date),
    Column("delivery_due_on", Date),
    Column("document", String, nullable=False),
    Column("due_on", Date),  # the earliest of its open deadlines
    Column("due_kind", String),
    *(Column(f"plan_{way}_{part}", Date) for way in WAYS for part in ("begins", "granted")),
    Column("irregularities", JSON, nullable=False),
    Column("unconfirmed", Integer, nullable=False),
    Index("matters_by_due", "due_on", "number", "key"),
    Index("matters_by_department", "department", "phase", "due_on"),
)
c = matters.c


class MattersView:
    """The matters of a project."""

    name = "matters"
    shape = 2
    tables = (matters,)

    def rows(self, touched: Touched) -> Mapping[str, list[Row | Values]]:
        """A row each; those of matters that nothing moved are as they were."""
        return {"matters": list(matter_rows(touched))}


def due_between(first: date, last: date) -> ColumnElement[bool]:
    """The matters with an open deadline in [first, last]."""
    limits = [
        and_(c.running, c[f"{kind}_overrun"], c[f"{kind}_due_on"].between(first, last))
        for kind in ("promised", "statutory")
    ]
    return or_(*limits, *(c[name].between(first, last) for name in ALWAYS_OPEN))


def of_project(engine: Engine, project: str | UUID) -> list[Mapping[str, Any]]:
    """The matters of a project (by id or code) in the catalogue's order; empty for an unknown one."""
    query = of_projects().where(or_(portfolio.c.project == str(project), portfolio.c.code == str(project)))
    with reading(engine) as connection:
        return [dict(row) for row in connection.execute(query.order_by(c.place, c.key)).mappings()]


def across(
    engine: Engine,
    *,
    department: str | None = None,
    phases: Sequence[str] = (),
    due_before: date | None = None,
    limit: int = LIMIT,
) -> list[Mapping[str, Any]]:
    """Matters of all projects, the earliest due first; those without an open deadline come last.

    `due_before` keeps those with an open deadline on or before the day.
    """
    query = of_projects()
    if department is not None:
        query = query.where(c.department == department)
    if phases:
        query = query.where(c.phase.in_(phases))
    if due_before is not None:
        query = query.where(c.due_on <= due_before)
    query = query.order_by(c.due_on.is_(None), c.due_on, c.number, c.key).limit(limit)
    with reading(engine) as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def of_projects() -> Select[Any]:
    """Matters with the names of their projects."""
    named = (portfolio.c.project, portfolio.c.code, portfolio.c.name, portfolio.c.enterprise)
    return select(matters, *named).join(portfolio, portfolio.c.number == c.number)
