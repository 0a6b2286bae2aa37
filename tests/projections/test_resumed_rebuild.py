"""A rebuild that was killed goes on where it was; where it cannot, it says why and begins anew."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from uuid import uuid5

import pytest
from sqlalchemy import inspect

from api.cli.main import main
from domain.dates.calendar import YearDays
from domain.project.model.rules import Rules
from projections.database import reading
from projections.projector.rebuild import Rebuilt, rebuild
from projections.projector.resuming import Stage, stage_of
from projections.rows.batches import Touched
from projections.rows.sheets import Values
from projections.rows.tables import Row
from projections.rows.view import View
from projections.views.all_views import all_views
from projections.views.history import HistoryView
from projections.views.portfolio import PortfolioView
from tests.projections.conftest import Shown, all_rows
from tests.projections.lives import live

pytestmark = pytest.mark.both_engines

ROOT = Path(__file__).parents[2]
SOON = 30.0  # seconds
COPIES = 4


class Heard:
    """Notes what a rebuild says of itself."""

    def __init__(self) -> None:
        self.said: list[tuple[object, ...]] = []
        self.done = 0

    def anew(self, why: str) -> None:
        self.said.append(("anew", why))

    def begins(self, total: int, done: int = 0) -> None:
        self.said.append(("begins", total, done))

    def moved(self, events: int) -> None:
        self.done += events


class Watched(HistoryView):
    """Notes which projects it is asked for; at one of them the process is interrupted."""

    def __init__(self, interrupted_at: int | None = None) -> None:
        self.asked: list[int] = []
        self.interrupted_at = interrupted_at

    def rows(self, touched: Touched) -> Mapping[str, Sequence[Row | Values]]:
        self.asked.append(touched.number)
        if len(self.asked) == self.interrupted_at:
            raise KeyboardInterrupt
        return super().rows(touched)


@pytest.fixture
def many(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> Shown:
    """Views of three lives and copies of them; each project is a portion of its own."""
    monkeypatch.setattr("projections.projector.filling.PORTION", 1)
    list(live(shown.scenario, 6, steps=10))
    copied(shown, range(COPIES))
    shown.projector.catch_up()
    return shown


def copied(shown: Shown, numbers: Iterable[int]) -> None:
    """The same lives under other ids."""
    ledger = shown.scenario.ledger
    told = [event for _, event in ledger.after(0, 1000)]
    for number in numbers:
        copies = [replace(event, originator_id=uuid5(event.originator_id, str(number))) for event in told]
        ledger.save(copies)


def views_with(history: HistoryView) -> list[View]:
    return [history if view.name == "history" else view for view in all_views()]


def remade(shown: Shown, views: Sequence[View], heard: Heard | None = None, *, whole: bool = True) -> Rebuilt:
    scenario = shown.scenario
    done = rebuild(scenario.ledger, shown.database, scenario.rules, views, whole=whole, progress=heard)
    shown.projector.catch_up()  # the past that a rebuild leaves open
    return done


def broken_off(shown: Shown, at: int, names: Sequence[str] = ()) -> Watched:
    """A rebuild interrupted at a project."""
    history = Watched(at)
    views = [view for view in views_with(history) if not names or view.name in names]
    with pytest.raises(KeyboardInterrupt):
        remade(shown, views, whole=not names)
    return history


def stage(shown: Shown) -> Stage | None:
    with reading(shown.database) as connection:
        return stage_of(connection)


def fresh_tables(shown: Shown) -> list[str]:
    return [name for name in inspect(shown.database).get_table_names() if name.endswith("_new")]


def test_it_goes_on_with_the_project_at_which_it_was_broken_off(many: Shown) -> None:
    expected, projects = all_rows(many), 3 * (COPIES + 1)
    first = broken_off(many, 10)
    assert all_rows(many) == expected
    second, heard = Watched(), Heard()
    assert remade(many, views_with(second), heard).failed == {}
    assert first.asked[-1] == second.asked[0]
    assert len(set(first.asked[:-1]) | set(second.asked)) == len(first.asked[:-1]) + len(second.asked) == projects
    (_, total, done), *_ = heard.said
    assert isinstance(done, int)
    assert 0 < done < done + heard.done == total
    assert all_rows(many) == expected
    assert stage(many) is None
    assert fresh_tables(many) == []


def test_what_was_recorded_meanwhile_is_in_the_rows(many: Shown) -> None:
    """Projects that were filled, that were not, and that were not there go on between the two runs."""
    broken_off(many, 2)
    list(live(many.scenario, 7, projects=2, steps=15))
    many.projector.catch_up()
    expected = all_rows(many)
    done = remade(many, all_views())
    assert done.position == many.scenario.ledger.position()
    assert all_rows(many) == expected


def test_broken_off_behind_the_filling_it_goes_on_along_the_log(many: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("projections.projector.rebuild.PAGE", 4)
    projects = 3 * (COPIES + 1)

    class Moving(Watched):
        """While the last project is filled a new one comes, and the views in use with it."""

        def rows(self, touched: Touched) -> Mapping[str, Sequence[Row | Values]]:
            if len(self.asked) == projects - 1:
                list(live(many.scenario, 8, projects=1, steps=8))
                many.projector.catch_up()
            return super().rows(touched)

    with pytest.raises(KeyboardInterrupt):
        remade(many, views_with(Moving(projects + 2)))
    left = stage(many)
    assert left is not None
    assert left.goal < left.reached
    expected = all_rows(many)
    history, heard = Watched(), Heard()
    remade(many, views_with(history), heard)
    assert len(set(history.asked)) == 1
    assert heard.said[0] == ("begins", heard.said[0][1], heard.said[0][1])
    assert all_rows(many) == expected


def test_a_view_that_failed_before_has_failed_after(many: Shown) -> None:
    class Failing(PortfolioView):
        def rows(self, touched: Touched) -> Mapping[str, list[Row]]:
            raise ValueError(f"{touched.number} is poison")

    with pytest.raises(KeyboardInterrupt):
        remade(many, [Failing(), Watched(5)], whole=False)
    done = remade(many, [PortfolioView(), Watched()], whole=False)
    assert list(done.failed) == ["portfolio"]
    assert [view.name for view in many.projector.health().views if not view.running] == ["portfolio"]
    assert remade(many, [PortfolioView()], whole=False).failed == {}
    assert many.projector.health().well


def test_with_other_views_it_begins_anew_and_leaves_nothing_of_the_first(many: Shown) -> None:
    broken_off(many, 5)
    history, heard = Watched(), Heard()
    remade(many, [history], heard, whole=False)
    assert heard.said[0] == ("anew", "views")
    assert len(history.asked) == 3 * (COPIES + 1)
    assert fresh_tables(many) == []


def test_where_the_log_ends_before_it_was_broken_off_it_begins_anew(
    many: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken_off(many, 5)
    monkeypatch.setattr(many.scenario.ledger, "position", lambda: 40)
    heard = Heard()
    remade(many, views_with(Watched()), heard)
    assert heard.said[0] == ("anew", "log")


def test_with_other_code_it_begins_anew(many: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    broken_off(many, 5)
    monkeypatch.setattr("projections.projector.resuming.code", lambda: "another")
    history, heard = Watched(), Heard()
    remade(many, views_with(history), heard)
    assert heard.said[0] == ("anew", "code")
    assert len(history.asked) == 3 * (COPIES + 1)


def test_with_another_calendar_it_begins_anew(many: Shown) -> None:
    scenario, heard = many.scenario, Heard()
    broken_off(many, 5)
    later = scenario.rules.calendar.with_year(2030, YearDays({}, {}, official=True), "another")
    rules = Rules(scenario.rules.catalogue, later)
    rebuild(scenario.ledger, many.database, rules, all_views(), whole=True, progress=heard)
    assert heard.said[0] == ("anew", "rules")


KILLED = "import projections.projector.filling as f; f.PORTION = 1; from api.cli.main import main; main(['rebuild'])"


def test_killed_by_kill_9_the_command_goes_on_where_it_was(
    many: Shown, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    copied(many, range(COPIES, COPIES + 5))  # there must be time to kill it
    many.projector.catch_up()
    expected = all_rows(many)
    monkeypatch.setenv("HUHANG_DATABASE_URL", many.scenario.url)
    monkeypatch.setenv("HUHANG_LANGUAGE", "en")
    process = subprocess.Popen([sys.executable, "-c", KILLED], cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        until_filled(many, process)
        process.send_signal(signal.SIGKILL)
    finally:
        process.kill()
        process.wait()
    killed = stage(many)
    assert killed is not None
    assert all_rows(many) == expected
    capfd.readouterr()
    assert main(["rebuild"]) == 0
    total = sum(len(rows) for name, rows in expected.items() if name == "history")
    said = capfd.readouterr()
    assert "going on: " in said.err
    assert f"of {total} events are done" in said.err
    assert "100%" in said.err
    assert all_rows(many) == expected
    assert main(["rebuild", "--check"]) == 0


def until_filled(shown: Shown, process: "subprocess.Popen[bytes]") -> None:
    """Until some projects are filled in."""
    last = time.monotonic() + SOON
    while (under_way := stage(shown)) is None or under_way.filled == 0:
        assert process.poll() is None, "it has ended before it was killed"
        assert time.monotonic() < last, "it does not begin"
        time.sleep(0.005)
