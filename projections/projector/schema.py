"""The tables of the views, and those that the projector keeps beside them."""

from collections.abc import Iterable

from sqlalchemy import Engine, inspect

from projections.board.counts import board_counts
from projections.database import writing
from projections.projector.resuming import rebuild_state
from projections.rows.checkpoints import checkpoint, project_numbers, view_states
from projections.rows.tables import metadata
from projections.rows.view import View

OWN = (checkpoint, view_states, project_numbers, board_counts, rebuild_state)


def create_missing(engine: Engine, views: Iterable[View]) -> None:
    """Make the tables that are not there."""
    tables = [*OWN, *(table for view in views for table in view.tables)]
    there = inspect(engine).get_table_names()
    if any(table.name not in there for table in tables):
        with writing(engine) as connection:
            metadata.create_all(connection, tables=tables)
