"""The statistics' head starts: one row per matter that has begun, and how many overlapped and held (design §5)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Boolean, Column, ColumnElement, Connection, Date, Index, String, Table, and_, func, not_, select

from domain.project.model.evolution import catalogue_id
from domain.project.record.headstarts import HeadStart, head_starts
from projections.rows.batches import Touched
from projections.rows.sheets import Values
from projections.rows.tables import Row, metadata
from projections.views.portfolio import KEY
from projections.views.statistics_rows import matters_touched

starts = Table(
    "statistics_head_starts",
    metadata,
    Column("number", KEY, primary_key=True, autoincrement=False),
    Column("key", String, primary_key=True),
    Column("matter", String, nullable=False),
    Column("department", String, nullable=False),
    Column("team", String, nullable=False),
    Column("begun_on", Date, nullable=False),
    Column("overlapped", Boolean),
    Column("reviewed", Boolean, nullable=False),
    Column("held", Boolean),
    Column("prior", Boolean, nullable=False),
    Column("unconfirmed", Boolean, nullable=False),
    Index("statistics_head_starts_by_matter", "matter", "department", "begun_on"),
)
s = starts.c
COUNTS = and_(not_(s.prior), not_(s.unconfirmed))


@dataclass(frozen=True)
class HeadStarts:
    """Of some matters that have begun: how many waited for others and how many overlapped; how many had an opinion
    before their receipt, of how many of these it can be judged, and how often it held. `prior` and `unconfirmed` say
    what is left out of that."""

    waited: int
    overlapped: int
    reviewed: int
    judged: int
    held: int
    prior: int
    unconfirmed: int


def head_start_rows(touched: Touched) -> Iterator[Row | Values]:
    """One row per matter that has begun; those of matters that nothing moved are as they were."""
    known = touched.before.rows.get(starts.name) if touched.before else None
    keys = matters_touched(touched) if known is not None else None
    ids = None if keys is None else frozenset(map(catalogue_id, keys))
    made = {one.key: row_of(touched.number, one) for one in head_starts(touched.project, ids)}
    if known and ids is not None:
        yield from (row for key, row in known.items() if key not in made)
    yield from made.values()


def row_of(number: int, one: HeadStart) -> Row:
    """The columns of one matter."""
    return {"number": number, **{name: getattr(one, name) for name in one.__struct_fields__}}


def counted(connection: Connection, chosen: Sequence[ColumnElement[bool]]) -> HeadStarts:
    """The head starts of the chosen rows."""
    number = func.count()
    query = select(
        number.filter(COUNTS, s.overlapped.is_not(None)).label("waited"),
        number.filter(COUNTS, s.overlapped).label("overlapped"),
        number.filter(COUNTS, s.reviewed).label("reviewed"),
        number.filter(COUNTS, s.held.is_not(None)).label("judged"),
        number.filter(COUNTS, s.held).label("held"),
        number.filter(s.prior).label("prior"),
        number.filter(not_(s.prior), s.unconfirmed).label("unconfirmed"),
    ).where(*chosen)
    return HeadStarts(**connection.execute(query).mappings().one())
