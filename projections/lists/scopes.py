"""What the scopes of a project are, as the portfolio has them."""

from collections.abc import Mapping

from sqlalchemy import Engine, select

from domain.project.model.scoping import scope_names
from projections.database import reading
from projections.views.portfolio import portfolio


def scopes_of(engine: Engine, project: str) -> Mapping[str, str]:
    """What the keys of a project (by its uuid) are called by; closed scopes too."""
    query = select(portfolio.c.scopes, portfolio.c.keepers).where(portfolio.c.project == project)
    with reading(engine) as connection:
        found = connection.execute(query).first()
    return scope_names(*found) if found else {}
