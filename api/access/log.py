"""What goes into the access table, and how it gets there: noted beside the answer, written in batches by a thread.

Every refusal, every reading by leadership and auditors, and whatever is done to accounts. The answer to somebody who is
known goes out when his entry is on disk, half a millisecond later. Refusals of nobody in particular wait for the second
in which alike ones become one line: a process that is killed loses those of its last second, nothing else.
"""

import logging
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from dataclasses import replace
from threading import Event, Lock, Thread
from typing import Any
from uuid import uuid4

from sqlalchemy.exc import DataError, IntegrityError

from domain.access import digesting
from domain.log.ledger import Clock, Command, Ledger
from projections.ops.access import Access, AccessTable, Kind
from projections.ops.accounts import Account, Role

logger = logging.getLogger(__name__)

EVERY = 1.0  # seconds between two writings
MANY = 5000  # entries that are not left waiting
REFUSALS = frozenset({401, 403, 429})
WATCHED = frozenset({Role.LEADERSHIP, Role.AUDITOR})
NOTED = WATCHED | {Role.ADMIN}  # of whom something is kept that was not refused
OPEN = ("/static/", "/healthz", "/readyz", "/metrics")
SHOWS_NOTHING = frozenset({"/live", "/sign-in/stands"})  # what an open page asks of itself, and is shown nothing by
ACCOUNTS = "/api/v1/accounts"
LINK = "/r/"  # the address itself is the secret
LONGEST, LONGEST_METHOD = 300, 10
FAILED = 400
UNWRITABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")  # a database refuses a NUL and half a surrogate pair
REFUSED_AS_DATA = (DataError, IntegrityError, ValueError)  # anything else may go well the next time


class AccessLog:
    """The entries of one process on their way into the table."""

    def __init__(self, table: AccessTable, clock: Clock) -> None:
        self.table = table
        self.clock = clock
        self.noted: list[Access] = []
        self.awaited: list[Future[None]] = []  # by those who wait until what they noted is written
        self.lock, self.writing = Lock(), Lock()
        self.stopping, self.due = Event(), Event()
        self.thread: Thread | None = None

    def note(self, entry: Access) -> None:
        """Take an entry; it is in the table a second later."""
        with self.lock:
            self.noted.append(entry)
            if len(self.noted) >= MANY:
                self.due.set()
            self.begin()

    def keep(self, entry: Access) -> "Future[None]":
        """Take an entry that is written at once; done when it is in the table, or could not be written there yet."""
        written: Future[None] = Future()
        with self.lock:
            self.noted.append(entry)
            self.awaited.append(written)
            self.due.set()
            self.begin()
        if self.stopping.is_set():
            self.write()
        return written

    def begin(self) -> None:
        """Have the thread running."""
        if (self.thread is None or not self.thread.is_alive()) and not self.stopping.is_set():
            self.thread = Thread(target=self.run, name="access", daemon=True)
            self.thread.start()

    def run(self) -> None:
        """Write again and again until stopped."""
        while not self.stopping.is_set():
            self.due.wait(EVERY)
            self.due.clear()
            try:
                self.write()
            except Exception:  # an end of the thread would be the end of the table
                logger.exception("the writing of the access table failed")

    def write(self) -> None:
        """Write what was noted; what cannot be written now is written the next time."""
        with self.writing:
            with self.lock:
                taken, self.noted = self.noted, []
                awaited, self.awaited = self.awaited, []
            if not taken:
                return
            try:
                left = self.left_of(together(taken))
                with self.lock:
                    self.noted = [*left, *self.noted]
            finally:
                for one in awaited:
                    if one.set_running_or_notify_cancel():  # who has gone away is not told
                        one.set_result(None)

    def left_of(self, entries: Sequence[Access]) -> Sequence[Access]:
        """Write entries, one by one where the database refuses something among them, which is dropped; what could not
        be written because it does not answer.
        """
        try:
            self.table.append(entries)
        except REFUSED_AS_DATA:
            if len(entries) > 1:
                return next((entries[place:] for place, one in enumerate(entries) if self.left_of([one])), ())
            logger.exception("an entry of the access table is dropped: request %s", entries[0].request_id)
        except Exception:  # whatever it is: the entries wait, and who writes them goes on
            logger.exception("the access table cannot be written")
            return entries
        return []

    def digest(self, ledger: Ledger, district: str) -> None:
        """Record the digest of the days that are over, if that is still to do."""
        key = str(uuid4())
        command = Command(f"scheduler/{key}", key, "scheduler", "scheduler")
        job = digesting(district, command, self.table.digest)
        ledger.execute(job.stream, job.command, job.decide)

    def close(self) -> None:
        """Write the rest."""
        self.stopping.set()
        self.due.set()
        if self.thread:
            self.thread.join()
        self.write()


def together(entries: Iterable[Access]) -> Sequence[Access]:
    """Refusals of nobody in particular that are alike count as one entry: a flood of them is one line a second."""
    found: list[Access] = []
    places: dict[tuple[str, str, str], int] = {}
    times = Counter[int]()
    for entry in entries:
        alike = (entry.code, entry.method, entry.path)
        if entry.actor == "" and alike in places:
            times[places[alike]] += entry.times
            continue
        if entry.actor == "":
            places[alike] = len(found)
        found.append(entry)
    return [replace(entry, times=entry.times + times[place]) for place, entry in enumerate(found)]


def entry_of(scope: Any, status: int, clock: Clock) -> Access | None:
    """What is to be noted of a request that is answered so; None for most."""
    state, path = scope["state"], scope["path"]
    account: Account | None = state.get("account")
    changed = state.get("changed", "")  # whose account, where the path does not say it
    write = scope["method"] == "POST" and not state.get("previewed", False)
    kind = kind_of(account, state.get("refused", ""), status, scope["method"], path, changed, write=write)
    if kind is None:
        return None
    if changed:
        path = f"{path}/{changed}"
    return Access(
        at=clock(),
        actor=account.actor if account else "",
        role=account.role.value if account else "",
        kind=kind,
        code=state.get("refused", ""),
        method=scope["method"][:LONGEST_METHOD],
        path=UNWRITABLE.sub("�", LINK + "…" if path.startswith(LINK) else path)[:LONGEST],
        request_id=state["request_id"],
    )


def kind_of(
    account: Account | None, refused: str, status: int, method: str, path: str, changed: str, *, write: bool
) -> Kind | None:
    """Which kind of entry a request makes, if any; what only showed its effect has changed no account."""
    if path.startswith(OPEN):
        return None
    if status in REFUSALS or refused == "beyond_reach":
        return Kind.REFUSED
    if account is None or not account.token_id or status >= FAILED:
        return None
    if changed or (path.startswith(ACCOUNTS) and write):
        return Kind.ACCOUNT
    reading = method in ("GET", "HEAD") or path.endswith("/what-if")
    return Kind.READ if reading and account.role in WATCHED and path not in SHOWS_NOTHING else None
