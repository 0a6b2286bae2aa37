"""A view made anew has exactly the rows of the view that lived through the events."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect, select

from api.cli.main import main
from api.cli.rebuild import FOLLOWED, VIEWS, rebuild_store
from domain.dates.calendar import YearDays
from domain.errors import DomainError
from domain.project.model.rules import Rules
from projections.board.pages import board
from projections.database import reading, writing
from projections.projector.filling import Producer, parts, portions
from projections.projector.helper import Helper
from projections.projector.rebuild import Rebuilding, rebuild
from projections.rows.batches import Touched
from projections.rows.checkpoints import set_position
from projections.rows.tables import Row
from projections.rows.view import View
from projections.views.all_views import all_views, chosen_views
from projections.views.matters import matters
from projections.views.portfolio import PortfolioView, portfolio
from tests.projections.conftest import Shown, all_rows, views_of
from tests.projections.lives import live
from tests.scenario import Scenario, day

pytestmark = pytest.mark.both_engines


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_rebuilding_gives_the_rows_of_living_through_the_events_in_batches_of_any_size(
    scenario: Scenario, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr("projections.rows.batches.REMEMBERED", 2)
    monkeypatch.setattr("projections.projector.rebuild.PAGE", 40)
    lived, beside = views_of(scenario, "lived"), views_of(scenario, "beside")
    beside.projector.loader.records = scenario.projects.records  # as in a process that writes too
    for _ in live(scenario, seed):
        lived.projector.catch_up()
        beside.projector.catch_up()
    expected = all_rows(lived)
    assert all_rows(beside) == expected
    assert len(expected["history"]) > 70
    assert len(expected["history_amendments"]) > 2
    for size in (1, 3, 500):
        anew = views_of(scenario, f"by{size}", batch=size)
        anew.projector._renew_stale = lambda: None  # type: ignore[method-assign]  # batches only, no filling by project
        anew.projector.catch_up()
        assert all_rows(anew) == expected
    leapt = views_of(scenario, "leapt", batch=1)
    leapt.projector._renew_stale = lambda: None  # type: ignore[method-assign]
    leapt.projector._step()  # from the very beginning it would not leap, but make all anew
    monkeypatch.setattr("projections.projector.engine.FAR", 20)
    monkeypatch.setattr("projections.projector.engine.STRETCH", 50)
    monkeypatch.setattr("projections.projector.filling.PORTION", 10)
    leapt.projector.catch_up()
    assert all_rows(leapt) == expected
    filled = views_of(scenario, "filled")
    filled.projector.catch_up()
    assert all_rows(filled) == expected


def test_a_helper_works_out_the_same_rows(shown: Shown) -> None:
    scenario = shown.scenario
    list(live(scenario, 4, steps=20))
    shown.projector.catch_up()
    before = all_rows(shown)
    helper = Helper(scenario.url, "jimo")
    done = rebuild(scenario.ledger, shown.database, scenario.rules, all_views(), whole=True, helper=helper)
    assert done.failed == {}
    shown.projector.catch_up()  # the past that the rebuild left open
    assert all_rows(shown) == before


def test_a_helper_left_alone_works_out_what_is_worked_out_here(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = shown.scenario
    list(live(scenario, 5, projects=3, steps=20))
    monkeypatch.setattr("projections.projector.filling.PORTION", 10)
    found = parts(scenario.ledger, 0, scenario.ledger.position()).values()
    some = list(portions((part.number, part) for part in found if part.registers))
    own = Producer(scenario.ledger, scenario.rules, all_views(), shown.database.dialect)
    views = [view.name for view in all_views()]
    assert len(some) > 2
    assert list(Helper(scenario.url, "jimo").produce(scenario.rules, views, some)) == list(map(own.produce, some))


def test_a_helper_that_reads_by_other_rules_is_no_help(shown: Shown) -> None:
    scenario = shown.scenario.registered()
    nothing = YearDays({}, {}, official=True)
    rules = Rules(scenario.rules.catalogue, scenario.rules.calendar.with_year(2030, nothing, "another"))
    with pytest.raises(RuntimeError, match="rules"):
        rebuild(scenario.ledger, shown.database, rules, all_views(), whole=True, helper=Helper(scenario.url, "jimo"))


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


def test_who_reads_while_the_tables_are_swapped_is_not_turned_away(shown: Shown) -> None:
    """He reads one table, then another that the swap has taken first: on PostgreSQL the swap must give way."""
    scenario = shown.scenario.registered().listed()
    shown.projector.catch_up()
    with ThreadPoolExecutor(1) as pool:
        with reading(shown.database) as connection:
            assert connection.execute(select(matters)).first() is not None
            rebuilding = pool.submit(rebuild, scenario.ledger, shown.database, scenario.rules, all_views(), whole=True)
            with suppress(TimeoutError):
                rebuilding.result(timeout=0.5)  # it has come to the swap by now
            assert connection.execute(select(portfolio)).first() is not None
        assert rebuilding.result(timeout=5).failed == {}
    assert len(board(shown.database, day("03-09")).rows) == 1


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

    def rows(self, touched: Touched) -> Mapping[str, list[Row]]:
        self.seen.append(len(board(self.database, day("03-09")).rows))
        return super().rows(touched)


def test_the_board_stays_readable_while_it_is_rebuilt(shown: Shown) -> None:
    shown.scenario.registered()
    shown.projector.catch_up()
    looking = Looking(shown.database)
    rebuild(shown.scenario.ledger, shown.database, shown.scenario.rules, [looking], whole=False)
    assert looking.seen
    assert set(looking.seen) == {1}


class NewShape(PortfolioView):
    shape = PortfolioView.shape + 1


def test_another_shape_means_a_rebuild(shown: Shown) -> None:
    shown.scenario.registered()
    shown.projector.catch_up()
    with writing(shown.database) as connection:
        connection.execute(portfolio.delete())
    newer = views_of(shown.scenario, "views", [NewShape()])
    newer.projector.catch_up()
    with newer.database.connect() as connection:
        assert len(connection.execute(select(portfolio)).all()) == 1


def test_the_command_rebuilds_the_views_it_names(shown: Shown, capsys: pytest.CaptureFixture[str]) -> None:
    shown.scenario.registered()
    shown.projector.catch_up()
    with writing(shown.database) as connection:
        connection.execute(portfolio.delete())
        set_position(connection, 0)
    rebuild_store(shown.scenario.url, [])
    assert len(board(shown.database, day("03-09")).rows) == 1
    assert "portfolio" in capsys.readouterr().out


def test_the_command_refuses_a_view_there_is_not(tmp_path: Path) -> None:
    with pytest.raises(DomainError) as refused:
        rebuild_store(f"sqlite:///{tmp_path}", ["board"])
    assert refused.value.code == "unknown_view"
    assert not list(tmp_path.iterdir())


class Overtaken(Rebuilding):
    """While it fills its tables the project goes on, and so do the views in use."""

    def __init__(self, shown: Shown, views: Sequence[View], *, whole: bool) -> None:
        super().__init__(shown.scenario.ledger, shown.database, shown.scenario.rules, views, whole)
        self.shown = shown

    def fill(self) -> None:
        super().fill()
        self.shown.scenario.listed()
        self.shown.scenario.registered()
        self.shown.projector.catch_up()


@pytest.mark.parametrize("names", [["portfolio"], []])
def test_what_happens_during_a_rebuild_is_in_the_fresh_rows(shown: Shown, names: list[str]) -> None:
    shown.scenario.registered()
    shown.projector.catch_up()
    done = Overtaken(shown, chosen_views(names), whole=not names).run()
    assert done.position == shown.scenario.ledger.position()
    rows = board(shown.database, day("03-09"), sort="code").rows
    assert [(row.code, row.version > 1) for row in rows] == [("HH-2026-0001", True), ("HH-2026-0002", False)]


def test_a_view_of_another_shape_that_cannot_be_made_is_not_tried_again_at_every_start(shown: Shown) -> None:
    shown.scenario.registered()
    shown.projector.catch_up()
    broken = views_of(shown.scenario, "views", [Broken()])
    broken.projector.catch_up()
    assert broken.projector.health().views[0].cause == "RuntimeError: not made"
    shown.scenario.registered()
    broken.projector.catch_up()
    assert broken.projector.health().lag == 0
    assert len(board(shown.database, day("03-09")).rows) == 1


class Broken(PortfolioView):
    shape = PortfolioView.shape + 1

    def rows(self, touched: Touched) -> Mapping[str, list[Row]]:  # noqa: ARG002 - it has no chance
        raise RuntimeError("not made")


def test_huhang_rebuild_works_on_the_store_of_the_settings(
    shown: Shown, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shown.scenario.registered()
    monkeypatch.setenv("HUHANG_DATABASE_URL", shown.scenario.url)
    assert main(["rebuild", "history"]) == 0
    assert "history" in capsys.readouterr().out
    assert main(["rebuild", "nothing"]) == 2
    assert "nothing" in capsys.readouterr().err


def test_the_help_names_every_view() -> None:
    assert VIEWS.split(", ") == [*(view.name for view in all_views()), *FOLLOWED]


def test_the_command_names_the_view_that_could_not_be_made(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    shown.scenario.registered()
    monkeypatch.setattr("projections.views.all_views.PortfolioView", Broken)
    monkeypatch.setattr(
        "projections.projector.helper.Helper", lambda *_: None
    )  # the views of another process are not broken
    with pytest.raises(DomainError) as refused:
        rebuild_store(shown.scenario.url, [])
    assert (refused.value.code, refused.value.params["view"]) == ("rebuild_failed", "portfolio")
