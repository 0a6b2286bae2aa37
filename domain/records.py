"""Records kept at hand: what was worked out from a project's log need not be worked out again for the next act."""

from collections import OrderedDict
from threading import Lock
from uuid import UUID

from domain.ledger import Log
from domain.project.evolution import Rules
from domain.project.record import Record, open_record

KEPT = 512  # projects; about 150 kB each


class Records:
    """The last used records by project. They are frozen, so any thread may read them."""

    def __init__(self, rules: Rules, kept: int = KEPT) -> None:
        self.rules = rules
        self.kept = kept
        self.records: OrderedDict[UUID, Record] = OrderedDict()
        self.lock = Lock()

    def of(self, project: UUID, log: Log) -> Record:
        """The record of a log: the one at hand, carried on by the events it lacks, or read anew."""
        with self.lock:
            known = self.records.get(project)
        if known is None or not begins(known.log, log):
            return self.keep(open_record(project, log, self.rules))
        if len(known.log) == len(log):
            return known
        return self.keep(known.plus(log[len(known.log) :], self.rules))

    def keep(self, record: Record) -> Record:
        """Have it at hand; the one unused for longest goes."""
        with self.lock:
            self.records[record.id] = record
            self.records.move_to_end(record.id)
            if len(self.records) > self.kept:
                self.records.popitem(last=False)
        return record


def begins(known: Log, log: Log) -> bool:
    """Whether a log begins with what is known: it is only ever appended to, so its last event decides."""
    return bool(known) and len(known) <= len(log) and known[-1] == log[len(known) - 1]
