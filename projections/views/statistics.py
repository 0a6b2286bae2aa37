"""The view `statistics`: one row per ended attempt, per entry that needs an eye and per matter that has begun.

Figures are counted by the database; quantiles are exact: it counts how often each number of days occurs, and `tallies`
finds the ranks. What was granted before the landing, and what waits for a department's confirmation, is left out of
times and rates; how much that is stands beside.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Date,
    Engine,
    Index,
    Integer,
    String,
    Table,
    and_,
    func,
    not_,
    select,
)

from projections.database import reading
from projections.rows.batches import Touched
from projections.rows.checkpoints import read_position
from projections.rows.sheets import Values
from projections.rows.tables import Row, metadata
from projections.views.headstarts import HeadStarts, counted, head_start_rows, starts
from projections.views.portfolio import KEY
from projections.views.statistics_rows import ATTEMPTS, attempt_rows, entry_rows
from projections.views.tallies import OUTCOMES, Tally

attempts = Table(
    ATTEMPTS,
    metadata,
    Column("number", KEY, primary_key=True, autoincrement=False),
    Column("key", String, primary_key=True),
    Column("attempt", Integer, primary_key=True, autoincrement=False),
    Column("matter", String, nullable=False),
    Column("department", String, nullable=False),
    Column("team", String, nullable=False),
    Column("received_on", Date),
    Column("ended_on", Date, nullable=False),
    Column("outcome", String, nullable=False),
    Column("used_days", Integer),
    Column("stopped_days", Integer, nullable=False),
    Column("enterprise_days", Integer),
    Column("promised_in_time", Boolean),
    Column("statutory_in_time", Boolean),
    Column("prior", Boolean, nullable=False),
    Column("unconfirmed", Boolean, nullable=False),
    Index("statistics_attempts_by_matter", "matter", "department", "ended_on"),
)
entries = Table(
    "statistics_entries",
    metadata,
    Column("number", KEY, primary_key=True, autoincrement=False),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("mark", String, primary_key=True),
    Column("matter", String, nullable=False),
    Column("department", String, nullable=False),
    Column("team", String, nullable=False),
    Column("effective_on", Date, nullable=False),
    Index("statistics_entries_by_mark", "mark", "department"),
)
a = attempts.c
COUNTS = and_(not_(a.prior), not_(a.unconfirmed))

Group = tuple[str, str]
"""A department and a matter of its."""


@dataclass(frozen=True)
class Statistics:
    """The figures of some attempts by department and matter, the marks of some entries, the head starts of some
    matters, and the position they show."""

    tallies: Mapping[Group, Tally]
    marks: Mapping[str, int]
    head_starts: HeadStarts
    position: int


class StatisticsView:
    """The attempts that ended, the entries that need an eye, and the matters that have begun."""

    name = "statistics"
    shape = 2
    tables = (attempts, entries, starts)

    def rows(self, touched: Touched) -> Mapping[str, Sequence[Row | Values]]:
        """Its attempts that ended, its entries that need an eye, and its matters that have begun."""
        return {
            attempts.name: list(attempt_rows(touched)),
            entries.name: list(entry_rows(touched)),
            starts.name: list(head_start_rows(touched)),
        }


def statistics(
    engine: Engine,
    *,
    matter: str | None = None,
    department: str | None = None,
    team: str | None = None,
    first: date | None = None,
    last: date | None = None,
) -> Statistics:
    """The figures of the attempts that ended in [first, last], the marks of the entries effective then, and the head
    starts of the matters begun then."""
    equal = {"matter": matter, "department": department, "team": team}
    ended = wanted(attempts, "ended_on", equal, first, last)
    effective = wanted(entries, "effective_on", equal, first, last)
    begun = wanted(starts, "begun_on", equal, first, last)
    with reading(engine) as connection:
        marks = select(entries.c.mark, func.count().label("times")).where(*effective).group_by(entries.c.mark)
        return Statistics(
            tallies=tallies(connection, ended),
            marks={row["mark"]: row["times"] for row in connection.execute(marks).mappings()},
            head_starts=counted(connection, begun),
            position=read_position(connection),
        )


def wanted(
    table: Table, day: str, equal: Mapping[str, str | None], first: date | None, last: date | None
) -> list[ColumnElement[bool]]:
    """What the rows must satisfy."""
    return [
        *(table.c[name] == value for name, value in equal.items() if value is not None),
        *([table.c[day] >= first] if first is not None else []),
        *([table.c[day] <= last] if last is not None else []),
    ]


def tallies(connection: Connection, chosen: Sequence[ColumnElement[bool]]) -> dict[Group, Tally]:
    """The tally of each department and matter."""
    used = how_often(connection, a.used_days, chosen)
    waited = how_often(connection, a.enterprise_days, chosen)
    query = select(a.department, a.matter, *counts()).where(*chosen).group_by(a.department, a.matter)
    found: dict[Group, Tally] = {}
    for row in connection.execute(query).mappings():
        group = row["department"], row["matter"]
        plain = {name: row[name] or 0 for name in PLAIN}
        outcomes = Counter({outcome: row[outcome] for outcome in OUTCOMES})
        found[group] = Tally(outcomes=outcomes, used=used[group], waited=waited[group], **plain)
    return found


PLAIN = (
    "promised_judged",
    "promised_in_time",
    "statutory_judged",
    "statutory_in_time",
    "stopped_attempts",
    "stopped_days",
    "prior",
    "unconfirmed",
)


def counts() -> list[ColumnElement[Any]]:
    """All counts of a group in one pass."""
    number = func.count()
    return [
        *(number.filter(COUNTS, a.outcome == outcome).label(outcome) for outcome in OUTCOMES),
        *(
            number.filter(COUNTS, condition).label(f"{kind}_{part}")
            for kind in ("promised", "statutory")
            for part, condition in (
                ("judged", a[f"{kind}_in_time"].is_not(None)),
                ("in_time", a[f"{kind}_in_time"]),
            )
        ),
        number.filter(COUNTS, a.stopped_days > 0).label("stopped_attempts"),
        func.sum(a.stopped_days).filter(COUNTS).label("stopped_days"),
        number.filter(a.prior).label("prior"),
        number.filter(not_(a.prior), a.unconfirmed).label("unconfirmed"),
    ]


def how_often(
    connection: Connection, days: Column[Any], chosen: Sequence[ColumnElement[bool]]
) -> defaultdict[Group, Counter[int]]:
    """How often each number of days occurs in each department and matter."""
    query = select(a.department, a.matter, days, func.count()).where(*chosen, COUNTS, days.is_not(None))
    found: defaultdict[Group, Counter[int]] = defaultdict(Counter)
    for department, matter, value, count in connection.execute(query.group_by(a.department, a.matter, days)):
        found[department, matter][value] = count
    return found
