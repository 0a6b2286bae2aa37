"""Projects that share a national code: it is not unique, a double is worth a warning (ruling 29)."""

from uuid import UUID

from sqlalchemy import Engine, select

from projections.database import reading
from projections.views.portfolio import portfolio


def same_national_code(views: Engine, project: UUID, national_code: str) -> tuple[str, ...]:
    """The bureau's codes of the other projects that have this national code."""
    if not national_code:
        return ()
    wanted = select(portfolio.c.code).where(
        portfolio.c.national_code == national_code, portfolio.c.project != str(project)
    )
    with reading(views) as connection:
        return tuple(connection.execute(wanted.order_by(portfolio.c.code)).scalars())
