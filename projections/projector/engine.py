"""The engine that turns events into views: batches, one transaction each, the position stored within it."""

import logging
import threading
import time
from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, Engine

from domain.log.ledger import Ledger
from domain.log.news import news_of
from domain.project.model.rules import Rules
from domain.records import Records
from domain.rulebook import Rulebook
from projections.board.counts import counting
from projections.database import reading, writing
from projections.locks import lock_of
from projections.projector.arrival import GLANCE, Arrival
from projections.projector.collecting import seldom_collecting
from projections.projector.filling import parts
from projections.projector.health import Health, view_health
from projections.projector.helper import Helper
from projections.projector.leap import Leap
from projections.projector.pacing import Pacing
from projections.projector.past_filling import Gap, fill_past
from projections.projector.rebuild import rebuild
from projections.projector.schema import create_missing
from projections.rows.batches import Entry, Loader, Memory, Touched, by_stream, new_numbers
from projections.rows.checkpoints import (
    ViewState,
    built_as,
    keep_numbers,
    numbers_of,
    outdated,
    read_position,
    running,
    set_position,
    set_state,
    states,
)
from projections.rows.view import View, bring_up, each, poisonous, sheets_of
from projections.views.all_views import all_views
from projections.views.past import PastView

log = logging.getLogger(__name__)

BATCH = 2_000
POLL = 0.25  # seconds between two looks at the log when nobody wakes the projector
FAR = 1_000  # positions behind, from which on it is quicker to go project by project than along the log
WORTH_HELP = 20_000  # events, from which on a second process is faster, its start counted in
VERY_FAR = 20  # times as far, from where on it is so whatever is remembered
STRETCH = 1_000_000  # positions gone over that way at once: 8 MB, and a project is read once for all its events of it


class ProjectionEngine:
    """Keeps views up with the log. Any number may be made on a store; a lock lets one of them work."""

    def __init__(
        self,
        ledger: Ledger,
        views: Engine,
        rules: Rules | Rulebook,
        shown: Sequence[View] | None = None,
        batch: int = BATCH,
        records: Records | None = None,
        helper: Helper | None = None,
    ) -> None:
        """`records` are those of the writer in this process: what it has just written need not be folded again.

        The `helper` is called where very much is to be worked out.
        """
        self.ledger = ledger
        self.database = views
        self.book = rules
        self.views: Sequence[View] = all_views() if shown is None else shown
        self.batch = batch
        self.helper = helper
        self.lock = lock_of(views, "projector")
        self.loader = Loader(ledger, records)
        self.memory = Memory()
        self._behind = True  # perhaps: the last batch was full, or there was none
        self._proved: Rules | None = None  # by these rules the views were found to be built
        self._filling: Iterator[Gap] | None = None  # of the past, where days are missing
        self.failure: str | None = None
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()
        self._awaited = threading.Event()
        self._pacing = Pacing(self._awaited)
        self._news = news_of(ledger.recorder)
        self._arrival = Arrival(views, self._awaited)
        create_missing(views, self.views)

    @property
    def rules(self) -> Rules:
        """The rules in force; others than a view was built by make it anew (`_renew_stale`)."""
        return self.book.now()

    def start(self) -> None:
        """Work in a thread of its own until `stop`; where another projector works, wait to take over."""
        if self._thread is None:
            self._stopping.clear()
            self._thread = threading.Thread(target=self._live, name="projector", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End the thread after the batch in hand."""
        if self._thread is not None:
            self._stopping.set()
            self._awaited.set()
            self._news.tell()
            self._thread.join()
            self._thread, self._pacing.busy = None, False

    def wake(self) -> None:
        """Something was saved."""
        self._news.tell()

    def catch_up(self, *, past: bool = True) -> int:
        """Read everything recorded by now; the position reached. Where another projector works, wait for it.

        With the `past`, days that came all at once get their rows too.
        """
        target = self.ledger.position()
        while not self.lock.acquire():
            if (reached := self.position()) >= target:
                return reached
            self.wake()
            time.sleep(GLANCE)
        self._proved, self._behind = None, True
        try:
            while self._follow() or (past and self._fill()):
                pass
        finally:
            self.lock.release()
        return self.position()

    def position(self) -> int:
        """The last id of the log that the views have read."""
        return self._arrival.position()

    def known_to_reach(self, position: int) -> bool:
        """Whether the views were seen to have read a position: told without asking them."""
        return self._arrival.known(position)

    def wait_for(self, position: int, timeout: float) -> bool:
        """Wait until the views have read a position (read your own writes); False when time ran out."""
        return self._arrival.wait_for(position, timeout)

    def health(self) -> Health:
        """How the views stand."""
        with reading(self.database) as connection:
            position, known = read_position(connection), states(connection)
        views = tuple(view_health(view, known.get(view.name)) for view in self.views)
        lag = max(0, self.ledger.position() - position)
        return Health(position, lag, self.lock.held, self.failure, views)

    def renewing(self) -> bool:
        """Whether views are still to be made anew, which may lack what is read of them by now."""
        return bool(outdated(self.database, self.views, self.rules, self.ledger))

    def _live(self) -> None:
        while not self._stopping.is_set():
            try:
                if self.lock.acquire():
                    self._work()
                    self.lock.release()
            except Exception as error:  # a thread that dies would take the views with it
                log.exception("the projector could not begin or end its work and tries again")
                self.failure = f"{type(error).__name__}: {error}"
            self._stopping.wait(POLL)

    def _work(self) -> None:
        """Be the projector until stopped, or until something fails: then another may try."""
        self._proved, self._behind = None, True
        last = time.monotonic()
        try:
            while not self._stopping.is_set() and self.lock.held:
                before, last = last, time.monotonic()
                self._pacing.begin()
                read = self._follow()
                more = read == self.batch or (not read and self._fill())
                news = self._news.wait(0 if more else POLL)
                self._pacing.end(read, last - before, more=news)  # somebody writes: he comes first
        except Exception as error:
            log.exception("the projector failed and tries again")
            self.failure = f"{type(error).__name__}: {error}"
        finally:
            self._news.close()

    def _follow(self) -> int:
        """One batch; how many events it had, 0 at the end of the log."""
        if self.rules is not self._proved:
            self._renew_stale()
            self._proved, self._filling = self.rules, None
        read = (self._leap() if self._behind else 0) or self._step()
        self.failure = None
        return read

    def _fill(self) -> bool:
        """Make up one more day of the past; False when none is missing."""
        if self._filling is None and self._proved and any(isinstance(view, PastView) for view in self.views):
            self._filling = fill_past(self.ledger, self.database, self._proved)
        if self._filling and next(self._filling, None):
            return True
        self._filling = None
        return False

    def _leap(self) -> int:
        """Far behind, a stretch of the log at once, project by project; how many positions, 0 when it is not worth it.

        The position moves at the end, in one transaction with the last of the rows; who is stopped on the way makes the
        same rows again.
        """
        start, rules = self.position(), self.rules
        end = min(self.ledger.position(), start + STRETCH)
        if end - start <= FAR or (end - start <= VERY_FAR * FAR and self._knows(start, end)):
            return 0
        if not start:  # there are no rows yet that people could read meanwhile
            self._make_anew(self.views, rules)
            return end
        self.memory.forget()
        leap = Leap(self.ledger, self.database, rules, self.views, start, end, self._helper_over(end - start))
        with seldom_collecting():
            for _ in leap.steps():
                if self._stopping.is_set():
                    break
        return end - start

    def _knows(self, start: int, end: int) -> bool:
        """Whether most streams of a stretch are remembered: then an event along the log costs what it changes."""
        streams = parts(self.ledger, start, end).keys()
        return 2 * len(streams & self.memory.projects.keys()) > len(streams)

    def _renew_stale(self) -> None:
        """Rebuild the views that are outdated."""
        if stale := outdated(self.database, self.views, self.rules, self.ledger):
            self._make_anew(stale, self.rules)

    def _make_anew(self, views: Sequence[View], rules: Rules) -> None:
        """Fill fresh tables, which have no indexes to keep until the end, and swap them in."""
        self.memory.forget()
        whole, helper = len(views) == len(self.views), self._helper_over(self.ledger.position())
        rebuild(self.ledger, self.database, rules, views, whole=whole, helper=helper)

    def _helper_over(self, events: int) -> Helper | None:
        """The helper, where so many events are worth its beginning."""
        return self.helper if events > WORTH_HELP else None

    def _step(self) -> int:
        """Read a batch and bring the views up to its end; how many events it had."""
        rules = self.rules
        position = self.position() if self.memory.position is None else self.memory.position
        entries = list(self._pacing.over(self.ledger.after(position, self.batch)))
        if not entries:
            self._behind = False
            return 0
        self.memory.follow(position, rules)
        with writing(self.database) as connection:
            as_left = read_position(connection) == position  # else a rebuild or another projector has moved it
            projects = self._project(connection, entries, rules) if as_left else []
        if as_left:
            self.memory.keep(projects, entries[-1][0])
        else:
            self.memory.forget()
        self._arrival.moved()
        self._behind = len(entries) == self.batch
        return len(entries)

    def _project(self, connection: Connection, entries: Sequence[Entry], rules: Rules) -> Sequence[Touched]:
        """Bring the running views up to the end of the entries, and the position with them; the projects written."""
        projects, last = self._touched(connection, entries, rules), entries[-1][0]
        going = running(connection, self.views)
        sheets = {view.name: sheets_of(view.tables, connection.dialect) for view in going}
        paced = self._pacing.over
        with counting(connection, [touched.number for touched in projects]):
            failed = each(
                connection, going, lambda view: bring_up(connection, view, sheets[view.name], paced(projects))
            )
        for view in going:
            if view.name in failed:
                at = poisonous(view, projects) or last
                set_state(connection, ViewState(view.name, built_as(view, rules), at, failed[view.name]))
        set_position(connection, last)
        return projects

    def _touched(self, connection: Connection, entries: Sequence[Entry], rules: Rules) -> Sequence[Touched]:
        """The projects of a batch; a stream without a number is no project's."""
        streams = by_stream(entries)
        known = {stream: before for stream in streams if (before := self.memory.projects.get(stream))}
        news = new_numbers(streams)
        numbers = numbers_of(connection, streams.keys() - news.keys() - known.keys()) | news
        numbers |= {stream: before.number for stream, before in known.items()}
        keep_numbers(connection, news)
        return [
            Touched(numbers[stream], own, rules, self.loader.record, known.get(stream))
            for stream, own in streams.items()
            if stream in numbers
        ]
