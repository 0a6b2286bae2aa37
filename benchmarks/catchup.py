"""How fast views follow the log, against the library's read and decode of the same events; ratios in one run.

    python -m benchmarks.catchup [--projects 200] [--rounds 3] [--engine sqlite|postgresql] [--lives demo|generated]

Projects live the demo's life, each its own, mixed at random as in a real log; or `generated` ones, a dozen different
lives, which meet fewer due dates that were worked out before. `--measures` takes some of the measures only.
`ceiling`: the library's select and its own decode of every event, nothing done with it; `our_decode` is its select and
our decode.
`rebuild_alone`: all views from nothing; `rebuild_with_helper`: on two cores; `history_alone`: of that view only.
`past`: the rows of past days, which come after the present ones in the projector's idle time. `catch_up`: a projector
reads the whole log into empty views, with the helper it calls when it is far behind; `second_half`: half of it, the
projects being known. `batches`: its last events, in batches along the log. At the end the peak of memory of a rebuild,
and of one of a log half as long.
"""

import argparse
import json
import os
import random
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from multiprocessing import get_context
from uuid import UUID

from eventsourcing.persistence import StoredEvent

from api.generate.start import tell_lives
from benchmarks.stores import demo_life
from benchmarks.yardstick import as_the_library_stores, read_by_the_library
from domain.catalogue.loader import shipped_catalogue
from domain.dates.official import official_calendar
from domain.event import Event
from domain.log.codec import from_stored, to_stored
from domain.log.ledger import Ledger
from domain.log.logs import Events
from domain.log.recorder import close_recorder, open_recorder
from domain.project.model.rules import Rules
from projections.board.counts import board_counts
from projections.database import open_views, writing
from projections.projector.engine import FAR, ProjectionEngine
from projections.projector.helper import Helper
from projections.projector.past_filling import fill_past
from projections.projector.rebuild import rebuild
from projections.rows.checkpoints import set_position
from projections.rows.view import View
from projections.views.all_views import all_views, chosen_views
from projections.views.history import history
from tests.postgres import running_server

PAGE = 2_000
SAVED = 50  # events in one save: on PostgreSQL the library hangs when they are some hundred thousand bytes


MEMORY = "memory_mb_half_and_whole"
TOLD = 12  # generated lives; telling them takes longer than measuring
UNTIL = date(2026, 11, 27)  # they are told up to this day


@dataclass(frozen=True)
class Store:
    """A log with many lives."""

    url: str
    library: str  # the same events as the library stores them
    events: int


Measure = Callable[[Store], float]
"""Events per second."""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--projects", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--engine", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--lives", choices=["demo", "generated"], default="demo")
    parser.add_argument("--measures", nargs="+", choices=[*MEASURES, MEMORY], default=[*MEASURES, MEMORY])
    options = parser.parse_args()
    lives = generated_lives() if options.lives == "generated" else [tuple(demo_life())]
    with tempfile.TemporaryDirectory() as folder, server(options.engine == "postgresql") as address:

        def store_of(name: str, projects: int) -> Store:
            return furnished(address(f"{folder}/{name}"), address(f"{folder}/{name}_library"), lives, projects)

        store = store_of("whole", options.projects)
        wanted = {name: measure for name, measure in MEASURES.items() if name in options.measures}
        rounds = [one_round(store, wanted) for _ in range(options.rounds)]
        tell(rounds, store)
        if MEMORY in options.measures:
            half = store_of("half", options.projects // 2)
            peaks = [apart(peak_of_rebuild, one) for one in (half, store)]
            print(json.dumps({"measure": MEMORY, "value": peaks, "load": os.getloadavg()[0]}))


@contextmanager
def server(postgresql: bool) -> Iterator[Callable[[str], str]]:
    """Where stores are: folders, or databases of a server that lives as long as the run."""
    if not postgresql:
        yield lambda folder: f"sqlite:///{folder}"
        return
    with running_server() as running, ExitStack() as databases:
        yield lambda _: databases.enter_context(running.database())


def generated_lives() -> Sequence[Events]:
    """What `huhang generate` copies."""
    told = tell_lives(store_rules(), "jimo", TOLD, 1, UNTIL)
    return [
        tuple(own for save in life.saves for own in save.events if own.originator_id == life.project) for life in told
    ]


def furnished(url: str, library: str, lives: Sequence[Events], projects: int) -> Store:
    """A store with so many lives, mixed at random."""
    fill(url, map(to_stored, mixed(lives, projects)))
    fill(library, as_the_library_stores(mixed(lives, projects)))
    return Store(url, library, sum(len(lives[project % len(lives)]) for project in range(projects)))


def fill(url: str, events: Iterator[StoredEvent]) -> None:
    """Write events into a log."""
    recorder = open_recorder(url)
    while some := list(islice(events, SAVED)):
        recorder.insert_events(some)
    close_recorder(recorder)


def mixed(lives: Sequence[Sequence[Event]], projects: int) -> Iterator[Event]:
    """The events of so many projects that live some lives in turn, each in its order, otherwise at random."""
    dice = random.Random(1)
    names = [UUID(int=dice.getrandbits(128), version=4) for _ in range(projects)]
    life_of = [lives[project % len(lives)] for project in range(projects)]
    order = [project for project in range(projects) for _ in life_of[project]]
    dice.shuffle(order)
    told = [0] * projects
    for project in order:
        yield replace(life_of[project][told[project]], originator_id=names[project])
        told[project] += 1


def one_round(store: Store, measures: Mapping[str, Measure]) -> dict[str, float]:
    """Events per second of each, in processes of their own, in turn."""
    return {name: apart(measure, store) for name, measure in {"ceiling": ceiling, **measures}.items()}


def apart(measure: Callable[[Store], float], store: Store) -> float:
    """A measure in a process of its own."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(measure, store).result()


def ceiling(store: Store) -> float:
    recorder = open_recorder(store.library)
    began = time.perf_counter()
    return read_by_the_library(recorder, PAGE) / (time.perf_counter() - began)


def our_decode(store: Store) -> float:
    recorder = open_recorder(store.url)
    began, position = time.perf_counter(), 0
    while page := recorder.select_notifications(position, PAGE, inclusive_of_start=False):
        for row in page:
            from_stored(row)
        position = page[-1].id
    return store.events / (time.perf_counter() - began)


def rebuild_alone(store: Store, helper: Helper | None = None, chosen: Sequence[View] | None = None) -> float:
    views, ledger, rules = open_views(store.url), Ledger(open_recorder(store.url)), store_rules()
    began = time.perf_counter()
    rebuild(ledger, views, rules, chosen or all_views(), whole=True, helper=helper)
    return store.events / (time.perf_counter() - began)


def rebuild_with_helper(store: Store) -> float:
    """As `huhang rebuild` does it."""
    return rebuild_alone(store, Helper(store.url, "jimo"))


def history_alone(store: Store) -> float:
    """What a row for every event with its indexes takes, before there is any other view."""
    return rebuild_alone(store, chosen=chosen_views(["history"]))


def past(store: Store) -> float:
    """After a rebuild."""
    views, ledger, rules = open_views(store.url), Ledger(open_recorder(store.url)), store_rules()
    began = time.perf_counter()
    for _ in fill_past(ledger, views, rules):
        pass
    return store.events / (time.perf_counter() - began)


def catch_up(store: Store) -> float:
    """The whole log, into views that stand at its beginning and are empty."""
    return from_behind(store, store.events)


def second_half(store: Store) -> float:
    """Its second half: each project has been met, and has as many events behind it as before it."""
    return from_behind(store, store.events // 2)


def batches(store: Store) -> float:
    """The last events of the log, too few to go project by project."""
    return from_behind(store, FAR)


def from_behind(store: Store, events: int) -> float:
    """Views that are whole but for the last events, whose rows they have to make again."""
    views, ledger = open_views(store.url), Ledger(open_recorder(store.url))
    projector = ProjectionEngine(ledger, views, store_rules(), helper=Helper(store.url, "jimo"))
    last = ledger.position()
    with writing(views) as connection:
        set_position(connection, last - events)
        connection.execute(history.delete().where(history.c.position > last - events))
        if events == last:
            for table in (board_counts, *(table for view in all_views() for table in view.tables)):
                connection.execute(table.delete())
    began = time.perf_counter()
    projector.catch_up(past=False)
    return events / (time.perf_counter() - began)


MEASURES: Mapping[str, Measure] = {
    measure.__name__: measure
    for measure in (
        ceiling,
        our_decode,
        history_alone,
        rebuild_alone,
        rebuild_with_helper,
        past,
        catch_up,
        second_half,
        batches,
    )
}


def store_rules() -> Rules:
    return Rules(shipped_catalogue(), official_calendar())


def peak_of_rebuild(store: Store) -> float:
    """Megabytes."""
    rebuild_alone(store)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def tell(rounds: Sequence[dict[str, float]], store: Store) -> None:
    """The medians, and their ratios to the ceiling of the same round."""
    for name in rounds[0]:
        found = {
            "measure": name,
            "events": store.events,
            "per_second": round(statistics.median(one[name] for one in rounds)),
            "over_ceiling": round(statistics.median(one[name] / one["ceiling"] for one in rounds), 3),
            "load": os.getloadavg()[0],
        }
        print(json.dumps(found))


if __name__ == "__main__":
    main()
