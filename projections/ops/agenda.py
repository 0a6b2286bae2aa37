"""When each project has to be looked at next, and up to where the log was read for it.

Worked out from the facts and kept only so that a sweep need not look at projects of which nothing can be due yet:
what is lost here is worked out again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import Engine, select, update

from projections.ops.tables import AGENDA, AGENDA_MARK
from projections.ops.upsert import insert_into

AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Mark:
    """By which rules the moments were worked out, and how far the log was read."""

    basis: str
    position: int


class AgendaRows:
    """The rows of an installation, of all its schedulers."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def mark(self) -> Mark | None:
        """How far the agenda is; None before there is one."""
        with self.engine.connect() as connection:
            row = connection.execute(select(AGENDA_MARK.c.basis, AGENDA_MARK.c.position)).first()
        return Mark(row.basis, row.position) if row else None

    def begin(self, mark: Mark, projects: Iterable[UUID]) -> None:
        """All projects have to be looked at: by other rules, or for the first time."""
        insert = insert_into(self.engine, AGENDA_MARK).values(id=1, basis=mark.basis, position=mark.position)
        again = {"basis": mark.basis, "position": mark.position}
        rows = [{"project": project, "next_at": AT_ONCE, "seen": mark.position} for project in projects]
        with self.engine.begin() as connection:
            connection.execute(update(AGENDA).values(next_at=AT_ONCE, seen=mark.position))
            if rows:
                connection.execute(insert_into(self.engine, AGENDA).on_conflict_do_nothing(), rows)
            connection.execute(insert.on_conflict_do_update(index_elements=["id"], set_=again))

    def hurry(self, position: int) -> None:
        """All projects have to be looked at, because of something recorded up to a position."""
        with self.engine.begin() as connection:
            connection.execute(update(AGENDA).values(next_at=AT_ONCE, seen=position))

    def due(self, moment: datetime) -> list[UUID]:
        """The projects whose moment has come, the longest waiting first."""
        query = select(AGENDA.c.project).where(AGENDA.c.next_at <= moment)
        with self.engine.connect() as connection:
            return list(connection.execute(query.order_by(AGENDA.c.next_at, AGENDA.c.project)).scalars())

    def note(self, looked: Mapping[UUID, datetime | None], position: int) -> None:
        """When projects have to be looked at next, by what the log held up to a position; None: not without news.

        Who has seen more of the log is not overruled.
        """
        if not looked:
            return
        insert = insert_into(self.engine, AGENDA)
        later = {name: insert.excluded[name] for name in ("next_at", "seen")}
        statement = insert.on_conflict_do_update(
            index_elements=["project"], set_=later, where=AGENDA.c.seen <= insert.excluded.seen
        )
        rows = [{"project": one, "next_at": at, "seen": position} for one, at in looked.items()]
        with self.engine.begin() as connection:
            connection.execute(statement, rows)

    def arrive(self, mark: Mark) -> None:
        """All that the log held up to the position is in the rows."""
        further = (AGENDA_MARK.c.basis == mark.basis, AGENDA_MARK.c.position < mark.position)
        with self.engine.begin() as connection:
            connection.execute(update(AGENDA_MARK).where(*further).values(position=mark.position))
