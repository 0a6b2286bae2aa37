"""Claims: who is sending a reminder just now. A claim is a lease: one that ran out is anybody's again."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import Engine, bindparam, delete, update

from projections.ops.tables import CLAIM
from projections.ops.upsert import insert_into

Key = tuple[UUID, str]
"""A message: its rung and to whom it goes."""
LEASE = timedelta(seconds=120)  # longer than one person's channels may take for one message


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim we hold; `tries` counts the failed ones before it."""

    tries: int


class Claims:
    """The claims of one owner, a running scheduler."""

    def __init__(self, engine: Engine, owner: str | None = None, lease: timedelta = LEASE) -> None:
        self.engine = engine
        self.owner = owner or uuid4().hex
        self.lease = lease

    def take(self, rung: UUID, staff: str, now: datetime) -> Claim | None:
        """Claim one message; None while another claim on it, our own included, still runs."""
        return self.take_all([(rung, staff)], now).get((rung, staff))

    def take_all(self, messages: Sequence[Key], now: datetime) -> Mapping[Key, Claim]:
        """Claim messages in one transaction; those on which a claim, our own included, still runs are left out."""
        if not messages:
            return {}
        insert = insert_into(self.engine, CLAIM)
        mine = {name: insert.excluded[name] for name in ("owner", "leased_until")}
        statement = insert.on_conflict_do_update(
            index_elements=["rung", "staff"], set_=mine, where=CLAIM.c.leased_until <= now
        ).returning(CLAIM.c.rung, CLAIM.c.staff, CLAIM.c.tries)
        own = {"owner": self.owner, "leased_until": now + self.lease, "tries": 0}
        values = [{"rung": rung, "staff": staff, **own} for rung, staff in sorted(set(messages), key=in_order)]
        with self.engine.begin() as connection:
            return {(row.rung, row.staff): Claim(row.tries) for row in connection.execute(statement, values)}

    def defer(self, rung: UUID, staff: str, until: datetime, tries: int) -> None:
        """Keep a claim of our own until then, when the next try comes, with the number of tries so far."""
        self.settle(deferred={(rung, staff): (until, tries)})

    def release(self, rung: UUID, staff: str) -> None:
        """Give a claim up once its outcome is recorded; one that another owner took over meanwhile stays his."""
        self.settle(released=[(rung, staff)])

    def settle(
        self, released: Collection[Key] = (), deferred: Mapping[Key, tuple[datetime, int]] | None = None
    ) -> None:
        """Release and defer claims of our own in one transaction."""
        own = (CLAIM.c.rung == bindparam("of"), CLAIM.c.staff == bindparam("to"), CLAIM.c.owner == self.owner)
        with self.engine.begin() as connection:
            if released:
                done = [{"of": rung, "to": staff} for rung, staff in released]
                connection.execute(delete(CLAIM).where(*own), done)
            if deferred:
                later = [
                    {"of": rung, "to": staff, "leased_until": until, "tries": tries}
                    for (rung, staff), (until, tries) in deferred.items()
                ]
                connection.execute(update(CLAIM).where(*own), later)


def in_order(message: Key) -> tuple[int, str]:
    """All claim in one order, so that none waits for another who waits for him; quicker than comparing UUIDs."""
    return message[0].int, message[1]
