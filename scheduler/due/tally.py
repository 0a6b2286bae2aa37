"""How many messages of their own people got on a day, by the log: what the caps of the policy count."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from uuid import UUID

from domain.event import shanghai_date
from domain.log.ledger import Ledger
from domain.reminders.digests import Digest, DigestKind
from domain.reminders.events import ReminderSent
from scheduler.policy.policy import UNCAPPED

BATCH = 1000


class Tally:
    """The count of a district, carried on through the day; with a new day it begins anew."""

    def __init__(self, ledger: Ledger, district: str) -> None:
        self.ledger = ledger
        self.district = district
        self.day: date | None = None
        self.position = 0
        self.counts: Counter[str] = Counter()

    def of(self, day: date) -> Counter[str]:
        """The messages of the day so far, by person: a copy, to be counted on."""
        if day != self.day:
            self.day, self.counts = day, Counter()
            self.position = last_before(self.ledger, day)
        end = self.ledger.position()
        for position, event in sent_after(self.ledger, self.position):
            if self.counted(event, day):
                self.counts[event.staff] += 1
            self.position = position
        self.position = max(self.position, end)  # what else was recorded is not read again
        return Counter(self.counts)

    def counted(self, event: ReminderSent, day: date) -> bool:
        """A message of its own, on the day, that the caps are for."""
        if event.kind in UNCAPPED:
            return False
        return event.effective_on == day and event.delivery not in self.digests(event.staff, day)

    def digests(self, staff: str, day: date) -> set[UUID]:
        """What a person's digests of the day are known by."""
        return {Digest(self.district, staff, kind, day).id for kind in DigestKind}


def sent_since(ledger: Ledger, day: date) -> Iterator[ReminderSent]:
    """Of what people were told from a day on, in the order of the log; not what another installation told."""
    found = sent_after(ledger, last_before(ledger, day))
    return (event for _, event in found if not event.imported_at)


def sent_after(ledger: Ledger, position: int) -> Iterator[tuple[int, ReminderSent]]:
    """The messages that were taken, after a position, each with its own."""
    while batch := list(ledger.of_topics((ReminderSent.TOPIC,), position, BATCH)):
        yield from ((at, event) for at, event in batch if isinstance(event, ReminderSent))
        position = batch[-1][0]


def last_before(ledger: Ledger, day: date) -> int:
    """A position before everything recorded on a day, found by halving: times in a log rise with its positions."""
    low, high = 0, ledger.position()
    while low < high:
        middle = (low + high) // 2
        following = next(ledger.after(middle, 1), None)
        if following is None or shanghai_date(following[1].recorded_at) >= day:
            high = middle
        else:
            low = following[0]
    return low
