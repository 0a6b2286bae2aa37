"""What a table is: its columns, the names they go by, and how a cell of each is read; and what was read of one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Reader = Callable[[Any], Any]
"""From what stands in a cell to its value. Raises CellError."""


class CellError(ValueError):
    """A cell that cannot be read: a stable code, and the values that its sentence names."""

    def __init__(self, code: str, /, **params: object) -> None:
        super().__init__(code)
        self.code, self.params = code, params


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column: `zh` and `en` are its headings in templates, `also` what else it is called."""

    id: str
    zh: str
    en: str
    read: Reader
    also: tuple[str, ...] = ()
    required: bool = False
    choices: tuple[str, ...] = ()
    example: object = None
    group: str = ""  # profile: an answer of the profile

    def heading(self, language: str) -> str:
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table: `marks` are columns without which no heading is one of this table."""

    id: str
    columns: Mapping[str, Column]
    marks: frozenset[str]


@dataclass(frozen=True)
class Place:
    """A cell, or a whole row where `column` is empty, or a whole sheet where `row` is 0."""

    sheet: str
    row: int = 0
    column: str = ""
    heading: str = ""


@dataclass(frozen=True)
class Problem:
    """What is wrong, where, and (in the words of its code) how to mend it."""

    place: Place
    code: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """One line of a table as it was read; `cells` says where each value stands."""

    table: str
    place: Place
    values: Mapping[str, Any]
    columns: Mapping[str, tuple[str, str]]  # by id: the letter and the heading as written

    def get(self, column: str) -> Any:
        return self.values.get(column)

    def at(self, column: str = "") -> Place:
        """Where a value stands, or would stand; the row where the sheet has no such column."""
        letter, heading = self.columns.get(column, ("", ""))
        return Place(self.place.sheet, self.place.row, letter, heading)


@dataclass(frozen=True)
class Reading:
    """All that was read of a file: rows without a flaw, the flaws of the others, and what was left aside."""

    rows: Sequence[Row]
    problems: Sequence[Problem]
    flawed: Mapping[str, int] = field(default_factory=dict)  # rows with a flaw, by table
    flawed_keys: frozenset[tuple[str, str]] = frozenset()  # (table, key) of those, as far as they could be read
    ignored_columns: Sequence[Place] = ()
    ignored_sheets: Sequence[str] = ()
