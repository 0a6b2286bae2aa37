"""Imports run apart, one at a time, each in a process of its own: bounded in memory and time, no burden to the server.

The child reads its file from the operational store, works on the log as any process does, and writes what came of it.
Whatever kills it leaves all of the import or nothing, and the parent says that it broke off.
"""

import logging
import resource
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import TypeVar

from sqlalchemy.exc import SQLAlchemyError

from api.access.reach import Reaches
from api.importing.bringing_in import Importer
from api.importing.outcomes import kept
from api.importing.permits import permit_of
from api.importing.report import Report, Tally
from api.importing.start import bring_in
from api.tables.definitions import STAFF
from api.tables.model import Place, Problem
from domain.deciding.case import Actor
from domain.errors import DomainError
from domain.log.ledger import Clock, Ledger, system_clock
from domain.log.recorder import close_recorder, open_recorder
from domain.projects import Projects
from domain.rulebook import Rulebook
from domain.staff.directory import Directory
from projections.ops.contacts import Contacts
from projections.ops.database import open_ops
from projections.ops.imports import RUNNING, Import, Imports, State

Begun = TypeVar("Begun", bound=Import | None)

logger = logging.getLogger(__name__)

MOST_MEMORY = 2 << 30  # bytes of the child's address space
MOST_TIME = timedelta(minutes=20)
MOST_WAITING = 16
SILENT = timedelta(minutes=2)  # without a word of an import that runs: nobody runs it
ROUND = 30.0  # seconds between two words of those that are seen to here
PACE = 0.5  # seconds between two notes of how far it is


class Apart:
    """The imports of one server process, one after the other."""

    def __init__(self, url: str, district: str, imports: Imports, told: Callable[[], None], clock: Clock) -> None:
        self.url, self.district = url, district
        self.imports = imports
        self.told = told
        self.clock = clock
        self.waiting = SimpleQueue[tuple[str, State] | None]()
        self.held: set[str] = set()  # those that wait here, and the one that runs
        self.lock = Lock()
        self.thread: Thread | None = None
        self.stopping = False
        self.coming = 0  # for whom a place is held while they begin

    def submit(self, begin: Callable[[], Begun]) -> Begun:
        """Begin an import where there is room for it, and have it run after those before it.

        Raises DomainError import_queue_full; then nothing has begun, and whatever is kept of it neither.
        """
        with self._room():
            one = begin()
            if isinstance(one, Import):
                self._put(one.id, one.state)
        return one

    @contextmanager
    def _room(self) -> Iterator[None]:
        with self.lock:
            if self.waiting.qsize() + self.coming >= MOST_WAITING:
                raise DomainError("import_queue_full", most=MOST_WAITING)
            self.coming += 1
        try:
            yield
        finally:
            with self.lock:
                self.coming -= 1

    def start(self) -> None:
        """See to imports from now on: those that come, and those that a server left which is gone."""
        with self.lock:
            if self.thread is None:
                self.thread = Thread(target=self._work, name="imports", daemon=True)
                self.thread.start()

    def _put(self, id_: str, state: State) -> None:
        self.held.add(id_)
        self.waiting.put((id_, state))
        self.start()

    def look_after(self) -> None:
        """Say that those here are seen to, and take up what a server left that is gone; what it had recorded already is
        found so, and stays once. A store that does not answer is asked again in the next round."""
        now = self.clock()
        try:
            if held := list(self.held):
                self.imports.alive(held, now)
            for id_, state in () if self.stopping else self.imports.take_up(now - SILENT, now):
                self._put(id_, state)
        except SQLAlchemyError:
            logger.exception("imports could not be looked after")

    def stop(self) -> None:
        """Finish the one that runs; those that wait are taken up by the next server."""
        with self.lock:
            self.stopping, thread, self.thread = True, self.thread, None
        if thread:
            self.waiting.put(None)
            thread.join()

    def _work(self) -> None:
        while not self.stopping:
            self.look_after()
            with suppress(Empty):
                if one := self.waiting.get(timeout=ROUND):
                    self.run(*one)

    def run(self, id_: str, state: State) -> None:
        """One import in a process of its own; whatever ends it, the next one comes."""
        try:
            self.in_a_child(id_)
        except (OSError, RuntimeError):  # no process to be had
            logger.exception("an import could not be run apart")
        try:
            self.imports.fail(id_, state, self.clock())
        except SQLAlchemyError:
            logger.exception("how an import ended could not be noted: it is taken up again")
        self.held.discard(id_)
        self.told()

    def in_a_child(self, id_: str) -> None:
        """Start it, and wait until it has ended, or for as long as it may take."""
        process = get_context("spawn").Process(target=work, args=(self.url, self.district, id_), name="import")
        process.start()
        end = time.monotonic() + MOST_TIME.total_seconds()
        while process.is_alive() and time.monotonic() < end:
            process.join(ROUND)
            self.look_after()
        if process.is_alive():
            process.kill()
            process.join()


def work(url: str, district: str, id_: str) -> None:
    """The child: carry one import out, as far as it is wanted."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when it ends
    bound(MOST_MEMORY)
    ops = open_ops(url)
    recorder = open_recorder(url)
    try:
        ledger = Ledger(recorder)
        projects = Projects(ledger, Rulebook(ledger, district), district)
        carry_out(Imports(ops), id_, projects, Directory(ledger, district), Contacts(ops))
    finally:
        close_recorder(recorder)
        ops.dispose()


def bound(memory: int) -> None:
    """No more memory than this; a limit that is lower already stands."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))


def carry_out(imports: Imports, id_: str, projects: Projects, directory: Directory, contacts: Contacts) -> None:
    """Check a file, or record it, by the state of its import."""
    asked = imports.get(id_)
    if asked is None or asked.state not in RUNNING:
        return
    recording = asked.state is State.RECORDING
    report = report_of(imports, asked, projects, directory, contacts, dry_run=not recording)
    good = State.RECORDED if recording else State.CHECKED
    state = State.REFUSED if report.problems else good
    imports.end(id_, state, kept(report), system_clock())


def report_of(
    imports: Imports, asked: Import, projects: Projects, directory: Directory, contacts: Contacts, *, dry_run: bool
) -> Report:
    """What came of the file; one that cannot be read at all is a problem of the whole file."""
    account = asked.account
    permit = permit_of(account, Reaches(projects, directory).of(account))
    importer = Importer(account.actor, Actor(account.role.value, account.department), asked.id, permit)
    with tempfile.NamedTemporaryFile() as file:
        file.write(imports.content(asked.id))
        file.flush()
        try:
            return bring_in(
                projects,
                Path(file.name),
                importer,
                contacts=contacts if STAFF in permit.tables else None,
                called=asked.name,
                dry_run=dry_run,
                progress=Paced(imports, asked.id).reached,
            )
        except DomainError as refusal:
            return Report(0, Tally(), [Problem(Place(""), refusal.code, refusal.params)], 0, recorded=False)


class Paced:
    """Notes how far an import is, now and then."""

    def __init__(self, imports: Imports, id_: str) -> None:
        self.imports, self.id = imports, id_
        self.noted = 0.0

    def reached(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self.noted >= PACE:
            self.noted = now
            self.imports.reached(self.id, done, total, system_clock())
