"""The board: pages of the portfolio with lights by comparison with the day, and one project of it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Connection, Engine, RowMapping, and_, or_, select, true

from domain.dates.calendar import WorkingCalendar, official_calendar
from domain.errors import DomainError
from domain.project.lights import Light
from projections.board_rows import BoardRow, board_row
from projections.checkpoints import read_position
from projections.cursors import Cursor, read_cursor, write_cursor
from projections.database import reading
from projections.past import check_filled, then
from projections.portfolio import portfolio
from projections.search import containing, saying

MAX_LIMIT = 200
Condition = ColumnElement[bool]

c = portfolio.c


@dataclass(frozen=True)
class Page:
    """Rows of the board, the cursor of the next page, and the position of the log they show."""

    rows: tuple[BoardRow, ...]
    next: str | None
    position: int


@dataclass(frozen=True)
class Order:
    """A sort: groups in turn, each by a column and then the number."""

    column: Column[Any]
    groups: Callable[[date], Sequence[Condition]] = lambda _: (true(),)
    descending: bool = False

    @property
    def by(self) -> tuple[ColumnElement[Any], ...]:
        return (self.column.desc() if self.descending else self.column, c.number)

    def behind(self, cursor: Cursor) -> Condition:
        """The rows after the cursor within its group."""
        beyond = self.column < cursor.value if self.descending else self.column > cursor.value
        return or_(beyond, and_(self.column == cursor.value, c.number > cursor.number))


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
) -> Page:
    """A page of the board on a day, as it is known now or was at a moment; `limit` is 200 at most.

    Raises DomainError: unknown_sort, unknown_light, bad_cursor, past_incomplete.
    """
    order = ORDERS.get(sort)
    if order is None:
        raise DomainError("unknown_sort", sort=sort, known="、".join(ORDERS))
    wanted = filters(today, light, {"stage": stage, "team": team, "specialist": specialist})
    groups = order.groups(today)
    last = read_cursor(cursor, sort, order.column.type.python_type, len(groups)) if cursor else None
    size = max(1, min(limit, MAX_LIMIT))
    with reading(engine) as connection:
        if known_at is not None:
            check_filled(connection, known_at)
        if q and (sought := q.strip()):
            wanted += containing(connection, sought) if known_at is None else [saying(sought)]
        found = list(fetch(connection, order, groups, wanted, last, size + 1, known_at))
        position = read_position(connection)
    shown = found[:size]
    rows = tuple(board_row(row, today, calendar or official_calendar()) for _, row in shown)
    more = len(found) > size
    return Page(rows, next_cursor(sort, order, *shown[-1]) if more else None, position)


def next_cursor(sort: str, order: Order, group: int, row: RowMapping) -> str:
    """Where the page ends."""
    return write_cursor(sort, group, row[order.column.name], row["number"])


def fetch(
    connection: Connection,
    order: Order,
    groups: Sequence[Condition],
    wanted: Sequence[Condition],
    last: Cursor | None,
    size: int,
    known_at: datetime | None,
) -> Iterator[tuple[int, RowMapping]]:
    """The rows behind the cursor, group by group: each is a walk along an index, and later ones are often not asked."""
    for group in range(last.group if last else 0, len(groups)):
        query = select(portfolio).where(groups[group], *wanted).order_by(*order.by).limit(size)
        if last and group == last.group:
            query = query.where(order.behind(last))
        for row in connection.execute(then(query, known_at)).mappings():
            yield group, row
            size -= 1
        if size <= 0:
            return


def filters(today: date, light: str | None, equal: dict[str, str | None]) -> list[Condition]:
    """What the rows must satisfy."""
    wanted: list[Condition] = [c[name] == value for name, value in equal.items() if value is not None]
    if light is not None:
        if light not in LIGHTS:
            raise DomainError("unknown_light", light=light, known="、".join(LIGHTS))
        wanted.append(light_is(Light(light), today))
    return wanted


LIGHTS = tuple(light.value for light in Light)


def light_is(light: Light, today: date) -> Condition:
    """The rows whose light it is on a day (ruling 35)."""
    if light in (Light.STOPPED, Light.BLUE):
        return c.state == light.value
    running = c.state.is_(None)
    if light is Light.RED:
        return and_(running, c.red_on <= today)
    if light is Light.YELLOW:
        return and_(running, c.yellow_on <= today, not_before(c.red_on, today))
    return and_(running, not_before(c.yellow_on, today))


def not_before(column: Column[Any], today: date) -> Condition:
    """The day has not come."""
    return or_(column.is_(None), column > today)


def by_urgency(today: date) -> Sequence[Condition]:
    """A statutory limit passed, other red, yellow, the rest."""
    red, yellow = light_is(Light.RED, today), light_is(Light.YELLOW, today)
    rest = or_(c.state.is_not(None), light_is(Light.GREEN, today))
    return (
        and_(red, c.over_statutory_on <= today),
        and_(red, not_before(c.over_statutory_on, today)),
        yellow,
        rest,
    )


ORDERS = {
    "urgency": Order(c.sort_on, by_urgency),
    "due": Order(c.sort_on),
    "code": Order(c.code),
    "landed": Order(c.landed_on, descending=True),
}


def one(engine: Engine, key: str | UUID, today: date, *, calendar: WorkingCalendar | None = None) -> BoardRow | None:
    """One project by its id or its code; None when the view has none such."""
    with reading(engine) as connection:
        query = select(portfolio).where(or_(c.project == str(key), c.code == str(key)))
        row = connection.execute(query).mappings().first()
    return board_row(row, today, calendar or official_calendar()) if row else None
