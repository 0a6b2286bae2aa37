"""What a view is to the engine, and how a batch is handed to it so that one view's failure is its own."""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Protocol

from eventsourcing.persistence import PersistenceError
from sqlalchemy import Connection, Dialect, Table
from sqlalchemy.exc import OperationalError

from projections.database import savepoint
from projections.rows.batches import Touched
from projections.rows.sheets import Changes, Sheet, Values, sheet_of
from projections.rows.tables import FRESH, Row

log = logging.getLogger(__name__)

Sheets = Mapping[str, Sheet]
"""What the tables of a view are written through, by name: the live ones, or the fresh ones of a rebuild."""


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

    def rows(self, touched: Touched) -> Mapping[str, Sequence[Row | Values]]:
        """A project's rows by table; of a table that grows those of its new events. Nothing here depends on today.

        A row may be the very one `touched.before` had. An exception stops this view, not the others.
        """


def sheets_of(tables: Iterable[Table], dialect: Dialect) -> Sheets:
    """What tables are written through: those that people read, or the fresh ones of a rebuild."""
    return {table.name.removesuffix(FRESH): sheet_of(table, dialect) for table in tables}


def ordered(sheet: Sheet, rows: Iterable[Row | Values]) -> list[Values]:
    """Rows as values in the order of their table."""
    return [row if isinstance(row, tuple) else sheet.in_order(row) for row in rows]


def bring_up(connection: Connection, view: View, sheets: Sheets, projects: Iterable[Touched]) -> None:
    """Bring the rows of some projects from what they were to what they are."""
    changes = {name: Changes() for name in sheets}
    for touched in projects:
        was = touched.before.rows if touched.before else {}
        for name, rows in view.rows(touched).items():
            sheet = sheets[name]
            keyed = sheet.keyed(ordered(sheet, rows))
            if sheet.grows:
                changes[name].put += keyed.values()
            else:
                touched.rows[name] = keyed
                changes[name].note(touched.number, was.get(name), keyed)
    for name, sheet in sheets.items():
        sheet.write(connection, changes[name])


def put_in(connection: Connection, sheets: Sheets, rows: Mapping[str, Sequence[Values]]) -> None:
    """Write rows as they are kept into tables that know nothing of their projects yet."""
    for name, sheet in sheets.items():
        sheet.add(connection, rows[name])


def replace_in(
    connection: Connection, sheets: Sheets, numbers: Sequence[int], rows: Mapping[str, Sequence[Values]]
) -> None:
    """Write rows as they are kept in place of all that the tables know of their projects."""
    for name, sheet in sheets.items():
        sheet.replace(connection, numbers, rows[name])


def cause_of(view: View, error: Exception) -> str:
    """Why a view failed, in a line; the log has the whole of it."""
    log.error("view %s failed", view.name, exc_info=error)
    return f"{type(error).__name__}: {error}"


def poisonous(view: View, projects: Iterable[Touched]) -> int | None:
    """The position of the event that a view cannot bear, the first of a batch; None where its rows were no trouble."""
    found = [position for touched in projects if (position := broken_at(view, touched)) is not None]
    return min(found, default=None)


def broken_at(view: View, touched: Touched) -> int | None:
    """The first of a project's new events with which its rows cannot be worked out."""
    if not fails(view, touched):
        return None
    so_far = (touched.upto(count) for count in range(1, len(touched.entries)))
    return next((part.position for part in so_far if fails(view, part)), touched.position)


def fails(view: View, touched: Touched) -> bool:
    """Whether a view's rows of a project cannot be worked out."""
    try:
        view.rows(touched)
    except Exception:  # noqa: BLE001 - whatever it is, it has been told
        return True
    return False


def each(connection: Connection, views: Iterable[View], write: Callable[[View], None]) -> dict[str, str]:
    """Write each view within a savepoint; the causes of those that failed, by name.

    A database or a log that does not answer is nobody's failure: it is raised, and the batch is tried again.
    """
    failed: dict[str, str] = {}
    for view in views:
        with on_its_own(view, failed), savepoint(connection):
            write(view)
    return failed


@contextmanager
def on_its_own(view: View, failed: dict[str, str]) -> Iterator[None]:
    """What fails within the block is the view's own failure, noted with its cause.

    A database or a log that does not answer is nobody's failure: it is raised.
    """
    try:
        yield
    except (OperationalError, PersistenceError):
        raise
    except Exception as error:  # noqa: BLE001 - whatever a view stumbles over, the others go on
        failed[view.name] = cause_of(view, error)
