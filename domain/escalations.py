"""Escalations as facts: a deadline goes up to a role because nobody acknowledged what was sent about it (design §7).

An escalation is a rung of its own: its stream holds that it went up, and to whom the message then went.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.reminders import RungEvent


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
