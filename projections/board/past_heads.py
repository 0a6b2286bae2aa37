"""The figures above the board as they stood at a past moment, or of some projects only: counted from the rows."""

from datetime import date, datetime
from statistics import median

from sqlalchemy import Engine, select

from domain.lights import Light
from domain.project.events.targets import START_ON_LAND
from projections.board.heads import Heads, count_due, sunday_after
from projections.board.standings import counts
from projections.database import reading
from projections.rows.checkpoints import read_position
from projections.views.past import check_filled, count_due_then, then
from projections.views.portfolio import portfolio
from projections.views.reach import Reach, numbers_within, within_then


def heads_within(
    engine: Engine, today: date, reach: Reach, known_at: datetime | None = None, on_land: int = START_ON_LAND
) -> Heads:
    """The figures of the projects within reach, as they are known now or were at a moment.

    Raises DomainError past_incomplete.
    """
    ahead_days = portfolio.c.ahead_days
    with reading(engine) as connection:
        if known_at is not None:
            check_filled(connection, known_at)
        wanted = within_then(connection, reach, known_at)
        own = None if reach.everything else set(numbers_within(connection, reach))
        row = connection.execute(then(select(*counts(today, on_land)).where(*wanted), known_at)).mappings().one()
        gained = then(select(ahead_days).where(ahead_days.is_not(None), *wanted), known_at)
        ahead = list(connection.execute(gained).scalars())

        def count(last: date) -> int:
            if known_at is None:
                return count_due(connection, today, last, wanted)
            return count_due_then(connection, known_at, today, last, own)

        return Heads(
            total=row["total"],
            lights={light.value: row[light.value] or 0 for light in Light},
            due_today=count(today),
            due_this_week=count(sunday_after(today)),
            over_promised=row["over_promised"],
            over_statutory=row["over_statutory"],
            start_on_land_met=row["met"],
            start_on_land_of=row["signed"],
            median_ahead=median(ahead) if ahead else None,
            ahead_of=len(ahead),
            unconfirmed=row["unconfirmed"],
            position=read_position(connection),
        )
