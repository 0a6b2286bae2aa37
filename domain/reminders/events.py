"""What can happen to a reminder, as it stands in the log (design §7)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.event import Event
from domain.reminders.nodes import Node


@dataclass(frozen=True, kw_only=True)
class RungEvent(Event):
    """Something that happened to a rung; the rung's identity stands in every event.

    `matter` is empty where the node is about the whole project. `detail` tells deadlines of one matter apart: the
    material, the kind of stop, the duty, the stage.
    """

    rung: UUID
    project: UUID
    matter: str
    attempt: int
    kind: Node
    due_on: date
    step: str
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class ReminderSent(RungEvent):
    """A receiver took the message: to whom (a staff id, in which role), through which channel, by which policy.

    `foreseen_on`: the date that was told, where a forecast was; the next slip counts from it.
    """

    TOPIC = "ReminderSent"

    staff: str
    role: str
    delivery: UUID
    channel: str
    policy: str
    foreseen_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class ReminderFailed(RungEvent):
    """A receiver did not take the message. `final`: it was refused and is not sent again; else it is retried."""

    TOPIC = "ReminderFailed"

    staff: str
    role: str
    delivery: UUID
    channel: str
    problem: str
    final: bool


@dataclass(frozen=True, kw_only=True)
class ReminderSuperseded(RungEvent):
    """The rung was never sent, because a newer one of the same deadline, `by`, was due as well."""

    TOPIC = "ReminderSuperseded"

    by: UUID


@dataclass(frozen=True, kw_only=True)
class ReminderAcknowledged(RungEvent):
    """Somebody knows and sees to it: the escalation of this due date stops; day 0 and overdue still go out.

    `staff` was told, in `role`; who answered, he or his lead, is the envelope's actor.
    """

    TOPIC = "ReminderAcknowledged"

    staff: str
    role: str


@dataclass(frozen=True, kw_only=True)
class ReminderSnoozed(RungEvent):
    """The same reminder is wanted again on a later day, unless a newer rung has come by then. `staff`: as above."""

    TOPIC = "ReminderSnoozed"

    staff: str
    role: str
    until: date
