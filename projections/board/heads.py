"""The figures above the board, on a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Connection, Engine, func, select

from domain.project.events.targets import START_ON_LAND
from projections.board.counts import Teams, by_light, up_to, values
from projections.database import reading
from projections.rows.checkpoints import read_position
from projections.views.deadlines import NODES, deadlines
from projections.views.portfolio import portfolio

SUNDAY = 7


@dataclass(frozen=True)
class Heads:
    """Counts of projects, but for the due ones, which are matters with something due.

    Start on land and the median ahead leave out permits that are prior or wait for confirmation.
    """

    total: int
    lights: dict[str, int]
    due_today: int
    due_this_week: int  # from today to Sunday
    over_promised: int
    over_statutory: int
    start_on_land_met: int
    start_on_land_of: int
    median_ahead: float | None
    ahead_of: int  # projects with an expected date and a permit
    unconfirmed: int  # facts waiting for a department
    position: int


def heads(engine: Engine, today: date, teams: Teams = None, on_land: int = START_ON_LAND) -> Heads:
    """The figures on a day, of all projects or those of some task forces."""
    own = () if teams is None else (portfolio.c.team.in_(sorted(teams)),)
    with reading(engine) as connection:
        known = up_to(connection, today, ("all", "over_promised", "over_statutory", "unconfirmed"), teams)
        started, ahead = values(connection, "start_on_land", teams), values(connection, "ahead", teams)
        missed = values(connection, "start_missed", teams, today)
        return Heads(
            total=known["all"],
            lights=by_light(connection, today, teams),
            due_today=count_due(connection, today, today, own),
            due_this_week=count_due(connection, today, sunday_after(today), own),
            over_promised=known["over_promised"],
            over_statutory=known["over_statutory"],
            start_on_land_met=within(started, on_land) - within(missed, on_land),
            start_on_land_of=sum(count for _, count in started),
            median_ahead=median(ahead),
            ahead_of=sum(count for _, count in ahead),
            unconfirmed=known["unconfirmed"],
            position=read_position(connection),
        )


def within(counted: Sequence[tuple[int, int]], most: int) -> int:
    """How many have a figure up to one."""
    return sum(count for figure, count in counted if figure <= most)


def sunday_after(today: date) -> date:
    """The end of the week."""
    return today + timedelta(days=SUNDAY - today.isoweekday())


def median(counted: Sequence[tuple[int, int]]) -> float | None:
    """The middle of figures in ascending order, each so many times; between two the middle of both."""
    total = sum(count for _, count in counted)
    if not total:
        return None
    return (ranked(counted, (total - 1) // 2) + ranked(counted, total // 2)) / 2


def ranked(counted: Sequence[tuple[int, int]], rank: int) -> int:
    """The figure at a place, from 0."""
    for value, count in counted:
        if rank < count:
            return value
        rank -= count
    raise IndexError(rank)


def count_due(connection: Connection, first: date, last: date, wanted: Sequence[ColumnElement[bool]] = ()) -> int:
    """The matters (of some projects) with an open deadline in [first, last]; a deadline's key begins with its day."""
    d, p = deadlines.c, portfolio.c
    days = (d.key >= first.isoformat(), d.key < (last + timedelta(days=1)).isoformat())
    own = (d.number.in_(select(p.number).where(*wanted)),) if wanted else ()
    due = select(d.number, d.matter).where(*days, *own, d.kind.in_(NODES)).distinct().subquery()
    return connection.execute(select(func.count()).select_from(due)).scalar_one()
