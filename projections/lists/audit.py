"""The audit: who did what, across all projects and beside them, the newest first unless asked otherwise (design §8).

Two tables are read as one, `history` and `journal`, in the order of `recorded_at` and position. Their rows never
change, and a page names how far the log was when the first one was read: so pages neither repeat nor miss a row,
whatever is recorded meanwhile.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache
from operator import attrgetter, ge, gt, le, lt
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Engine, Select, and_, exists, or_, select, text

from domain.errors import DomainError
from domain.event import TOPICS
from domain.project.events.corrections import RecordCorrected
from projections.cursors import LARGEST, ByAge, read_cursor, write_cursor
from projections.database import reading
from projections.rows.checkpoints import project_numbers, read_position
from projections.views.history import HistoryRow, amendments, fetch, history, rows
from projections.views.journal import beside_projects, journal
from projections.views.portfolio import portfolio

h, j, a = history.c, journal.c, amendments.c
IN_TIME: Mapping[ByAge, tuple[ColumnElement[Any], ...]] = {
    ByAge.NEWEST: (h.recorded_at.desc(), h.position.desc()),
    ByAge.OLDEST: (h.recorded_at.asc(), h.position.asc()),
}
FEW_FIRST = {
    ByAge.NEWEST: (text("+history.recorded_at DESC"), text("+history.position DESC")),
    ByAge.OLDEST: (text("+history.recorded_at"), text("+history.position")),
}
"""The same orders, of which SQLite takes no index: it begins with the few rows that were amended."""


class Mark(StrEnum):
    """What an entry may be asked for: 补录, 更正, 已被更正, 不合规, 待核, 有异议."""

    LATE = "late"
    CORRECTION = "correction"
    CORRECTED = "corrected"
    IRREGULARITY = "irregularity"
    UNCONFIRMED = "unconfirmed"
    CONTESTED = "contested"


class JournalRow(Struct, frozen=True, gc=False):
    """One event beside the projects; `project` where it is about one."""

    position: int
    stream: str
    version: int
    topic: str
    project: str
    matter: str
    effective_on: date
    recorded_at: datetime
    actor: str
    via: str
    reason: str
    cause: str
    params: Mapping[str, Any]


Found = HistoryRow | JournalRow
in_time = attrgetter("recorded_at", "position")


@dataclass(frozen=True)
class Place:
    """Where a page ended; `upto`: how far the log was when the first one was read."""

    recorded_at: datetime
    position: int
    upto: int


@dataclass(frozen=True)
class Sought:
    """What is asked for. `topics` none: all; `first` and `last`: when recorded, both included; `about`: a project.

    `reach`: a condition on the portfolio, for who sees only some projects, and what is about them.
    `sort`: which are first.
    """

    actor: str | None = None
    about: str | None = None
    topics: frozenset[str] | None = None
    first: datetime | None = None
    last: datetime | None = None
    mark: Mark | None = None
    reach: ColumnElement[bool] | None = None
    sort: ByAge = ByAge.NEWEST


@dataclass(frozen=True)
class Way:
    """How events with a mark are found; `amended`: from the table of what became of them."""

    conditions: tuple[ColumnElement[bool], ...] = ()
    amended: bool = False


def search(views: Engine, sought: Sought, limit: int, after: Place | None = None) -> tuple[list[Found], Place | None]:
    """A page, and where it ended when there is more. Both tables must be as far as the reader expects."""
    upto = after.upto if after else reached(views)
    found: list[Found] = []
    for topic in each_topic(sought, of_projects()):
        for way in ways(sought.mark):
            query = of_history(sought, topic, way, after, upto, views.dialect.name)
            found += fetch(views, query.limit(limit + 1))
    for topic in each_topic(sought, beside_projects()) if sought.mark is None else ():
        found += journal_rows(views, of_journal(sought, topic, after, upto).limit(limit + 1))
    found.sort(key=in_time, reverse=sought.sort is ByAge.NEWEST)
    if len(found) <= limit:
        return found, None
    last = found[limit - 1]
    return found[:limit], Place(last.recorded_at, last.position, upto)


def pages(views: Engine, sought: Sought, size: int) -> Iterator[list[Found]]:
    """All pages, one at a time in memory."""
    place: Place | None = None
    while True:
        found, place = search(views, sought, size, place)
        yield found
        if place is None:
            return


def reached(views: Engine) -> int:
    """How far both tables can be read alike."""
    with reading(views) as connection:
        return read_position(connection)


def each_topic(sought: Sought, own: Sequence[str]) -> Sequence[str | None]:
    """The topics to ask a table for, one by one, since each has its index; None: all that it has, in one."""
    if sought.topics is None or sought.topics.issuperset(own):
        return (None,)
    return sorted(sought.topics.intersection(own))


@cache
def of_projects() -> Sequence[str]:
    """The topics that stand in projects' streams."""
    return tuple(TOPICS.keys() - set(beside_projects()))


def of_history(
    sought: Sought, topic: str | None, way: Way, after: Place | None, upto: int, dialect: str
) -> Select[Any]:
    """The events of projects."""
    wanted = [*common(h, sought, topic, after), *way.conditions]
    wanted.append((h.position + 0 if way.amended else h.position) <= upto)  # a sum has no index to be tempted by
    if sought.about is not None:
        wanted.append(project_numbers.c.project == sought.about)
    if sought.reach is not None:
        wanted.append(h.number.in_(select(portfolio.c.number).where(sought.reach)))
    if not way.amended:
        return rows().where(*wanted).order_by(*IN_TIME[sought.sort])
    by = (FEW_FIRST if dialect == "sqlite" else IN_TIME)[sought.sort]
    return rows().join(amendments, and_(*OWN)).where(*wanted).order_by(*by)


def of_journal(sought: Sought, topic: str | None, after: Place | None, upto: int) -> Select[Any]:
    """The events beside them."""
    wanted = [*common(j, sought, topic, after), j.position <= upto]
    if sought.about is not None:
        wanted.append(j.project == sought.about)
    if sought.reach is not None:
        wanted.append(j.project.in_(select(portfolio.c.project).where(sought.reach)))
    by = (j.recorded_at, j.position)
    return select(journal).where(*wanted).order_by(*(one.desc() if sought.sort is ByAge.NEWEST else one for one in by))


def common(columns: Any, sought: Sought, topic: str | None, after: Place | None) -> list[ColumnElement[bool]]:
    """What is asked of either table."""
    wanted: list[ColumnElement[bool]] = []
    if sought.actor is not None:
        wanted.append(columns.actor == sought.actor)
    if topic is not None:
        wanted.append(columns.topic == topic)
    if sought.first is not None:
        wanted.append(columns.recorded_at >= sought.first)
    if sought.last is not None:
        wanted.append(columns.recorded_at <= sought.last)
    if after is not None:
        beyond, not_before = (lt, le) if sought.sort is ByAge.NEWEST else (gt, ge)
        same = and_(columns.recorded_at == after.recorded_at, beyond(columns.position, after.position))
        wanted.append(not_before(columns.recorded_at, after.recorded_at))
        wanted.append(or_(beyond(columns.recorded_at, after.recorded_at), same))
    return wanted


def journal_rows(views: Engine, query: Select[Any]) -> list[JournalRow]:
    """Run a query of the journal."""
    with reading(views) as connection:
        return [JournalRow(**row) for row in connection.execute(query).mappings()]


def write_place(place: Place, sort: ByAge = ByAge.NEWEST) -> str:
    """The cursor of a place, as text."""
    value = f"{place.recorded_at.astimezone(UTC).isoformat()} {place.upto}"
    return write_cursor(f"audit {sort}", 0, value, place.position)


def read_place(cursor_text: str, sort: ByAge = ByAge.NEWEST) -> Place:
    """The place of a cursor. Raises DomainError bad_cursor."""
    cursor = read_cursor(cursor_text, f"audit {sort}", str, 1)
    try:
        moment, upto = cursor.value.split(" ")
        place = Place(datetime.fromisoformat(moment).astimezone(UTC), cursor.number, int(upto))
    except (ValueError, OverflowError) as error:
        raise DomainError("bad_cursor", field="cursor", cursor=cursor_text) from error
    if not 0 <= place.upto < LARGEST:
        raise DomainError("bad_cursor", field="cursor", cursor=cursor_text)
    return place


def ways(mark: Mark | None) -> Sequence[Way]:
    """Where events with a mark are found: as recorded by an index, or among the few of which something became."""
    if mark is None:
        return (Way(),)
    return WAYS[mark]


def confirmed() -> ColumnElement[bool]:
    return exists().where(*OWN, a.confirmed_by.is_not(None))


OWN = (a.number == h.number, a.version == h.version)
WAYS: Mapping[Mark, Sequence[Way]] = {
    Mark.LATE: (Way((h.late,)), Way((~h.late, a.late_now), amended=True)),
    Mark.CORRECTION: (Way((h.topic == RecordCorrected.TOPIC,)),),
    Mark.CORRECTED: (Way((a.by_version.is_not(None),), amended=True),),
    Mark.IRREGULARITY: (
        Way((h.irregular,)),
        Way((~h.irregular, a.irregular_now), amended=True),
    ),
    Mark.UNCONFIRMED: (Way((h.unconfirmed, ~confirmed())),),
    Mark.CONTESTED: (Way((a.contested_by.is_not(None),), amended=True),),
}
