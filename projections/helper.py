"""A second process that reads the log and works out rows while this one writes them: two cores instead of one."""

import gc
import signal
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection

from domain.ledger import Ledger
from domain.project.evolution import Rules
from domain.recorder import close_recorder, open_recorder
from domain.rulebook import Rulebook
from projections.all_views import chosen_views, whole_views
from projections.database import open_views
from projections.filling import Portion, Produced, Producer


@dataclass(frozen=True)
class Helper:
    """Where the log is that the other process opens for itself, and whose rules it reads there."""

    url: str
    district: str

    def produce(
        self, rules: Rules, views: Sequence[str], portions: Iterable[Portion], *, whole: bool = False
    ) -> Iterator[Produced]:
        """The rows of portions, each worked out while the one before is written; `whole`: nothing is left for later.

        A portion is handed over only when the answer to the last is here, so that neither side waits for the other
        with its hands full. Raises RuntimeError when the other process fails, or reads by other rules.
        """
        here, there = get_context("spawn").Pipe()
        arguments = (there, self.url, self.district, tuple(views), whole)
        process = get_context("spawn").Process(target=work, args=arguments, name="helper", daemon=True)
        process.start()
        there.close()
        try:
            if answer(here) != by_which(rules):
                raise RuntimeError("the rules have changed meanwhile")
            waiting = False
            for portion in portions:
                made = answer(here) if waiting else None
                here.send(portion)
                waiting = True
                if isinstance(made, Produced):
                    yield made
            if waiting and isinstance(made := answer(here), Produced):
                yield made
        finally:
            here.close()
            process.join()


def answer(connection: Connection) -> object:
    """What the other process says; what it fails with is raised here."""
    try:
        said = connection.recv()
    except EOFError:
        raise RuntimeError("the helper has ended") from None
    if isinstance(said, Exception):
        raise said
    return said


def by_which(rules: Rules) -> tuple[str, str]:
    """What rows depend on besides the log."""
    return rules.catalogue.digest, rules.calendar.version


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
        with suppress(EOFError, BrokenPipeError, ConnectionResetError):
            while True:
                connection.send(producer.produce(connection.recv()))
    except Exception as error:  # noqa: BLE001 - it is raised where the rows are awaited
        connection.send(RuntimeError(f"{type(error).__name__}: {error}"))
    finally:
        database.dispose()
        close_recorder(recorder)
