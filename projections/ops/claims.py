"""Claims: who is sending a reminder just now. A claim is a lease: one that ran out is anybody's again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import Engine, delete, update

from projections.ops.tables import CLAIM
from projections.ops.upsert import insert_into

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
        """Claim one message; None while another claim on it, our own included, still runs. One statement."""
        mine = {"owner": self.owner, "leased_until": now + self.lease}
        statement = (
            insert_into(self.engine, CLAIM)
            .values(rung=rung, staff=staff, tries=0, **mine)
            .on_conflict_do_update(index_elements=["rung", "staff"], set_=mine, where=CLAIM.c.leased_until <= now)
            .returning(CLAIM.c.tries)
        )
        with self.engine.begin() as connection:
            row = connection.execute(statement).first()
        return Claim(row.tries) if row else None

    def defer(self, rung: UUID, staff: str, until: datetime, tries: int) -> None:
        """Keep a claim of our own until then, when the next try comes, with the number of tries so far."""
        own = (CLAIM.c.rung == rung, CLAIM.c.staff == staff, CLAIM.c.owner == self.owner)
        with self.engine.begin() as connection:
            connection.execute(update(CLAIM).where(*own).values(leased_until=until, tries=tries))

    def release(self, rung: UUID, staff: str) -> None:
        """Give a claim up once its outcome is recorded; one that another owner took over meanwhile stays his."""
        own = (CLAIM.c.rung == rung, CLAIM.c.staff == staff, CLAIM.c.owner == self.owner)
        with self.engine.begin() as connection:
            connection.execute(delete(CLAIM).where(*own))
