"""The board with 1,000, 10,000 and 100,000 projects: pages, counts, searches; their growth in one run.

    python -m benchmarks.board [--sizes 1000 10000 100000] [--calls 15]

The rows are those of 300 generated projects, copied within the views under new numbers and names onto two task forces.
The days of each copy are moved by a number of days of its own, as those of so many projects would be, and some services
rest: all lights are there, and every page measured is full at every size. SQLite; warm calls in one process, the sizes
in turn; medians of the thread's own time.
"""

import argparse
import json
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine

from api.generate.start import generate
from domain.dates.official import official_calendar
from domain.event import shanghai_date
from domain.lights import Light
from domain.log.ledger import Ledger
from domain.log.recorder import close_recorder, open_recorder
from domain.rulebook import Rulebook
from projections.board.counts import by_light, recount
from projections.board.pages import Page, board
from projections.database import open_views, reading, writing
from projections.projector.engine import ProjectionEngine

LIVES = 300
TEAMS = 2
PAGE = 50
FAR = 10_000_000  # between the numbers of two copies
TODAY = shanghai_date(datetime.now(UTC))
LATE, SPREAD = 400, 60  # days
MOVED = ("red_on", "yellow_on", "over_statutory_on", "over_promised_on", "due_on", "sort_on")
COPIED = ("portfolio", "search")
RARE, FEW = "鑫垚", 60  # a word, and how many projects have it at every size


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--calls", type=int, default=15)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        first = Path(folder) / "first"
        told(first)
        stores = {size: multiplied(first, Path(folder) / str(size), size) for size in options.sizes}
        found = measured(stores, options.calls)
    smallest, *_, largest = options.sizes
    for name, growth in grown(found, smallest, largest).items():
        print(json.dumps({"measure": f"growth_{largest}_{smallest}_{name}", "value": growth}))
    if len(options.sizes) > 2:
        growth = grown(found, options.sizes[-2], largest)["counts_by_light"]
        print(json.dumps({"measure": f"growth_{largest}_{options.sizes[-2]}_counts_by_light", "value": growth}))


def grown(found: Mapping[int, Mapping[str, float]], small: int, large: int) -> dict[str, float]:
    """How much longer each measure took at the larger size."""
    return {name: round(value / found[small][name], 2) for name, value in found[large].items() if name in found[small]}


def told(folder: Path) -> None:
    """Lives by real commands, and their views."""
    folder.mkdir()
    recorder = open_recorder(f"sqlite:///{folder}")
    ledger = Ledger(recorder)
    rules = Rulebook(ledger, "jimo").now()
    generate(ledger, rules, "jimo", LIVES, 1, TODAY, lambda *_: None)
    views = open_views(f"sqlite:///{folder}")
    ProjectionEngine(ledger, views, rules).catch_up()
    views.dispose()
    close_recorder(recorder)


def multiplied(first: Path, folder: Path, size: int) -> Engine:
    """The rows of so many projects."""
    folder.mkdir()
    shutil.copy(first / "views.sqlite", folder)
    views = open_views(f"sqlite:///{folder}")
    with writing(views) as connection:
        multiply(connection, size)
    return views


def measured(stores: Mapping[int, Engine], calls: int) -> dict[int, dict[str, float]]:
    """The medians at each size, in milliseconds."""
    acts = {size: asked(views) for size, views in stores.items()}
    taken: dict[int, dict[str, list[float]]] = {size: {name: [] for name in own} for size, own in acts.items()}
    for turn in range(calls + 1):  # the first is not counted
        for size, own in acts.items():
            for name, act in own.items():
                began = time.thread_time()
                act()
                if turn:
                    taken[size][name].append(time.thread_time() - began)
    found = {
        size: {name: round(statistics.median(took) * 1000, 3) for name, took in own.items()}
        for size, own in taken.items()
    }
    for size, medians in found.items():
        for name, value in medians.items():
            print(json.dumps({"projects": size, "measure": name, "median_ms": value}))
    return found


def multiply(connection: Connection, size: int) -> None:
    """Copies of the projects that are there, until there are so many."""
    run = connection.exec_driver_sql
    run(f"UPDATE portfolio SET team = 1 + number % {TEAMS}")
    plain = {
        table: [row[1] for row in run(f"PRAGMA table_info({table})") if row[1] not in ("number", "project", "code")]
        for table in COPIED
    }
    for copy in range(1, -(-size // LIVES)):
        shift = copy * FAR
        names = ", ".join(plain["portfolio"])
        values = ", ".join(moved(name, days_of(copy)) if name in MOVED else name for name in plain["portfolio"])
        run(
            f"INSERT INTO portfolio (number, project, code, {names}) SELECT number + {shift}, project || '-{copy}', "
            f"code || '-{copy}', {values} FROM portfolio WHERE number < {FAR}"
        )
        run(f"INSERT INTO search (number, piece) SELECT number + {shift}, piece FROM search WHERE number < {FAR}")
    run("UPDATE portfolio SET state = 'stopped' WHERE state = 'blue' AND number % 3 = 0")
    every = run("SELECT number FROM portfolio ORDER BY number").scalars().all()
    few = ", ".join(str(number) for number in every[:: len(every) // FEW][:FEW])
    run(f"UPDATE portfolio SET name = '{RARE}' || name WHERE number IN ({few})")
    run(f"INSERT OR IGNORE INTO search (number, piece) SELECT number, '{RARE}' FROM portfolio WHERE number IN ({few})")
    recount(connection)
    run("ANALYZE")


def days_of(copy: int) -> int:
    """By how many days a copy lives later: a third of them so late that hardly anything is due yet."""
    return LATE + copy * 7 % LATE if copy % 3 == 0 else copy * 7 % SPREAD - SPREAD // 2


def moved(column: str, days: int) -> str:
    """A day moved; no day stays none, and the last there is the last."""
    return f"CASE WHEN {column} < '{date.max}' THEN date({column}, '{days:+d} days') ELSE {column} END"


def counts(views: Engine) -> Mapping[str, int]:
    """As the head has them; what is due today stands in another view, which is not copied."""
    with reading(views) as connection:
        return by_light(connection, TODAY)


def asked(views: Engine) -> dict[str, Callable[[], object]]:
    """What is measured: each page that is full, the counts by light, and searches for a rare and a common word."""
    calendar = official_calendar()

    def page(**wanted: Any) -> Callable[[], Page]:
        return lambda: board(views, TODAY, sort="due", calendar=calendar, **wanted)

    pages = {
        f"page_{light.value}{'_team' if team else ''}": page(light=light.value, team=team)
        for light in Light
        for team in ("1", None)
    }
    full = {name: act for name, act in pages.items() if len(act().rows) == PAGE}
    return {
        **full,
        "page_urgency": lambda: board(views, TODAY, calendar=calendar),
        "page_urgency_team": lambda: board(views, TODAY, calendar=calendar, team="1"),
        "page_urgency_yellow_team": lambda: board(views, TODAY, calendar=calendar, team="1", light="yellow"),
        "counts_by_light": lambda: counts(views),
        "search_rare_word": page(q=RARE),
        "search_common_word": page(q="有限"),
    }


if __name__ == "__main__":
    main()
