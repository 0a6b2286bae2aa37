"""The figures above the board, on a day."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, func, select

from domain.project.lights import Light
from projections.board import light_is
from projections.checkpoints import read_position
from projections.database import reading
from projections.matters import due_between
from projections.past import count_due_then, then
from projections.portfolio import portfolio

START_ON_LAND = 5  # working days
SUNDAY = 7

c = portfolio.c


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


def heads(engine: Engine, today: date, known_at: datetime | None = None) -> Heads:
    """The figures on a day, as they are known now or were at a moment."""
    sunday = today + timedelta(days=SUNDAY - today.isoweekday())
    with reading(engine) as connection:
        row = connection.execute(then(select(*counts(today)), known_at)).mappings().one()
        gained = then(select(c.ahead_days).where(c.ahead_days.is_not(None)), known_at)
        ahead = list(connection.execute(gained).scalars())
        return Heads(
            total=row["total"],
            lights={light.value: row[light.value] for light in Light},
            due_today=count_due(connection, today, today, known_at),
            due_this_week=count_due(connection, today, sunday, known_at),
            over_promised=row["over_promised"],
            over_statutory=row["over_statutory"],
            start_on_land_met=row["met"],
            start_on_land_of=row["signed"],
            median_ahead=median(ahead) if ahead else None,
            ahead_of=len(ahead),
            unconfirmed=row["unconfirmed"],
            position=read_position(connection),
        )


def counts(today: date) -> list[ColumnElement[Any]]:
    """All counts of the portfolio in one pass."""
    number = func.count(c.number)
    return [
        number.label("total"),
        *(number.filter(light_is(light, today)).label(light.value) for light in Light),
        number.filter(c.over_promised_on <= today).label("over_promised"),
        number.filter(c.over_statutory_on <= today).label("over_statutory"),
        number.filter(c.start_on_land_days <= START_ON_LAND).label("met"),
        number.filter(c.start_on_land_days.is_not(None)).label("signed"),
        func.coalesce(func.sum(c.unconfirmed), 0).label("unconfirmed"),
    ]


def count_due(connection: Connection, first: date, last: date, known_at: datetime | None = None) -> int:
    """The matters with an open deadline in [first, last]."""
    if known_at is not None:
        return count_due_then(connection, known_at, first, last)
    return connection.execute(select(func.count()).where(due_between(first, last))).scalar_one()
