"""The queries behind a page of the board, built once for what many ask for: it takes longer than to run them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Select, select, union_all
from sqlalchemy.sql.selectable import CompoundSelect

from domain.lights import Light
from projections.board.order import ORDERS, Condition, Group
from projections.views.portfolio import portfolio

FEW = 500  # rows of a light, up to which they are looked up
KEPT = 256  # pages asked for in one way or another, on one day

c = portfolio.c


@dataclass(frozen=True)
class Asked:
    """What a page is asked for: an order, the lights shown, what columns have to say, and how many rows at most."""

    sort: str
    today: date
    light: Light | None
    equal: tuple[tuple[str, str], ...]
    size: int
    whole: bool  # all columns, or just what tells a row and its place

    @property
    def groups(self) -> Sequence[Group | None]:
        """The groups of the order, None in place of those that have no such light."""
        return ORDERS[self.sort].of_light(self.today, self.light)


@dataclass
class Walk:
    """How the rows of a group are found in their order; `few` leads to them where they may be few."""

    group: int
    rows: Select[Any]
    few: CompoundSelect[Any] | None

    def among_few(self, connection: Connection) -> Select[Any]:
        """The same rows, looked up where they are few, whom a walk along an index would seldom meet.

        Those that were found to be many are not looked up again on that day: the walk finds them too.
        """
        few = self.few  # another thread may find them to be many
        if few is None:
            return self.rows
        numbers = connection.execute(few).scalars().all()
        if len(numbers) > FEW:
            self.few = None
            return self.rows
        return self.rows.where(c.number.in_(numbers))


def walks(asked: Asked, more: Sequence[Condition] = ()) -> Sequence[Walk]:
    """A walk for each group that may have rows, in their order; `more` is what rows have to satisfy besides."""
    return tuple(walks_of(asked, more)) if more else kept_walks(asked)


@lru_cache(maxsize=KEPT)
def kept_walks(asked: Asked) -> Sequence[Walk]:
    """Those without further conditions."""
    return tuple(walks_of(asked, ()))


def walks_of(asked: Asked, more: Sequence[Condition]) -> Iterator[Walk]:
    order = ORDERS[asked.sort]
    columns = select(portfolio) if asked.whole else select(c.number, c.position, order.column)
    wanted = [*(c[name] == value for name, value in asked.equal), *more]
    for place, group in enumerate(asked.groups):
        if group is not None:
            rows = columns.where(group.which, *wanted).order_by(*order.by).limit(asked.size)
            yield Walk(place, rows, way_to_few(group, wanted))


def way_to_few(group: Group, wanted: Sequence[Condition]) -> CompoundSelect[Any] | None:
    """The numbers of a group's rows, and some more where they are not few; None where nothing leads to them."""
    ways = [select(c.number).where(way, *wanted).limit(FEW + 1).subquery() for way in group.found]
    return union_all(*(select(way.c.number) for way in ways)) if ways else None
