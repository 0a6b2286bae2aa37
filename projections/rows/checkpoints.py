"""What the engine itself remembers: how far the log is read, the state of each view, the numbers of projects."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Engine,
    Integer,
    String,
    Table,
    delete,
    insert,
    select,
    text,
    update,
)

from domain.log.ledger import Ledger
from domain.project.model.rules import Rules
from projections.database import reading
from projections.rows.tables import metadata
from projections.rows.view import View

checkpoint = Table(
    "projection_checkpoint",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("position", BigInteger, nullable=False),
)
view_states = Table(
    "projection_views",
    metadata,
    Column("name", String, primary_key=True),
    Column("built_as", String, nullable=False),
    Column("stopped_at", BigInteger),
    Column("cause", String),
)
project_numbers = Table(
    "project_numbers",
    metadata,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("project", String(36), nullable=False, unique=True),
)
CHUNK = 500  # values in one IN list
LIT = frozenset({"portfolio", "portfolio_past"})  # views whose rows have lights
LOOKING_BACK = frozenset({"portfolio_past"})  # views whose rows go by the rules of their days
READ = text("SELECT position FROM projection_checkpoint")  # at every batch, so without what builds statements
MOVE = text("UPDATE projection_checkpoint SET position = :position")


@dataclass(frozen=True)
class ViewState:
    """What a view was built as; where and why it stopped, if it did."""

    name: str
    built_as: str
    stopped_at: int | None
    cause: str | None


def built_as(view: View, rules: Rules) -> str:
    """What rows depend on besides the log: their shape, the catalogue, the calendar; some on when lights go on, or on
    what the rules were before."""
    lights = f"/{rules.lights}" if view.name in LIT else ""
    since = f"/{rules.since}" if view.name in LOOKING_BACK else ""
    return f"{view.shape}/{rules.catalogue.digest}/{rules.calendar.version}{lights}{since}"


def read_position(connection: Connection) -> int:
    """The last id of the log that all running views have read."""
    return connection.execute(READ).scalar() or 0


def set_position(connection: Connection, position: int) -> None:
    """Move the checkpoint."""
    if not connection.execute(MOVE, {"position": position}).rowcount:
        connection.execute(insert(checkpoint).values(id=1, position=position))


def states(connection: Connection) -> dict[str, ViewState]:
    """The state of every view that was ever built."""
    return {row.name: ViewState(*row) for row in connection.execute(select(view_states))}


def set_state(connection: Connection, state: ViewState) -> None:
    """Note how a view stands."""
    values = {"built_as": state.built_as, "stopped_at": state.stopped_at, "cause": state.cause}
    changed = connection.execute(update(view_states).where(view_states.c.name == state.name).values(values))
    if not changed.rowcount:
        connection.execute(insert(view_states).values(name=state.name, **values))


def numbers_of(connection: Connection, projects: Iterable[UUID]) -> dict[UUID, int]:
    """The numbers of those streams that are projects."""
    wanted = [str(project) for project in projects]
    found: dict[UUID, int] = {}
    for place in range(0, len(wanted), CHUNK):
        some = project_numbers.c.project.in_(wanted[place : place + CHUNK])
        for row in connection.execute(select(project_numbers).where(some)):
            found[UUID(row.project)] = row.number
    return found


def keep_numbers(connection: Connection, numbers: Mapping[UUID, int]) -> None:
    """Note the numbers of projects that have none yet."""
    known = numbers_of(connection, numbers)
    missing = [
        {"number": number, "project": str(project)} for project, number in numbers.items() if project not in known
    ]
    if missing:
        connection.execute(insert(project_numbers), missing)


def drop_numbers(connection: Connection, projects: Collection[UUID]) -> None:
    """Take out the numbers of all but these projects: a log that was put back may have lost some."""
    known = connection.execute(select(project_numbers)).all()
    lost = [row.number for row in known if UUID(row.project) not in projects]
    for place in range(0, len(lost), CHUNK):
        some = project_numbers.c.number.in_(lost[place : place + CHUNK])
        connection.execute(delete(project_numbers).where(some))


def outdated(engine: Engine, views: Sequence[View], rules: Rules, ledger: Ledger) -> list[View]:
    """The views that were built from another shape, catalogue or calendar, or never; all, where the log ends before
    them: an older one was put back."""
    with reading(engine) as connection:
        known, position = states(connection), read_position(connection)
    if position > ledger.position():
        return list(views)
    return [view for view in views if view.name not in known or known[view.name].built_as != built_as(view, rules)]


def running(connection: Connection, views: Sequence[View]) -> list[View]:
    """The views that have not stopped."""
    known = states(connection)
    return [view for view in views if view.name not in known or known[view.name].stopped_at is None]
