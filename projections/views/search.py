"""The view `search`: which two-character pieces occur in a project's name, code and enterprise; and the search.

A Chinese word is two characters more often than not, and no index that ships with both databases finds so short a piece
within a text. So each piece is a row: a search reads the rows of its rarest piece, and the texts have the last word.
"""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import Column, ColumnElement, Connection, Index, Table, and_, exists, false, func, literal, or_, select

from projections.rows.batches import Touched
from projections.rows.sheets import Values
from projections.rows.tables import CODE, Row, metadata
from projections.views.portfolio import KEY, portfolio

SEARCHED = ("name", "code", "enterprise")
RARE = 1_000  # projects with a piece, up to which they are looked up one by one
LAST = "\U0010ffff"  # sorts behind every character

Condition = ColumnElement[bool]

search = Table(
    "search",
    metadata,
    Column("number", KEY, primary_key=True, autoincrement=False),
    Column("piece", CODE, primary_key=True),
    Index("search_by_piece", "piece", "number"),
)


class SearchView:
    """The pieces of what a project is searched by."""

    name = "search"
    shape = 1
    tables = (search,)

    def rows(self, touched: Touched) -> Mapping[str, Sequence[Row | Values]]:
        """One row per piece."""
        texts = [getattr(touched.project, name) for name in SEARCHED]
        found = {piece for text in texts for piece in pieces(text)}
        return {"search": [(touched.number, piece) for piece in sorted(found)]}


def pieces(text: str) -> Iterator[str]:
    """Every two characters that stand together, and the last one alone: each character begins a piece."""
    small = text.lower()
    return (small[place : place + 2] for place in range(len(small)))


def containing(connection: Connection, sought: str) -> list[Condition]:
    """What the rows of the portfolio must satisfy to contain a text in their name, code or enterprise."""
    said = saying(sought)
    wanted = list(dict.fromkeys(piece for piece in pieces(sought) if len(piece) > 1)) or [sought.lower()]
    counted = {piece: how_many(connection, piece) for piece in wanted}
    rarest = min(wanted, key=counted.__getitem__)
    if counted[rarest] == 0:
        return [false()]
    if counted[rarest] <= RARE:
        numbers = connection.execute(select(search.c.number).where(has(rarest))).scalars().all()
        return [portfolio.c.number.in_(numbers), said]
    return [exists(select(literal(1)).where(search.c.number == portfolio.c.number, has(rarest))), said]


def saying(sought: str) -> Condition:
    """The rows whose texts say it, one by one; what was searched by in the past has no pieces."""
    return or_(*(portfolio.c[name].icontains(sought, autoescape=True) for name in SEARCHED))


def has(piece: str) -> Condition:
    """The rows of a piece; of a single character those of the pieces that begin with it."""
    if len(piece) > 1:
        return search.c.piece == piece
    return and_(search.c.piece >= piece, search.c.piece <= piece + LAST)


def how_many(connection: Connection, piece: str) -> int:
    """How many projects have a piece, as far as it matters whether they are few."""
    few = select(search.c.number).where(has(piece)).limit(RARE + 1).subquery()
    return connection.execute(select(func.count()).select_from(few)).scalar_one()
