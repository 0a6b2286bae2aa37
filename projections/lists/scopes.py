"""What the scopes of a project are, as the portfolio has them."""

from collections.abc import Mapping

from sqlalchemy import Engine, select

from projections.database import reading
from projections.views.portfolio import portfolio


def scopes_of(engine: Engine, project: str) -> Mapping[str, str]:
    """The kind of each scope of a project (by its uuid), by the scope's id; closed ones too."""
    query = select(portfolio.c.scopes).where(portfolio.c.project == project)
    with reading(engine) as connection:
        found: Mapping[str, str] | None = connection.execute(query).scalar()
    return found or {}
