"""Matters that wait for papers, or for the end of a stop: those within reach, the longest waiting first."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Engine, func, select

from domain.project.model.phases import Phase
from projections.database import reading
from projections.views.matters import matters, of_projects
from projections.views.portfolio import portfolio
from projections.views.reach import Reach, within

WAITING = (Phase.SUPPLEMENT_REQUESTED.value, Phase.SUSPENDED.value)
LIMIT = 60  # that a list shows


def waiting(engine: Engine, reach: Reach, department: str | None, limit: int) -> Sequence[Mapping[str, Any]]:
    """A row each, with its project; `department`: its matters instead, for an officer, who reaches all of those."""
    m = matters.c
    whose = within(reach) if department is None else [m.department == department]
    query = of_projects().add_columns(portfolio.c.scopes).where(m.phase.in_(WAITING), *whose)
    since = func.coalesce(m.stopped_since, m.requested_on, m.received_on)
    with reading(engine) as connection:
        return [dict(row) for row in connection.execute(query.order_by(since, m.number, m.key).limit(limit)).mappings()]


def stopped(engine: Engine, codes: Collection[str]) -> frozenset[tuple[str, str]]:
    """The matters of some projects that are stopped, each by its project's code and its key."""
    p, m = portfolio.c, matters.c
    query = select(p.code, m.key).join(portfolio, p.number == m.number).where(m.phase == Phase.SUSPENDED.value)
    with reading(engine) as connection:
        return frozenset((code, key) for code, key in connection.execute(query.where(p.code.in_(codes))))
