"""The board: pages of the portfolio with lights by comparison with the day, and one project of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Connection, Engine, RowMapping, or_, select

from domain.dates.calendar import WorkingCalendar
from domain.dates.official import official_calendar
from domain.errors import DomainError
from projections.board.order import ORDERS, Condition, Order, light_named
from projections.board.queries import Asked, walks
from projections.board.rows import BoardRow, board_row
from projections.board.rows_at_hand import RowsAtHand
from projections.cursors import Cursor, read_cursor, write_cursor
from projections.database import reading
from projections.rows.checkpoints import read_position
from projections.views.past import check_filled, then
from projections.views.portfolio import portfolio
from projections.views.reach import EVERYTHING, Reach, within_then
from projections.views.search import containing, saying

MAX_LIMIT = 200

c = portfolio.c


@dataclass(frozen=True)
class Page:
    """Rows of the board, the cursor of the next page, and the position of the log they show."""

    rows: tuple[BoardRow, ...]
    next: str | None
    position: int


def board(
    engine: Engine,
    today: date,
    *,
    light: str | None = None,
    stage: str | None = None,
    team: str | None = None,
    specialist: str | None = None,
    q: str | None = None,
    sort: str = "urgency",
    limit: int = 50,
    cursor: str | None = None,
    calendar: WorkingCalendar | None = None,
    known_at: datetime | None = None,
    reach: Reach = EVERYTHING,
    at_hand: RowsAtHand | None = None,
) -> Page:
    """A page of the board on a day, as it is known now or was at a moment; `limit` is 200 at most.

    Of the projects within `reach`. Rows of the present are taken from those `at_hand` where they show the same.

    Raises DomainError: unknown_sort, unknown_light, bad_cursor, past_incomplete.
    """
    order = ORDERS.get(sort)
    if order is None:
        raise DomainError("unknown_sort", field="sort", sort=sort, known="、".join(ORDERS))
    equal = {"stage": stage, "team": team, "specialist": specialist}
    size = max(1, min(limit, MAX_LIMIT))
    kept = at_hand if known_at is None else None
    asked = Asked(
        sort,
        today,
        None if light is None else light_named(light),
        tuple((name, value) for name, value in equal.items() if value is not None),
        size + 1,
        whole=kept is None,
    )
    last = read_cursor(cursor, sort, order.column.type.python_type, len(asked.groups)) if cursor else None
    more: list[Condition] = []
    with reading(engine) as connection:
        if known_at is not None:
            check_filled(connection, known_at)
        more += within_then(connection, reach, known_at)
        if q and (sought := q.strip()):
            more += containing(connection, sought) if known_at is None else [saying(sought)]
        found = list(fetch(connection, asked, more, last, known_at))
        position = read_position(connection)
        shown, calendar = found[:size], calendar or official_calendar()
        rows = [row for _, row in shown]
        worded = (
            kept.of(connection, rows, today, calendar) if kept else [board_row(row, today, calendar) for row in rows]
        )
    following = next_cursor(sort, order, *shown[-1]) if len(found) > size else None
    return Page(tuple(worded), following, position)


def next_cursor(sort: str, order: Order, group: int, row: RowMapping) -> str:
    """Where the page ends."""
    return write_cursor(sort, group, row[order.column.name], row["number"])


def fetch(
    connection: Connection, asked: Asked, more: Sequence[Condition], last: Cursor | None, known_at: datetime | None
) -> Iterator[tuple[int, RowMapping]]:
    """The rows behind the cursor, group by group: each is a walk along an index, and later ones are often not asked."""
    left = asked.size
    for walk in walks(asked, more):
        if last and walk.group < last.group:
            continue
        query = walk.rows if known_at else walk.among_few(connection)
        if last and walk.group == last.group:
            query = query.where(ORDERS[asked.sort].behind(last))
        for row in connection.execute(then(query, known_at)).mappings():
            yield walk.group, row
            left -= 1
            if left <= 0:
                return


def one(engine: Engine, key: str | UUID, today: date, *, calendar: WorkingCalendar | None = None) -> BoardRow | None:
    """One project by its id or its code; None when the view has none such."""
    with reading(engine) as connection:
        query = select(portfolio).where(or_(c.project == str(key), c.code == str(key)))
        row = connection.execute(query).mappings().first()
    return board_row(row, today, calendar or official_calendar()) if row else None
