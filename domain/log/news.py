"""Whether something may have been recorded: how whoever follows the log waits without asking it all the time.

Within a process a writer says so. Between processes PostgreSQL does, by NOTIFY, which the recorder sends with every
insert; SQLite has nothing of the kind, so that the wait ends with time there. Either way the log is then read: news is
a hint, never the fact.
"""

import threading
from contextlib import ExitStack
from typing import Any

from eventsourcing.persistence import ApplicationRecorder
from eventsourcing.sqlite import SQLiteApplicationRecorder


class News:
    """News within this process."""

    def __init__(self) -> None:
        self._told = threading.Event()

    def tell(self) -> None:
        """Something was recorded."""
        self._told.set()

    def wait(self, seconds: float) -> bool:
        """Whether there was news within the time; only one thread waits."""
        told = self._told.wait(seconds)
        self._told.clear()
        return told

    def close(self) -> None:
        """Nobody waits any more."""


class Notices(News):
    """News of every process that writes to a PostgreSQL log, our own included."""

    def __init__(self, recorder: Any) -> None:
        super().__init__()
        self.recorder = recorder
        self._own = ExitStack()
        self._connection: Any = None

    def tell(self) -> None:
        """The database says so itself."""

    def wait(self, seconds: float) -> bool:
        """As above; the first wait answers at once, since what came before it was heard by nobody."""
        if self._connection is None:
            self._listen()
            return True
        try:
            return any(True for _ in self._connection.notifies(timeout=seconds, stop_after=1))
        except Exception:  # whatever it is: the next wait listens anew
            self.close()
            raise

    def _listen(self) -> None:
        connection = self._own.enter_context(self.recorder.datastore.get_connection())
        self._own.callback(connection.close)  # it would go on listening in the pool
        connection.execute(f'LISTEN "{self.recorder.channel_name}"')
        self._connection = connection

    def close(self) -> None:
        """Give the connection back; another wait makes a new one."""
        self._connection = None
        self._own.close()


def news_of(recorder: ApplicationRecorder) -> News:
    """The news of a log."""
    return News() if isinstance(recorder, SQLiteApplicationRecorder) else Notices(recorder)
