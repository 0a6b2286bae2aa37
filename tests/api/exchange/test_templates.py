"""The template of an import is read by the reader of imports: what it offers is accepted, what it shows is no entry."""

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from api.cli.main import main
from api.exchange.templates import template_parts
from api.tables.definitions import tables_of
from api.tables.files import open_tables
from api.tables.headings import find_heading
from api.tables.reading import read_tables
from domain.catalogue.loader import shipped_catalogue
from tests.api.office import Desk, Office
from tests.scenario import Scenario

TABLES = tables_of(shipped_catalogue())


@pytest.fixture(params=["zh", "en"])
def template(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "template.xlsx"
    path.write_bytes(b"".join(template_parts(shipped_catalogue(), request.param)))
    return path


def test_an_empty_template_is_read_without_a_problem_and_without_an_entry(template: Path) -> None:
    reading = read_tables(open_tables(template, "template.xlsx"), TABLES)
    assert (reading.problems, reading.rows, reading.ignored_columns) == ([], [], [])


def test_every_column_of_every_table_is_known_again(template: Path) -> None:
    sheets = open_tables(template, "template.xlsx").sheets
    for sheet, table in zip(sheets, TABLES, strict=False):
        heading = find_heading(TABLES, list(sheet.rows))
        assert heading
        assert heading.table is not None
        assert heading.table.id == table.id
        assert {column.id for column in heading.columns.values()} == set(table.columns)


def test_all_that_is_offered_and_shown_can_be_read() -> None:
    for table in TABLES:
        for column in table.columns.values():
            for word in column.choices:
                column.read(word)
            if column.example is not None:
                column.read(column.example)


def test_choices_are_lists_and_each_column_is_explained(template: Path) -> None:
    book = load_workbook(template)
    assert book["lists"].sheet_state == "hidden"
    for sheet, table in zip(book.worksheets, TABLES, strict=False):
        rules = [rule for rule in sheet.data_validations.dataValidation if rule.type == "list"]
        assert len(rules) == sum(bool(column.choices) for column in table.columns.values())
    explained = book.worksheets[len(TABLES)]
    assert explained.max_row == 5 + sum(len(table.columns) for table in TABLES)


def test_it_is_downloaded_in_the_readers_language(office: Office) -> None:
    desk = office.desk("lead")
    chinese = load_workbook(BytesIO(desk.get("/import-template.xlsx").content))
    assert chinese.sheetnames[:4] == ["项目", "人员", "办件", "项目事实"]
    english = load_workbook(BytesIO(Desk(desk.client, desk.secret, "en").get("/import-template.xlsx").content))
    assert english.sheetnames[:2] == ["Projects", "Staff"]


def test_the_command_line_writes_it_where_nothing_is_yet(
    scenario: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HUHANG_DATABASE_URL", scenario.url)
    path = tmp_path / "模板.xlsx"
    assert main(["import", "--template", str(path)]) == 0
    assert main(["import", "--dry-run", str(path)]) == 0
    assert "没有可导入的行" in capsys.readouterr().out
    assert scenario.ledger.position() == 0  # a check records nothing, not even what the package ships
    assert main(["import", "--template", str(path)]) == 2
