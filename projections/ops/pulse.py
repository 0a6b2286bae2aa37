"""The pulse of the background workers: when each last did its round, readable from any process."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, select

from projections.ops.tables import PULSE
from projections.ops.upsert import insert_into

LONGEST_PROBLEM = 200


@dataclass(frozen=True, slots=True)
class Beat:
    """The last round: whose, when, how long it took, how many failed in a row and why the last one did."""

    leader: str
    beaten_at: datetime
    took_ms: int
    failures: int
    problem: str

    def lag(self, now: datetime) -> float:
        """Seconds since the last round."""
        return (now - self.beaten_at).total_seconds()


class Pulse:
    """The pulses of the workers, by their names."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def beat(self, name: str, leader: str, at: datetime, took_ms: int, problem: str = "") -> None:
        """A round is over; `problem` says why it failed, nothing when it did not."""
        values = {"leader": leader, "beaten_at": at, "took_ms": took_ms, "problem": problem[:LONGEST_PROBLEM]}
        first = insert_into(self.engine, PULSE).values(name=name, failures=1 if problem else 0, **values)
        again = {**values, "failures": PULSE.c.failures + 1 if problem else 0}
        with self.engine.begin() as connection:
            connection.execute(first.on_conflict_do_update(index_elements=["name"], set_=again))

    def read(self, name: str) -> Beat | None:
        """The last round of a worker; None before its first."""
        columns = [column for column in PULSE.c if column.name != "name"]
        with self.engine.connect() as connection:
            row = connection.execute(select(*columns).where(PULSE.c.name == name)).mappings().one_or_none()
        return Beat(**row) if row else None
