"""Escalations as facts: a deadline goes up to a role because nobody acknowledged what was sent about it (design §7).

An escalation is a rung of its own: its stream holds that it went up, and to whom the message then went.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.log.ledger import Job
from domain.reminders.events import RungEvent
from domain.reminders.rungs import Reminders, Rung


class Trigger(StrEnum):
    """Why a rung went up: nobody answered, the step or the hour for it came, at once, or the repeats are over."""

    SILENCE = "silence"
    STEP = "step"
    CLOCK = "clock"
    AT_ONCE = "at_once"
    SLIP = "slip"
    REPEATS_OVER = "repeats_over"


@dataclass(frozen=True, kw_only=True)
class ReminderEscalated(RungEvent):
    """The deadline is put before `role` (a role of the policy), because nobody acknowledged it.

    `silent_since`: the day on which what stayed without an answer was recorded as sent. `listed`: no message, it only
    stands on the role's list.
    """

    TOPIC = "ReminderEscalated"

    role: str
    trigger: Trigger
    listed: bool
    silent_since: date | None
    policy: str


@dataclass(frozen=True, slots=True)
class Raised:
    """Why a rung goes up to a role; `listed`: without a message. `silent_since`: told on that day, and no answer."""

    role: str
    trigger: Trigger
    listed: bool = False
    silent_since: date | None = None


def escalating(reminders: Reminders, rung: Rung, raised: Raised, policy: str) -> Job:
    """The job of recording that a rung went up, once."""
    values = {
        "role": str(raised.role),
        "trigger": raised.trigger,
        "listed": raised.listed,
        "silent_since": raised.silent_since,
        "policy": policy,
    }
    return reminders.outcome(rung, ReminderEscalated, "escalated", values)
