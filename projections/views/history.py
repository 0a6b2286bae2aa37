"""The view `history`: one row per event of a project, codes only; `api.words.history_lines` makes sentences of them.

A row never changes. What became of an event later (corrected, voided, its codes gone or new) stands beside it, in
a small table that is written anew with the project.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from msgspec import Struct
from msgspec.json import Decoder
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Engine,
    Index,
    Integer,
    Select,
    String,
    Table,
    bindparam,
    select,
    text,
)

from projections.database import reading
from projections.rows.batches import Touched
from projections.rows.checkpoints import project_numbers
from projections.rows.comparing import raw
from projections.rows.sheets import Values
from projections.rows.tables import GROWS, Moment, Row, metadata
from projections.views.history_rows import afterwards, event_rows

KEY = BigInteger().with_variant(Integer, "sqlite")
LIMIT = 200
IN_TIME = ("recorded_at", "position")  # how the audit reads
MARKS = ("late", "irregular", "unconfirmed")  # as recorded, each with an index of the rows that have it
BECAME = (
    ("late", "late_now = 1", "late_now"),
    ("irregular", "irregular_now = 1", "irregular_now"),
    ("corrected", "by_version IS NOT NULL", "by_version IS NOT NULL"),
    ("contested", "contested_by IS NOT NULL", "contested_by IS NOT NULL"),
)  # what the audit asks of what became of events, in SQLite's words and in PostgreSQL's

history = Table(
    "history",
    metadata,
    Column("number", KEY, primary_key=True, autoincrement=False),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("position", KEY, nullable=False),
    Column("topic", String, nullable=False),
    Column("matter", String, nullable=False),
    Column("recorded_at", Moment, nullable=False),
    Column("actor", String, nullable=False),
    Column("irregular", Boolean, nullable=False),
    Column("unconfirmed", Boolean, nullable=False),
    Column("late", Boolean, nullable=False),
    Column("said", String, nullable=False),  # what nobody searches by: `Said`, as JSON
    Index("history_by_position", "position", unique=True),
    Index("history_by_time", *IN_TIME),
    Index("history_by_actor", "actor", *IN_TIME),
    Index("history_by_topic", "topic", *IN_TIME),
    *(
        Index(f"history_{mark}", *IN_TIME, sqlite_where=text(f"{mark} = 1"), postgresql_where=text(mark))
        for mark in MARKS
    ),
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
    Column("irregular_now", Boolean, nullable=False),
    Column("confirmed_by", Integer),
    Column("contested_by", Integer),
    *(
        Index(
            f"history_amendments_{name}", "number", "version", sqlite_where=text(sqlite), postgresql_where=text(where)
        )
        for name, sqlite, where in BECAME
    ),
)


class HistoryRow(Struct, frozen=True, gc=False):
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


Said = tuple[str, date, str, str, str, tuple[str, ...], dict[str, Any]]
"""What an event says besides the columns: stage, effective_on, via, reason, cause, irregularities, params."""
READ_SAID = Decoder(Said)


class HistoryView:
    """The new events of a project, and what became of all its events."""

    name = "history"
    shape = 6
    tables = (history, amendments)

    def rows(self, touched: Touched) -> Mapping[str, Sequence[Row | Values]]:
        """A row for each new event, and the amendments as they stand."""
        return {"history": event_rows(touched), "history_amendments": list(afterwards(touched))}


def of_project(engine: Engine, project: str | UUID, *, after: int = 0, limit: int = LIMIT) -> list[HistoryRow]:
    """The events of a project in the order of the log, from behind a version."""
    of, as_moment = str(project), MOMENTS[engine.dialect.name]
    with reading(engine) as connection:
        found = connection.execute(OF_PROJECT, {"of": of, "after": after, "most": limit}).cursor.fetchall()
        amended = {row.version: row for row in connection.execute(AMENDED_OF_ONE, {"of": of})}
    return [history_row(of, row, amended.get(row[0]), as_moment) for row in found]


RAW = [raw(column) for column in history.columns if column.name not in ("number", "irregular")]
"""A row's columns as the driver gives them: of two hundred rows most values need no conversion, so nor do its rows."""
NUMBER = select(project_numbers.c.number).where(project_numbers.c.project == bindparam("of")).scalar_subquery()
OF_PROJECT = (
    select(*RAW)
    .where(history.c.number == NUMBER, history.c.version > bindparam("after"))
    .order_by(history.c.version)
    .limit(bindparam("most"))
)
AMENDED_OF_ONE = select(amendments).where(amendments.c.number == NUMBER)
AMENDED = select(amendments).where(amendments.c.number.in_(bindparam("numbers", expanding=True)))


def rows() -> Select[Any]:
    """Events of any projects, each with its own."""
    named = project_numbers.c.number == history.c.number
    return select(project_numbers.c.project, raw(history.c.number), *RAW).join_from(history, project_numbers, named)


def fetch(engine: Engine, query: Select[Any], given: Mapping[str, object] | None = None) -> list[HistoryRow]:
    """Run a query of `rows`, and look up what became of its events."""
    as_moment = MOMENTS[engine.dialect.name]
    with reading(engine) as connection:
        found = connection.execute(query, given or {}).cursor.fetchall()
        later = connection.execute(AMENDED, {"numbers": list({number for _, number, *_ in found})})
        amended = {(row.number, row.version): row for row in later}
    return [history_row(project, own, amended.get((number, own[0])), as_moment) for project, number, *own in found]


def history_row(project: str, row: Sequence[Any], later: Any, as_moment: Callable[[Any], datetime]) -> HistoryRow:
    """A project's row with what became of its event put in."""
    version, position, topic, matter, recorded_at, actor, unconfirmed, late, text = row
    stage, effective_on, via, reason, cause, irregularities, params = READ_SAID.decode(text)
    return HistoryRow(
        position,
        project,
        version,
        topic,
        matter,
        stage,
        effective_on,
        as_moment(recorded_at),
        actor,
        via,
        reason,
        cause,
        irregularities,
        tuple(later.irregularities_now) if later else irregularities,
        bool(unconfirmed),
        later.late_now if later else bool(late),
        later and later.by_version,
        later is not None and later.voided,
        later and later.confirmed_by,
        later and later.contested_by,
        later and later.effective_now,
        params,
    )


MOMENTS: Mapping[str, Callable[[Any], datetime]] = {
    "sqlite": lambda text: datetime.fromisoformat(f"{text}+00:00"),
    "postgresql": lambda moment: moment.astimezone(UTC),
}
"""How moments come from the driver."""
