"""One import from a file to its report: read, judged as a whole, and written in one transaction or not at all."""

from pathlib import Path

from eventsourcing.persistence import IntegrityError

from api.importing.bringing_in import BringingIn, Importer, Progress
from api.importing.report import Report, in_order
from api.tables.definitions import tables_of
from api.tables.files import open_tables
from api.tables.model import Reading
from api.tables.reading import read_tables
from domain.errors import DomainError
from domain.projects import Projects
from projections.collecting import seldom_collecting

ATTEMPTS = 3  # times an import is worked out anew because somebody else wrote meanwhile


def bring_in(
    projects: Projects,
    path: Path,
    importer: Importer,
    *,
    called: str = "",
    dry_run: bool = False,
    progress: Progress = lambda *_: None,
) -> Report:
    """Import a file. With a problem anywhere, or as a dry run, nothing is recorded.

    Raises DomainError file_… for what is no table, and import_busy when others keep writing to its projects.
    """
    file = open_tables(path, called or path.name)
    sheets = [sheet.name for sheet in file.sheets]
    with seldom_collecting():
        reading = read_tables(file, tables_of(projects.rules.catalogue))
        for _ in range(ATTEMPTS):
            work = BringingIn(projects, importer, progress)
            work.carry_out(reading)
            try:
                recorded = not dry_run and not work.problems
                events = work.staged.commit() if recorded else len(work.staged.order)
            except IntegrityError:
                continue
            return report_of(reading, work, sheets, events, recorded=recorded)
    raise DomainError("import_busy", attempts=ATTEMPTS)


def report_of(reading: Reading, work: BringingIn, sheets: list[str], events: int, *, recorded: bool) -> Report:
    rows = len(reading.rows) + sum(reading.flawed.values())
    return Report(
        rows,
        work.tally,
        in_order(work.problems, sheets),
        events,
        recorded,
        reading.ignored_columns,
        reading.ignored_sheets,
    )
