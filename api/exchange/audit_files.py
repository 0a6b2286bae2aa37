"""The audit as a file: CSV and XLSX for people, JSON lines for programs; however long, a page of it in memory.

Text is text: nothing that begins like a formula is one in a spreadsheet (OWASP, CSV Injection).
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from enum import StrEnum
from itertools import chain, count, islice
from typing import Any

from api.exchange.workbooks import MEDIA as WORKBOOK
from api.exchange.workbooks import MOST_ROWS, Heading, Sheet, workbook_parts
from api.http.answers import json_bytes
from api.locale import text, texts
from domain.event import SHANGHAI

Line = Mapping[str, Any]
COLUMNS = {
    "recorded_at": 18,
    "effective_on": 12,
    "actor": 14,
    "actor_name": 12,
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
ROWS = MOST_ROWS - 1  # of a sheet, below its headings
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
    """A workbook; what is more than a sheet takes goes on in the next one."""
    return workbook_parts(sheets(iter(lines), language))


def sheets(lines: Iterator[Line], language: str) -> Iterator[Sheet]:
    """The sheets, each as long as it may be; an empty one where nothing was found."""
    title = text("audit.title", language)
    heads = [Heading(words, width) for words, width in zip(headings(language), COLUMNS.values(), strict=True)]
    first = next(lines, None)
    for number in count(1):
        rest = chain([] if first is None else [first], islice(lines, ROWS - 1))
        yield Sheet(f"{title} {number}", heads, ([cell(line, name, language) for name in COLUMNS] for line in rest))
        if (first := next(lines, None)) is None:
            return


def headings(language: str) -> list[str]:
    return [text(f"audit.column.{name}", language) for name in COLUMNS]


def cell(line: Line, name: str, language: str) -> str:
    """A value as people read it."""
    value = line[name]
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    if name == "on_behalf_of":
        value = line["on_behalf_of_name"]
    elif isinstance(value, list):
        value = text("history.between", language).join(NAMES[name](one, language) for one in value)
    elif name in NAMES:
        value = NAMES[name](value, language)
    return "" if value is None else str(value)


def named(prefix: str) -> Callable[[str, str], str]:
    """How a code is written by its name; what has none as it is."""
    return lambda code, language: texts(language).get(f"{prefix}.{code}", code)


def change(one: Mapping[str, Any], language: str) -> str:
    """before → after."""
    field = named("history.field")(one["field"], language)
    return text("history.change", language, field=field, before=one["before"], after=one["after"])


NAMES: Mapping[str, Callable[[Any, str], str]] = {
    "actor": named("audit.actor"),
    "via": named("audit.page.via"),
    "marks": named("audit.mark"),
    "changes": change,
}
"""The columns with codes in them, or lists of things."""


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
    FileKind.XLSX: WORKBOOK,
    FileKind.JSONL: "application/x-ndjson",
}
