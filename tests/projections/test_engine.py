"""The engine: positions, waiting, stopped views, one projector at a time."""

import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from sqlalchemy.exc import OperationalError

from domain.deciding.commands import RecordFact
from domain.event import TOPICS
from domain.planning.forecast import forecast
from domain.planning.foreseen import Forecast
from domain.project.model.rules import Rules
from domain.project.model.state import Project
from projections.board.pages import board
from projections.database import open_views
from projections.projector.rebuild import rebuild
from projections.projector.schema import create_missing
from projections.rows.batches import Touched
from projections.rows.tables import Row
from projections.views.all_views import all_views
from projections.views.history import HistoryView
from projections.views.portfolio import PortfolioView
from tests.projections.conftest import Shown, all_rows, views_of
from tests.projections.lives import live
from tests.scenario import Scenario, day

pytestmark = pytest.mark.both_engines


class Poisoned(PortfolioView):
    """Cannot bear one code."""

    def __init__(self, code: str) -> None:
        self.code = code

    def rows(self, touched: Touched) -> Mapping[str, list[Row]]:
        if touched.project.code == self.code:
            raise ValueError(f"{self.code} is poison")
        return super().rows(touched)


@pytest.fixture
def poisoned(scenario: Scenario) -> Shown:
    """Two projects, of which the portfolio's writer can bear only the first."""
    views = views_of(scenario, "poisoned", [Poisoned("HH-2026-0002"), HistoryView()])
    views.projector.catch_up()
    scenario.registered()
    views.projector.catch_up()
    scenario.registered()
    views.projector.catch_up()
    return views


@pytest.mark.parametrize("far", [20, 10_000])
def test_far_behind_or_within_one_batch_a_forecast_is_made_once_per_project(
    shown: Shown, monkeypatch: pytest.MonkeyPatch, far: int
) -> None:
    shown.projector.catch_up()  # what was never built is not behind but made anew
    list(live(shown.scenario, 3, projects=3, steps=20))
    made: list[UUID] = []

    def counted(project: Project, rules: Rules) -> Forecast:
        made.append(project.id)
        return forecast(project, rules)

    monkeypatch.setattr("projections.rows.batches.forecast", counted)
    monkeypatch.setattr("projections.projector.engine.FAR", far)
    shown.projector.catch_up(past=False)
    assert shown.projector.health().lag == 0
    assert len(made) == len(set(made)) == 3


def test_whoever_remembers_the_projects_follows_the_log_until_he_is_very_far_behind(
    shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A leap forgets what it remembers; it is worth that for projects not met before, or very many events."""
    scenario = shown.scenario
    monkeypatch.setattr("projections.projector.engine.FAR", 20)
    scenario.registered().listed()
    shown.projector.catch_up(past=False)

    def behind(events: int) -> bool:
        """Whether it still remembers the project after so many events more."""
        for _ in range(events):
            scenario.do(RecordFact(kind="filed_information_changed", effective_on=day("01-05")))
        shown.projector.catch_up(past=False)
        assert shown.projector.health().lag == 0
        return scenario.project in shown.projector.memory.projects

    assert behind(1)
    assert behind(25)
    monkeypatch.setattr("projections.projector.engine.VERY_FAR", 1)
    assert not behind(25)


def test_the_position_is_that_of_the_last_event_read(shown: Shown) -> None:
    assert shown.projector.catch_up() == 0
    shown.scenario.registered().listed()
    position = shown.scenario.ledger.position()
    assert shown.projector.health().lag == position
    assert shown.projector.catch_up() == position
    assert shown.projector.position() == position
    assert shown.projector.health().lag == 0
    assert shown.projector.health().well


def test_a_poison_event_stops_its_own_view_only(poisoned: Shown) -> None:
    health = poisoned.projector.health()
    stopped, running = health.views
    assert not health.well
    registered = health.position - 1  # the claim of its code follows
    assert (stopped.name, stopped.running, stopped.stopped_at) == ("portfolio", False, registered)
    assert "HH-2026-0002 is poison" in (stopped.cause or "")
    assert running.running
    assert health.lag == 0


def test_a_stopped_view_keeps_the_rows_it_had_and_the_others_go_on(poisoned: Shown) -> None:
    poisoned.scenario.registered()
    poisoned.projector.catch_up()
    rows = all_rows(poisoned)
    assert len(rows["portfolio"]) == 1
    assert len(rows["history"]) == 3


def test_a_view_that_can_be_made_again_runs_again(poisoned: Shown) -> None:
    scenario = poisoned.scenario
    rebuild(scenario.ledger, poisoned.database, scenario.rules, [PortfolioView()], whole=False)
    assert len(all_rows(poisoned)["portfolio"]) == 2
    assert poisoned.projector.health().well


def test_a_view_that_cannot_be_rebuilt_keeps_its_old_rows_and_is_named(poisoned: Shown) -> None:
    scenario = poisoned.scenario
    done = rebuild(scenario.ledger, poisoned.database, scenario.rules, poisoned.projector.views, whole=True)
    assert list(done.failed) == ["portfolio"]
    assert len(all_rows(poisoned)["portfolio"]) == 1
    assert not poisoned.projector.health().well


def test_a_reader_waits_for_his_own_write(shown: Shown) -> None:
    shown.projector.start()
    try:
        shown.scenario.registered()
        shown.projector.wake()
        position = shown.scenario.ledger.position()
        assert shown.projector.wait_for(position, timeout=5)
        assert shown.projector.position() == position
    finally:
        shown.projector.stop()


def test_waiting_for_what_nobody_wrote_ends_with_time(shown: Shown) -> None:
    assert not shown.projector.wait_for(1, timeout=0.05)


def test_a_position_is_known_to_be_reached_once_somebody_saw_it(shown: Shown) -> None:
    shown.scenario.registered()
    position = shown.scenario.ledger.position()
    assert not shown.projector.known_to_reach(position)
    shown.projector.catch_up()
    assert shown.projector.known_to_reach(position)
    assert not shown.projector.known_to_reach(position + 1)


def test_the_projector_finds_new_events_by_itself(shown: Shown) -> None:
    shown.projector.start()
    try:
        shown.scenario.registered()
        assert shown.projector.wait_for(shown.scenario.ledger.position(), timeout=5)
    finally:
        shown.projector.stop()


def test_of_two_engines_on_one_store_one_works_and_the_other_takes_over(shown: Shown) -> None:
    second = views_of(shown.scenario, "views")
    shown.projector.start()
    until(lambda: shown.projector.health().working)
    second.projector.start()
    try:
        shown.scenario.registered()
        assert second.projector.wait_for(shown.scenario.ledger.position(), timeout=5)
        assert not second.projector.health().working
        shown.projector.stop()
        until(lambda: second.projector.health().working)
        shown.scenario.registered()
        assert second.projector.wait_for(shown.scenario.ledger.position(), timeout=5)
    finally:
        shown.projector.stop()
        second.projector.stop()


def test_what_is_remembered_is_forgotten_where_another_projector_has_gone_on(shown: Shown) -> None:
    """Two in turn: each meets rows that the other has written since."""
    second = views_of(shown.scenario, "views")
    for number, _ in enumerate(live(shown.scenario, 5, projects=2, steps=20)):
        (shown if number % 3 else second).projector.catch_up()
    shown.projector.catch_up()
    anew = views_of(shown.scenario, "anew")
    anew.projector.catch_up()
    assert all_rows(shown) == all_rows(anew)


def test_catching_up_beside_a_projector_at_work_waits_for_it(shown: Shown) -> None:
    second = views_of(shown.scenario, "views")
    shown.projector.start()
    try:
        shown.scenario.registered()
        assert second.projector.catch_up() == shown.scenario.ledger.position()
    finally:
        shown.projector.stop()


def test_an_event_nobody_can_read_is_named_and_the_projector_goes_on_when_it_can(
    shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown.projector.catch_up()
    shown.scenario.registered()
    with monkeypatch.context() as unread:
        unread.delitem(TOPICS, "CodeClaimed")
        shown.projector.start()
        until(lambda: "CodeClaimed" in (shown.projector.health().failure or ""))
    assert shown.projector.wait_for(shown.scenario.ledger.position(), timeout=5)
    until(lambda: shown.projector.health().failure is None)
    shown.projector.stop()


def test_processes_that_start_together_make_the_views_once(bare_url: str) -> None:
    gate = threading.Barrier(6)

    def start(_: int) -> None:
        gate.wait()
        database = open_views(bare_url)
        create_missing(database, all_views())
        database.dispose()

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(start, range(6))) == [None] * 6


def test_rows_and_position_come_in_one_transaction(shown: Shown) -> None:
    """A batch that fails as a whole leaves neither: after the last view the database is gone."""
    shown.projector.catch_up()
    shown.projector.views = [*shown.projector.views, Unreachable()]
    shown.projector._renew_stale = lambda: None  # type: ignore[method-assign]  # this one was never built
    shown.scenario.registered()
    with pytest.raises(OperationalError, match="gone"):
        shown.projector.catch_up()
    assert shown.projector.position() == 0
    assert board(shown.database, day("03-09")).rows == ()


class Unreachable(HistoryView):
    """Is written where no database answers any more."""

    name = "unreachable"

    def rows(self, touched: Touched) -> Mapping[str, list[Row]]:  # noqa: ARG002 - too late
        raise OperationalError("INSERT", None, ConnectionError("gone"))


def until(holds: Callable[[], bool], seconds: float = 5) -> None:
    """Wait for a condition of another thread."""
    last = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < last, "it never came true"
        threading.Event().wait(0.01)
