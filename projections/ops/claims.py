"""Claims: who is sending a reminder just now. A claim is a lease: one that ran out is anybody's again."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import Engine, delete

from projections.ops.tables import CLAIM
from projections.ops.upsert import insert_into

LEASE = timedelta(seconds=60)  # longer than the slowest channel may take for one message


class Claims:
    """The claims of one owner, a running scheduler."""

    def __init__(self, engine: Engine, owner: str | None = None, lease: timedelta = LEASE) -> None:
        self.engine = engine
        self.owner = owner or uuid4().hex
        self.lease = lease

    def take(self, rung: UUID, staff: str, now: datetime) -> bool:
        """Claim one message; False while another claim on it, our own included, still runs. One statement."""
        mine = {"owner": self.owner, "leased_until": now + self.lease}
        statement = (
            insert_into(self.engine, CLAIM)
            .values(rung=rung, staff=staff, **mine)
            .on_conflict_do_update(index_elements=["rung", "staff"], set_=mine, where=CLAIM.c.leased_until <= now)
            .returning(CLAIM.c.rung)
        )
        with self.engine.begin() as connection:
            return connection.execute(statement).first() is not None

    def release(self, rung: UUID, staff: str) -> None:
        """Give a claim up once its outcome is recorded; one that another owner took over meanwhile stays his."""
        own = (CLAIM.c.rung == rung, CLAIM.c.staff == staff, CLAIM.c.owner == self.owner)
        with self.engine.begin() as connection:
            connection.execute(delete(CLAIM).where(*own))
