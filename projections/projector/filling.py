"""Many events at a time, project by project: a project is read once, however many events of it there are to show.

Along the log the events of projects are mixed, so that a batch of any size meets many projects with few events each.
Here a whole stretch of the log is sorted by project first, by its places alone; then each project's log is read, its
rows are worked out once, forecast and all, and handed on in portions, as the database will keep them.
"""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Dialect

from domain.event import Event
from domain.log.ledger import Ledger
from domain.log.logs import Events
from domain.log.recorder import places
from domain.project.events.lifecycle import ProjectRegistered
from domain.project.model.rules import Rules
from domain.project.record.record import open_record
from projections.rows.batches import Touched
from projections.rows.sheets import Values
from projections.rows.view import View, on_its_own, ordered, sheets_of

PORTION = 2_500  # events whose rows are written in one transaction


@dataclass(frozen=True)
class Part:
    """What a stretch of the log holds of one stream: the positions of its events, from a version on."""

    stream: UUID
    first: int
    topic: str  # of the first of them
    positions: "array[int]"

    @property
    def last(self) -> int:
        """The version of the last of them."""
        return self.first + len(self.positions) - 1

    @property
    def number(self) -> int:
        """The position of the first of them: a project's number, where it registers one."""
        return self.positions[0]

    @property
    def registers(self) -> bool:
        """It begins with a project's registration."""
        return self.topic == ProjectRegistered.TOPIC


Portion = Sequence[tuple[int, Part]]
"""Parts of projects, each with the project's number."""


@dataclass(frozen=True)
class Produced:
    """The rows of a portion by view and table, as the database keeps them; the causes of the views that failed."""

    numbers: Sequence[int]
    rows: Mapping[str, Mapping[str, Sequence[Values]]]
    failed: Mapping[str, str]


def parts(ledger: Ledger, start: int, end: int) -> dict[UUID, Part]:
    """A stretch of the log by stream: the events after one position up to another."""
    found: dict[object, Part] = {}
    for position, stream, version, topic in places(ledger.recorder, start, end):
        known = found.get(stream)
        if known is None:
            found[stream] = Part(UUID(str(stream)), version, topic, array("q", (position,)))
        else:
            known.positions.append(position)
    return {part.stream: part for part in found.values()}


def portions(numbered: Iterable[tuple[int, Part]]) -> Iterator[Portion]:
    """Whole projects until a portion is full."""
    some: list[tuple[int, Part]] = []
    size = 0
    for number, part in numbered:
        some.append((number, part))
        size += len(part.positions)
        if size >= PORTION:
            yield some
            some, size = [], 0
    if some:
        yield some


class Producer:
    """Works out the rows of portions; nothing is remembered from one to the next."""

    def __init__(self, ledger: Ledger, rules: Rules, views: Sequence[View], dialect: Dialect) -> None:
        self.ledger = ledger
        self.rules = rules
        self.views = {view.name: view for view in views}
        self.sheets = {view.name: sheets_of(view.tables, dialect) for view in views}

    def produce(self, portion: Portion) -> Produced:
        """The rows of a portion. A view that fails once is not asked again."""
        logs = self.ledger.all_up_to({part.stream: part.last for _, part in portion})
        projects = [self.touched(number, part, logs[part.stream]) for number, part in portion]
        rows: dict[str, Mapping[str, Sequence[Values]]] = {}
        failed: dict[str, str] = {}
        for name, view in self.views.items():
            with on_its_own(view, failed):
                rows[name] = self.rows_of(view, projects)
        self.views = {name: view for name, view in self.views.items() if name not in failed}
        return Produced([number for number, _ in portion], rows, failed)

    def touched(self, number: int, part: Part, log: Events) -> Touched:
        """A project with the events of its part."""
        entries: list[tuple[int, Event]] = list(zip(part.positions, log[part.first - 1 :], strict=True))
        return Touched(number, entries, self.rules, lambda _: open_record(part.stream, log, self.rules))

    def rows_of(self, view: View, projects: Iterable[Touched]) -> Mapping[str, Sequence[Values]]:
        """What a view makes of projects."""
        sheets = self.sheets[view.name]
        found: dict[str, list[Values]] = {name: [] for name in sheets}
        for touched in projects:
            for name, rows in view.rows(touched).items():
                sheet = sheets[name]
                values = ordered(sheet, rows)
                if not sheet.grows:
                    touched.rows[name] = keyed = sheet.keyed(values)
                    values = list(keyed.values())
                found[name] += values
        return {name: sheets[name].stored(rows) for name, rows in found.items()}
