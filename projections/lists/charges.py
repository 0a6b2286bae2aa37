"""Which projects a person is in charge of, as the portfolio shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Engine, select

from domain.project.model.state import ENDED
from projections.database import reading
from projections.views.portfolio import portfolio
from projections.views.reach import EVERYTHING, Reach, within


@dataclass(frozen=True, slots=True)
class Charge:
    """A project and the task force it belongs to."""

    project: UUID
    code: str
    name: str
    team: str


def charges_of(engine: Engine, specialist: str, reach: Reach = EVERYTHING) -> Sequence[Charge]:
    """All projects of a specialist (within reach), ended ones too: somebody answers for what they still have to do."""
    c = portfolio.c
    query = (
        select(c.project, c.code, c.name, c.team).where(c.specialist == specialist, *within(reach)).order_by(c.number)
    )
    with reading(engine) as connection:
        return [Charge(UUID(row.project), row.code, row.name, row.team) for row in connection.execute(query)]


def open_within(engine: Engine, reach: Reach, most: int) -> Sequence[Charge]:
    """The projects within reach that have not ended, by name, for who chooses one of them: `most` at most."""
    c = portfolio.c
    query = (
        select(c.project, c.code, c.name, c.team)
        .where(c.status.not_in([str(one) for one in ENDED]), *within(reach))
        .order_by(c.name, c.number)
        .limit(most)
    )
    with reading(engine) as connection:
        return [Charge(UUID(row.project), row.code, row.name, row.team) for row in connection.execute(query)]


def in_charge(engine: Engine, team: str) -> set[str]:
    """Who is in charge of a project of a task force."""
    c = portfolio.c
    with reading(engine) as connection:
        return set(connection.scalars(select(c.specialist).where(c.team == team).distinct()))
