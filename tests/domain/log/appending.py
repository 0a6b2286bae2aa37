"""Somebody who appends to a log again and again, now and then what is there already: a thread or a process of tests.

Arguments of the process: the address of the store, a name, how many times.
"""

import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from random import Random

from eventsourcing.persistence import IntegrityError

from domain.event import Event, stream_id
from domain.log.ledger import Ledger
from domain.log.recorder import close_recorder, open_recorder
from domain.project.events.lifecycle import CodeClaimed

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def claims(name: str, times: int) -> Iterator[list[CodeClaimed]]:
    """What a writer of this name saves: one to three events at a time, in one stream of his own."""
    dice, version = Random(name), 0
    for _ in range(times):
        size = dice.randint(1, 3)
        yield [claim(name, version + place + 1) for place in range(size)]
        version += size


def claim(name: str, version: int) -> CodeClaimed:
    return CodeClaimed(
        originator_id=stream_id(name),
        originator_version=version,
        recorded_at=NOW,
        effective_on=date(2026, 3, 2),
        district="jimo",
        actor=name,
        via="import",
        request_id="",
        command_id=f"{name}/{version}",
        command_digest="",
        code=name,
        project=name,
    )


def append(ledger: Ledger, name: str, times: int) -> None:
    """Save; every third time also what must be refused, which costs PostgreSQL an id and leaves a gap."""
    for number, events in enumerate(claims(name, times)):
        ledger.save(events)
        if number % 3 == 0:
            save_again(ledger, events)


def save_again(ledger: Ledger, events: list[CodeClaimed]) -> None:
    taken: list[Event] = [*events]
    try:
        ledger.save(taken)
    except IntegrityError:
        return
    raise AssertionError("saved twice")


if __name__ == "__main__":
    recorder = open_recorder(sys.argv[1])
    append(Ledger(recorder), sys.argv[2], int(sys.argv[3]))
    close_recorder(recorder)
