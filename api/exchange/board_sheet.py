"""The board as a sheet: the columns that people see, a project a row, days as days."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from api.exchange.workbooks import Heading, Sheet, Value
from api.locale import text
from api.words.history_lines import Words
from api.words.naming import staff_words
from domain.catalogue.model import Catalogue
from domain.project.due.deadlines import Owner
from projections.board.rows import BoardRow

COLOURS = {"red": "#f4b6b0", "yellow": "#fbe7a1", "green": "#c9e7c9", "stopped": "#d5d5d5", "blue": "#bcd7f2"}


@dataclass(frozen=True)
class BoardWords:
    """The words of a row in one language."""

    language: str
    catalogue: Catalogue
    teams: Mapping[str, str]
    names: Mapping[str, str]

    @property
    def words(self) -> Words:
        return Words(self.language, self.catalogue)

    def say(self, key: str) -> str:
        return text(key, self.language)

    def hands(self, department: str | None, owner: str | None) -> str | None:
        """In whose hands: the department by its name where it is in its hands, else the kind of owner."""
        found = self.catalogue.departments.get(department or "")
        if found and owner == Owner.DEPARTMENT:
            return found.zh if self.language == "zh" else found.en
        return self.say(f"owner.{owner}") if owner else None


def provisional(row: BoardRow, words: BoardWords) -> Value:
    return words.say("export.provisional") if row.next_due and row.next_due.provisional else None


def next_node(row: BoardRow, words: BoardWords) -> Value:
    """The matter that is due next, or the stage whose milestone is aimed at."""
    return words.words.about(row.next_due.matter, row.next_due.stage, row.scope_names) if row.next_due else None


def stuck(row: BoardRow, words: BoardWords) -> Value:
    return words.words.matter(row.stuck.matter, row.scope_names) if row.stuck else None


Cell = Callable[[BoardRow, BoardWords], Value]
COLUMNS: Mapping[str, tuple[int, Cell]] = {
    "light": (6, lambda row, words: words.say(f"light.{row.light.light}")),
    "cause": (20, lambda row, words: words.say(f"cause.{row.light.cause}") if row.light.cause else None),
    "hands": (22, lambda row, words: words.hands(row.light.department, row.light.owner)),
    "code": (14, lambda row, _: row.code),
    "name": (30, lambda row, _: row.name),
    "enterprise": (26, lambda row, _: row.enterprise),
    "team": (8, lambda row, _: row.team or None),
    "team_name": (18, lambda row, words: words.teams.get(row.team)),
    "specialist": (12, lambda row, words: staff_words(row.specialist, words.names) or None),
    "landed_on": (12, lambda row, _: row.landed_on),
    "stage": (14, lambda row, words: words.words.stage(row.stage)),
    "stages": (22, lambda row, _: " ".join(f"{stop['done']}/{stop['total']}" for stop in row.rail)),
    "stuck": (28, stuck),
    "stuck_hands": (22, lambda row, words: words.hands(row.stuck.department, row.stuck.owner) if row.stuck else None),
    "stuck_day": (8, lambda row, _: row.stuck.day if row.stuck else None),
    "next": (28, next_node),
    "next_kind": (12, lambda row, words: words.say(f"kind.{row.next_due.kind}") if row.next_due else None),
    "next_on": (12, lambda row, _: row.next_due.on if row.next_due else None),
    "next_left": (10, lambda row, _: row.next_due.days_left if row.next_due else None),
    "next_provisional": (8, provisional),
    "expected_on": (12, lambda row, _: row.permit.expected_on),
    "forecast_on": (12, lambda row, _: row.permit.forecast_on if row.permit.applies else None),
    "may_start_on": (12, lambda row, _: None if row.permit.applies else row.permit.forecast_on),
    "granted_on": (12, lambda row, _: row.permit.granted_on),
    "ahead_days": (10, lambda row, _: row.permit.ahead_days),
    "statutory_on": (12, lambda row, _: row.permit.statutory_on),
    "promised_on": (12, lambda row, _: row.permit.promised_on),
    "contract_on": (12, lambda row, _: row.land.contract_signed_on),
    "construction_on": (12, lambda row, _: row.land.construction_started_on),
    "stops": (8, lambda row, _: row.open_stops or None),
    "deferred": (8, lambda row, _: row.deferred_materials or None),
    "requests": (8, lambda row, _: row.open_requests or None),
    "unconfirmed": (8, lambda row, _: row.unconfirmed or None),
    "irregular": (8, lambda row, _: sum(row.irregularities.values()) or None),
    "last_activity_on": (12, lambda row, _: row.last_activity_on),
}


def board_sheet(rows: Iterable[BoardRow], words: BoardWords, today: date, position: int, filters: str) -> Sheet:
    """The sheet of some rows; above it what it is, of which day and which filters, and what is assumed."""
    above = [
        text("export.board", words.language),
        text("export.as_of", words.language, day=today, position=position),
        text("export.filters", words.language, filters=filters),
        text("board.assumed", words.language),
    ]
    return Sheet(
        text("export.board", words.language),
        [Heading(text(f"export.board.{name}", words.language), width) for name, (width, _) in COLUMNS.items()],
        ([cell(row, words) for _, cell in COLUMNS.values()] for row in rows),
        above,
        marks={text(f"light.{light}", words.language): colour for light, colour in COLOURS.items()},
    )
