"""The board as lines of text, for the command line."""

from collections.abc import Iterator
from datetime import date

from api.locale import text
from api.runtime import Runtime
from api.words.history_lines import Words
from api.words.remaining import remaining
from projections.board.heads import heads
from projections.board.pages import board
from projections.board.rows import BoardRow


def board_lines(runtime: Runtime, language: str) -> Iterator[str]:
    """The head figures, then three lines per project."""
    today = runtime.projects.today()
    head = heads(runtime.views, today, on_land=runtime.settings.start_on_land_days)
    lights = " ".join(f"{text(f'light.{name}', language)} {count}" for name, count in head.lights.items())
    yield text(
        "board.line.head", language, day=today, lights=lights, met=head.start_on_land_met, of=head.start_on_land_of
    )
    for row in board(runtime.views, today, calendar=runtime.rules.calendar).rows:
        yield from row_lines(row, runtime, today, language)


def row_lines(row: BoardRow, runtime: Runtime, today: date, language: str) -> Iterator[str]:
    """One project: light and rail, the next node, the construction permit."""
    rail = "".join("■" if stop["closed_on"] else "◧" if stop["opened_on"] else "□" for stop in row.rail)
    yield f"{text(f'light.{row.light.light}', language)} {rail} {row.code} {row.name}"
    if row.next_due:
        name = Words(language, runtime.rules.catalogue).about(row.next_due.matter, row.next_due.stage, row.scope_names)
        left = remaining(
            lambda key, **params: text(key, language, **params), row.next_due.days_left, row.next_due.on, today
        )
        yield f"   {name} {text(f'kind.{row.next_due.kind}', language)} {row.next_due.on} {left}"
    permit = row.permit
    yield "   " + text(
        "board.line.permit" if permit.applies else "board.line.start",
        language,
        expected=permit.expected_on or "—",
        statutory=permit.statutory_on or "—",
        promised=permit.promised_on or "—",
        escorted=permit.escorted_on or "—",
        forecast=permit.forecast_on or "—",
        actual=permit.granted_on or "—",
        ahead="" if permit.ahead_days is None else f" · {ahead(permit.ahead_days, language)}",
    )


def ahead(days: int, language: str) -> str:
    """Days ahead of the expected date, or behind it."""
    return text("board.ahead_days" if days >= 0 else "board.behind_days", language, count=abs(days))
