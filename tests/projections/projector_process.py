"""A projector as a process of its own, whose imports are done before it is born: so that many can be killed."""

import threading
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.process import BaseProcess

from domain.log.ledger import Ledger
from domain.log.recorder import open_recorder
from domain.rulebook import Rulebook
from projections.database import open_views
from projections.projector import engine, filling
from projections.projector.engine import ProjectionEngine

CONTEXT = get_context("forkserver")
CONTEXT.set_forkserver_preload([__name__])


@dataclass(frozen=True)
class Ways:
    """How it goes along the log: events in a batch, and from how far behind it leaps, in portions of how many."""

    batch: int
    far: int
    portion: int


def start(url: str, ways: Ways) -> BaseProcess:
    """A projector at work on a store."""
    process = CONTEXT.Process(target=work, args=(url, ways), daemon=True)
    process.start()
    return process


def work(url: str, ways: Ways) -> None:
    """Work until killed."""
    engine.FAR, filling.PORTION = ways.far, ways.portion
    ledger = Ledger(open_recorder(url))
    ProjectionEngine(ledger, open_views(url), Rulebook(ledger, "jimo"), batch=ways.batch).start()
    threading.Event().wait()
