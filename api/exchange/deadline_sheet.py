"""Open deadlines as a sheet, the earliest first."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from api.exchange.board_sheet import BoardWords
from api.exchange.workbooks import Heading, Sheet, Value
from api.locale import text
from api.words.naming import staff_words

Line = Mapping[str, Any]
Cell = Callable[[Line, BoardWords], Value]
COLUMNS: Mapping[str, tuple[int, Cell]] = {
    "due_on": (12, lambda line, _: line["due_on"]),
    "left": (10, lambda line, _: line["left"]),
    "provisional": (8, lambda line, words: words.say("export.provisional") if line["provisional"] else None),
    "kind": (16, lambda line, words: words.say(f"kind.{line['kind']}")),
    "matter": (34, lambda line, _: line["duty"] or line["matter_name"] or None),
    "hands": (26, lambda line, words: words.hands(line["department"], line["owner"])),
    "start": (12, lambda line, _: line["start"]),
    "code": (14, lambda line, _: line["code"]),
    "name": (30, lambda line, _: line["name"]),
    "enterprise": (26, lambda line, _: line["enterprise"]),
    "team": (8, lambda line, _: line["team"] or None),
    "team_name": (18, lambda line, words: words.teams.get(line["team"] or "")),
    "specialist": (12, lambda line, words: staff_words(line["specialist"], words.names) or None),
}


def deadline_sheet(lines: Iterable[Line], words: BoardWords, today: date, position: int, filters: str) -> Sheet:
    """The sheet of some deadlines."""
    language = words.language
    above = [
        text("export.deadlines", language),
        text("export.as_of", language, day=today, position=position),
        text("export.filters", language, filters=filters),
        text("board.assumed", language),
    ]
    return Sheet(
        text("export.deadlines", language),
        [Heading(text(f"export.deadlines.{name}", language), width) for name, (width, _) in COLUMNS.items()],
        ([cell(line, words) for _, cell in COLUMNS.values()] for line in lines),
        above,
    )
