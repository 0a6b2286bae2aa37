"""The table `journal`: one row per event that is in no project's stream, for the audit.

Reminders, digests, posts and absences, concerns, codes, the rulebook: who did what is asked there as of projects.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import JSON, Column, Connection, Date, Engine, Index, Integer, String, Table

from domain.event import TOPICS, Event, own_fields
from domain.log.ledger import Ledger
from domain.project.events.corrections import RecordCorrected
from domain.project.model.evolution import ProjectEvent
from domain.rulebook import RulebookEvent
from projections.ops.upsert import insert_into
from projections.rows.batches import Entry
from projections.rows.followed import FollowedRows, progress_of
from projections.rows.tables import CODE, Moment, Row, metadata
from projections.views.history import KEY
from projections.views.history_rows import values

NAME = "journal"
CONTENT = frozenset({"text"})

journal = Table(
    NAME,
    metadata,
    Column("position", KEY, primary_key=True, autoincrement=False),
    Column("stream", String(36), nullable=False),
    Column("version", Integer, nullable=False),
    Column("topic", CODE, nullable=False),
    Column("project", String(36), nullable=False),
    Column("matter", String, nullable=False),
    Column("effective_on", Date, nullable=False),
    Column("recorded_at", Moment, nullable=False),
    Column("actor", CODE, nullable=False),
    Column("via", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("cause", String, nullable=False),
    Column("params", JSON, nullable=False),
    Index("journal_by_time", "recorded_at", "position"),
    Index("journal_by_actor", "actor", "recorded_at", "position"),
    Index("journal_by_topic", "topic", "recorded_at", "position"),
    Index("journal_by_project", "project", "recorded_at", "position"),
)
progress = progress_of(NAME)


def beside_projects() -> tuple[str, ...]:
    """The topics that stand in no project's stream."""
    of_projects = (ProjectEvent, RecordCorrected)
    return tuple(topic for topic, kind in TOPICS.items() if not issubclass(kind, of_projects))


class JournalRows(FollowedRows):
    """The rows of a log's journal."""

    def __init__(self, ledger: Ledger, database: Engine) -> None:
        super().__init__(ledger, database, beside_projects(), (journal, progress), write)


def write(connection: Connection, database: Engine, entries: Sequence[Entry]) -> None:
    """A row for each event; one that is there already stays."""
    if rows := [row_of(position, event) for position, event in entries]:
        connection.execute(insert_into(database, journal).on_conflict_do_nothing(), rows)


def row_of(position: int, event: Event) -> Row:
    """An event as it was recorded."""
    return {
        "position": position,
        "stream": str(event.originator_id),
        "version": event.originator_version,
        "topic": event.TOPIC,
        "project": str(getattr(event, "project", "")),
        "matter": getattr(event, "matter", ""),
        "effective_on": event.effective_on,
        "recorded_at": event.recorded_at,
        "actor": event.actor,
        "via": event.via,
        "reason": event.reason,
        "cause": event.cause,
        "params": params_of(event),
    }


def params_of(event: Event) -> Mapping[str, Any]:
    """The event's own values, but for the contents of the rulebook: their hash stands here, the feed has the whole."""
    left_out = CONTENT if isinstance(event, RulebookEvent) else frozenset()
    return values(event, tuple(name for name in own_fields(type(event)) if name not in left_out))
