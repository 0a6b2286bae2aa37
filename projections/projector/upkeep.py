"""Keeps the tables that readers bring up to the log near to it, so that nobody waits for what a month has brought."""

import logging
import threading
from collections.abc import Sequence

from eventsourcing.persistence import PersistenceError
from sqlalchemy.exc import SQLAlchemyError

from projections.rows.followed import FollowedRows

logger = logging.getLogger(__name__)

EVERY = 30.0  # seconds


class Upkeep:
    """A thread that catches up now and then; any number of processes may have one."""

    def __init__(self, tables: Sequence[FollowedRows], every: float = EVERY) -> None:
        self.tables = tables
        self.every = every
        self.stopping = threading.Event()
        self.thread: threading.Thread | None = None

    def start(self) -> None:
        self.stopping.clear()
        self.thread = threading.Thread(target=self.live, name="upkeep", daemon=True)
        self.thread.start()

    def stop(self) -> None:
        """End after the table in hand."""
        self.stopping.set()
        if self.thread:
            self.thread.join()
            self.thread = None

    def live(self) -> None:
        while not self.stopping.is_set():
            for table in self.tables:
                self.keep_up(table)
            self.stopping.wait(self.every)

    def keep_up(self, table: FollowedRows) -> None:
        """One table; a database that does not answer is asked again the next time."""
        try:
            table.catch_up(self.stopping.is_set)
        except (SQLAlchemyError, PersistenceError):
            logger.exception("the table %s could not be brought up", table.rows.name)
