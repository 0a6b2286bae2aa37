"""The days that `portfolio_past` has noted as missing, made up one by one while nothing else is to be done."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, Engine, func, select

from domain.event import shanghai_date
from domain.log.ledger import Ledger
from domain.log.recorder import positions_of
from domain.project.model.rules import Rules
from projections.database import reading, writing
from projections.projector.progress import Progress
from projections.rows.batches import Touched
from projections.rows.checkpoints import ViewState, built_as, project_numbers, read_position, running, set_state
from projections.rows.sheets import Values, sheet_of
from projections.rows.view import on_its_own
from projections.views.past import PastView, by_day, missing, past, past_row

VIEW = PastView()
m = missing.c


@dataclass(frozen=True)
class Gap:
    """Versions of a project, of whose days the rows are missing, up to a moment."""

    number: int
    project: UUID
    first: int
    last: int
    until: datetime


def fill_past(ledger: Ledger, engine: Engine, rules: Rules) -> Iterator[Gap]:
    """Make up what is missing; the gap in hand after each day, so that who drives it can stop or turn to other things.

    A gap is closed in one transaction. Whoever else closed it meanwhile made the same rows. A project whose past cannot
    be worked out stops the view.
    """
    while gap := next_gap(engine):
        rows, failed = list[Values](), dict[str, str]()
        with on_its_own(VIEW, failed):
            for day in days(ledger, gap, rules):
                rows.append(past_row(day))
                yield gap
        if failed:
            stop(engine, rules, failed[VIEW.name])
            return
        with writing(engine) as connection:
            close(connection, gap, rows)


def make_up_past(ledger: Ledger, engine: Engine, rules: Rules, progress: Progress) -> None:
    """Make up all that is missing, and tell how far it is."""
    with reading(engine) as connection:
        events = connection.execute(select(func.sum(m.last - m.first + 1))).scalar() or 0
    if events:
        progress.begins(int(events))
    last: Gap | None = None
    for gap in fill_past(ledger, engine, rules):
        if gap != last:
            progress.moved(gap.last - gap.first + 1)
        last = gap


def next_gap(engine: Engine) -> Gap | None:
    """A gap to close; none when the view has stopped."""
    named = project_numbers.c.number == m.number
    query = select(m.number, project_numbers.c.project, m.first, m.last, m.until).join(project_numbers, named).limit(1)
    with reading(engine) as connection:
        found = connection.execute(query).first()
        if found is None or not running(connection, [VIEW]):
            return None
        return Gap(found.number, UUID(found.project), found.first, found.last, found.until)


def days(ledger: Ledger, gap: Gap, rules: Rules) -> Iterator[Touched]:
    """The project as it stood at the end of each day of a gap."""
    log = ledger.up_to(gap.project, gap.last)
    positions = positions_of(ledger.recorder, gap.project, gap.first, gap.last)
    entries = list(zip(positions, log[gap.first - 1 :], strict=True))
    return by_day(gap.number, entries, log, rules, shanghai_date(gap.until))


def close(connection: Connection, gap: Gap, rows: list[Values]) -> None:
    """Write what a gap lacked, if it is still there: views that were made anew meanwhile have noted their own."""
    gaps, sheet = sheet_of(missing, connection.dialect), sheet_of(past, connection.dialect)
    if connection.exec_driver_sql(gaps.delete, (gap.number, gap.first)).rowcount:
        sheet.put(connection, sheet.stored(rows))


def stop(engine: Engine, rules: Rules, cause: str) -> None:
    """The view shows no more than it has."""
    with writing(engine) as connection:
        set_state(connection, ViewState(VIEW.name, built_as(VIEW, rules), read_position(connection), cause))
