"""`huhang rebuild --check`: what views hold against what a rebuild would make of the log."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import Table, insert, update

from api.cli.main import main
from domain.dates.calendar import YearDays
from domain.errors import DomainError
from domain.project.model.rules import Rules
from projections.board.counts import board_counts
from projections.database import writing
from projections.projector.checking import Checked, check
from projections.projector.helper import Helper
from projections.projector.rebuild import Rebuilt, rebuild
from projections.rows.batches import Touched
from projections.rows.checkpoints import ViewState, built_as, project_numbers, set_state
from projections.rows.sheets import Values
from projections.rows.tables import Row
from projections.views.all_views import all_views, chosen_views
from projections.views.deadlines import deadlines
from projections.views.history import HistoryView, history
from projections.views.matters import matters
from projections.views.past import past
from projections.views.portfolio import PortfolioView, portfolio
from projections.views.search import search
from projections.views.statistics import entries
from tests.projections.conftest import Shown, all_rows, views_of
from tests.projections.lives import live
from tests.scenario import day

pytestmark = pytest.mark.both_engines


@pytest.fixture
def lived(shown: Shown) -> Shown:
    """Views that lived through three random lives, batch by batch."""
    for _ in live(shown.scenario, 8, steps=30):
        shown.projector.catch_up()
    return shown


def checked(shown: Shown, names: tuple[str, ...] = ()) -> Checked:
    scenario = shown.scenario
    return check(scenario.ledger, shown.database, scenario.rules, chosen_views(names))


def change(shown: Shown, statement: Any) -> None:
    with writing(shown.database) as connection:
        connection.execute(statement)


def states_of(found: Checked) -> dict[str, str]:
    return {finding.name: finding.state for finding in found.findings if finding.state != "equal"}


def test_views_that_lived_through_the_events_hold_what_a_rebuild_makes(lived: Shown) -> None:
    found = checked(lived)
    assert states_of(found) == {}
    assert found.equal
    assert found.position == lived.projector.position()
    rows = {finding.name: finding.rows for finding in found.findings}
    assert set(rows) == {view.name for view in all_views()} | {"project_numbers", "board_counts"}
    assert rows["portfolio"] == rows["project_numbers"] == 3
    assert rows["history"] > 30
    assert len({finding.live for finding in found.findings}) == len(found.findings)


def test_a_helper_finds_the_same(lived: Shown) -> None:
    scenario = lived.scenario
    helper = Helper(scenario.url, "jimo")
    assert check(scenario.ledger, lived.database, scenario.rules, all_views(), helper=helper) == checked(lived)


def test_the_hashes_are_those_of_the_log_whatever_way_the_rows_came(lived: Shown) -> None:
    anew = views_of(lived.scenario, "anew")
    anew.projector.catch_up()
    assert checked(anew) == checked(lived)


WRONG: Mapping[str, tuple[Table, Any]] = {
    "portfolio": (portfolio, update(portfolio).values(version=portfolio.c.version + 1)),
    "history": (history, update(history).values(late=~history.c.late)),
    "portfolio_past": (past, update(past).values(landed_on=day("01-01"))),
    "matters": (matters, update(matters).values(stops=[{"kind": "none"}])),
    "deadlines": (deadlines, deadlines.delete()),
    "search": (search, insert(search).values(number=10**9, piece="无")),
    "statistics": (entries, update(entries).values(number=entries.c.number - 10**6)),
    "project_numbers": (project_numbers, update(project_numbers).values(number=project_numbers.c.number + 10**6)),
    "board_counts": (board_counts, update(board_counts).values(n=board_counts.c.n + 1)),
}
"""Other values, truths, days and JSON, rows that are missing, nobody's or too many."""


def test_a_view_that_lies_is_named_with_the_keys_at_which_it_does(lived: Shown) -> None:
    for _, wrong in WRONG.values():
        change(lived, wrong)
    found = checked(lived)
    assert states_of(found) == dict.fromkeys(WRONG, "differs")
    for finding in found.findings:
        if finding.name in WRONG:
            table, _ = WRONG[finding.name]
            assert finding.live != finding.rebuilt
            assert finding.differing >= len(finding.first) > 0
            assert all(one.table == table.name and one.key for one in finding.first)


def test_only_the_views_that_are_named_are_compared(lived: Shown) -> None:
    change(lived, matters.delete())
    assert checked(lived, ("portfolio", "history")).equal
    assert states_of(checked(lived, ("matters",))) == {"matters": "differs"}


def test_the_difference_names_the_columns_or_the_side_that_has_the_row(lived: Shown) -> None:
    number = lived.database.connect().execute(portfolio.select().with_only_columns(portfolio.c.number)).scalars().all()
    change(lived, update(portfolio).where(portfolio.c.number == min(number)).values(name="别名", team="9"))
    change(lived, portfolio.delete().where(portfolio.c.number == max(number)))
    first, last = next(one.first for one in checked(lived).findings if one.name == "portfolio")
    assert (first.key, first.how, first.columns) == ({"number": min(number)}, "differs", ("name", "team"))
    assert (last.key, last.how) == ({"number": max(number)}, "only_rebuilt")


def test_how_json_is_spaced_and_ordered_is_no_difference(lived: Shown) -> None:
    with lived.database.connect() as connection:
        row = connection.execute(portfolio.select()).mappings().first()
    assert row is not None
    turned = [dict(reversed(stage.items())) for stage in row["rail"]]
    assert [list(stage) for stage in turned] != [list(stage) for stage in row["rail"]]
    change(lived, update(portfolio).where(portfolio.c.number == row["number"]).values(rail=turned))
    assert checked(lived).equal
    change(lived, update(portfolio).where(portfolio.c.number == row["number"]).values(rail=turned[1:]))
    assert states_of(checked(lived)) == {"portfolio": "differs"}


def test_a_stopped_view_is_not_equal(lived: Shown) -> None:
    state = ViewState("history", built_as(HistoryView(), lived.scenario.rules), 7, "ValueError: poison")
    with writing(lived.database) as connection:
        set_state(connection, state)
    found = checked(lived)
    assert states_of(found) == {"history": "stopped"}
    assert next(one.cause for one in found.findings if one.name == "history") == "ValueError: poison"
    assert not found.equal


def test_views_built_by_another_calendar_are_not_compared(lived: Shown) -> None:
    scenario = lived.scenario
    later = scenario.rules.calendar.with_year(2030, YearDays({}, {}, official=True), "another")
    found = check(scenario.ledger, lived.database, Rules(scenario.rules.catalogue, later), all_views())
    assert set(states_of(found)) == {view.name for view in all_views()}
    assert set(states_of(found).values()) == {"stale"}


class Broken(HistoryView):
    """Cannot be made any more."""

    def rows(self, touched: Touched) -> Mapping[str, Sequence[Row | Values]]:
        raise RuntimeError(f"no row of {touched.number}")


def test_a_view_that_cannot_be_made_any_more_is_named_with_the_cause(lived: Shown) -> None:
    scenario = lived.scenario
    found = check(scenario.ledger, lived.database, scenario.rules, [PortfolioView(), Broken()])
    assert states_of(found) == {"history": "failed"}
    assert "RuntimeError: no row of" in str([one.cause for one in found.findings])


def test_while_the_store_moves_on_all_is_compared_at_one_position(lived: Shown) -> None:
    """Each project goes on, and the views with it, while the one before is compared."""
    scenario = lived.scenario
    started = lived.projector.position()
    more = live(scenario, 9, steps=20)

    class Going(HistoryView):
        def rows(self, touched: Touched) -> Mapping[str, Sequence[Row | Values]]:
            next(more)
            lived.projector.catch_up()
            return super().rows(touched)

    found = check(scenario.ledger, lived.database, scenario.rules, [Going(), *chosen_views(("matters", "portfolio"))])
    assert found.equal
    assert found.position == started < lived.projector.position()


def test_the_swap_of_a_rebuild_waits_for_the_check(lived: Shown) -> None:
    scenario = lived.scenario

    class Swapping(HistoryView):
        def rows(self, touched: Touched) -> Mapping[str, Sequence[Row | Values]]:
            if not rebuilds:
                rebuilds.append(
                    pool.submit(rebuild, scenario.ledger, lived.database, scenario.rules, all_views(), whole=True)
                )
                with suppress(TimeoutError):
                    rebuilds[0].result(timeout=0.5)
            return super().rows(touched)

    rebuilds: list[Future[Rebuilt]] = []
    with ThreadPoolExecutor(1) as pool:
        assert check(scenario.ledger, lived.database, scenario.rules, [Swapping(), *chosen_views(("matters",))]).equal
        assert rebuilds[0].result(timeout=10).failed == {}


def test_views_far_behind_are_waited_for_and_then_refused(lived: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    """Far behind, the rows of some projects may be ahead of the others: comparing them would prove nothing."""
    monkeypatch.setattr("projections.projector.checking.FAR", 3)
    monkeypatch.setattr("projections.projector.checking.PATIENCE", 0.3)
    lived.scenario.registered().listed()
    with pytest.raises(DomainError) as refused:
        checked(lived)
    lag = lived.scenario.ledger.position() - lived.projector.position()
    assert (refused.value.code, refused.value.params["lag"]) == ("views_far_behind", lag)
    monkeypatch.setattr("projections.projector.checking.PATIENCE", 10)
    lived.projector.start()
    try:
        assert checked(lived).equal
    finally:
        lived.projector.stop()


def test_the_command_says_what_differs_by_its_exit_status_too(
    lived: Shown, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HUHANG_DATABASE_URL", lived.scenario.url)
    monkeypatch.setenv("HUHANG_LANGUAGE", "en")
    assert main(["rebuild", "--check"]) == 0
    said = capsys.readouterr().out
    assert f"up to event {lived.projector.position()}" in said
    assert "portfolio_past" in said
    assert "behind" not in said
    before = all_rows(lived)
    change(lived, update(matters).where(matters.c.key == "land_grant_contract").values(document="无"))
    wrong = all_rows(lived)
    assert wrong != before
    assert main(["rebuild", "--check", "matters", "history"]) == 1
    said = capsys.readouterr().out
    assert "matters" in said
    assert "key=land_grant_contract" in said
    assert "document" in said
    assert all_rows(lived) == wrong
    assert main(["rebuild", "matters"]) == 0
    assert main(["rebuild", "--check"]) == 0
    assert all_rows(lived) == before


def test_the_command_says_what_it_did_not_compare(
    lived: Shown, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HUHANG_DATABASE_URL", lived.scenario.url)
    lived.scenario.registered()
    behind = lived.scenario.ledger.position() - lived.projector.position()
    assert main(["rebuild", "--check", "matters"]) == 0
    assert f"落后日志 {behind} 个位置" in capsys.readouterr().out
