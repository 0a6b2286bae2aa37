"""Failed sign-ins slow the next one: counted per account and address, per account, and per address.

Each count ends with its time. The keys are hashes: nobody reads here who tried, or from where.
"""

import hashlib
from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import Engine, case, delete, select

from domain.errors import DomainError
from domain.log.ledger import Clock, system_clock
from projections.ops.tables import FAILED_SIGN_IN
from projections.ops.upsert import insert_into

LASTS = timedelta(minutes=15)
OF_BOTH, OF_ACCOUNT, OF_ADDRESS = 5, 30, 60  # failures within that time
c = FAILED_SIGN_IN.c


class Throttle:
    """The failed sign-ins of an installation."""

    def __init__(self, engine: Engine, clock: Clock = system_clock) -> None:
        self.engine = engine
        self.clock = clock

    def admit(self, account: str, address: str) -> None:
        """Count a try before it is judged, so that many at once count too. Raises DomainError too_many_sign_ins."""
        most, now = bounds(account, address), self.clock()
        old = c.since <= now - LASTS
        with self.engine.begin() as connection:
            connection.execute(delete(FAILED_SIGN_IN).where(old))
            made = insert_into(self.engine, FAILED_SIGN_IN)
            again = {"failures": c.failures + 1, "since": case((c.failures > 0, c.since), else_=now)}
            for key in most:
                counted = made.values(key=key, failures=1, since=now)
                connection.execute(counted.on_conflict_do_update(index_elements=["key"], set_=again))
            rows = connection.execute(select(c.key, c.failures, c.since).where(c.key.in_(most))).all()
        over = [row.since for row in rows if row.failures > most[row.key]]
        if over:
            wait = max(over) + LASTS - now
            raise DomainError("too_many_sign_ins", seconds=max(1, int(wait.total_seconds())))

    def succeeded(self, account: str, address: str) -> None:
        """Who has proved who he is has failed at nothing: his tries are forgotten, others' from there are not."""
        with self.engine.begin() as connection:
            connection.execute(delete(FAILED_SIGN_IN).where(c.key == hashed("both", account, address)))
            for key in (hashed("account", account), hashed("address", address)):
                one_less = FAILED_SIGN_IN.update().where(c.key == key, c.failures > 0)
                connection.execute(one_less.values(failures=c.failures - 1))


def bounds(account: str, address: str) -> Mapping[str, int]:
    """How many failures each count bears."""
    return {
        hashed("both", account, address): OF_BOTH,
        hashed("account", account): OF_ACCOUNT,
        hashed("address", address): OF_ADDRESS,
    }


def hashed(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
