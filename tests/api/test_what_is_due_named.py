"""What is due has one name wherever it shows: a matter with its scope, or the stage whose milestone is aimed at."""

import pytest

from api.board import row_lines
from api.exchange.board_sheet import BoardWords, next_node
from api.history_lines import Words
from api.pages.board_line import Said, next_due
from api.pages.moved import named
from domain.catalogue.loader import shipped_catalogue
from projections.board.pages import board
from tests.api.office import SEED_ANSWERS, Office

CATALOGUE = shipped_catalogue()
ON = {"effective_on": "2026-03-02"}


@pytest.mark.parametrize(
    ("matter", "stage", "name"),
    [
        ("construction_permit:sec-1", None, "建筑工程施工许可证核发（sec-1）"),
        ("construction_permit:sec-1", "by_extension", "建筑工程施工许可证核发（sec-1）"),
        ("", "construction_permitting", "施工许可"),
        ("", None, ""),
    ],
)
def test_a_matter_is_named_before_what_else_is_told_of_it(matter: str, stage: str | None, name: str) -> None:
    words = Words("zh", CATALOGUE)
    assert words.about(matter, stage) == name
    assert named({"matter": matter, "of": stage}, words)["name"] == name


@pytest.mark.both_engines
def test_the_target_that_is_next_is_named_alike_on_the_board_its_sheet_and_the_command_line(own_office: Office) -> None:
    desk = own_office.at("03-02 09:00").desk("lead")
    project = desk.register()
    desk.done(f"{project}/profile", {**ON, "answers": SEED_ANSWERS})
    desk.done(f"{project}/service-list", {**ON, "reason": "画像已定"})
    desk.get("/projects", min_position=own_office.positions())
    here, words = own_office.runtime, Words("zh", CATALOGUE)
    (row,) = board(here.views, here.projects.today(), calendar=here.rules.calendar).rows
    assert row.next_due
    assert row.next_due.stage
    name = words.about("", row.next_due.stage)
    assert name in {stage.name_zh for stage in CATALOGUE.stages}
    assert next_node(row, BoardWords("zh", CATALOGUE, {}, {})) == name
    assert next_due(row, Said(words, {}, {})).startswith(f'{name}<div class="sub">')
    assert list(row_lines(row, here, "zh"))[1].strip().startswith(f"{name} ")
    (first, *_) = desk.get(f"{project}/deadlines").json()["deadlines"]
    assert first["matter_name"] == name
