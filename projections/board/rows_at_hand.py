"""Rows of the board made before: a project's row is worked out once a change and day, not once a page.

A page then reads numbers and positions along an index, and whole rows only of what has changed.
"""

from collections import OrderedDict
from collections.abc import Sequence
from datetime import date
from threading import Lock

from sqlalchemy import Connection, RowMapping, select

from domain.dates.calendar import WorkingCalendar
from projections.board.rows import BoardRow, board_row
from projections.rows.checkpoints import view_states
from projections.views.portfolio import portfolio

KEPT = 5_000  # rows; some 4 kB each
BUILT_AS = select(view_states.c.built_as).where(view_states.c.name == portfolio.name)


class RowsAtHand:
    """The rows last asked for, as they look on one day by one calendar; another day or calendar begins anew."""

    def __init__(self, kept: int = KEPT) -> None:
        self.kept = kept
        self.made_for: tuple[object, ...] = ()
        self.rows: OrderedDict[int, BoardRow] = OrderedDict()
        self.lock = Lock()

    def of(
        self, connection: Connection, found: Sequence[RowMapping], today: date, calendar: WorkingCalendar
    ) -> Sequence[BoardRow]:
        """The rows of what was found, each named by its number and the position it shows; in the same order."""
        made_for = (connection.execute(BUILT_AS).scalar(), today, calendar)
        known = self.known(made_for, found)
        missing = [row["number"] for row in found if row["number"] not in known]
        if missing:
            query = select(portfolio).where(portfolio.c.number.in_(missing))
            made = {
                row["number"]: board_row(row, today, calendar) for row in connection.execute(query).mappings().all()
            }
            self.keep(made_for, made)
            known |= made
        return [known[row["number"]] for row in found]

    def known(self, made_for: tuple[object, ...], found: Sequence[RowMapping]) -> dict[int, BoardRow]:
        """Those at hand that show the very position that was found."""
        with self.lock:
            if made_for != self.made_for:
                return {}
            known: dict[int, BoardRow] = {}
            for row in found:
                number, kept = row["number"], self.rows.get(row["number"])
                if kept is not None and kept.position == row["position"]:
                    known[number] = kept
                    self.rows.move_to_end(number)
        return known

    def keep(self, made_for: tuple[object, ...], made: dict[int, BoardRow]) -> None:
        """Have rows at hand; those unused for longest go."""
        with self.lock:
            if made_for != self.made_for:
                self.rows.clear()
                self.made_for = made_for
            self.rows.update(made)
            for _ in range(len(self.rows) - self.kept):
                self.rows.popitem(last=False)
