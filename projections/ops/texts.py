"""Free text that may hold personal data: kept outside the log, under an id that an event names, and erasable."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import Connection, Engine, select, update

from domain.errors import DomainError
from projections.ops.tables import TEXT
from projections.ops.upsert import insert_into


class Texts:
    """The texts of an installation."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def keep(self, text_id: str, text: str) -> None:
        """Store a text; once more changes nothing, and an erased one stays erased."""
        statement = insert_into(self.engine, TEXT).values(id=text_id, text=text)
        with self.engine.begin() as connection:
            connection.execute(statement.on_conflict_do_nothing(index_elements=["id"]))

    def read(self, ids: Iterable[str]) -> Mapping[str, str | None]:
        """The texts by id, None for an erased one; ids nobody stored are left out."""
        wanted = select(TEXT.c.id, TEXT.c.text).where(TEXT.c.id.in_(tuple(ids)))
        with self.engine.connect() as connection:
            return {row.id: row.text for row in connection.execute(wanted)}

    def erase(self, text_id: str, at: datetime) -> None:
        """Take the words away for good; their hash stays in the log. Raises DomainError unknown_text."""
        known = TEXT.c.id == text_id
        with self.engine.begin() as connection:
            if connection.execute(select(TEXT.c.id).where(known)).first() is None:
                raise DomainError("unknown_text", text=text_id)
            erase_in(connection, [text_id], at)


def erase_in(connection: Connection, ids: Iterable[str], at: datetime) -> None:
    """Within a transaction: take the words away; those that are gone keep the moment at which they went."""
    known = TEXT.c.id.in_(tuple(ids))
    connection.execute(update(TEXT).where(known, TEXT.c.text.is_not(None)).values(text=None, erased_at=at))
