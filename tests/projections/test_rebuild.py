"""A view made anew has exactly the rows of the view that lived through the events."""

from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, inspect, select

from api.cli.rebuild import rebuild_store
from domain.errors import DomainError
from projections.all_views import all_views, chosen_views
from projections.batches import Batch
from projections.board import board
from projections.checkpoints import set_position
from projections.database import writing
from projections.portfolio import PortfolioView, portfolio
from projections.rebuild import rebuild
from projections.tables import Tables
from tests.projections.conftest import Shown, all_rows, views_of
from tests.projections.lives import live
from tests.scenario import Scenario, day


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_rebuilding_gives_the_rows_of_living_through_the_events_in_batches_of_any_size(
    scenario: Scenario, tmp_path: Path, seed: int
) -> None:
    lived = views_of(scenario, tmp_path / "lived.sqlite")
    for _ in live(scenario, seed):
        lived.projector.catch_up()
    expected = all_rows(lived)
    assert len(expected["history"]) > 70
    assert len(expected["history_amendments"]) > 2
    for size in (1, 3, 500):
        anew = views_of(scenario, tmp_path / f"by{size}.sqlite", batch=size)
        anew.projector._renew_stale = lambda: None  # type: ignore[method-assign]  # batches only, no filling by project
        anew.projector.catch_up()
        assert all_rows(anew) == expected
    filled = views_of(scenario, tmp_path / "filled.sqlite")
    filled.projector.catch_up()
    assert all_rows(filled) == expected


def test_rebuilding_one_view_ends_where_the_others_stand(shown: Shown) -> None:
    scenario = shown.scenario
    steps = live(scenario, 7, projects=2, steps=5)
    next(steps)
    position = shown.projector.catch_up()
    before = all_rows(shown)
    list(steps)
    done = rebuild(scenario.ledger, shown.database, scenario.rules, chosen_views(["matters"]), whole=False)
    assert done.position == position
    assert all_rows(shown) == before


def test_rebuilding_all_views_brings_them_up_to_the_log(shown: Shown) -> None:
    scenario = shown.scenario
    shown.projector.catch_up()
    list(live(scenario, 7, projects=2, steps=5))
    done = rebuild(scenario.ledger, shown.database, scenario.rules, all_views(), whole=True)
    assert done.position == shown.projector.position() == scenario.ledger.position()


def test_rebuilt_tables_have_their_indexes_and_leave_nothing_behind(shown: Shown) -> None:
    shown.scenario.registered()
    shown.projector.catch_up()
    before = schema(shown.database)
    rebuild(shown.scenario.ledger, shown.database, shown.scenario.rules, all_views(), whole=True)
    assert schema(shown.database) == before


def schema(database: Engine) -> dict[str, list[str]]:
    seen = inspect(database)
    return {table: sorted(index["name"] or "" for index in seen.get_indexes(table)) for table in seen.get_table_names()}


class Looking(PortfolioView):
    """Looks at the board while it is rebuilt."""

    def __init__(self, database: Engine) -> None:
        self.database = database
        self.seen: list[int] = []

    def write(self, connection: Connection, tables: Tables, batch: Batch) -> None:
        super().write(connection, tables, batch)
        self.seen.append(len(board(self.database, day("03-09")).rows))


def test_the_board_stays_readable_while_it_is_rebuilt(shown: Shown) -> None:
    shown.scenario.registered()
    shown.projector.catch_up()
    looking = Looking(shown.database)
    rebuild(shown.scenario.ledger, shown.database, shown.scenario.rules, [looking], whole=False)
    assert looking.seen
    assert set(looking.seen) == {1}


class NewShape(PortfolioView):
    shape = 2


def test_another_shape_means_a_rebuild(shown: Shown, tmp_path: Path) -> None:
    shown.scenario.registered()
    shown.projector.catch_up()
    with writing(shown.database) as connection:
        connection.execute(portfolio.delete())
    newer = views_of(shown.scenario, tmp_path / "views.sqlite", [NewShape()])
    newer.projector.catch_up()
    with newer.database.connect() as connection:
        assert len(connection.execute(select(portfolio)).all()) == 1


def test_the_command_rebuilds_the_views_it_names(
    shown: Shown, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shown.scenario.registered()
    shown.projector.catch_up()
    with writing(shown.database) as connection:
        connection.execute(portfolio.delete())
        set_position(connection, 0)
    rebuild_store(tmp_path, [])
    assert len(board(shown.database, day("03-09")).rows) == 1
    assert "portfolio" in capsys.readouterr().out


def test_the_command_refuses_a_view_there_is_not(tmp_path: Path) -> None:
    with pytest.raises(DomainError) as refused:
        rebuild_store(tmp_path, ["board"])
    assert refused.value.code == "unknown_view"
    assert not list(tmp_path.iterdir())
