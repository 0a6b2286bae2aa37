"""Which row of a sheet is its heading, and which column is which, whatever stands above and however it is written."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

from openpyxl.utils import get_column_letter

from api.tables.model import Column, Table
from api.tables.values import day, day_since_1904, key_of, number

LOOKED_AT = 30  # rows from the top
FEWEST = 2  # recognised columns that make a heading
BRACKETS = re.compile(r"[(\[【〔{][^)\]】〕}]*[)\]】〕}]")
MARKS = re.compile(r"[*※#:、,。.\-_\"'?!]")
NUMBER_HEADING = {"zh": "序号", "en": "No."}  # of templates; nobody needs to be told that it is not read
EXPLANATIONS = {"zh": "填写说明", "en": "How to fill in"}
LISTS = "lists"  # the words that templates offer, on a sheet that does not show
EXAMPLE_MARK = {"zh": "示例", "en": "Example"}
UNITS = (
    ("亿元", Decimal(100_000_000)),
    ("万", Decimal(10_000)),
    ("亩", Decimal(2000) / 3),
    ("公顷", Decimal(10_000)),
)  # 元 and ㎡ are the usual ones


@dataclass(frozen=True)
class Heading:
    """A heading that was found: of which table, in which row, and the column at each place."""

    table: Table
    row: int
    columns: Mapping[int, Column]  # by place, from 0
    written: Mapping[int, str]
    unknown: Sequence[int]
    doubled: Sequence[int]

    def since_1904(self) -> "Heading":
        """The same in a workbook whose dates count from 1904."""
        columns = {
            place: replace(column, read=day_since_1904) if column.read is day else column
            for place, column in self.columns.items()
        }
        return replace(self, columns=columns)

    @cached_property
    def places(self) -> Mapping[str, tuple[str, str]]:
        """The letter and the words of each known column, by its id."""
        return {column.id: self.where(place) for place, column in self.columns.items()}

    def where(self, place: int) -> tuple[str, str]:
        """The letter and the words of a column."""
        return get_column_letter(place + 1), self.written.get(place, "")


def bare(heading: str) -> str:
    """A heading as it is compared: without brackets, asterisks and blanks."""
    return MARKS.sub("", BRACKETS.sub("", key_of(heading)))


SILENT = {"", *map(bare, NUMBER_HEADING.values())}


def names_of(column: Column) -> Iterable[str]:
    """All names of a column as they are compared."""
    for one in (column.zh, column.en, column.id, *column.also):
        yield bare(one)


def find_heading(tables: Sequence[Table], top: Sequence[Sequence[Any]]) -> Heading | None:
    """The heading among the first rows of a sheet: the row with most known columns of one table."""
    best: Heading | None = None
    for table in tables:
        names = {known: column for column in table.columns.values() for known in names_of(column)}
        for number_of_row, cells in enumerate(top[:LOOKED_AT], start=1):
            found = heading_of(table, names, number_of_row, cells)
            if found and (best is None or len(found.columns) > len(best.columns)):
                best = found
    return best


def heading_of(table: Table, names: Mapping[str, Column], row: int, cells: Sequence[Any]) -> Heading | None:
    """A row as the heading of a table, when it names enough of its columns."""
    written = {place: " ".join(str(cell).split()) for place, cell in enumerate(cells) if isinstance(cell, str)}
    columns: dict[int, Column] = {}
    unknown, doubled = [], []
    taken: set[str] = set()
    for place, heading in written.items():
        column = names.get(bare(heading))
        if column is None:
            unknown.append(place)
        elif column.id in taken:
            doubled.append(place)
        else:
            taken.add(column.id)
            columns[place] = in_its_unit(column, heading)
    if len(columns) < FEWEST or not table.marks <= taken:
        return None
    strange = [place for place in unknown if bare(written[place]) not in SILENT]
    return Heading(table, row, columns, written, strange, doubled)


def in_its_unit(column: Column, heading: str) -> Column:
    """A column of numbers whose heading names another unit than the usual one: 计划总投资(万元)."""
    if column.group != "profile" or column.choices:
        return column
    factor = next((factor for unit, factor in UNITS if unit in heading), None)
    return replace(column, read=number(factor)) if factor else column
