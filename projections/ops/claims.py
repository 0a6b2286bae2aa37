"""Claims: who is sending a reminder just now. A claim is a lease: one that ran out is anybody's again."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Column, Engine, bindparam, select, tuple_, update

from projections.ops.tables import CLAIM

Key = tuple[UUID, str]
"""A message: its rung and to whom it goes."""
MARKS: Mapping[str, str] = {"sqlite": "?", "postgresql": "%s"}
TAKE = (
    "INSERT INTO claim (rung, staff, owner, leased_until, tries) VALUES {} ON CONFLICT (rung, staff) DO UPDATE"
    " SET owner = excluded.owner, leased_until = excluded.leased_until WHERE claim.leased_until <= {}"
    " RETURNING rung, staff, tries"
)
RELEASE = "DELETE FROM claim WHERE owner = {} AND rung IN ({}) AND (rung, staff) IN (VALUES {})"  # found by the rung
LEASE = timedelta(seconds=120)  # longer than one person's channels may take for one message


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim we hold; `tries` counts the failed ones before it."""

    tries: int


class Driver:
    """Statements and values as the driver takes them: where thousands of messages are claimed in a morning, SQLAlchemy
    needs longer for each than the database does."""

    def __init__(self, engine: Engine) -> None:
        self.dialect = engine.dialect
        self.rung, self.moment = (self.written(column) for column in (CLAIM.c.rung, CLAIM.c.leased_until))
        self.mark = MARKS[engine.dialect.name]

    def written(self, column: Column[Any]) -> Callable[[Any], Any]:
        """How a value of a column is handed to the driver."""
        return column.type.dialect_impl(self.dialect).bind_processor(self.dialect) or (lambda value: value)

    def places(self, rows: int, columns: int) -> str:
        """Where so many rows of values go."""
        row = f"({', '.join([self.mark] * columns)})"
        return ", ".join([row] * rows)

    def taking(self, rows: int) -> str:
        """Claims so many messages, those on which none runs."""
        return TAKE.format(self.places(rows, len(CLAIM.columns)), self.mark)

    def releasing(self, rows: int) -> str:
        """Gives so many claims of an owner's up, in one statement: each lets all other threads run in between."""
        return RELEASE.format(self.mark, ", ".join([self.mark] * rows), self.places(rows, 2))


class Claims:
    """The claims of one owner, a running scheduler."""

    def __init__(self, engine: Engine, owner: str | None = None, lease: timedelta = LEASE) -> None:
        self.engine = engine
        self.owner = owner or uuid4().hex
        self.lease = lease
        self.driver = Driver(engine)

    def take(self, rung: UUID, staff: str, now: datetime) -> Claim | None:
        """Claim one message; None while another claim on it, our own included, still runs."""
        return self.take_all([(rung, staff)], now).get((rung, staff))

    def take_all(self, messages: Sequence[Key], now: datetime) -> Mapping[Key, Claim]:
        """Claim messages, a thousand at most, in one transaction; those on which a claim, our own included, still runs
        are left out."""
        if not messages:
            return {}
        wanted = {(self.driver.rung(rung), staff): (rung, staff) for rung, staff in sorted(messages, key=in_order)}
        until = self.driver.moment(now + self.lease)
        values = [value for rung, staff in wanted for value in (rung, staff, self.owner, until, 0)]
        statement = self.driver.taking(len(wanted))
        with self.engine.begin() as connection:
            found = connection.exec_driver_sql(statement, (*values, self.driver.moment(now)))
            return {wanted[rung, staff]: Claim(tries) for rung, staff, tries in found.all()}

    def renew(self, messages: Collection[Key], now: datetime) -> Collection[Key]:
        """Have claims of our own run anew from now on; those that another owner took over meanwhile are left out."""
        if not messages:
            return set()
        rungs = {rung for rung, _ in messages}
        own = (CLAIM.c.owner == self.owner, CLAIM.c.rung.in_(rungs), tuple_(CLAIM.c.rung, CLAIM.c.staff).in_(messages))
        query = select(CLAIM.c.rung, CLAIM.c.staff).where(*own).order_by(CLAIM.c.rung, CLAIM.c.staff).with_for_update()
        with self.engine.begin() as connection:
            found = {(rung, staff) for rung, staff in connection.execute(query)}
            connection.execute(update(CLAIM).where(*own).values(leased_until=now + self.lease))
            return found

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
                rungs = [self.driver.rung(rung) for rung, _ in released]
                pairs = [value for rung, (_, staff) in zip(rungs, released, strict=True) for value in (rung, staff)]
                connection.exec_driver_sql(self.driver.releasing(len(released)), (self.owner, *rungs, *pairs))
            if deferred:
                later = [
                    {"of": rung, "to": staff, "leased_until": until, "tries": tries}
                    for (rung, staff), (until, tries) in deferred.items()
                ]
                connection.execute(update(CLAIM).where(*own), later)


def in_order(message: Key) -> tuple[int, str]:
    """All claim in one order, so that none waits for another who waits for him; quicker than comparing UUIDs."""
    return message[0].int, message[1]
