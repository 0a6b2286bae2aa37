"""What an import found, did or would do."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from api.tables.model import Place, Problem

MOST_SHOWN = 500  # problems of one report; how many there are is always said


@dataclass
class Tally:
    """Per table: rows that are new, that are recorded already, and that have a problem."""

    new: Counter[str] = field(default_factory=Counter)
    known: Counter[str] = field(default_factory=Counter)
    waiting: Counter[str] = field(default_factory=Counter)  # not looked at, because of another row's problem


@dataclass(frozen=True)
class Report:
    """The outcome: nothing is recorded while there is a problem, or when it was a dry run."""

    rows: int
    tally: Tally
    problems: Sequence[Problem]
    events: int
    recorded: bool
    ignored_columns: Sequence[Place] = ()
    ignored_sheets: Sequence[str] = ()
    counted: int = 0  # problems, where only some of them are at hand

    @property
    def problem_count(self) -> int:
        return max(self.counted, len(self.problems))


def in_order(problems: Sequence[Problem], sheets: Sequence[str]) -> list[Problem]:
    """Problems as a reader goes through the file: by sheet, row and column."""
    places = {sheet: number for number, sheet in enumerate(sheets)}
    return sorted(
        problems,
        key=lambda one: (
            places.get(one.place.sheet, -1),
            one.place.row,
            len(one.place.column),
            one.place.column,
        ),
    )
