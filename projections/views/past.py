"""The view `portfolio_past`: the portfolio as it stood at the end of every day on which something was recorded.

One row per project and day, by the rules known at its end, never changed once the day is over: what is corrected later
makes a row of its own day, and so do other rules (a year's days off, a catalogue, when lights go on).
`then` lets any query of the portfolio read the rows of a past moment instead. A moment within a day reads what was
known at the end of the last day that brought nothing after it, so that nothing shows that was recorded later.

Where many days come at once, in a rebuild or far behind, only the last of them gets its row: the present comes first.
The days before it are noted as missing; `past_filling` makes them up, and who asks for one of them is told to wait.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import Any, TypeVar

from sqlalchemy import JSON, Column, Connection, Date, Index, Integer, Select, Table, and_, func, select

from domain.errors import DomainError
from domain.event import Event, shanghai_date
from domain.project.due.deadlines import DeadlineKind
from domain.project.model.rules import Rules
from domain.project.record.reading import end_of_day
from domain.project.record.record import Record, open_record
from projections.rows.batches import Entry, Touched
from projections.rows.sheets import Values
from projections.rows.tables import GROWS, Moment, metadata
from projections.views.deadlines import NODES
from projections.views.portfolio import KEY, portfolio
from projections.views.portfolio_rows import portfolio_row

S = TypeVar("S", bound=Select[Any])

past = Table(
    "portfolio_past",
    metadata,
    *(Column(one.name, one.type, primary_key=one.primary_key, nullable=one.nullable) for one in portfolio.columns),
    Column("known_on", Date, primary_key=True),
    Column("recorded_at", Moment, nullable=False),  # when the last came that the row goes by
    Column("due_days", JSON, nullable=False),  # per matter with something due, its days
    Index("portfolio_past_by_moment", "recorded_at"),
    info=GROWS,
)
missing = Table(
    "portfolio_past_missing",
    metadata,
    Column("number", KEY, primary_key=True, autoincrement=False),
    Column("first", Integer, primary_key=True, autoincrement=False),  # versions, of which a day's row is still to make
    Column("last", Integer, nullable=False),
    Column("since", Moment, nullable=False),  # when the first of them was recorded
    Column("until", Moment, nullable=False),  # as the row after them has it
    info=GROWS,
)
c = past.c
DAY = timedelta(days=1)
IN_ORDER = itemgetter(*(one.name for one in portfolio.columns))


class PastView:
    """The rows of a project by day."""

    name = "portfolio_past"
    shape = 10
    tables = (past, missing)

    def __init__(self, whole: bool = False) -> None:
        """`whole` leaves no day open."""
        self.whole = whole

    def rows(self, touched: Touched) -> Mapping[str, list[Values]]:
        """The last of its days, which is as the portfolio shows it now; those before it are missing."""
        if self.whole:
            shown = by_day(touched.number, touched.entries, touched.log, touched.given)
            return {past.name: [past_row(day) for day in shown], missing.name: []}
        since = known_since(touched)
        earlier = before_day(touched.entries, shanghai_date(since))
        gaps = [gap(touched.number, earlier, since)] if earlier else []
        return {past.name: [past_row(touched)], missing.name: gaps}


def days_of(entries: Sequence[Entry]) -> list[list[Entry]]:
    """Events by the day on which they were recorded."""
    return [list(own) for _, own in groupby(entries, key=recorded_on)]


def before_day(entries: Sequence[Entry], day: date) -> Sequence[Entry]:
    """The events that were recorded before a day."""
    count = len(entries)
    while count and recorded_on(entries[count - 1]) >= day:
        count -= 1
    return entries[:count]


def gap(number: int, entries: Sequence[Entry], until: datetime) -> Values:
    """The row that says of which events the days are missing."""
    first, last = entries[0][1], entries[-1][1]
    return (number, first.originator_version, last.originator_version, first.known_at, until)


def by_day(
    number: int, entries: Sequence[Entry], log: Sequence[Event], rules: Rules, until: date = date.max
) -> Iterator[Touched]:
    """A project as it stood at the end of each day that brought it events or other rules, from the first of some events
    on and before a day; each carried on from the one before it."""
    before: Touched | None = None
    for own, valid in evenings(entries, rules, until):
        carried = before if before and before.given is valid else None
        day = Touched(number, own, valid, partial(read, log[: own[-1][1].originator_version]), carried)
        yield day
        day.settle()
        before = day


def evenings(entries: Sequence[Entry], rules: Rules, until: date) -> Iterator[tuple[Sequence[Entry], Rules]]:
    """Events day by day with the rules known at its end, and again with others for each later day that brought some."""
    days = days_of(entries)
    ends = [*(recorded_on(day[0]) for day in days[1:]), until]
    for own, end in zip(days, ends, strict=True):
        yield from ((own, valid) for valid in in_turn(rules, recorded_on(own[0]), end))


def in_turn(rules: Rules, first: date, end: date) -> list[Rules]:
    """The rules known at the end of a day, then those of each later day before another that brought others."""
    found = [rules.at(end_of_day(end - DAY))]
    while (since := found[-1].since) and shanghai_date(since) > first:
        found.append(rules.at(end_of_day(shanghai_date(since) - DAY)))
    return found[::-1]


def read(log: Sequence[Event], day: Touched) -> Record:
    """The record of a project at the end of a day: that of the day before carried on, or its log read."""
    if day.before:
        return day.before.record.plus(day.news, day.given)
    return open_record(day.id, log, day.given)


def recorded_on(entry: Entry) -> date:
    """The Shanghai day from which on an event was known here."""
    return shanghai_date(entry[1].known_at)


def known_since(touched: Touched) -> datetime:
    """When the last came that a project is read by: an event, or other rules."""
    last, since = touched.entries[-1][1].known_at, touched.given.since
    return max(last, since) if since else last


def past_row(touched: Touched) -> Values:
    """The portfolio's row with the day it was known on, and what the head counts beside it."""
    since = known_since(touched)
    return (*shown_now(touched), shanghai_date(since), since, sorted(due_days(touched)))


def shown_now(touched: Touched) -> Values:
    """The portfolio's row, the very one that was written just now where it was."""
    written = touched.rows.get(portfolio.name)
    return next(iter(written.values())) if written else IN_ORDER(portfolio_row(touched))


def due_days(touched: Touched) -> Iterator[list[str]]:
    """The days on which something of a matter is due, the first of each kind; matters without any are left out."""
    for rows in touched.agenda.by_matter.values():
        first: dict[DeadlineKind, date] = {}
        for row in rows:
            if row.kind in NODES:
                first[row.kind] = min(row.due_on, first.get(row.kind, date.max))
        if first:
            yield sorted({on.isoformat() for on in first.values()})


def check_filled(connection: Connection, known_at: datetime) -> None:
    """Raises DomainError past_incomplete while rows of a moment are still being made up."""
    m = missing.c
    gaps = select(func.count()).select_from(missing).where(m.since <= known_at, m.until > known_at)
    if left := connection.execute(gaps).scalar_one():
        raise DomainError("past_incomplete", left=left)


def is_filled(connection: Connection) -> bool:
    """Whether no day is missing."""
    return connection.execute(select(missing.c.number).limit(1)).first() is None


def at(known_at: datetime) -> Select[Any]:
    """The past rows as they stood at a moment: of each project the last."""
    newest = (
        select(c.number, func.max(c.known_on).label("known_on")).where(c.recorded_at <= known_at).group_by(c.number)
    ).subquery()
    return select(past).join(newest, and_(newest.c.number == c.number, newest.c.known_on == c.known_on))


def then(query: S, known_at: datetime | None) -> S:
    """A query of the portfolio that reads a past moment, where one is named: its rows go by the portfolio's name."""
    return query if known_at is None else query.add_cte(at(known_at).cte(portfolio.name))


def count_due_then(
    connection: Connection,
    known_at: datetime,
    first: date,
    last: date,
    numbers: Collection[int] | None = None,
) -> int:
    """The matters (of some projects) with something due in [first, last], as they were known at a moment."""
    rows = connection.execute(at(known_at).with_only_columns(c.number, c.due_days))
    days = (own for number, matters in rows if numbers is None or number in numbers for own in matters)
    return sum(any(first.isoformat() <= on <= last.isoformat() for on in own) for own in days)
