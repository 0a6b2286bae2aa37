"""What a view is to the engine, and how a batch is handed to it so that one view's failure is its own."""

import logging
from collections.abc import Callable, Iterable
from typing import Protocol

from eventsourcing.persistence import PersistenceError
from sqlalchemy import Connection, Table
from sqlalchemy.exc import OperationalError

from projections.batches import Batch
from projections.tables import Tables

log = logging.getLogger(__name__)


class View(Protocol):
    """Tables whose rows follow from the log alone.

    `shape` counts the versions of its tables and of what it puts into them: another number means a rebuild.
    """

    @property
    def name(self) -> str:
        """Its name, for `huhang rebuild` and the health."""

    @property
    def shape(self) -> int:
        """Counted up with every change of its rows."""

    @property
    def tables(self) -> tuple[Table, ...]:
        """Its tables; nobody else writes to them."""

    def write(self, connection: Connection, tables: Tables, batch: Batch) -> None:
        """Bring the rows up to the end of the batch. An exception stops this view, not the others."""


def live_tables(view: View) -> Tables:
    """The tables that people read."""
    return {table.name: table for table in view.tables}


def hand_over(
    connection: Connection, views: Iterable[View], batch: Batch, tables: Callable[[View], Tables]
) -> dict[str, str]:
    """Hand a batch to each view within a savepoint; the causes of those that failed, by name.

    A database or a log that does not answer is nobody's failure: it is raised, and the batch is tried again.
    """
    failed: dict[str, str] = {}
    for view in views:
        try:
            with connection.begin_nested():
                view.write(connection, tables(view), batch)
        except (OperationalError, PersistenceError):
            raise
        except Exception as error:
            log.exception("view %s failed", view.name)
            failed[view.name] = f"{type(error).__name__}: {error}"
    return failed
