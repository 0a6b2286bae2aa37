"""The audit as a file: CSV and XLSX for people, JSON lines for programs; however long, a page of it in memory.

Text is text: nothing that begins like a formula is one in a spreadsheet (OWASP, CSV Injection).
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from enum import StrEnum
from tempfile import SpooledTemporaryFile
from typing import IO, Any

import xlsxwriter

from api.answers import json_bytes
from api.locale import text
from domain.event import SHANGHAI

Line = Mapping[str, Any]
COLUMNS = {
    "recorded_at": 18,
    "effective_on": 12,
    "actor": 14,
    "on_behalf_of": 20,
    "via": 10,
    "project_code": 14,
    "project_name": 24,
    "what": 60,
    "changes": 40,
    "marks": 18,
    "reason": 30,
    "kind": 22,
    "position": 10,
}
"""What a table shows, with the widths in a workbook."""
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
LONGEST = 32_767  # characters of a cell (Excel specifications and limits)
ROWS = 1_000_000  # of a sheet, below Excel's 1,048,576
IN_MEMORY = 2**20
PART = 2**16


class FileKind(StrEnum):
    """The forms in which an audit leaves."""

    CSV = "csv"
    XLSX = "xlsx"
    JSONL = "jsonl"


def csv_parts(lines: Iterable[Line], language: str) -> Iterator[bytes]:
    """CSV (RFC 4180), with the mark by which spreadsheets know UTF-8."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(headings(language))
    yield b"\xef\xbb\xbf" + drained(buffer)
    for line in lines:
        writer.writerow([harmless(cell(line, name, language)) for name in COLUMNS])
        if buffer.tell() > PART:
            yield drained(buffer)
    yield drained(buffer)


def drained(buffer: io.StringIO) -> bytes:
    """What was written so far, taken out."""
    written = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return written


def jsonl_parts(lines: Iterable[Line], _: str) -> Iterator[bytes]:
    """A JSON object a line."""
    for line in lines:
        yield json_bytes(line) + b"\n"


def xlsx_parts(lines: Iterable[Line], language: str) -> Iterator[bytes]:
    """A workbook, made in a file of its own row by row, then handed out in parts."""
    with SpooledTemporaryFile(IN_MEMORY) as file:
        write_workbook(file, lines, language)
        file.seek(0)
        while part := file.read(PART):
            yield part


def write_workbook(file: IO[bytes], lines: Iterable[Line], language: str) -> None:
    """A heading that stays in sight, a filter, and a sheet more for each million rows."""
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "in_memory": False})
    bold = book.add_format({"bold": True})
    sheet, row = new_sheet(book, bold, language), 0
    for line in lines:
        if row == ROWS:
            sheet, row = new_sheet(book, bold, language), 0
        row += 1
        for column, name in enumerate(COLUMNS):
            sheet.write_string(row, column, cell(line, name, language)[:LONGEST])
    book.close()


def new_sheet(book: Any, bold: Any, language: str) -> Any:
    sheet = book.add_worksheet()
    for column, (heading, width) in enumerate(zip(headings(language), COLUMNS.values(), strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, heading, bold)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, 0, len(COLUMNS) - 1)
    return sheet


def headings(language: str) -> list[str]:
    return [text(f"audit.column.{name}", language) for name in COLUMNS]


def cell(line: Line, name: str, language: str) -> str:
    """A value as people read it."""
    value = line[name]
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    if name == "marks":
        return between(language).join(text(f"audit.mark.{mark}", language) for mark in value)
    if name == "changes":
        return between(language).join(change(one, language) for one in value)
    return "" if value is None else str(value)


def between(language: str) -> str:
    return text("history.between", language)


def change(one: Mapping[str, Any], language: str) -> str:
    """before → after."""
    return text("history.change", language, field=one["field"], before=one["before"], after=one["after"])


def harmless(value: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{value}" if value.startswith(FORMULA) else value


WRITERS: Mapping[FileKind, Callable[[Iterable[Line], str], Iterator[bytes]]] = {
    FileKind.CSV: csv_parts,
    FileKind.XLSX: xlsx_parts,
    FileKind.JSONL: jsonl_parts,
}
MEDIA = {
    FileKind.CSV: "text/csv; charset=utf-8",
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileKind.JSONL: "application/x-ndjson",
}
