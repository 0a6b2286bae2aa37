"""The workbook to fill in for an import, made from the very definition by which it is read.

A sheet for each table with its heading, an example row that no import takes for an entry, lists to choose from where
there is a choice, and a sheet that says what each column takes and what else it may be called.
"""

from collections.abc import Iterator, Mapping, Sequence
from tempfile import SpooledTemporaryFile
from typing import IO, Any

import xlsxwriter

from api.exchange.workbooks import DAY_FORM, IN_MEMORY, PART
from api.locale import text
from api.tables.choices import team
from api.tables.definitions import tables_of
from api.tables.headings import EXAMPLE_MARK, EXPLANATIONS, LISTS, NUMBER_HEADING
from api.tables.model import Column, Reader, Table
from api.tables.values import code, day, identifier, uscc
from domain.catalogue.model import Catalogue

FILLED = 2000  # rows that offer their lists
TAKES: Mapping[Reader, str] = {day: "day", code: "code", uscc: "uscc", identifier: "identifier", team: "team"}
HEADING_ROW, EXAMPLE_ROW, FIRST_ROW = 1, 2, 3


def template_parts(catalogue: Catalogue, language: str) -> Iterator[bytes]:
    """The template in parts."""
    with SpooledTemporaryFile(IN_MEMORY) as file:
        write_template(file, catalogue, language)
        file.seek(0)
        while part := file.read(PART):
            yield part


def write_template(file: IO[bytes], catalogue: Catalogue, language: str) -> None:
    """All sheets; the lists to choose from stand on one that does not show."""
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    forms = {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "required": book.add_format({"bold": True, "bg_color": "#fbe7a1", "border": 1, "text_wrap": True}),
        "head": book.add_format({"bold": True, "bg_color": "#e8eef5", "border": 1, "text_wrap": True}),
        "example": book.add_format({"italic": True, "font_color": "#808080"}),
        "day": book.add_format({"num_format": DAY_FORM}),
        "text": book.add_format({"num_format": "@"}),
        "wrapped": book.add_format({"text_wrap": True, "valign": "top"}),
    }
    tables = tables_of(catalogue)
    pages = [book.add_worksheet(text(f"table.{table.id}", language)) for table in tables]
    explained = book.add_worksheet(EXPLANATIONS[language])
    lists = Lists(book)
    for page, table in zip(pages, tables, strict=True):
        write_table(page, table, lists, forms, language)
    explain(explained, tables, forms, language)
    book.close()


class Lists:
    """The words to choose from, each list a column of a hidden sheet."""

    def __init__(self, book: Any) -> None:
        self.page = book.add_worksheet(LISTS)
        self.page.hide()
        self.places: dict[tuple[str, ...], str] = {}

    def place(self, choices: tuple[str, ...]) -> str:
        """Where a list stands, written there when it is new."""
        if choices not in self.places:
            column = len(self.places)
            for row, word in enumerate(choices):
                self.page.write_string(row, column, word)
            name = xlsxwriter.utility.xl_col_to_name(column)
            self.places[choices] = f"={LISTS}!${name}$1:${name}${len(choices)}"
        return self.places[choices]


def write_table(page: Any, table: Table, lists: Lists, forms: dict[str, Any], language: str) -> None:
    """The sheet of a table: a title, the heading, an example, and rows to fill."""
    page.write_string(0, 0, text("template.title", language, table=text(f"table.{table.id}", language)), forms["title"])
    page.write_string(HEADING_ROW, 0, NUMBER_HEADING[language], forms["head"])
    page.write_string(EXAMPLE_ROW, 0, EXAMPLE_MARK[language], forms["example"])
    page.freeze_panes(FIRST_ROW, 2)
    for place, column in enumerate(table.columns.values(), start=1):
        heading = column.heading(language) + ("*" if column.required else "")
        page.write_string(HEADING_ROW, place, heading, forms["required" if column.required else "head"])
        form = forms["day"] if column.read is day else forms["text"] if not column.group else None
        page.set_column(place, place, max(12, min(28, 2 * len(heading))), form)
        if column.example is not None or column.choices:
            page.write_string(EXAMPLE_ROW, place, str(column.example or column.choices[0]), forms["example"])
        if column.choices:
            rule = {"validate": "list", "source": lists.place(column.choices), "error_type": "warning"}
            page.data_validation(FIRST_ROW, place, FILLED, place, rule)


def explain(page: Any, tables: Sequence[Table], forms: dict[str, Any], language: str) -> None:
    """The sheet that explains the others."""
    widths = {"table": 10, "column": 34, "required": 8, "takes": 60, "also": 60, "example": 28}
    for number, line in enumerate(("template.how", "template.dates", "template.again")):
        page.write_string(number, 0, text(line, language))
    top = 4
    for place, (name, width) in enumerate(widths.items()):
        page.set_column(place, place, width, forms["wrapped"])
        page.write_string(top, place, text(f"template.column.{name}", language), forms["head"])
    row = top
    for table in tables:
        for column in table.columns.values():
            row += 1
            for place, words in enumerate(explanation(table, column, language)):
                page.write_string(row, place, words)


def explanation(table: Table, column: Column, language: str) -> Sequence[str]:
    """What a column takes, in words."""
    between = text("history.between", language)
    takes = text(f"template.takes.{takes_of(column)}", language, choices=between.join(column.choices))
    return (
        text(f"table.{table.id}", language),
        column.heading(language),
        text("template.required", language) if column.required else "",
        takes,
        between.join(dict.fromkeys([column.zh, column.en, *column.also])),
        str(column.example or ""),
    )


def takes_of(column: Column) -> str:
    """The kind of a column, as it is explained."""
    if column.choices:
        return "choice"
    return TAKES.get(column.read, "number" if column.group else "text")
