"""Files from outside, opened with suspicion: bounded in size, rows, columns and time before anything is believed.

The tables of a file are read row by row; nothing is computed, fetched or run. What an ordinary office's file never has
is refused at once, each with its own words: macros, links to other files, a document type (the vessel of XML bombs),
more than it can sensibly hold.
"""

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any
from xml.parsers.expat import ExpatError, ParserCreate

from openpyxl import load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from api.archives import BROKEN
from domain.errors import DomainError

MAX_FILE = 12_000_000  # bytes as it comes
MAX_UNPACKED = 30_000_000  # bytes of all its parts
MAX_PART_RATIO = 200  # unpacked to packed, of a part that is large
LARGE_PART = 5_000_000
MAX_PARTS = 1000
MAX_SMALL_PART = 3_000_000  # of those that are taken apart as a whole: styles, the list of sheets, relations
STREAMED = ("xl/worksheets/", "xl/sharedStrings.xml", "xl/media/", "xl/drawings/")  # read bit by bit, or not at all
MAX_CELLS_OF_A_ROW = 20_000  # a spreadsheet has 16,384 columns
MAX_ROWS = 20_000  # of a table, blank ones counted
MAX_ROWS_LOOKED_AT = 200_000  # of a sheet that is perhaps no table
MAX_COLUMNS = 120
MAX_CELL = 32_767  # characters, as in a spreadsheet
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
NAMES_OF_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".et")
PARTS_OF_A_WORKBOOK = frozenset({"[Content_Types].xml", "xl/workbook.xml"})
HOSTILE = (("xl/vbaproject.bin", "file_macros"), ("xl/externallinks/", "file_external_links"))
DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
CHUNK = 1 << 18
PROLOGUE = 4096  # bytes in which a document type would stand
BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
SEPARATORS = ",\t;"
SNIFFED = 20  # lines

Cells = Sequence[Any]


@dataclass
class Sheet:
    """A sheet's name and rows; a CSV file is one. `rows` is read once."""

    name: str
    rows: Iterator[Cells]
    since_1904: bool = False  # the numbers of its dates


@dataclass
class Tables:
    """The visible sheets of a file, and the names of those that are hidden."""

    sheets: list[Sheet]
    hidden: list[str] = field(default_factory=list)


def open_tables(path: Path, called: str) -> Tables:
    """The tables of an XLSX or CSV file; `called` is its name as people know it.

    Raises DomainError file_… for what cannot be, or should not be, read.
    """
    size = path.stat().st_size
    if size > MAX_FILE:
        raise DomainError("file_too_large", file=called, size=size, most=MAX_FILE)
    with path.open("rb") as opened:
        head = opened.read(len(OLE))
    if head.startswith(ZIP):
        return open_workbook(path, called)
    if head == OLE:
        encrypted = "EncryptedPackage".encode("utf-16-le") in path.read_bytes()
        raise DomainError("file_encrypted" if encrypted else "file_is_xls", file=called)
    if called.lower().endswith(NAMES_OF_WORKBOOKS):  # not read as text: what it then said would lead astray
        raise DomainError("file_is_no_workbook", file=called)
    return Tables([Sheet(Path(called).stem, csv_rows(path.read_bytes(), called))])


def open_workbook(path: Path, called: str) -> Tables:
    """The sheets of an XLSX file."""
    inspect(path, called)
    try:
        book = load_workbook(io.BytesIO(path.read_bytes()), read_only=True, keep_links=False)
    except Exception as error:
        raise DomainError("file_unreadable", file=called) from error
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    hidden = [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]
    since_1904 = book.epoch == CALENDAR_MAC_1904
    return Tables([Sheet(sheet.title, sheet_rows(sheet, called), since_1904) for sheet in visible], hidden)


def inspect(path: Path, called: str) -> None:
    """Look at the parts before any is unpacked as a whole."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            refuse_strange(parts, called)
            for part in parts:
                with archive.open(part) as opened:
                    look_into(opened, part.filename, called)
    except BROKEN as error:
        raise DomainError("file_unreadable", file=called) from error


def look_into(part: IO[bytes], name: str, called: str) -> None:
    """Refuse a part with a document type, and a sheet with a row that has no end."""
    start = part.read(PROLOGUE)
    if name.endswith((".xml", ".rels", ".vml")) and any(doctype in start for doctype in DOCTYPES):
        raise DomainError("file_xml_entities", file=called)
    if name.startswith("xl/worksheets/") and len(start) == PROLOGUE:
        refuse_wide_rows(start, part, called)


def refuse_wide_rows(start: bytes, part: IO[bytes], called: str) -> None:
    """A row is taken apart as a whole: one of a million cells would take a gigabyte."""
    cells = rows = 0

    def begin(element: str, _: object) -> None:
        nonlocal cells, rows
        kind = element.rpartition(":")[2]
        if kind == "row":
            cells, rows = 0, rows + 1
        cells += kind == "c"
        if cells > MAX_CELLS_OF_A_ROW:
            raise DomainError("row_too_wide", file=called)
        if rows > MAX_ROWS_LOOKED_AT:
            raise DomainError("too_many_rows", sheet=called, most=MAX_ROWS)

    def refuse(*_: object) -> None:
        raise DomainError("file_xml_entities", file=called)

    parser = ParserCreate()
    parser.StartElementHandler = begin
    parser.StartDoctypeDeclHandler = refuse
    chunk = start
    try:
        while chunk:
            parser.Parse(chunk, False)
            chunk = part.read(CHUNK)
    except ExpatError as error:
        raise DomainError("file_unreadable", file=called) from error


def refuse_strange(parts: Sequence[zipfile.ZipInfo], called: str) -> None:
    """Refuse by the list of contents alone."""
    names = {part.filename for part in parts}
    if any(part.flag_bits & 1 for part in parts):
        raise DomainError("file_encrypted", file=called)
    if not names >= PARTS_OF_A_WORKBOOK:
        raise DomainError("file_is_no_workbook", file=called)
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED or any(map(is_too_large, parts)):
        raise DomainError("file_unpacks_too_large", file=called, most=MAX_UNPACKED)
    for start, code in HOSTILE:
        if any(name.lower().startswith(start) for name in names):
            raise DomainError(code, file=called)


def is_too_large(part: zipfile.ZipInfo) -> bool:
    """Packed as nothing written by hand can be, or too large to be taken apart as a whole."""
    if part.file_size > LARGE_PART and part.file_size > MAX_PART_RATIO * max(1, part.compress_size):
        return True
    return part.file_size > MAX_SMALL_PART and not part.filename.startswith(STREAMED)


def sheet_rows(sheet: Any, called: str) -> Iterator[Cells]:
    """The rows of a sheet, formulas as they are written; DomainError too_many_rows beyond the bound."""
    try:
        rows = sheet.iter_rows(max_row=MAX_ROWS + 1, max_col=MAX_COLUMNS, values_only=True)
        yield from bounded(rows, sheet.title)
    except DomainError:
        raise
    except Exception as error:
        raise DomainError("file_unreadable", file=called) from error


def bounded(rows: Iterator[Cells], sheet: str) -> Iterator[Cells]:
    for number, row in enumerate(rows, start=1):
        if number > MAX_ROWS:
            raise DomainError("too_many_rows", sheet=sheet, most=MAX_ROWS)
        yield row


def csv_rows(content: bytes, called: str) -> Iterator[Cells]:
    """The rows of a CSV file: UTF-8 with or without its mark, UTF-16 as spreadsheets write it, or GBK."""
    text = decoded(content, called)
    head = "\n".join(text.splitlines()[:SNIFFED])
    separator = max(SEPARATORS, key=head.count)
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for row in bounded(iter(reader), Path(called).stem):
            yield [cell if cell.strip() else None for cell in row[:MAX_COLUMNS]]
    except csv.Error as error:
        raise DomainError("csv_broken", file=called, line=reader.line_num) from error


def decoded(content: bytes, called: str) -> str:
    """The text of a file. Raises DomainError file_unreadable for what is no text."""
    marked = next((encoding for mark, encoding in BOMS if content.startswith(mark)), None)
    for encoding in [marked] if marked else ["utf-8", "gb18030"]:
        with suppress(UnicodeDecodeError):
            text = content.decode(encoding)
            if "\x00" not in text:
                return text
    raise DomainError("file_unreadable", file=called)
