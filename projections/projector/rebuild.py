"""Views made anew beside the old ones: filled project by project, then along the log, swapped in one transaction.

Whoever reads sees the old rows until the swap. A projector at work in another process goes on meanwhile. A rebuild that
was killed is gone on with by the next one of the same views (`resuming`).
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from sqlalchemy import Connection, Engine, MetaData, Table, text
from sqlalchemy.schema import CreateTable, DropTable

from domain.log.ledger import Ledger
from domain.project.model.rules import Rules
from projections.board.counts import recount
from projections.database import locked, reading, writing
from projections.locks import lock_of
from projections.projector.collecting import seldom_collecting
from projections.projector.filling import Produced, Producer, parts, portions
from projections.projector.helper import Helper, worked_out
from projections.projector.progress import Progress, Unseen
from projections.projector.resuming import Stage, basis_of, clear_away, finish, note, stage_of
from projections.projector.schema import create_missing
from projections.rows.batches import Entry, Loader, Touched, by_stream, new_numbers
from projections.rows.checkpoints import (
    ViewState,
    built_as,
    drop_numbers,
    keep_numbers,
    read_position,
    set_position,
    set_state,
)
from projections.rows.tables import FRESH
from projections.rows.view import View, bring_up, each, put_in, sheets_of
from projections.views.portfolio import portfolio

Tables = Mapping[str, Table]
PAGE = 2_000  # events read, or filled in, at a time
PATIENCE = 0.2  # seconds between two looks at a lock that somebody holds


@dataclass(frozen=True)
class Rebuilt:
    """How far the fresh rows reach, and which views could not be made, with the cause."""

    position: int
    failed: Mapping[str, str]


def rebuild(
    ledger: Ledger,
    engine: Engine,
    rules: Rules,
    views: Sequence[View],
    *,
    whole: bool,
    helper: Helper | None = None,
    progress: Progress | None = None,
) -> Rebuilt:
    """Make views anew and swap them in; with a helper on two cores.

    `whole` says that these are all the views: they may then be ahead of the checkpoint, which moves with them;
    otherwise they end where the others stand. A view that cannot be made keeps its old rows and is stopped.
    """
    lock = lock_of(engine, "rebuild")
    while not lock.acquire():
        time.sleep(PATIENCE)
    try:
        create_missing(engine, views)
        with seldom_collecting():
            return Rebuilding(ledger, engine, rules, views, whole, helper, progress).run()
    finally:
        lock.release()


class Rebuilding:
    """One rebuild under way."""

    def __init__(
        self,
        ledger: Ledger,
        engine: Engine,
        rules: Rules,
        views: Sequence[View],
        whole: bool,
        helper: Helper | None = None,
        progress: Progress | None = None,
    ) -> None:
        self.ledger = ledger
        self.engine = engine
        self.rules = rules
        self.views = list(views)
        self.whole = whole
        self.fresh = {view.name: fresh_tables(view) for view in views}
        self.sheets = {name: sheets_of(tables.values(), engine.dialect) for name, tables in self.fresh.items()}
        self.failed: dict[str, str] = {}
        self.numbers: dict[UUID, int] = {}
        self.loader = Loader(ledger)
        self.helper = helper
        self.progress = progress or Unseen()
        built = [built_as(view, rules) for view in views]
        self.basis = basis_of([view.name for view in views], built, whole=whole)
        self.goal = self.filled = self.reached = 0

    def run(self) -> Rebuilt:
        """Fill, catch up, swap."""
        with writing(self.engine) as connection:
            self.begin(connection)
        self.fill()
        while self.reached < (aim := self.in_use()):
            self.progress.begins(aim - self.reached)
            while self.reached < aim:
                with writing(self.engine) as connection:
                    self.follow(connection, min(aim, self.reached + PAGE))
                    self.note(connection)
        while not self.swapped():
            time.sleep(PATIENCE)
        return Rebuilt(self.reached, self.failed)

    def begin(self, connection: Connection) -> None:
        """Take up what was broken off, or make fresh tables."""
        stage = stage_of(connection)
        other = stage and (self.basis.differs(stage.basis) or self.beyond_the_log(stage))
        if stage and not other:
            self.goal, self.filled, self.reached = stage.goal, stage.filled, stage.reached
            self.failed |= stage.failed
            return
        if other:
            self.progress.anew(other)
        clear_away(connection)
        for tables in self.fresh.values():
            make(connection, tables)
        self.goal = self.reached = self.ledger.position() if self.whole else read_position(connection)
        self.note(connection)

    def note(self, connection: Connection) -> None:
        """Write down how far the fresh tables are."""
        note(connection, Stage(self.basis, self.goal, self.filled, self.reached, self.failed))

    def beyond_the_log(self, stage: Stage) -> str | None:
        """The log, where a rebuild broken off had read what it does not hold any more."""
        return "log" if stage.reached > self.ledger.position() else None

    def in_use(self) -> int:
        """The position of the views in use."""
        with reading(self.engine) as connection:
            return self.within_the_log(read_position(connection))

    def within_the_log(self, position: int) -> int:
        """A position of the views, which a log that was put back may not reach."""
        return min(position, self.ledger.position())

    def fill(self) -> None:
        """Whole projects, each folded once, up to the position the log had at the start."""
        found = [part for part in parts(self.ledger, 0, self.goal).values() if part.registers]
        left = [part for part in found if part.number > self.filled]
        later = parts(self.ledger, self.goal, self.reached).values()
        self.numbers = {part.stream: part.number for part in (*found, *later) if part.registers}
        sizes = {part.number: len(part.positions) for part in found}
        self.progress.begins(sum(sizes.values()), sum(sizes.values()) - sum(sizes[part.number] for part in left))
        own = Producer(self.ledger, self.rules, self.views, self.engine.dialect)
        for made in worked_out(own, portions((part.number, part) for part in left), self.helper):
            self.failed |= made.failed
            going = [view for view in self.views if view.name not in self.failed]
            self.filled = made.numbers[-1]
            with writing(self.engine) as connection:
                self.failed |= each(connection, going, partial(self.put_in, connection, made))
                self.note(connection)
            self.progress.moved(sum(sizes[number] for number in made.numbers))

    def put_in(self, connection: Connection, made: Produced, view: View) -> None:
        """The rows of a portion into a view's fresh tables."""
        put_in(connection, self.sheets[view.name], made.rows[view.name])

    def follow(self, connection: Connection, upto: int) -> None:
        """Go along the log up to a position."""
        while self.reached < upto:
            entries = [entry for entry in self.ledger.after(self.reached, PAGE) if entry[0] <= upto]
            if entries:
                self.hand(connection, entries)
            before, self.reached = self.reached, entries[-1][0] if entries else upto
            self.progress.moved(self.reached - before)

    def hand(self, connection: Connection, entries: Sequence[Entry]) -> None:
        """Hand events to the views that are still being made."""
        streams = by_stream(entries)
        self.numbers |= new_numbers(streams)
        projects = [
            Touched(self.numbers[stream], own, self.rules, self.loader.record)
            for stream, own in streams.items()
            if stream in self.numbers
        ]
        left = [view for view in self.views if view.name not in self.failed]
        self.failed |= each(connection, left, lambda view: bring_up(connection, view, self.sheets[view.name], projects))

    def swapped(self) -> bool:
        """Go the last steps and swap, unless somebody reads the old tables just now."""
        with writing(self.engine) as connection:
            if not locked(connection, [table for view in self.views for table in view.tables]):
                return False
            self.follow(connection, max(self.reached, self.within_the_log(read_position(connection))))
            self.swap(connection)
        return True

    def swap(self, connection: Connection) -> None:
        """The fresh tables take the place of the old ones."""
        for view in self.views:
            cause = self.failed.get(view.name)
            for table in view.tables:
                fresh = self.fresh[view.name][table.name]
                replace(connection, table, fresh) if cause is None else connection.execute(DropTable(fresh))
            stopped_at = None if cause is None else self.reached
            set_state(connection, ViewState(view.name, built_as(view, self.rules), stopped_at, cause))
        if any(portfolio in view.tables for view in self.views):
            recount(connection)
        finish(connection)
        if self.whole:
            drop_numbers(connection, self.numbers)
            keep_numbers(connection, self.numbers)
            set_position(connection, self.reached)


def fresh_tables(view: View) -> Tables:
    """The tables of a view under the names they have while they are filled."""
    fresh = MetaData()
    return {table.name: table.to_metadata(fresh, name=f"{table.name}{FRESH}") for table in view.tables}


def make(connection: Connection, tables: Tables) -> None:
    """Make fresh tables without their indexes, which are made at the end."""
    for table in tables.values():
        connection.execute(CreateTable(table))


def replace(connection: Connection, table: Table, fresh: Table) -> None:
    """Drop the old table and give the fresh one its name and its indexes."""
    quote = connection.dialect.identifier_preparer.quote
    connection.execute(DropTable(table))
    connection.execute(text(f"ALTER TABLE {quote(fresh.name)} RENAME TO {quote(table.name)}"))
    for index in sorted(table.indexes, key=lambda item: str(item.name)):
        index.create(connection)
