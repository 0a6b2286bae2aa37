"""Records kept at hand: what was worked out from a project's log need not be worked out again for the next act."""

from collections import OrderedDict
from threading import Lock
from uuid import UUID

from domain.log.logs import Log
from domain.project.model.rules import Rules
from domain.project.record.record import Record, open_record

KEPT = 512  # projects; about 150 kB each


class Records:
    """The last used records by project. They are frozen, so any thread may read them."""

    def __init__(self, kept: int = KEPT) -> None:
        self.kept = kept
        self.records: OrderedDict[UUID, tuple[Rules, Record]] = OrderedDict()
        self.lock = Lock()

    def at_hand(self, project: UUID, rules: Rules) -> Record | None:
        """The record by these very rules, as far as it was read; it may be behind the log, or ahead of who asks."""
        with self.lock:
            by, known = self.records.get(project, (None, None))
        return known if by is rules else None

    def of(self, project: UUID, log: Log, rules: Rules) -> Record:
        """The record of a log by these very rules: the one at hand, carried on by the events it lacks, or read anew."""
        known = self.at_hand(project, rules)
        if known is None or not begins(known.log, log):
            return self.keep(open_record(project, log, rules), rules)
        if len(known.log) == len(log):
            return known
        return self.keep(known.plus(log[len(known.log) :], rules), rules)

    def keep(self, record: Record, rules: Rules) -> Record:
        """Have it at hand; the one unused for longest goes."""
        with self.lock:
            self.records[record.id] = (rules, record)
            self.records.move_to_end(record.id)
            if len(self.records) > self.kept:
                self.records.popitem(last=False)
        return record


def begins(known: Log, log: Log) -> bool:
    """Whether a log begins with what is known: it is only ever appended to, so its last event decides."""
    if not known or len(known) > len(log):
        return False
    last = log[len(known) - 1]
    return known[-1] is last or known[-1] == last
