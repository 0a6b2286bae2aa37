"""What a calendar feed shows: the open deadlines of one specialist, task force, department or project."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, and_, select

from domain.project.model.state import ENDED
from projections.database import reading
from projections.ops.feeds import FeedOf
from projections.views.deadlines import deadlines, of_projects
from projections.views.history import history
from projections.views.portfolio import portfolio

MOST = 2000  # deadlines in one feed, the earliest
AT_ONCE = 500  # projects in one question

SUBJECTS = {
    FeedOf.STAFF: portfolio.c.specialist,
    FeedOf.TEAM: portfolio.c.team,
    FeedOf.DEPARTMENT: deadlines.c.department,
    FeedOf.PROJECT: portfolio.c.project,
}


def feed_rows(engine: Engine, kind: FeedOf, subject: str) -> Sequence[Mapping[str, Any]]:
    """The rows with their projects, the earliest first, `MOST` at most; none of projects that have ended."""
    wanted = (SUBJECTS[kind] == subject, portfolio.c.status.not_in([str(one) for one in ENDED]))
    query = of_projects().where(*wanted).order_by(deadlines.c.key, deadlines.c.number).limit(MOST)
    with reading(engine) as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def last_recorded(engine: Engine, projects: Iterable[str]) -> Mapping[str, datetime]:
    """When the last event of each project was recorded, as the views know it."""
    wanted, p, h = sorted(set(projects)), portfolio.c, history.c
    last = and_(h.number == p.number, h.version == p.version)
    found: dict[str, datetime] = {}
    with reading(engine) as connection:
        for start in range(0, len(wanted), AT_ONCE):
            some = p.project.in_(wanted[start : start + AT_ONCE])
            query = select(p.project, h.recorded_at).join(history, last).where(some)
            found |= {row.project: row.recorded_at for row in connection.execute(query)}
    return found
