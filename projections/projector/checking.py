"""Whether views hold what a rebuild would make: every project worked out from nothing beside the rows that are read.

All is compared at one position, that of one snapshot of the views: whoever writes goes on meanwhile, nothing is written
here, and no table is swapped before the end.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, Table, true

from domain.errors import DomainError
from domain.log.ledger import Ledger
from domain.project.model.rules import Rules
from projections.board.counts import KINDS, board_counts, counted
from projections.database import kept, reading
from projections.projector.engine import FAR
from projections.projector.filling import Part, Producer, parts, portions
from projections.projector.helper import Helper, worked_out
from projections.projector.progress import Progress, Unseen
from projections.rows.checkpoints import ViewState, built_as, project_numbers, read_position, states
from projections.rows.comparing import Comparison, Difference
from projections.rows.sheets import Values
from projections.rows.view import View
from projections.views.all_views import whole_views
from projections.views.past import PastView, is_filled
from projections.views.portfolio import portfolio

Made = Mapping[str, Mapping[str, Sequence[Values]]]
"""Rows by view and table."""

PATIENCE = 60.0  # seconds for views that are far behind to come nearer
GLANCE = 0.2  # seconds between two looks at them


@dataclass(frozen=True)
class Finding:
    """One view, or what the engine keeps beside the views: equal, or why not.

    `state` is equal, differs, stopped, stale (never built, or by another shape, catalogue or calendar), unfilled (past
    days are still to be made up) or failed (it cannot be made); `cause` says more of stopped and failed. The hashes do
    not depend on the order of rows.
    """

    name: str
    state: str
    rows: int
    live: str
    rebuilt: str
    differing: int
    first: tuple[Difference, ...]
    cause: str | None


@dataclass(frozen=True)
class Checked:
    """What was found at a position."""

    position: int
    findings: tuple[Finding, ...]

    @property
    def equal(self) -> bool:
        """Every view holds what a rebuild would make."""
        return all(finding.state == "equal" for finding in self.findings)


def check(
    ledger: Ledger,
    engine: Engine,
    rules: Rules,
    views: Sequence[View],
    *,
    helper: Helper | None = None,
    progress: Progress | None = None,
) -> Checked:
    """Compare views with what a rebuild would make; with a helper on two cores.

    Raises DomainError views_far_behind when they do not come near the end of the log within a minute.
    """
    tables = [project_numbers, board_counts, *(table for view in views for table in view.tables)]
    with standing(ledger, engine, tables) as connection:
        return Check(ledger, connection, rules, views, progress or Unseen()).run(helper)


@contextmanager
def standing(ledger: Ledger, engine: Engine, tables: Sequence[Table]) -> Iterator[Connection]:
    """A snapshot of views that are near the end of the log.

    Far from it the rows of some projects may be ahead of the position (`Leap`); whoever was killed on that way left
    them so.
    """
    last = time.monotonic() + PATIENCE
    while True:
        with reading(engine) as connection:
            kept(connection, tables)
            lag = ledger.position() - read_position(connection)
            if lag <= FAR:
                yield connection
                return
        if time.monotonic() > last:
            raise DomainError("views_far_behind", lag=lag)
        time.sleep(GLANCE)


class Check:
    """One check under way."""

    def __init__(
        self, ledger: Ledger, connection: Connection, rules: Rules, views: Sequence[View], progress: Progress
    ) -> None:
        self.ledger = ledger
        self.connection = connection
        self.rules = rules
        self.views = views
        self.progress = progress
        self.position = read_position(connection)
        self.known = states(connection)
        own = {"project_numbers": [project_numbers], "board_counts": [board_counts]}
        shown = {view.name: list(view.tables) for view in views}
        self.comparisons = {name: Comparison(connection, tables) for name, tables in {**own, **shown}.items()}
        self.failed: dict[str, str] = {}

    def run(self, helper: Helper | None) -> Checked:
        """Compare project by project."""
        found = [part for part in parts(self.ledger, 0, self.position).values() if part.registers]
        sizes = {part.number: len(part.positions) for part in found}
        self.progress.begins(sum(sizes.values()))
        self.compare_numbers(found)
        going = [view for view in self.views if self.standing_of(view)[0] == "equal"]
        own = Producer(self.ledger, self.rules, whole_views(going), self.connection.dialect)
        low, some = 0, portions((part.number, part) for part in found)
        for made in worked_out(own, some, helper, whole=True):
            self.failed |= made.failed
            self.compare(going, made.rows, low, made.numbers[-1])
            low = made.numbers[-1]
            self.progress.moved(sum(sizes[number] for number in made.numbers))
        self.compare(going, {}, low, None)
        counts = self.compare_counts() if any(portfolio in view.tables for view in going) else []
        return Checked(self.position, (*map(self.finding, self.views), self.told("project_numbers"), *counts))

    def compare(self, going: Sequence[View], made: Made, low: int, high: int | None) -> None:
        """The rows of the projects with numbers in (low, high]; of those behind the last one there are none to be."""
        for view in going:
            if view.name not in self.failed:
                for table in view.tables:
                    rows = made.get(view.name, {}).get(table.name, ())
                    self.comparisons[view.name].between(table, low, high, rows)

    def compare_numbers(self, found: Sequence[Part]) -> None:
        """The numbers of the projects."""
        rows = [(part.number, str(part.stream)) for part in found]
        self.comparisons["project_numbers"].part(project_numbers, true(), rows)

    def compare_counts(self) -> list[Finding]:
        """What the head counts, against the rows of the portfolio; a count of nothing says nothing."""
        rows = [row for name, kind in KINDS.items() for row in self.connection.execute(counted(name, kind))]
        self.comparisons["board_counts"].part(board_counts, board_counts.c.n != 0, rows)
        return [self.told("board_counts")]

    def standing_of(self, view: View) -> tuple[str, str | None]:
        """Whether a view can be compared at all, and why not."""
        state: ViewState | None = self.known.get(view.name)
        if state is None or state.built_as != built_as(view, self.rules):
            return "stale", None
        if isinstance(view, PastView) and not is_filled(self.connection):
            return "unfilled", None
        return ("equal", None) if state.stopped_at is None else ("stopped", state.cause)

    def finding(self, view: View) -> Finding:
        """What was found of a view."""
        if view.name in self.failed:
            return self.told(view.name, "failed", self.failed[view.name])
        return self.told(view.name, *self.standing_of(view))

    def told(self, name: str, state: str = "equal", cause: str | None = None) -> Finding:
        """What a comparison found, unless there was none to make."""
        own = self.comparisons[name]
        return Finding(
            name=name,
            state="differs" if state == "equal" and own.live != own.rebuilt else state,
            rows=own.live.rows,
            live=own.live.hex,
            rebuilt=own.rebuilt.hex,
            differing=own.differing,
            first=tuple(own.first),
            cause=cause,
        )
