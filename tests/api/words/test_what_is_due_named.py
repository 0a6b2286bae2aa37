"""What is due has one name wherever it shows: a matter with its scope, or the stage whose milestone is aimed at."""

from datetime import date

import pytest

from api.demo.start import play_demo
from api.exchange.board_sheet import BoardWords, next_node, stuck
from api.pages.board.line import Said, next_due
from api.pages.project.moved import named
from api.shown.board import row_lines
from api.words.history_lines import Words
from domain.catalogue.loader import shipped_catalogue
from projections.board.pages import board
from tests.api.office import SEED_ANSWERS, Office
from tests.api.pages.test_pages import page

CATALOGUE = shipped_catalogue()
TODAY = date(2026, 3, 2)
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


@pytest.mark.parametrize(("language", "called"), [("zh", "（标段 sec-1）"), ("en", " (section sec-1)")])
def test_a_scope_is_called_by_what_it_is_where_that_is_known(language: str, called: str) -> None:
    words, scopes = Words(language, CATALOGUE), {"sec-1": "section"}
    assert words.matter("construction_permit:sec-1", scopes).endswith(called)
    assert words.about("construction_permit:sec-1", None, scopes).endswith(called)
    assert words.matter("construction_permit", scopes) == words.matter("construction_permit")
    say = Said(words, {}, {}, TODAY)
    assert say.about("construction_permit:sec-1", None, {}).endswith("sec-1)" if language == "en" else "（sec-1）")
    assert say.matter("construction_permit:sec-1", scopes).endswith(called), "the words of another project's scope"


def test_the_board_its_sheet_and_the_lists_call_a_scope_as_the_project_does(demo_office: Office) -> None:
    here = demo_office.at("11-25 10:00").runtime
    play_demo(here)
    lead = demo_office.desk("lead", team="2")
    items = lead.get("/projects", q="HH-DEMO-0003", min_position=demo_office.positions()).json()["items"]
    assert items[0]["scopes"] == {"sec-1": "section", "sec-2": "section"}
    rows = board(here.views, here.projects.today(), calendar=here.rules.calendar).rows
    (row,) = (one for one in rows if one.scopes)
    sheet = BoardWords("zh", CATALOGUE, {}, {})
    told = [
        str(stuck(row, sheet)),
        str(next_node(row, sheet)),
        list(row_lines(row, here, here.projects.today(), "zh"))[1],
    ]
    told += [page(demo_office, path, lead).text for path in ("/", "/day", "/deadlines")]
    audit = [
        one["what"] for one in demo_office.desk("auditor").get("/audit", project=row.code, limit=200).json()["items"]
    ]
    history = [one["line"] for one in lead.history(f"/projects/{row.code}", demo_office.positions())]
    told += ["\n".join(audit), "\n".join(history)]
    assert all("标段 sec-" in words and "（sec-" not in words for words in told), told[:3]


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
    assert next_due(row, Said(words, {}, {}, TODAY)).startswith(f'{name}<div class="sub">')
    assert list(row_lines(row, here, here.projects.today(), "zh"))[1].strip().startswith(f"{name} ")
    (first, *_) = desk.get(f"{project}/deadlines").json()["deadlines"]
    assert first["matter_name"] == name
