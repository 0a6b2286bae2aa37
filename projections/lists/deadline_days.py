"""The open deadlines of a stretch of days: how many on which day in whose hands, and those of one day."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Engine, func, select

from projections.database import reading
from projections.rows.checkpoints import read_position
from projections.views.deadlines import DeadlinePage, c, deadlines, next_cursor, of_projects
from projections.views.deadlines import behind as behind_cursor
from projections.views.portfolio import portfolio
from projections.views.reach import Reach, within

DAY = timedelta(days=1)


def counts(
    engine: Engine, first: date, last: date, reach: Reach, department: str | None = None
) -> Mapping[date, Counter[str]]:
    """Per day of [first, last] how many deadlines are whose."""
    query = select(c.due_on, c.owner, func.count()).where(*days(first, last), *wanted(reach, department))
    query = query.select_from(deadlines.join(portfolio, portfolio.c.number == c.number))
    found: dict[date, Counter[str]] = {}
    with reading(engine) as connection:
        for day, owner, count in connection.execute(query.group_by(c.due_on, c.owner)):
            found.setdefault(day, Counter())[owner] = count
    return found


def between(
    engine: Engine,
    first: date,
    last: date,
    reach: Reach,
    *,
    department: str | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> DeadlinePage:
    """A page of the deadlines of [first, last], the earliest first. Raises DomainError bad_cursor."""
    asked = [*days(first, last), *wanted(reach, department), *([behind_cursor(cursor)] if cursor else [])]
    query = of_projects().where(*asked).order_by(c.key, c.number).limit(limit + 1)
    with reading(engine) as connection:
        found = [dict(row) for row in connection.execute(query).mappings()]
        position = read_position(connection)
    return DeadlinePage(tuple(found[:limit]), next_cursor(found, limit), position)


def projects_with(engine: Engine, first: date, last: date, limit: int) -> Sequence[str]:
    """The projects (ids) with a deadline whose clock runs, or that is due, in [first, last]: those due first."""
    p = portfolio.c
    query = select(p.project).join(deadlines, p.number == c.number).where(c.due_on >= first, c.start <= last)
    query = query.group_by(p.project).order_by(func.min(c.key), p.project).limit(limit)
    with reading(engine) as connection:
        return connection.execute(query).scalars().all()


def days(first: date, last: date) -> Sequence[ColumnElement[bool]]:
    """A deadline's key begins with its day."""
    return c.key >= first.isoformat(), c.key < (last + DAY).isoformat()


def wanted(reach: Reach, department: str | None) -> Sequence[ColumnElement[bool]]:
    """Those within reach, and a department's alone where one is named."""
    return (*within(reach), *([c.department == department] if department else []))
