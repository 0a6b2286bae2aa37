"""The history of a project at (as_of D, as_known_at K): the entries of what was true by D, and known by K.

The rows of the view are as they were recorded. What had become of them by K (corrected, voided, confirmed, other
codes) is worked out from the log, as the view works out what has become of them by now.
"""

from collections.abc import Iterator
from datetime import date

from msgspec.structs import replace
from sqlalchemy import Engine, bindparam

from domain.log.logs import Log
from domain.project.events.corrections import RecordCorrected
from domain.project.model.rules import Rules
from domain.project.record.record import open_record
from projections.rows.batches import Touched
from projections.rows.checkpoints import project_numbers
from projections.rows.tables import Row
from projections.views.history import LIMIT, HistoryRow, fetch, history, rows
from projections.views.history_rows import afterwards

OF_VERSIONS = (
    rows()
    .where(
        project_numbers.c.project == bindparam("of"),
        history.c.version.in_(bindparam("versions", expanding=True)),
    )
    .order_by(history.c.version)
)
NOTHING: Row = {
    "by_version": None,
    "voided": False,
    "effective_now": None,
    "confirmed_by": None,
    "contested_by": None,
}
"""What became of an event of which nothing became."""


class Then:
    """A project's log as far as it was known at K, read by the rules known then."""

    def __init__(self, known: Log, rules: Rules) -> None:
        self.known = known
        self.told = Touched(0, [(0, event) for event in known], rules, lambda one: open_record(one.id, known, rules))

    def page(self, engine: Engine, as_of: date, *, after: int = 0, limit: int = LIMIT) -> list[HistoryRow]:
        """The entries of what was true by D, in the order of the log, from behind a version."""
        versions = [version for version in self.true_by(as_of) if version > after][:limit]
        found = fetch(engine, OF_VERSIONS, {"of": str(self.told.id), "versions": versions}) if versions else []
        became = {row["version"]: row for row in afterwards(self.told)}
        return [self.as_it_stood(row, became.get(row.version)) for row in found]

    def true_by(self, as_of: date) -> Iterator[int]:
        """Events by the day they then had; a correction, which has no day of its own, with what it corrects."""
        standing = self.told.entered.standing
        for event in self.known:
            version = event.corrects if isinstance(event, RecordCorrected) else event.originator_version
            if (standing[version] or self.known[version - 1]).effective_on <= as_of:
                yield event.originator_version

    def as_it_stood(self, row: HistoryRow, became: Row | None) -> HistoryRow:
        """A row with what had become of its event."""
        told = became or NOTHING
        return replace(
            row,
            irregularities_now=tuple(told.get("irregularities_now", row.irregularities)),
            late=row.version in self.told.entered.late,
            corrected_by=told["by_version"],
            voided=told["voided"],
            confirmed_by=told["confirmed_by"],
            contested_by=told["contested_by"],
            effective_now=told["effective_now"],
        )
