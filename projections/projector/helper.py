"""A second process that works out rows beside this one, which writes them: two cores instead of one."""

import gc
import signal
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from queue import SimpleQueue
from threading import Thread

from domain.log.ledger import Ledger
from domain.log.recorder import close_recorder, open_recorder
from domain.project.model.rules import Rules
from domain.rulebook import Rulebook
from projections.database import open_views
from projections.projector.collecting import seldom_collecting
from projections.projector.filling import Portion, Produced, Producer
from projections.views.all_views import chosen_views, whole_views

AHEAD = 2  # portions the other process has at a time: it never waits for the next
OUT_OF_TURN = 8  # portions worked out before their turn has come to be written

Answers = SimpleQueue[object]
Ready = tuple[object, ...]
"""What the other process says first: by which rules it reads."""


@dataclass
class Slot:
    """The place of a portion in their order, and its rows once they are there."""

    made: Produced | None = None


@dataclass(frozen=True)
class Helper:
    """Where the log is that the other process opens for itself, and whose rules it reads there."""

    url: str
    district: str

    def produce(
        self,
        rules: Rules,
        views: Sequence[str],
        portions: Iterable[Portion],
        own: Producer | None = None,
        *,
        whole: bool = False,
    ) -> Iterator[Produced]:
        """The rows of portions in their order, worked out there, and here by `own` whenever nothing waits for it.

        `whole`: nothing is left for later. Raises RuntimeError when the other process fails, or reads by other rules.
        """
        with self.other(tuple(views), whole) as (there, answers):
            yield from Together(by_which(rules), there, answers, iter(portions), own).rows()

    @contextmanager
    def other(self, views: tuple[str, ...], whole: bool) -> Iterator[tuple[Connection, Answers]]:
        """The other process at work, and what it says; a thread listens, so that it is never kept waiting."""
        context, answers = get_context("spawn"), SimpleQueue[object]()
        here, there = context.Pipe()
        arguments = (there, self.url, self.district, views, whole)
        process = context.Process(target=work, args=arguments, name="helper", daemon=True)
        process.start()
        there.close()
        listener = Thread(target=listen, args=(here, answers), name="helper", daemon=True)
        listener.start()
        try:
            yield here, answers
        finally:
            process.terminate()  # it only reads
            process.join()
            listener.join()
            here.close()


def worked_out(
    own: Producer, portions: Iterable[Portion], helper: Helper | None, *, whole: bool = False
) -> Iterator[Produced]:
    """The rows of portions in their order, worked out here, and by the helper too where there is one."""
    if helper is None:
        return map(own.produce, portions)
    return helper.produce(own.rules, list(own.views), portions, own, whole=whole)


def listen(connection: Connection, answers: Answers) -> None:
    """Take in all that the other process says, until it hangs up."""
    with suppress(EOFError, OSError):
        while True:
            answers.put(connection.recv())
    answers.put(RuntimeError("the helper has ended"))


class Together:
    """Portions shared between two processes; what comes out of turn waits for those before it."""

    def __init__(
        self,
        expected: Ready,
        there: Connection,
        answers: Answers,
        portions: Iterator[Portion],
        own: Producer | None,
    ) -> None:
        self.expected = expected
        self.there = there
        self.answers = answers
        self.portions = portions
        self.own = own
        self.ready = False
        self.slots: deque[Slot] = deque()
        self.awaited: deque[Slot] = deque()  # those of the other process

    def rows(self) -> Iterator[Produced]:
        """The rows of every portion in turn."""
        while True:
            while self.ready and len(self.awaited) < AHEAD and (portion := next(self.portions, None)):
                self.hand_over(portion)
            while self.slots and (made := self.slots[0].made):
                self.slots.popleft()
                yield made
            if self.answers.empty() and self.work_out():
                continue
            if self.ready and not self.awaited:
                return
            self.take(self.answers.get())

    def hand_over(self, portion: Portion) -> None:
        """A portion for the other process."""
        self.there.send(portion)
        self.slots.append(Slot())
        self.awaited.append(self.slots[-1])

    def work_out(self) -> bool:
        """A portion of one's own; False where there is none to do, or too much is done already."""
        if self.own is None or len(self.slots) >= OUT_OF_TURN:
            return False
        portion = next(self.portions, None)
        if portion is None:
            return False
        self.slots.append(Slot(self.own.produce(portion)))
        return True

    def take(self, answer: object) -> None:
        """What the other process said: that it is ready, or the rows of its oldest portion."""
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, Produced):
            self.awaited.popleft().made = answer
        elif answer == self.expected:
            self.ready = True
        else:
            raise RuntimeError("the rules have changed meanwhile")


def by_which(rules: Rules) -> Ready:
    """What rows depend on besides the log."""
    return rules.catalogue.digest, rules.calendar.version, rules.lights, rules.since


def work(connection: Connection, url: str, district: str, names: Sequence[str], whole: bool) -> None:
    """The other process: answers portions until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who asks is told, and hangs up
    gc.freeze()
    recorder = open_recorder(url)
    database = open_views(url)
    try:
        ledger = Ledger(recorder)
        rules = Rulebook(ledger, district).now()
        views = whole_views(chosen_views(names)) if whole else chosen_views(names)
        producer = Producer(ledger, rules, views, database.dialect)
        connection.send(by_which(rules))
        with suppress(EOFError, BrokenPipeError, ConnectionResetError), seldom_collecting():
            while True:
                connection.send(producer.produce(connection.recv()))
    except Exception as error:  # noqa: BLE001 - it is raised where the rows are awaited
        connection.send(RuntimeError(f"{type(error).__name__}: {error}"))
    finally:
        database.dispose()
        close_recorder(recorder)
