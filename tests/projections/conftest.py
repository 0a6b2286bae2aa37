"""A scenario with views beside its log."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from projections.board import Page, board
from projections.checkpoints import project_numbers
from projections.database import sqlite_engine
from projections.engine import ProjectionEngine
from projections.view import View
from tests.scenario import Scenario, day


@dataclass
class Shown:
    """A scenario, its views, and the projector a test drives by hand."""

    scenario: Scenario
    database: Engine
    projector: ProjectionEngine

    def board(self, today: str, **wanted: Any) -> Page:
        """The board on a day, after the views have caught up."""
        self.projector.catch_up()
        return board(self.database, day(today), calendar=self.scenario.rules.calendar, **wanted)

    def another(self, path: Path, batch: int = 500, shown: list[View] | None = None) -> "Shown":
        """Other views of the same log."""
        engine = sqlite_engine(path, durable=False)
        return Shown(
            self.scenario, engine, ProjectionEngine(self.scenario.ledger, engine, self.scenario.rules, shown, batch)
        )


def all_rows(shown: Shown) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every view, in one order."""
    tables = [project_numbers, *(table for view in shown.projector.views for table in view.tables)]
    with shown.database.connect() as connection:
        return {table.name: sorted(map(tuple, connection.execute(select(table))), key=repr) for table in tables}


@pytest.fixture
def shown(scenario: Scenario, tmp_path: Path) -> Iterator[Shown]:
    engine = sqlite_engine(tmp_path / "views.sqlite", durable=False)
    yield Shown(scenario, engine, ProjectionEngine(scenario.ledger, engine, scenario.rules))
    engine.dispose()
