"""What was counted since the store was made, by whichever process: for those who watch, no fact."""

from collections.abc import Mapping

from sqlalchemy import Engine, select

from projections.ops.tables import COUNTER
from projections.ops.upsert import insert_into


class Counters:
    """The counters of an installation."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def add(self, counts: Mapping[str, int]) -> None:
        """Count on; what is nothing costs nothing."""
        rows = [{"name": name, "value": count} for name, count in counts.items() if count]
        if rows:
            insert = insert_into(self.engine, COUNTER)
            more = {"value": COUNTER.c.value + insert.excluded.value}
            with self.engine.begin() as connection:
                connection.execute(insert.on_conflict_do_update(index_elements=["name"], set_=more), rows)

    def read(self) -> dict[str, int]:
        """All of them."""
        with self.engine.connect() as connection:
            return {row.name: row.value for row in connection.execute(select(COUNTER))}
