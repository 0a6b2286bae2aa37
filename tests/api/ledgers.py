"""Ledgers as offices keep them, made for the tests."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook

from api.importing.bringing_in import Importer
from api.importing.report import Report
from api.importing.start import bring_in
from domain.deciding.case import Actor
from tests.scenario import Scenario

Rows = Sequence[Sequence[Any]]
BUREAU = Importer("t-1", Actor("cli"))


def write_workbook(path: Path, sheets: Mapping[str, Rows], formulas: Mapping[str, str] | None = None) -> Path:
    """A workbook with a sheet for each list of rows; `formulas` go into cells of the first."""
    book = Workbook(path, {"constant_memory": False, "default_date_format": "yyyy-mm-dd"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for place, value in enumerate(row):
                put(sheet, number, place, value)
    for cell, formula in (formulas or {}).items():
        book.worksheets()[0].write_formula(cell, formula)
    book.close()
    return path


def put(sheet: Any, number: int, place: int, value: Any) -> None:
    if isinstance(value, date | datetime):
        sheet.write_datetime(number, place, value)
    elif isinstance(value, str):
        sheet.write_string(number, place, value)
    elif value is not None:
        sheet.write(number, place, value)


PROJECTS: list[Any] = [
    "项目编号",
    "项目名称",
    "建设单位",
    "落地日期",
    "服务专员",
    "服务专班",
    "总建筑面积（万㎡）",
    "计划总投资（亿元）",
]
CASES: list[Any] = ["办件编号", "项目编号", "事项", "收件日期", "受理日期", "办结日期", "办理结果", "文号", "理由"]
FACTS: list[Any] = ["项目编号", "项目事实", "发生日期", "文号", "理由"]
STAFF: list[Any] = ["人员编号", "姓名", "联系电话", "岗位", "所属部门", "任岗日期", "离岗日期"]


def ledger(**changed: Rows) -> dict[str, Rows]:
    """One project half done, with its cases, a fact and two of the staff."""
    sheets: dict[str, Rows] = {
        "项目": [
            ["即墨区重大项目台账"],
            [*PROJECTS],
            ["JM-001", "甲项目", "甲有限公司", "2026年3月2日", "s-101", "第1专班", 2.5, 3],
        ],
        "办件": [
            [*CASES],
            ["BJ1", "JM-001", "项目备案", "2026/2/9", "2026/2/9", "2026/2/11", "准予", "鲁备1号", None],
            ["BJ2", "JM-001", "规划条件核定", None, None, "2026-03-04", "办结", "规条1号", "先办"],
        ],
        "事实": [[*FACTS], ["JM-001", "交地", "2026-03-20", "交地确认书", None]],
        "人员": [
            [*STAFF],
            ["o-12", "张三", 13800138000, "经办人", "自然资源局", "2026.3.2", None],
            ["l-1", "李四", 13800138001, "专班长", "1", "2026-03-02", None],
        ],
    }
    return {**sheets, **changed}


def imported(scenario: Scenario, path: Path, *, dry_run: bool = False, by: Importer = BUREAU) -> Report:
    return bring_in(scenario.projects, path, by, dry_run=dry_run)


def told(report: Report) -> list[tuple[str, str, str]]:
    """The problems: sheet, cell and code."""
    return [(one.place.sheet, f"{one.place.column}{one.place.row}", one.code) for one in report.problems]
