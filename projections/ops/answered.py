"""Requests that act once beside the log: what was answered under a key, kept in the transaction of the act itself.

What a command records is known by its events; this is for what changes the operational store alone. Nothing secret is
kept: the answer is without what is shown once, the digest of a request that holds a password is hashed as a password.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select

from domain.log.ledger import Clock, system_clock
from projections.ops.tables import ANSWERED

KEPT = timedelta(days=30)
ERASED = ""  # in place of an answer that told of somebody whose data were erased
c = ANSWERED.c

Note = Callable[[Connection, Any], None]
"""Keeps, in the transaction of an act, what its answer is made of."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What somebody was answered under a key; `about`: the person whose data the answer may hold."""

    actor: str
    key: str
    digest: str = field(repr=False)
    answer: str = field(repr=False)
    about: str = ""


def unnoted(_: Connection, __: Any) -> None:
    """For an act that has no key."""


class AnsweredRequests:
    """The answers kept by an installation."""

    def __init__(self, engine: Engine, clock: Clock = system_clock) -> None:
        self.engine = engine
        self.clock = clock

    def find(self, actor: str, key: str) -> Answered | None:
        """What somebody was answered under a key."""
        query = select(*(c[name] for name in Answered.__dataclass_fields__)).where(c.actor == actor, c.key == key)
        with self.engine.connect() as connection:
            row = connection.execute(query).mappings().one_or_none()
        return Answered(**row) if row else None

    def keep(self, connection: Connection, one: Answered) -> None:
        """Within the transaction of the act. Raises IntegrityError when the same key was quicker."""
        connection.execute(insert(ANSWERED).values(**asdict(one), at=self.clock()))

    def forget_old(self) -> int:
        """Forget what nobody will send again; how many there were."""
        with self.engine.begin() as connection:
            return connection.execute(delete(ANSWERED).where(c.at < self.clock() - KEPT)).rowcount
