"""One import from a file to its report: read, judged as a whole, and written in one transaction or not at all."""

from pathlib import Path

from eventsourcing.persistence import IntegrityError

from api.importing.bringing_in import BringingIn, Importer, Progress
from api.importing.contacts import CONTACTS, contacts_in, unknown
from api.importing.report import Report, Tally, in_order
from api.tables.definitions import tables_of
from api.tables.files import open_tables
from api.tables.model import Reading
from api.tables.reading import read_tables
from domain.errors import DomainError
from domain.projects import Projects
from projections.ops.contacts import Contacts
from projections.projector.collecting import seldom_collecting

ATTEMPTS = 3  # times an import is worked out anew because somebody else wrote meanwhile


def bring_in(
    projects: Projects,
    path: Path,
    importer: Importer,
    *,
    contacts: Contacts | None = None,
    called: str = "",
    dry_run: bool = False,
    progress: Progress = lambda *_: None,
) -> Report:
    """Import a file. With a problem anywhere, or as a dry run, nothing is recorded.

    `contacts`: where telephones and e-mails of the staff go; without, they are not looked at.
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
            if contacts and not work.problems:
                note_contacts(contacts, reading, work.tally, recorded=recorded)
            return report_of(reading, work, sheets, events, recorded=recorded)
    raise DomainError("import_busy", attempts=ATTEMPTS)


def note_contacts(contacts: Contacts, reading: Reading, tally: Tally, *, recorded: bool) -> None:
    """Count the ways to people, and when the rest is recorded note those that are new."""
    named = contacts_in(reading.rows)
    news = unknown(contacts, named) if named else []
    tally.new[CONTACTS], tally.known[CONTACTS] = len(news), len(named) - len(news)
    if recorded:
        for one in news:
            contacts.add(*one)


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
