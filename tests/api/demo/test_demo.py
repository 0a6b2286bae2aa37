"""The demo: told once, never into somebody's own store, and true to what the newspaper says of the seed project."""

import re
from copy import deepcopy
from datetime import date, timedelta
from pathlib import Path

import pytest

from api.building import build
from api.demo.player import Player, story
from api.demo.start import play_demo
from api.runtime import Runtime
from api.settings import Settings
from domain.deciding.case import Actor
from domain.deciding.commands import RegisterProject
from domain.errors import DomainError
from domain.log.ledger import Command
from projections.board.pages import board
from projections.ops.accounts import Role
from tests.api.office import Office
from tests.api.pages.test_pages import page


@pytest.fixture
def installation(tmp_path: Path) -> Runtime:
    return build(Settings(database_url=f"sqlite:///{tmp_path}/store"), demo=True)


def test_the_demo_told_again_changes_nothing(installation: Runtime) -> None:
    play_demo(installation)
    position = installation.ledger.position()
    play_demo(installation)
    assert installation.ledger.position() == position
    installation.close()


def test_a_demo_that_another_release_told_stays_as_it_is(
    installation: Runtime, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    play_demo(installation)
    changed = deepcopy(dict(story()))
    changed["projects"][1]["steps"].reverse()
    monkeypatch.setattr("api.demo.player.story", lambda: changed)
    play_demo(installation)
    assert "the old one stays" in caplog.text
    installation.close()


def test_the_demo_stays_out_of_a_store_with_other_projects(installation: Runtime) -> None:
    wanted = RegisterProject(name="别的项目", landed_on=date(2026, 1, 5), enterprise="某公司")
    command = Command(id="a/1", digest="1", actor="a", via="api")
    installation.projects.register(command, wanted, Actor("specialist"))
    with pytest.raises(DomainError, match="demo_store_not_empty"):
        play_demo(installation)
    installation.close()


def test_the_seed_project_starts_on_its_land_a_month_ahead_of_the_expected_date(installation: Runtime) -> None:
    play_demo(installation)
    today = installation.projects.today()
    rows = {row.code: row for row in board(installation.views, today).rows}
    seed = rows["HH-2025-0001"]
    assert seed.permit.expected_on == date(2025, 5, 30)
    assert seed.permit.granted_on == date(2025, 4, 24)
    assert seed.permit.granted_on <= date(2025, 5, 30) - timedelta(days=30)
    assert (seed.permit.statutory_on, seed.permit.promised_on) == (date(2025, 7, 7), date(2025, 5, 13))
    assert seed.land.start_on_land_days == 5
    assert seed.land.construction_started_on == date(2025, 4, 28)
    assert {row.light.light for row in rows.values()} == {"red", "yellow", "blue"}
    installation.close()


def test_the_story_can_be_told_on_any_day_of_the_coming_year(tmp_path: Path, installation: Runtime) -> None:
    for number, today in enumerate((date(2026, 11, 28), date(2027, 2, 10), date(2027, 10, 4))):
        one = build(Settings(database_url=f"sqlite:///{tmp_path}/{number}"), demo=True)
        player = Player(one.ledger.recorder, one.rules, "jimo")
        player.today = today
        assert len(player.play()) == 3
        one.close()
    installation.close()


def test_a_shortest_period_that_is_over_is_no_broken_limit(demo_office: Office) -> None:
    demo_office.at("11-25 10:00")
    play_demo(demo_office.runtime)
    key, path = "construction_tendering:sec-1", "/projects/HH-DEMO-0003"
    desk = demo_office.desk(Role.ADMIN)
    tendering = next(one for one in desk.get(path).json()["matters"] if one["key"] == key)
    assert tendering["statutory"]["due_on"] < "2026-11-25"
    assert tendering["granted_on"] is None
    assert not tendering["statutory"]["overrun"]
    shown = page(demo_office, path, desk).text
    row = shown[shown.index(f'<td class="name">{tendering["name"]}') :].partition("</tr>")[0]
    assert tendering["statutory"]["due_on"] in row
    assert "dates late" not in row
    assert drawn(shown, "statutory-due") == drawn(shown, "promised-due") == 0


def drawn(page_text: str, mark: str) -> int:
    """How many marks of a kind the chart has."""
    found = re.search(rf'class="{mark}" d="([^"]*)"', page_text)
    return found[1].count("M") if found else 0
