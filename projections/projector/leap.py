"""Catching up from far behind: a stretch of the log project by project, into the tables that people read.

Until the last step the rows of some projects are ahead of the position, each project's own always of one moment.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from uuid import UUID

from sqlalchemy import Connection, Engine

from domain.log.ledger import Ledger
from domain.project.model.rules import Rules
from projections.board.counts import counting
from projections.database import reading, writing
from projections.projector.filling import Part, Produced, Producer, parts, portions
from projections.projector.helper import Helper, worked_out
from projections.rows.checkpoints import (
    ViewState,
    built_as,
    keep_numbers,
    numbers_of,
    read_position,
    running,
    set_position,
    set_state,
)
from projections.rows.view import Sheets, View, each, replace_in, sheets_of


class Leap:
    """One stretch of the log, after one position up to another."""

    def __init__(
        self,
        ledger: Ledger,
        engine: Engine,
        rules: Rules,
        views: Sequence[View],
        start: int,
        end: int,
        helper: Helper | None = None,
    ) -> None:
        self.ledger = ledger
        self.engine = engine
        self.rules = rules
        self.views = views
        self.start = start
        self.end = end
        self.helper = helper
        self.failed: dict[str, str] = {}

    def steps(self) -> Iterator[int]:
        """Write portion by portion, then move the position; nothing more once somebody else has moved it."""
        found = parts(self.ledger, self.start, self.end)
        with reading(self.engine) as connection:
            going = running(connection, self.views)
            numbers = self.numbers(connection, found)
        sheets = {view.name: sheets_of(view.tables, self.engine.dialect) for view in going}
        some = portions((number, found[stream]) for stream, number in numbers.items())
        own = Producer(self.ledger, self.rules, going, self.engine.dialect)
        for made in worked_out(own, some, self.helper):
            self.failed |= made.failed
            with writing(self.engine) as connection:
                if read_position(connection) != self.start:
                    return
                left = [view for view in going if view.name not in self.failed]
                with counting(connection, made.numbers):
                    self.failed |= each(connection, left, partial(put, connection, sheets, made))
            yield len(made.numbers)
        with writing(self.engine) as connection:
            if read_position(connection) == self.start:
                self.arrive(connection, going, numbers)

    def numbers(self, connection: Connection, found: dict[UUID, Part]) -> dict[UUID, int]:
        """The numbers of the projects among the streams."""
        news = {stream: part.positions[0] for stream, part in found.items() if part.registers}
        return numbers_of(connection, found.keys() - news.keys()) | news

    def arrive(self, connection: Connection, going: Sequence[View], numbers: dict[UUID, int]) -> None:
        """The end of the stretch: the position, the projects' numbers, and the views that failed on the way."""
        keep_numbers(connection, numbers)
        for view in going:
            if view.name in self.failed:
                set_state(
                    connection, ViewState(view.name, built_as(view, self.rules), self.end, self.failed[view.name])
                )
        set_position(connection, self.end)


def put(connection: Connection, sheets: Mapping[str, Sheets], made: Produced, view: View) -> None:
    """The rows of a portion in place of what a view has of its projects."""
    replace_in(connection, sheets[view.name], made.numbers, made.rows[view.name])
