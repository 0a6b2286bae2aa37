"""The receivers of the log: address, secret and filter, and how far each has got.

The log itself is the outbox: a receiver's `position` is all that has to be remembered. It moves only from where the one
who moves it believes it to be, so that two senders, or a sender and an administrator, never undo each other's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Engine, delete, select, update

from projections.ops.tables import RECEIVER
from projections.ops.upsert import insert_into

LONGEST_PROBLEM = 200
r = RECEIVER.c


@dataclass(frozen=True, slots=True)
class Receiver:
    """A receiver as the list shows it, without its secret; `address` is for the sender alone.

    `failures`: in a row, `problem` why the last one, `try_at` when the next try is. `ended`: it answered 410.
    """

    id: UUID
    address: str
    host: str
    topics: Sequence[str]
    position: int
    paused: bool
    ended: bool
    sent: int
    sent_at: datetime | None
    failures: int
    problem: str
    try_at: datetime | None
    registered_at: datetime
    registered_by: str


COLUMNS = [column for column in RECEIVER.c if column.name != "secret"]


class Receivers:
    """All receivers of an installation."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def keep(self, receiver: Receiver, secret: bytes) -> None:
        """Have a receiver; once more changes nothing."""
        values = {name: getattr(receiver, name) for name in Receiver.__slots__} | {"topics": list(receiver.topics)}
        statement = insert_into(self.engine, RECEIVER).values(**values, secret=secret)
        with self.engine.begin() as connection:
            connection.execute(statement.on_conflict_do_nothing(index_elements=["id"]))

    def all(self) -> list[Receiver]:
        """All of them, the oldest first."""
        with self.engine.connect() as connection:
            rows = connection.execute(select(*COLUMNS).order_by(r.registered_at, r.id)).mappings()
            return [Receiver(**{**row, "topics": tuple(row["topics"])}) for row in rows]

    def secret(self, receiver: UUID) -> bytes | None:
        """The secret that signs for a receiver; None when it was removed."""
        with self.engine.connect() as connection:
            return connection.execute(select(r.secret).where(r.id == receiver)).scalar()

    def pause(self, receiver: UUID) -> None:
        """Send nothing for now."""
        self.set(receiver, paused=True)

    def resume(self, receiver: UUID, after: int | None) -> None:
        """Send again, at once; once more from behind a position where one is named."""
        moved = {} if after is None else {"position": after}
        self.set(receiver, paused=False, ended=False, failures=0, problem="", try_at=None, **moved)

    def remove(self, receiver: UUID) -> None:
        """Forget it, secret and all."""
        with self.engine.begin() as connection:
            connection.execute(delete(RECEIVER).where(r.id == receiver))

    def set(self, receiver: UUID, **values: object) -> None:
        with self.engine.begin() as connection:
            connection.execute(update(RECEIVER).where(r.id == receiver).values(**values))

    def moved(self, receiver: UUID, was: int, position: int, sent: int, at: datetime | None) -> bool:
        """It took everything up to a position; False when somebody else has moved it, paused or removed it."""
        values = {"position": position, "sent": r.sent + sent, "failures": 0, "problem": "", "try_at": None}
        if at is not None:
            values["sent_at"] = at
        standing = (r.id == receiver, r.position == was, r.paused.is_(False))
        with self.engine.begin() as connection:
            return connection.execute(update(RECEIVER).where(*standing).values(**values)).rowcount == 1

    def put_back(self, end: int) -> None:
        """An older log was put back, which ends there: what is recorded from now on is to go out."""
        with self.engine.begin() as connection:
            connection.execute(update(RECEIVER).where(r.position > end).values(position=end))

    def failed(self, receiver: UUID, was: int, problem: str, try_at: datetime, *, ended: bool = False) -> None:
        """It did not take the next one."""
        values = {"failures": r.failures + 1, "problem": problem[:LONGEST_PROBLEM], "try_at": try_at, "ended": ended}
        with self.engine.begin() as connection:
            connection.execute(update(RECEIVER).where(r.id == receiver, r.position == was).values(**values))
