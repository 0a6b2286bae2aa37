"""A sweep that finds 100 due among 1,000,000 pending, against one that finds 100 among 10,000.

    python -m benchmarks.sweep [--engine sqlite] [--rounds 7]

Two stores in one run, taking turns. In each the same projects fall due, a hundred at a time; the pending ones are rows
of the agenda whose moments lie in the days to come (their projects are not told: a sweep that looked would fail).
`open`: which projects to look at. `sweep`: all of it, messages claimed, sent to a fast receiver and recorded.
"""

import argparse
import json
import os
import random
import statistics
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import insert

from api.cli.serve import tune
from benchmarks.sending import Bench, receiver
from benchmarks.stores import stores
from projections.database import writing
from projections.ops.agenda import Mark
from projections.ops.tables import AGENDA
from scheduler.sweep import Sweeper

DUE = 100
FEW, MANY = 10_000, 1_000_000
PORTION = 50_000


class Crowd(Bench):
    """A store with so many pending."""

    def __init__(self, url: str, address: str, rounds: int, pending: int) -> None:
        super().__init__(url, address, DUE * rounds, each=1)
        self.running: Sweeper = self.sweeper()
        agenda, dice = self.running.agenda, random.Random(1)
        self.running.sweep(self.now - timedelta(days=1))  # the agenda is there, and the day's first sweep is over
        position = self.ledger.position()
        self.pend(pending, position, dice)
        agenda.rows.note(dict.fromkeys(self.ids, self.now + timedelta(days=1)), position)
        self.running.sweep(self.now - timedelta(minutes=1))
        agenda.rows.arrive(Mark(agenda.mark.basis, self.ledger.position()))

    def pend(self, pending: int, position: int, dice: random.Random) -> None:
        """Fill the agenda, as quickly as the database can: the index last."""
        (index,) = AGENDA.indexes
        projects = sorted(dice.getrandbits(128) for _ in range(pending))
        with writing(self.ops) as connection:
            index.drop(connection)
            for start in range(0, pending, PORTION):
                rows = [
                    {"project": UUID(int=project), "next_at": self.now + timedelta(minutes=dice.randrange(1, 300_000))}
                    for project in projects[start : start + PORTION]
                ]
                connection.execute(insert(AGENDA).values(seen=position), rows)
            index.create(connection)

    def come(self, some: Sequence[UUID]) -> None:
        """The moment of some projects has come."""
        self.running.agenda.rows.note(dict.fromkeys(some, self.now), self.ledger.position())

    def round(self, number: int) -> dict[str, float]:
        """What finding and sweeping took, in milliseconds."""
        some = self.ids[DUE * number : DUE * (number + 1)]
        self.come(some)
        found: list[UUID] = []
        opened = took(lambda: found.extend(self.running.agenda.open(self.now, self.running.basis)))
        assert len(found) == DUE, len(found)
        swept = took(self.sweep_all)
        return {"open": opened, "sweep": swept}

    def sweep_all(self) -> None:
        report = self.running.sweep()
        assert report.sent >= DUE, report


def took(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--engine", default="sqlite", choices=["sqlite", "postgresql"])
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    with stores(options.engine) as store, receiver() as address:
        os.sched_setaffinity(0, {0})
        tune()
        crowds = {size: Crowd(store.new(), address, options.rounds, size) for size in (FEW, MANY)}
        rounds = [{size: crowd.round(number) for size, crowd in crowds.items()} for number in range(options.rounds)]
        for crowd in crowds.values():
            crowd.close()
    for measure in ("open", "sweep"):
        medians = {size: statistics.median(one[size][measure] for one in rounds) for size in crowds}
        for size, median in medians.items():
            print(json.dumps({"measure": f"{measure}_ms_{size}", "median": round(median, 2)}))
        print(
            json.dumps({"measure": f"growth_{MANY}_{FEW}_{measure}", "value": round(medians[MANY] / medians[FEW], 2)})
        )


if __name__ == "__main__":
    main()
