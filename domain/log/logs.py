"""The streams at hand: what was read of them last, so that only what was added since is read."""

from collections import OrderedDict
from threading import Lock
from uuid import UUID

from pyrsistent import PVector, pvector

from domain.event import Event

Events = tuple[Event, ...]
Log = PVector[Event]  # adding to it costs what is added, however long it is
NOTHING: Log = pvector()
KEPT = 1024  # streams


class Logs:
    """The last used streams, as far as they were read."""

    def __init__(self, kept: int = KEPT) -> None:
        self.kept = kept
        self.logs: OrderedDict[UUID, Log] = OrderedDict()
        self.commands: dict[UUID, set[str]] = {}  # those that added to each
        self.lock = Lock()

    def get(self, stream: UUID) -> Log:
        with self.lock:
            return self.logs.get(stream, NOTHING)

    def keep(self, stream: UUID, log: Log) -> Log:
        """Have a log at hand, unless a longer one is; the one unused for longest goes."""
        with self.lock:
            known = len(self.logs.get(stream, ()))
            if known < len(log):
                self.logs[stream] = log
                self.commands.setdefault(stream, set()).update(event.command_id for event in log[known:])
            if stream in self.logs:
                self.logs.move_to_end(stream)
            if len(self.logs) > self.kept:
                oldest, _ = self.logs.popitem(last=False)
                del self.commands[oldest]
        return log

    def holds(self, stream: UUID, log: Log, command_id: str) -> bool:
        """Whether a command added to a stream; where that is not at hand the log itself is asked."""
        if not log:
            return False
        with self.lock:
            if len(self.logs.get(stream, ())) >= len(log):
                return command_id in self.commands[stream]
        return any(event.command_id == command_id for event in log)
