"""Tables about what is no project: whoever reads brings them up to the log first, so they belong to no projector.

Their rows follow from the log alone and can be made anew.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

from sqlalchemy import BigInteger, Column, Connection, Engine, Integer, Table, delete, inspect, select

from domain.log.ledger import Ledger
from projections.database import reading, writing
from projections.ops.upsert import insert_into
from projections.rows.batches import Entry
from projections.rows.tables import metadata

BATCH = 1000  # events at a time


class Write(Protocol):
    """How a table takes the events that came: put in, or in place of what was there."""

    def __call__(self, connection: Connection, database: Engine, entries: Sequence[Entry], /) -> None: ...


def progress_of(name: str) -> Table:
    """The table that keeps how far another one is."""
    return Table(
        f"{name}_progress",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("position", BigInteger, nullable=False),
    )


class FollowedRows:
    """A table that follows some topics of the log, with its progress in the same transaction."""

    def __init__(
        self, ledger: Ledger, database: Engine, topics: Sequence[str], tables: tuple[Table, Table], write: Write
    ) -> None:
        self.ledger = ledger
        self.database = database
        self.topics = topics
        self.rows, self.progress = tables
        self.write = write
        self.there = False

    def catch_up(self, enough: Callable[[], bool] = lambda: False) -> int:
        """Bring the rows up to the end of the log; the position reached. Next to nothing when there is no news.

        Before each batch it is asked whether it is `enough`. Rows that are ahead of the log (an older one was put back)
        are made anew.
        """
        position, goal = self.position(), self.ledger.position()
        if position > goal:
            self.clear()
            position = 0
        while position < goal and not enough():
            with writing(self.database) as connection:
                position = self.read_progress(connection)
                entries = list(self.ledger.of_topics(self.topics, position, BATCH))
                self.write(connection, self.database, entries)
                reached = entries[-1][0] if len(entries) == BATCH else max(goal, position)
                self.keep_progress(connection, reached)
            position = reached
        return position

    def rebuild(self) -> int:
        """Make all rows anew; the position reached."""
        self.clear()
        return self.catch_up()

    def clear(self) -> None:
        """Take all rows out, to be made anew."""
        self.make()
        with writing(self.database) as connection:
            connection.execute(delete(self.rows))
            self.keep_progress(connection, 0)

    def position(self) -> int:
        """How far the rows are."""
        self.make()
        with reading(self.database) as connection:
            return self.read_progress(connection)

    def make(self) -> None:
        """Make the tables where they are missing."""
        if self.there:
            return
        known = inspect(self.database).get_table_names()
        if self.rows.name not in known or self.progress.name not in known:
            with writing(self.database) as connection:
                metadata.create_all(connection, tables=(self.rows, self.progress))
        self.there = True

    def read_progress(self, connection: Connection) -> int:
        return connection.execute(select(self.progress.c.position)).scalar() or 0

    def keep_progress(self, connection: Connection, position: int) -> None:
        statement = insert_into(self.database, self.progress).values(id=1, position=position)
        connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_={"position": position}))
