"""A ledger that holds back what is written: saved as one transaction, or not at all.

For what has to be all or nothing over many streams (an import). Everything that works on a ledger works on it and sees
what was held back before; the log sees nothing until `commit`.
"""

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from uuid import UUID

from eventsourcing.persistence import StoredEvent
from pyrsistent import pvector

from domain.event import Event
from domain.log.codec import from_stored, to_stored
from domain.log.ledger import Ledger
from domain.log.logs import NOTHING, Log, Logs
from domain.log.recorder import insert_whole

AT_HAND = 64  # streams; the others are read from their stored form
PACKED = b"\x00"  # no JSON begins so
PORTION = 2000  # events written at once, all within the one transaction
LARGE = 512  # bytes of a stored event that are held packed: a service list has 40,000


def packed(stored: StoredEvent) -> StoredEvent:
    """A stored event as it is held back; what is large takes a tenth of its room."""
    if len(stored.state) <= LARGE:
        return replace(stored, state=bytes(memoryview(stored.state)))  # a copy: the encoder's own has 3 kB of room left
    return replace(stored, state=PACKED + zlib.compress(stored.state, 1))


def unpacked(stored: StoredEvent) -> StoredEvent:
    """The same as it is stored."""
    if not stored.state.startswith(PACKED):
        return stored
    return replace(stored, state=zlib.decompress(stored.state[len(PACKED) :]))


class StagedLedger(Ledger):
    """A ledger upon another one's log."""

    def __init__(self, ledger: Ledger) -> None:
        super().__init__(ledger.recorder, ledger.clock)
        self.logs = Logs(AT_HAND)
        self.staged: dict[UUID, list[StoredEvent]] = {}
        self.order: list[StoredEvent] = []
        self.absent: set[UUID] = set()  # streams nobody had written when they were asked for

    def load(self, stream: UUID) -> Log:
        """What is recorded, and upon it what is held back."""
        held = self.staged.get(stream)
        if held is None:
            return NOTHING if stream in self.absent else self.recorded(stream)
        known = self.logs.get(stream)
        if len(known) == held[-1].originator_version:
            return known
        below = self.recorder.select_events(stream, lte=held[0].originator_version - 1)
        return self.logs.keep(stream, pvector(map(from_stored, (*below, *map(unpacked, held)))))

    def recorded(self, stream: UUID) -> Log:
        """What the log itself has; a stream without any is not asked for again."""
        log = super().load(stream)
        if not log:
            self.absent.add(stream)
        return log

    def exists(self, stream: UUID) -> bool:
        """Whether anything is recorded in a stream, or held back for it."""
        return stream in self.staged or bool(self.load(stream))

    def topic(self, stream: UUID) -> str:
        """The stored name of a stream's first event, recorded or held back."""
        held = self.staged.get(stream)
        return held[0].topic if held and held[0].originator_version == 1 else super().topic(stream)

    def save(self, events: Sequence[Event]) -> Sequence[int]:
        """Hold events back; they have no positions yet."""
        for event in events:
            stored = packed(to_stored(event))
            self.staged.setdefault(event.originator_id, []).append(stored)
            self.order.append(stored)
        return [0] * len(events)

    def portions(self) -> Iterator[Sequence[StoredEvent]]:
        """What is held back, in the order in which it was written."""
        for place in range(0, len(self.order), PORTION):
            yield [unpacked(stored) for stored in self.order[place : place + PORTION]]

    def commit(self) -> int:
        """Write all of it in one transaction; how many events. IntegrityError: another writer was first, nothing is
        written, and what was held back has to be worked out anew.
        """
        if self.order:
            insert_whole(self.recorder, self.portions())
        return len(self.order)
