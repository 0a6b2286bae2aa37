"""Workbooks that leave: written row by row, whatever their length, with a stamp above that says what they are.

Text is text: nothing that begins like a formula is one (OWASP, CSV Injection).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from tempfile import SpooledTemporaryFile
from typing import IO, Any

import xlsxwriter

Value = str | int | float | Decimal | date | None
MEDIA = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST = 32_767  # characters of a cell (Excel specifications and limits)
MOST_ROWS = 1_000_000  # of a sheet, below Excel's 1,048,576
IN_MEMORY, PART = 2**20, 2**16
DAY_FORM = "yyyy-mm-dd"


@dataclass(frozen=True)
class Heading:
    """A column of a sheet: its words, how wide it is, and whether its text is broken into lines."""

    words: str
    width: int = 14
    wraps: bool = False


@dataclass(frozen=True)
class Sheet:
    """A sheet to be written: what stands above, the columns, and the rows as they come."""

    name: str
    headings: Sequence[Heading]
    rows: Iterable[Sequence[Value]]
    above: Sequence[str] = ()
    landscape: bool = True
    filtered: bool = True
    marks: dict[str, str] = field(default_factory=dict)  # a background by the text of the first cell


def workbook_parts(sheets: Iterable[Sheet]) -> Iterator[bytes]:
    """A workbook, made in a file of its own, then handed out in parts."""
    with SpooledTemporaryFile(IN_MEMORY) as file:
        write_sheets(file, sheets)
        file.seek(0)
        while part := file.read(PART):
            yield part


def write_sheets(file: IO[bytes], sheets: Iterable[Sheet]) -> None:
    """All sheets, each in bounded memory."""
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    forms = Forms(book)
    for sheet in sheets:
        write_sheet(book, sheet, forms)
    book.close()


class Forms:
    """The formats of a workbook, made once."""

    def __init__(self, book: Any) -> None:
        base = {"valign": "top", "border": 1, "border_color": "#d0d0d0"}
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.note = book.add_format({"font_color": "#606060"})
        self.head = book.add_format({**base, "bold": True, "bg_color": "#e8eef5", "text_wrap": True})
        self.plain = book.add_format(base)
        self.wrapped = book.add_format({**base, "text_wrap": True})
        self.day = book.add_format({**base, "num_format": DAY_FORM})
        self.marks: dict[str, Any] = {}
        self.book, self.base = book, base

    def mark(self, colour: str) -> Any:
        """A cell with a background."""
        if colour not in self.marks:
            self.marks[colour] = self.book.add_format({**self.base, "bg_color": colour, "bold": True})
        return self.marks[colour]


def write_sheet(book: Any, sheet: Sheet, forms: Forms) -> None:
    """One sheet; what is beyond its bound is said to be missing, never left out in silence."""
    page = book.add_worksheet(sheet.name[:31])
    for place, heading in enumerate(sheet.headings):
        page.set_column(place, place, heading.width)
    for number, line in enumerate(sheet.above):
        page.write_string(number, 0, line, forms.note if number else forms.title)
    top = len(sheet.above)
    for place, heading in enumerate(sheet.headings):
        page.write_string(top, place, heading.words, forms.head)
    page.freeze_panes(top + 1, 0)
    page.repeat_rows(top)
    if sheet.filtered:
        page.autofilter(top, 0, top, len(sheet.headings) - 1)
    page.set_paper(8 if sheet.landscape else 9)  # A3, A4
    if sheet.landscape:
        page.set_landscape()
    page.fit_to_pages(1, 0)
    page.set_footer("&C&P / &N")
    for number, row in enumerate(sheet.rows, start=top + 1):
        if number >= MOST_ROWS:
            page.write_string(number, 0, "…", forms.plain)
            break
        write_row(page, number, row, sheet, forms)


def write_row(page: Any, number: int, row: Sequence[Value], sheet: Sheet, forms: Forms) -> None:
    for place, value in enumerate(row):
        form = forms.wrapped if sheet.headings[place].wraps else forms.plain
        if place == 0 and isinstance(value, str) and value in sheet.marks:
            form = forms.mark(sheet.marks[value])
        if value is None:
            page.write_blank(number, place, None, form)
        elif isinstance(value, date):
            page.write_datetime(number, place, value, forms.day)
        elif isinstance(value, str):
            page.write_string(number, place, value[:LONGEST], form)
        else:
            page.write_number(number, place, value, form)
