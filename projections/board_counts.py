"""How many projects are of a kind, by day: the figures above the board come from some thousand rows, however many
projects there are.

A row says how many projects of a task force are of a kind from a day on: red since then, over a limit since then. Its
`value` is the figure itself where that is what counts, days ahead say. The counts follow the portfolio within the same
transaction: what its rows were is taken away, what they are is added.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Date,
    Integer,
    Select,
    String,
    Table,
    delete,
    func,
    literal,
    select,
    true,
    union_all,
)

from domain.project.lights import Light
from projections.ops.upsert import INSERTS
from projections.portfolio import portfolio
from projections.tables import metadata

EVER, NOTHING, ONE = literal(date.min), literal(0), literal(1)
CHUNK = 500  # values in one IN list

board_counts = Table(
    "board_counts",
    metadata,
    Column("team", String, primary_key=True),
    Column("kind", String, primary_key=True),
    Column("on_date", Date, primary_key=True),
    Column("value", Integer, primary_key=True, autoincrement=False),
    Column("n", Integer, nullable=False),
)
c, p = board_counts.c, portfolio.c
KEYS = (c.team, c.kind, c.on_date, c.value)


@dataclass(frozen=True)
class Kind:
    """Which projects are of it, since when, with which figure, and how much each counts."""

    which: ColumnElement[bool]
    since: ColumnElement[Any] = EVER
    value: ColumnElement[Any] = NOTHING
    weight: ColumnElement[Any] = ONE


RUNNING = p.state.is_(None)
KINDS: Mapping[str, Kind] = {
    "all": Kind(true()),
    "blue": Kind(p.state == Light.BLUE.value),
    "stopped": Kind(p.state == Light.STOPPED.value),
    "red": Kind(RUNNING & p.red_on.is_not(None), p.red_on),
    "yellow": Kind(RUNNING & p.yellow_on.is_not(None), p.yellow_on),
    "over_promised": Kind(p.over_promised_on.is_not(None), p.over_promised_on),
    "over_statutory": Kind(p.over_statutory_on.is_not(None), p.over_statutory_on),
    "start_on_land": Kind(p.start_on_land_days.is_not(None), value=p.start_on_land_days),
    "ahead": Kind(p.ahead_days.is_not(None), value=p.ahead_days),
    "unconfirmed": Kind(p.unconfirmed > 0, weight=p.unconfirmed),
}


@contextmanager
def counting(connection: Connection, numbers: Sequence[int]) -> Iterator[None]:
    """Let the counts follow what becomes of some projects' rows within the block."""
    for sign in (-1, 1):
        if sign > 0:
            yield
        for place in range(0, len(numbers), CHUNK):
            add(connection, p.number.in_(numbers[place : place + CHUNK]), sign)


def recount(connection: Connection) -> None:
    """Count the whole portfolio anew."""
    connection.execute(delete(board_counts))
    add(connection, true(), 1)


def add(connection: Connection, which: ColumnElement[bool], sign: int) -> None:
    """Add what some rows of the portfolio count, or take it away."""
    of_kinds = union_all(*(counted(name, kind, which) for name, kind in KINDS.items())).subquery()
    insert = INSERTS[connection.dialect.name](board_counts)
    columns = [of_kinds.c.team, of_kinds.c.kind, of_kinds.c.on_date, of_kinds.c.value, of_kinds.c.n * sign]
    news = insert.from_select([column.name for column in board_counts.columns], select(*columns).where(true()))
    connection.execute(news.on_conflict_do_update(index_elements=KEYS, set_={"n": c.n + news.excluded.n}))


def counted(name: str, kind: Kind, which: ColumnElement[bool]) -> Select[Any]:
    """What the rows count of a kind."""
    since, value = kind.since.label("on_date"), kind.value.label("value")
    columns = (p.team, literal(name).label("kind"), since, value, func.sum(kind.weight).label("n"))
    return select(*columns).where(which, kind.which).group_by(p.team, since, value)


def by_light(connection: Connection, today: date) -> dict[str, int]:
    """The number of projects of each light on a day: the first that holds, and each red project was yellow before."""
    known = up_to(connection, today, ("all", "blue", "stopped", "red", "yellow"))
    running = known["all"] - known["blue"] - known["stopped"]
    return {
        Light.RED.value: known["red"],
        Light.YELLOW.value: known["yellow"] - known["red"],
        Light.GREEN.value: running - known["yellow"],
        Light.STOPPED.value: known["stopped"],
        Light.BLUE.value: known["blue"],
    }


def up_to(connection: Connection, today: date, kinds: Sequence[str]) -> dict[str, int]:
    """How many are of each kind by a day."""
    query = select(c.kind, func.sum(c.n)).where(c.kind.in_(kinds), c.on_date <= today).group_by(c.kind)
    found = {name: int(count) for name, count in connection.execute(query)}
    return {kind: found.get(kind, 0) for kind in kinds}


def values(connection: Connection, kind: str) -> list[tuple[int, int]]:
    """The figures of a kind, each with the number of projects that have it."""
    query = select(c.value, func.sum(c.n)).where(c.kind == kind).group_by(c.value).order_by(c.value)
    return [(value, int(count)) for value, count in connection.execute(query) if count]
