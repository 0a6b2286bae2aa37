"""Tables are found below whatever stands above them, in every encoding that offices send."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from xlsxwriter import Workbook

from api.tables.definitions import tables_of
from api.tables.files import open_tables
from api.tables.model import Reading
from api.tables.reading import read_tables
from domain.catalogue.loader import shipped_catalogue
from tests.api.ledgers import write_workbook

HEADING = "电话,项目编号,项目名称,企业名称*,落地时间,计划总投资(万元),是否新设企业"
ROW = "1,JM-001,甲项目,甲有限公司,2026年3月2日,25000,是"


def read(path: Path) -> Reading:
    return read_tables(open_tables(path, path.name), tables_of(shipped_catalogue()))


def values(reading: Reading) -> list[dict[str, Any]]:
    return [dict(row.values) for row in reading.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_csv_is_read_in_every_encoding_that_offices_send(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "台账.csv"
    path.write_bytes(f"即墨区重大项目台账,,,,,,\r\n{HEADING}\r\n{ROW}\r\n,,,,,,\r\n".encode(encoding))
    reading = read(path)
    assert reading.problems == []
    [row] = values(reading)
    assert (row["project"], row["name"], str(row["landed_on"])) == ("JM-001", "甲项目", "2026-03-02")
    assert (row["profile.total_investment_cny"], row["profile.new_enterprise"]) == (250_000_000, True)
    assert [(one.column, one.heading) for one in reading.ignored_columns] == [("A", "电话")]


@pytest.mark.parametrize("separator", ["\t", ";"])
def test_csv_may_be_parted_otherwise(tmp_path: Path, separator: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"{HEADING}\n{ROW}\n".replace(",", separator), encoding="utf-8")
    assert len(read(path).rows) == 1


def test_titles_blanks_sums_notes_and_examples_are_no_entries(tmp_path: Path) -> None:
    heading = HEADING.split(",")
    entry: list[Any] = ROW.split(",")
    rows: list[list[Any]] = [
        ["即墨区重大项目台账"],
        ["填报单位:行政审批服务局", None, None, "单位:万元"],
        heading,
        ["示例", "HH-2026-0001", "示例项目", "示例公司", "2026-03-02", 1, "是"],
        entry,
        [None] * 7,
        [2, None, None, None, None, None, None],
        ["合计", None, None, None, None, 25000, None],
        ["说明:本表每月5日前报送"],
        ["填表人:张三", None, None, None, "审核:李四"],
    ]
    reading = read(write_workbook(tmp_path / "a.xlsx", {"一季度": rows, "Sheet2": [["无关"]]}))
    assert reading.problems == []
    assert [row.place.row for row in reading.rows] == [5]
    assert reading.ignored_sheets == ["Sheet2"]


def test_a_heading_may_stand_on_several_rows_of_titles_and_in_any_order(tmp_path: Path) -> None:
    rows = [["a"], [], ["", "台账"], ["落地日期", "建设单位", "项目名称"], ["2026-03-02", "甲公司", "甲"]]
    assert [row.place.row for row in read(write_workbook(tmp_path / "a.xlsx", {"a": rows})).rows] == [5]


def test_a_missing_column_is_named_and_nothing_else_of_the_sheet(tmp_path: Path) -> None:
    rows = [["项目编号", "项目名称", "建设单位"], ["JM-1", "甲", "甲公司"]]
    reading = read(write_workbook(tmp_path / "a.xlsx", {"a": rows}))
    [problem] = reading.problems
    assert (problem.code, problem.place.row, problem.params) == ("column_missing", 1, {"column": "落地日期"})


def test_a_column_that_stands_twice_is_a_problem(tmp_path: Path) -> None:
    rows = [["项目名称", "建设单位", "落地日期", "入库日期"], ["甲", "甲公司", "2026-03-02", "2026-03-03"]]
    [problem] = read(write_workbook(tmp_path / "a.xlsx", {"a": rows})).problems
    assert (problem.code, problem.place.column, problem.place.heading) == ("column_twice", "D", "入库日期")


def test_a_file_without_any_table_says_so(tmp_path: Path) -> None:
    reading = read(write_workbook(tmp_path / "a.xlsx", {"a": [["姓名", "电话"], ["张三", "1"]]}))
    assert [one.code for one in reading.problems] == ["no_table"]


def test_every_flaw_of_a_row_is_named(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["项目编号", "项目名称", "建设单位", "落地日期"], ["第1号", None, "甲公司", "3月2日"]]
    reading = read(write_workbook(tmp_path / "a.xlsx", {"a": rows}))
    assert [(one.place.column, one.code) for one in reading.problems] == [
        ("A", "code_unreadable"),
        ("B", "cell_empty"),
        ("D", "date_without_year"),
    ]


def test_errors_of_a_spreadsheet_and_control_characters_are_named(tmp_path: Path) -> None:
    rows = [["项目名称", "建设单位", "落地日期"], ["#REF!", "甲\u202e公司", "2026-03-02"]]
    reading = read(write_workbook(tmp_path / "a.xlsx", {"a": rows}))
    assert [one.code for one in reading.problems] == ["spreadsheet_error", "control_character"]


def test_plain_numbers_are_days_also_where_a_workbook_counts_from_1904(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = Workbook(path, {"date_1904": True})
    sheet = book.add_worksheet("a")
    sheet.write_row(0, 0, ["项目名称", "建设单位", "落地日期"])
    sheet.write_row(1, 0, ["甲", "甲公司", 44_621])
    sheet.write_row(2, 0, ["乙", "乙公司", "2026-03-02"])
    sheet.write_row(3, 0, ["丙", "丙公司"])
    sheet.write_datetime(3, 2, date(2026, 3, 2), book.add_format({"num_format": "yyyy-mm-dd"}))
    book.close()
    assert [str(row["landed_on"]) for row in values(read(path))] == ["2026-03-02"] * 3
