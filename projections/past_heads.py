"""The figures above the board as they stood at a past moment: seldom asked, so counted from the past rows."""

from datetime import date, datetime
from statistics import median

from sqlalchemy import Engine, select

from domain.project.lights import Light
from projections.checkpoints import read_position
from projections.database import reading
from projections.heads import Heads, sunday_after
from projections.past import check_filled, count_due_then, then
from projections.portfolio import portfolio
from projections.standings import counts


def heads_then(engine: Engine, today: date, known_at: datetime) -> Heads:
    """The figures on a day as they were known at a moment. Raises DomainError past_incomplete."""
    ahead_days = portfolio.c.ahead_days
    with reading(engine) as connection:
        check_filled(connection, known_at)
        row = connection.execute(then(select(*counts(today)), known_at)).mappings().one()
        gained = then(select(ahead_days).where(ahead_days.is_not(None)), known_at)
        ahead = list(connection.execute(gained).scalars())
        return Heads(
            total=row["total"],
            lights={light.value: row[light.value] for light in Light},
            due_today=count_due_then(connection, known_at, today, today),
            due_this_week=count_due_then(connection, known_at, today, sunday_after(today)),
            over_promised=row["over_promised"],
            over_statutory=row["over_statutory"],
            start_on_land_met=row["met"],
            start_on_land_of=row["signed"],
            median_ahead=median(ahead) if ahead else None,
            ahead_of=len(ahead),
            unconfirmed=row["unconfirmed"],
            position=read_position(connection),
        )
