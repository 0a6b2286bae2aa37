"""Channels: ways to reach a person. Each takes a message and says what its receiver made of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one person; `delivery` is the same however often it is sent.

    `content` holds ids, dates and kinds as they are; who writes JSON of it writes their text.
    `address` is the person's at the channel that sends it (contact data: neither shown nor logged).
    """

    delivery: UUID
    content: Mapping[str, Any]
    address: str = field(default="", repr=False)
    language: str = "zh"


class Answer(StrEnum):
    """What became of a message: taken, not now (sent again later), or never through this channel."""

    SENT = "sent"
    LATER = "later"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The receiver's answer; `problem` says in few words why it did not take the message, without contact data.

    `after`: how long the receiver asks to be left alone, by whoever writes to it; None when it did not say.
    """

    answer: Answer
    problem: str = ""
    after: timedelta | None = None


def sent() -> Outcome:
    """The receiver has the message."""
    return Outcome(Answer.SENT)


def later(why: str, after: timedelta | None = None) -> Outcome:
    """The receiver does not have it; the same message may pass another time."""
    return Outcome(Answer.LATER, why, after)


def refused(why: str) -> Outcome:
    """The receiver will never take this message."""
    return Outcome(Answer.REFUSED, why)


class Channel(Protocol):
    """A way to reach people. `shared`: an address is a group with a line of its own, read by many."""

    @property
    def name(self) -> str:
        """The name that the log and the contacts keep."""
        ...

    @property
    def shared(self) -> bool:
        """Whether an address stands for a group."""
        ...

    def send(self, message: Message, /) -> Outcome:
        """Send once; a failure is an answer, never an exception."""
        ...

    def close(self) -> None:
        """Give the connections back."""
        ...
