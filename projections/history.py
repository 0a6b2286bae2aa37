"""The view `history`: one row per event of a project, codes only; `api.history_lines` makes sentences of them.

A row never changes. What became of an event later (corrected, voided, its codes gone or new) stands beside it, in
a small table that is written anew with the project.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Engine,
    Index,
    Integer,
    RowMapping,
    Select,
    String,
    Table,
    and_,
    select,
)

from projections.batches import Touched
from projections.checkpoints import project_numbers
from projections.database import reading
from projections.history_rows import afterwards, event_row
from projections.tables import GROWS, Moment, Row, metadata

KEY = BigInteger().with_variant(Integer, "sqlite")
LIMIT = 200

history = Table(
    "history",
    metadata,
    Column("number", KEY, primary_key=True, autoincrement=False),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("position", KEY, nullable=False),
    Column("topic", String, nullable=False),
    Column("matter", String, nullable=False),
    Column("stage", String, nullable=False),
    Column("effective_on", Date, nullable=False),
    Column("recorded_at", Moment, nullable=False),
    Column("actor", String, nullable=False),
    Column("via", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("cause", String, nullable=False),
    Column("irregularities", JSON, nullable=False),
    Column("unconfirmed", Boolean, nullable=False),
    Column("late", Boolean, nullable=False),
    Column("params", JSON, nullable=False),
    Index("history_by_position", "position", unique=True),
    Index("history_by_actor", "actor", "position"),
    info=GROWS,
    sqlite_with_rowid=False,  # the rows of a project lie side by side, as a rebuild writes them and a reader wants them
)
amendments = Table(
    "history_amendments",
    metadata,
    Column("number", KEY, primary_key=True, autoincrement=False),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("by_version", Integer),
    Column("voided", Boolean, nullable=False),
    Column("effective_now", Date),
    Column("late_now", Boolean, nullable=False),
    Column("irregularities_now", JSON, nullable=False),
    Column("confirmed_by", Integer),
    Column("contested_by", Integer),
)


@dataclass(frozen=True)
class HistoryRow:
    """One event as history shows it: as it was recorded, and what became of it.

    `late` and `irregularities_now` are as the facts stand now; `irregularities` as confirmed with the event.
    """

    position: int
    project: str
    version: int
    topic: str
    matter: str
    stage: str
    effective_on: date
    recorded_at: datetime
    actor: str
    via: str
    reason: str
    cause: str
    irregularities: tuple[str, ...]
    irregularities_now: tuple[str, ...]
    unconfirmed: bool
    late: bool
    corrected_by: int | None
    voided: bool
    confirmed_by: int | None
    contested_by: int | None
    effective_now: date | None
    params: Mapping[str, Any]


class HistoryView:
    """The new events of a project, and what became of all its events."""

    name = "history"
    shape = 3
    tables = (history, amendments)

    def rows(self, touched: Touched) -> Mapping[str, list[Row]]:
        """A row for each new event, and the amendments as they stand."""
        events = [event_row(touched, *entry) for entry in touched.entries]
        return {"history": events, "history_amendments": list(afterwards(touched))}


def of_project(engine: Engine, project: str | UUID, *, after: int = 0, limit: int = LIMIT) -> list[HistoryRow]:
    """The events of a project in the order of the log, from behind a version."""
    query = rows().where(project_numbers.c.project == str(project), history.c.version > after)
    return fetch(engine, query.order_by(history.c.version).limit(limit))


def audit(
    engine: Engine,
    *,
    actor: str | None = None,
    project: str | UUID | None = None,
    topics: Sequence[str] = (),
    first: datetime | None = None,
    last: datetime | None = None,
    before: int | None = None,
    limit: int = LIMIT,
) -> list[HistoryRow]:
    """Events of all projects, the newest first: by actor, project, topic and when recorded; `before` a position."""
    h = history.c
    wanted = [
        *([h.actor == actor] if actor is not None else []),
        *([project_numbers.c.project == str(project)] if project is not None else []),
        *([h.topic.in_(topics)] if topics else []),
        *([h.recorded_at >= first] if first is not None else []),
        *([h.recorded_at <= last] if last is not None else []),
        *([h.position < before] if before is not None else []),
    ]
    return fetch(engine, rows().where(*wanted).order_by(h.position.desc()).limit(limit))


def rows() -> Select[Any]:
    """Events with their project and what became of them."""
    same = and_(amendments.c.number == history.c.number, amendments.c.version == history.c.version)
    later = [column for column in amendments.c if column.name not in ("number", "version")]
    return (
        select(history, project_numbers.c.project, *later)
        .join(project_numbers, project_numbers.c.number == history.c.number)
        .outerjoin(amendments, same)
    )


def fetch(engine: Engine, query: Select[Any]) -> list[HistoryRow]:
    """Run a query of `rows`."""
    with reading(engine) as connection:
        return [history_row(row) for row in connection.execute(query).mappings()]


def history_row(row: RowMapping) -> HistoryRow:
    """One row with what became of it put in."""
    amended = row["voided"] is not None
    plain = {name: row[name] for name in HistoryRow.__dataclass_fields__ if name in row}
    return HistoryRow(
        **plain
        | {
            "irregularities": tuple(row["irregularities"]),
            "irregularities_now": tuple(row["irregularities_now"] if amended else row["irregularities"]),
            "late": row["late_now"] if amended else row["late"],
            "corrected_by": row["by_version"],
            "voided": bool(row["voided"]),
        }
    )
