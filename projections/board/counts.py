"""How many projects are of a kind, by day: the figures above the board come from some thousand rows, however many
projects there are.

A row says how many projects of a task force are of a kind from a day on: red since then, over a limit since then. Its
`value` is the figure itself where that is what counts, days ahead say. The counts follow the portfolio within the same
transaction: what its rows were is taken away, what they are is added.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Date,
    Dialect,
    Index,
    Integer,
    Select,
    String,
    Table,
    bindparam,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.engine.default import DefaultDialect

from domain.lights import Light
from projections.ops.upsert import INSERTS
from projections.rows.sheets import BY_PLACE
from projections.rows.tables import metadata
from projections.views.portfolio import portfolio

EVER, NOTHING, ONE = literal(date.min), literal(0), literal(1)
FIRST_DAY: Mapping[str, object] = {"sqlite": date.min.isoformat(), "postgresql": date.min}
CHUNK = 500  # values in one IN list

board_counts = Table(
    "board_counts",
    metadata,
    Column("team", String, primary_key=True),
    Column("kind", String, primary_key=True),
    Column("on_date", Date, primary_key=True),
    Column("value", Integer, primary_key=True, autoincrement=False),
    Column("n", Integer, nullable=False),
    Index("board_counts_by_kind", "kind", "on_date", "n"),
)
c, p = board_counts.c, portfolio.c
KEYS = (c.team, c.kind, c.on_date, c.value)


@dataclass(frozen=True)
class Kind:
    """Which projects are of it: those in one of some states whose `since`, `value` and `weight` say something.

    They name the columns from when they are of it, the figure they have, and how much each counts.
    """

    states: tuple[str | None, ...] | None = None
    since: str | None = None
    value: str | None = None
    weight: str | None = None


RUNNING = (None,)
KINDS: Mapping[str, Kind] = {
    "all": Kind(),
    "blue": Kind((Light.BLUE.value,)),
    "stopped": Kind((Light.STOPPED.value,)),
    "red": Kind(RUNNING, since="red_on"),
    "yellow": Kind(RUNNING, since="yellow_on"),
    "over_promised": Kind(since="over_promised_on"),
    "over_statutory": Kind(since="over_statutory_on"),
    "start_on_land": Kind(value="start_on_land_days"),
    "start_missed": Kind(since="start_missed_on", value="start_on_land_days"),
    "ahead": Kind(value="ahead_days"),
    "unconfirmed": Kind(weight="unconfirmed"),
}
LOOKED_AT = (
    "team",
    "state",
    *dict.fromkeys(name for kind in KINDS.values() for name in (kind.since, kind.value, kind.weight) if name),
)
Teams = Collection[str] | None
Key = tuple[str, str, object, int]
"""Task force, kind, day as the driver has it, and figure."""


@contextmanager
def counting(connection: Connection, numbers: Sequence[int]) -> Iterator[None]:
    """Let the counts follow what becomes of some projects' rows within the block."""
    before = count(connection, numbers)
    yield
    moved = count(connection, numbers)
    moved.subtract(before)
    if changes := [(*key, n) for key, n in moved.items() if n]:
        connection.exec_driver_sql(statement_of(connection.dialect, "add"), changes)


def count(connection: Connection, numbers: Sequence[int]) -> Counter[Key]:
    """What some rows of the portfolio count."""
    found, ever = Counter[Key](), FIRST_DAY[connection.dialect.name]
    for place in range(0, len(numbers), CHUNK):
        some = tuple(numbers[place : place + CHUNK])
        statement = statement_of(connection.dialect, "look", len(some))
        for row in connection.exec_driver_sql(statement, some):
            found.update(counts_of(dict(zip(LOOKED_AT, row, strict=True)), ever))
    return found


def counts_of(row: Mapping[str, Any], ever: object) -> Counter[Key]:
    """What a row of the portfolio counts."""
    found = Counter[Key]()
    for name, kind in KINDS.items():
        since, value = row[kind.since] if kind.since else ever, row[kind.value] if kind.value else 0
        if since is not None and value is not None and (kind.states is None or row["state"] in kind.states):
            found[row["team"], name, since, value] += row[kind.weight] if kind.weight else 1
    return found


@lru_cache(maxsize=128)
def statement_of(dialect: Dialect, wanted: str, numbers: int = 0) -> str:
    """A statement as the driver takes it, written out once: SQLAlchemy needs longer for that than the database does."""
    by_place = cast("type[DefaultDialect]", type(dialect))(paramstyle=BY_PLACE[dialect.name])
    if wanted == "add":
        news = INSERTS[dialect.name](board_counts)
        added = news.on_conflict_do_update(index_elements=KEYS, set_={"n": c.n + news.excluded.n})
        return str(added.compile(dialect=by_place))
    which = p.number.in_([bindparam(f"number_{place}") for place in range(numbers)])
    return str(select(*(p[name] for name in LOOKED_AT)).where(which).compile(dialect=by_place))


def recount(connection: Connection) -> None:
    """Count the whole portfolio anew."""
    for index in board_counts.indexes:  # the table of an older store may lack one
        index.create(connection, checkfirst=True)
    connection.execute(delete(board_counts))
    columns = [column.name for column in board_counts.columns]
    of_kinds = union_all(*(counted(name, kind) for name, kind in KINDS.items()))
    connection.execute(insert(board_counts).from_select(columns, of_kinds))


def counted(name: str, kind: Kind) -> Select[Any]:
    """What the whole portfolio counts of a kind."""
    since, value = p[kind.since] if kind.since else EVER, p[kind.value] if kind.value else NOTHING
    weight = p[kind.weight] if kind.weight else ONE
    states = or_(*(p.state.is_not_distinct_from(state) for state in kind.states)) if kind.states else true()
    columns = (p.team, literal(name), since.label("on_date"), value.label("value"), func.sum(weight))
    which = (states, since.is_not(None), value.is_not(None), weight > 0)
    return select(*columns).where(*which).group_by(p.team, since, value)


def by_light(connection: Connection, today: date, teams: Teams = None) -> dict[str, int]:
    """The number of projects of each light on a day: the first that holds, and each red project was yellow before."""
    known = up_to(connection, today, ("all", "blue", "stopped", "red", "yellow"), teams)
    running = known["all"] - known["blue"] - known["stopped"]
    return {
        Light.RED.value: known["red"],
        Light.YELLOW.value: known["yellow"] - known["red"],
        Light.GREEN.value: running - known["yellow"],
        Light.STOPPED.value: known["stopped"],
        Light.BLUE.value: known["blue"],
    }


def up_to(connection: Connection, today: date, kinds: Sequence[str], teams: Teams = None) -> dict[str, int]:
    """How many are of each kind by a day."""
    which = (c.kind.in_(kinds), c.on_date <= today, *of(teams))
    query = select(c.kind, func.sum(c.n)).where(*which).group_by(c.kind)
    found = {name: int(count) for name, count in connection.execute(query)}
    return {kind: found.get(kind, 0) for kind in kinds}


def values(connection: Connection, kind: str, teams: Teams = None, today: date = date.max) -> list[tuple[int, int]]:
    """The figures of a kind by a day, each with the number of projects that have it."""
    which = (c.kind == kind, c.on_date <= today, *of(teams))
    query = select(c.value, func.sum(c.n)).where(*which).group_by(c.value).order_by(c.value)
    return [(value, int(count)) for value, count in connection.execute(query) if count]


def of(teams: Teams) -> Sequence[ColumnElement[bool]]:
    """The counts of some task forces, or of all."""
    return () if teams is None else (c.team.in_(sorted(teams)),)
