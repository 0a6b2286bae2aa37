"""The table `reminders`: one row per rung and person, what became of it last; of a rung nobody was sent, one row.

Rungs are no projects, so this is no view of the projector's: whoever reads brings the table up to the log first. Its
rows follow from the log alone and can be made anew (`huhang rebuild reminders`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from functools import singledispatch
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Date,
    Engine,
    Index,
    Integer,
    String,
    Table,
    select,
)

from domain.event import TOPICS
from domain.log.ledger import Ledger
from domain.project.due.deadlines import DeadlineKind
from domain.reminders.escalations import ReminderEscalated
from domain.reminders.events import (
    ReminderAcknowledged,
    ReminderFailed,
    ReminderSent,
    ReminderSnoozed,
    ReminderSuperseded,
    RungEvent,
)
from domain.reminders.nodes import Node
from projections.ops.upsert import insert_into
from projections.rows.batches import Entry
from projections.rows.followed import FollowedRows, progress_of
from projections.rows.tables import CODE, Moment, Row, metadata

NAME = "reminders"
CHUNK = 500  # values in one IN list
NOBODY = ""  # the person of a row about a rung as a whole

reminders = Table(
    NAME,
    metadata,
    Column("rung", CODE, primary_key=True),
    Column("staff", CODE, primary_key=True),
    Column("role", String, nullable=False),
    Column("project", String(36), nullable=False),
    Column("matter", String, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("kind", String, nullable=False),
    Column("deadline", String),  # the kind of deadline whose end ends the reminder; null for other nodes
    Column("detail", String, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("step", String, nullable=False),
    Column("state", String, nullable=False),  # sent, failing, refused, superseded, escalated
    Column("delivery", String(36)),
    Column("channel", String, nullable=False),
    Column("policy", String, nullable=False),
    Column("problem", String, nullable=False),
    Column("sent_at", Moment),
    Column("recorded_at", Moment, nullable=False),
    Column("acknowledged_at", Moment),
    Column("acknowledged_by", String),
    Column("snoozed_until", Date),
    Column("superseded_by", String(36)),
    Index("reminders_by_staff", "staff", "state", "acknowledged_at"),
    Index("reminders_by_state", "state", "recorded_at"),
    Index("reminders_by_project", "project", "recorded_at"),
    Index("reminders_by_time", "recorded_at", "rung", "staff"),
)
progress = progress_of(NAME)
c = reminders.c
DUTIES = {Node.ONE_OFF_DUTY: DeadlineKind.POST_PERMIT_DUTY, Node.RECURRING_DUTY: DeadlineKind.POST_PERMIT_DUTY}
COUNTED_OTHERWISE = frozenset({Node.SUPPLEMENT})  # from the request on, whether or not that names a day
EMPTY = {"channel": "", "policy": "", "problem": "", "role": "", "state": ""}


class ReminderRows(FollowedRows):
    """The rows of a log's reminders."""

    def __init__(self, ledger: Ledger, database: Engine) -> None:
        topics = tuple(topic for topic, kind in TOPICS.items() if issubclass(kind, RungEvent))
        super().__init__(ledger, database, topics, (reminders, progress), write)


def write(connection: Connection, database: Engine, entries: Sequence[Entry]) -> None:
    """The rows that events leave behind, put in or in place of what was there."""
    own = [event for _, event in entries if isinstance(event, RungEvent)]
    rows = known_rows(connection, {str(event.rung) for event in own})
    changed: dict[tuple[str, str], Row] = {}
    for event in own:
        key = (str(event.rung), getattr(event, "staff", NOBODY))
        before = rows.get(key) or {**about(event), **EMPTY, "staff": key[1]}
        rows[key] = changed[key] = {**before, "recorded_at": event.recorded_at, **told(event)}
    if not changed:
        return
    full = [{column.name: row.get(column.name) for column in reminders.columns} for row in changed.values()]
    statement = insert_into(database, reminders)
    update = {column.name: statement.excluded[column.name] for column in reminders.columns if not column.primary_key}
    connection.execute(statement.on_conflict_do_update(index_elements=["rung", "staff"], set_=update), full)


def known_rows(connection: Connection, rungs: Iterable[str]) -> dict[tuple[str, str], Row]:
    """The rows of some rungs, by rung and person."""
    wanted = sorted(rungs)
    found: dict[tuple[str, str], Row] = {}
    for start in range(0, len(wanted), CHUNK):
        some = select(reminders).where(c.rung.in_(wanted[start : start + CHUNK]))
        found |= {(row["rung"], row["staff"]): dict(row) for row in connection.execute(some).mappings()}
    return found


def about(event: RungEvent) -> Row:
    """What every event of a rung says of it."""
    return {
        "rung": str(event.rung),
        "project": str(event.project),
        "matter": event.matter,
        "attempt": event.attempt,
        "kind": event.kind.value,
        "deadline": deadline_of(event.kind),
        "detail": event.detail,
        "due_on": event.due_on,
        "step": event.step,
    }


def deadline_of(node: Node) -> str | None:
    """The kind of deadline that a node is."""
    if node in DUTIES:
        return DUTIES[node].value
    return node.value if node.value in set(DeadlineKind) and node not in COUNTED_OTHERWISE else None


@singledispatch
def told(_: RungEvent) -> Mapping[str, Any]:
    """What an event says of its row; of one that says nothing of it only the moment counts."""
    return {}


@told.register
def _(event: ReminderSent) -> Mapping[str, Any]:
    return {**to_whom(event), "state": "sent", "sent_at": event.recorded_at, "problem": "", "snoozed_until": None}


@told.register
def _(event: ReminderFailed) -> Mapping[str, Any]:
    return {**to_whom(event), "state": "refused" if event.final else "failing"}


@told.register
def _(event: ReminderAcknowledged) -> Mapping[str, Any]:
    return {"acknowledged_at": event.recorded_at, "acknowledged_by": event.actor, "snoozed_until": None}


@told.register
def _(event: ReminderSnoozed) -> Mapping[str, Any]:
    return {"snoozed_until": event.until}


@told.register
def _(event: ReminderSuperseded) -> Mapping[str, Any]:
    return {"state": "superseded", "superseded_by": str(event.by)}


@told.register
def _(event: ReminderEscalated) -> Mapping[str, Any]:
    return {"state": "escalated", "role": event.role, "policy": event.policy}


def to_whom(event: ReminderSent | ReminderFailed) -> dict[str, Any]:
    """The person's part: only what the event has (a failure names no policy)."""
    names = {field.name for field in fields(event)} & {"role", "delivery", "channel", "policy", "problem"}
    return {name: str(getattr(event, name)) for name in names}
