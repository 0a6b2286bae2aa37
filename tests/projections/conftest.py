"""A scenario with views beside its log."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import Engine, select

from projections.board.counts import board_counts
from projections.board.heads import Heads, heads
from projections.board.pages import Page, board
from projections.board.rows_at_hand import RowsAtHand
from projections.database import open_views
from projections.projector.engine import ProjectionEngine
from projections.rows.checkpoints import project_numbers
from projections.rows.view import View
from projections.views.history import HistoryRow, of_project
from tests.scenario import Scenario, day


@dataclass
class Shown:
    """A scenario, views of its log, and the projector a test drives by hand."""

    scenario: Scenario
    database: Engine
    projector: ProjectionEngine
    at_hand: RowsAtHand = field(default_factory=RowsAtHand)

    def board(self, today: str, **wanted: Any) -> Page:
        """The board on a day, after the views have caught up; with rows at hand it must be the same."""
        self.projector.catch_up()
        asked = {"calendar": self.scenario.rules.calendar, **wanted}
        page = board(self.database, day(today), **asked)
        assert board(self.database, day(today), at_hand=self.at_hand, **asked) == page
        return page

    def heads(self, today: str) -> Heads:
        self.projector.catch_up()
        return heads(self.database, day(today))

    def history(self) -> list[HistoryRow]:
        """The events of the scenario's project."""
        self.projector.catch_up()
        return of_project(self.database, self.scenario.project)


def views_of(scenario: Scenario, part: str, shown: Sequence[View] | None = None, batch: int = 500) -> Shown:
    """Views of a scenario's log, apart from those under another name."""
    database = open_views(scenario.url, part)
    scenario.closing.callback(database.dispose)
    return Shown(scenario, database, ProjectionEngine(scenario.ledger, database, scenario.rules, shown, batch))


def all_rows(shown: Shown) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every view and every count, in one order; a count of nothing says nothing."""
    tables = [project_numbers, *(table for view in shown.projector.views for table in view.tables)]
    queries = {table.name: select(table) for table in tables}
    queries[board_counts.name] = select(board_counts).where(board_counts.c.n != 0)
    with shown.database.connect() as connection:
        return {name: sorted(map(tuple, connection.execute(query)), key=repr) for name, query in queries.items()}


@pytest.fixture
def shown(scenario: Scenario) -> Shown:
    return views_of(scenario, "views")
