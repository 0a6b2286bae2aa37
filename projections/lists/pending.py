"""What waits for a department's word (待核): the entries made on its behalf, the oldest first."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Engine, and_, func, select

from projections.database import reading
from projections.views.history import amendments, history
from projections.views.portfolio import portfolio
from projections.views.statistics import entries
from projections.views.statistics_rows import UNCONFIRMED

LIMIT = 100


def pending(engine: Engine, department: str, limit: int = LIMIT) -> Sequence[Mapping[str, Any]]:
    """The entries with their projects, what they say, who recorded them when, and the version of a contest."""
    e, h, p, later = entries.c, history.c, portfolio.c, amendments.c
    query = (
        select(
            e.version,
            h.matter,
            e.effective_on,
            h.topic,
            h.actor,
            h.recorded_at,
            p.code,
            p.name,
            p.scopes,
            p.keepers,
            later.contested_by,
        )
        .join(portfolio, p.number == e.number)
        .join(history, and_(h.number == e.number, h.version == e.version))
        .outerjoin(amendments, and_(later.number == e.number, later.version == e.version))
        .where(e.mark == UNCONFIRMED, e.department == department)
        .order_by(e.effective_on, e.number, e.version)
        .limit(limit)
    )
    with reading(engine) as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def count_pending(engine: Engine, department: str) -> int:
    """How many there are."""
    e = entries.c
    query = select(func.count()).where(e.mark == UNCONFIRMED, e.department == department)
    with reading(engine) as connection:
        return connection.execute(query).scalar_one()
