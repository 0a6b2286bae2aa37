"""From the sheets of a file to rows of typed values; every cell that cannot be read is named, and none is guessed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any

from api.tables.files import Cells, Sheet, Tables
from api.tables.headings import EXPLANATIONS, LISTS, LOOKED_AT, Heading, find_heading
from api.tables.model import CellError, Place, Problem, Reading, Row, Table
from api.tables.values import is_blank, key_of, written

NOTE = re.compile(r"^(说明|注[::\d]|备注|填表|填写|制表|审核|单位负责人|联系|合计|总计|小计|共计|note)", re.I)
SUM = frozenset({"合计", "总计", "小计", "共计", "total"})
EXAMPLE = re.compile(r"^(示例|例[::\d]|样例|example)", re.I)
ANY = "*"  # in place of a key: every row of the table
KEYS = {"projects": ("project", "name"), "cases": ("project",), "facts": ("project",), "staff": ("staff",)}
ERRORS = frozenset({"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"})


@dataclass
class Findings:
    """What is gathered while a file is read."""

    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    flawed: dict[str, int] = field(default_factory=dict)
    flawed_keys: set[tuple[str, str]] = field(default_factory=set)
    ignored_columns: list[Place] = field(default_factory=list)
    ignored_sheets: list[str] = field(default_factory=list)
    found: int = 0

    def reading(self) -> Reading:
        return Reading(
            self.rows,
            self.problems,
            self.flawed,
            frozenset(self.flawed_keys),
            self.ignored_columns,
            self.ignored_sheets,
        )


def read_tables(file: Tables, tables: Sequence[Table]) -> Reading:
    """All rows of all sheets that are one of the tables."""
    findings = Findings(ignored_sheets=[name for name in file.hidden if name != LISTS])
    for sheet in file.sheets:
        if sheet.name not in EXPLANATIONS.values():
            read_sheet(sheet, tables, findings)
    if not findings.found:
        name = file.sheets[0].name if file.sheets else ""
        findings.problems.append(Problem(Place(name), "no_table"))
    return findings.reading()


def read_sheet(sheet: Sheet, tables: Sequence[Table], findings: Findings) -> None:
    """The rows below a sheet's heading."""
    top = list(islice(sheet.rows, LOOKED_AT))
    heading = find_heading(tables, top)
    if heading is None:
        findings.ignored_sheets.append(sheet.name)
        return
    findings.found += 1
    heading = heading.since_1904() if sheet.since_1904 else heading
    if not judge_heading(sheet.name, heading, findings):
        findings.flawed_keys.add((heading.table.id, ANY))
        return
    for number, cells in enumerate(chain(top[heading.row :], sheet.rows), start=heading.row + 1):
        if not is_aside(cells, heading):
            read_row(sheet.name, number, cells, heading, findings)


def judge_heading(sheet: str, heading: Heading, findings: Findings) -> bool:
    """Whether rows can be read by it. A column that is missing or stands twice is a problem; unknown ones are told."""
    for place in heading.unknown:
        findings.ignored_columns.append(Place(sheet, heading.row, *heading.where(place)))
    for place in heading.doubled:
        letter, words = heading.where(place)
        findings.problems.append(Problem(Place(sheet, heading.row, letter, words), "column_twice"))
    known = {column.id for column in heading.columns.values()}
    missing = [one for one in heading.table.columns.values() if one.required and one.id not in known]
    for column in missing:
        findings.problems.append(Problem(Place(sheet, heading.row), "column_missing", {"column": column.zh}))
    return not missing


def is_aside(cells: Cells, heading: Heading) -> bool:
    """Blank where it counts, or a note, a sum or an example rather than an entry."""
    own = [cells[place] for place in heading.columns if place < len(cells)]
    if all(map(is_blank, own)):
        return True
    filled = [written(cell) for cell in cells if not is_blank(cell)]
    first = filled[0]
    if EXAMPLE.match(first) or key_of(first) in SUM:
        return True
    return all(map(NOTE.match, filled))


def read_row(sheet: str, number: int, cells: Cells, heading: Heading, findings: Findings) -> None:
    """One row: its values, or its problems."""
    table = heading.table
    values: dict[str, Any] = {}
    row = Row(table.id, Place(sheet, number), values, heading.places)
    flaws = []
    for place, column in heading.columns.items():
        cell = cells[place] if place < len(cells) else None
        if is_blank(cell):
            if column.required:
                flaws.append(Problem(row.at(column.id), "cell_empty"))
            continue
        try:
            values[column.id] = read_cell(cell, column.read)
        except CellError as error:
            flaws.append(Problem(row.at(column.id), error.code, error.params))
    if not flaws:
        findings.rows.append(row)
        return
    findings.problems += flaws
    findings.flawed[table.id] = findings.flawed.get(table.id, 0) + 1
    findings.flawed_keys.update(keys_of(row))


def read_cell(cell: Any, read: Any) -> Any:
    """The value of a cell; a formula is no value, nor is its error."""
    if isinstance(cell, str):
        start = cell.lstrip()[:1]
        if start == "=" or (start in "+@" and len(cell.strip()) > 1 and not cell.strip()[1:].isdecimal()):
            raise CellError("formula")
        if cell.strip().upper() in ERRORS:
            raise CellError("spreadsheet_error", value=cell.strip())
    return read(cell)


def keys_of(row: Row) -> Iterator[tuple[str, str]]:
    """By what other rows may name a row that has a flaw."""
    for column in KEYS[row.table]:
        if row.get(column):
            yield (row.table, str(row.get(column)))
