"""Channels: ways to reach a person. Each takes a message and says what its receiver made of it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one person; `delivery` is the same however often it is sent."""

    delivery: UUID
    content: dict[str, Any]


class Answer(StrEnum):
    """What became of a message: taken, not now (sent again later), or never."""

    ACCEPTED = "accepted"
    RETRY = "retry"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The receiver's answer; `problem` says in few words why it did not take the message."""

    answer: Answer
    problem: str = ""


class Channel(Protocol):
    """A way to reach people."""

    @property
    def name(self) -> str:
        """The name that the log keeps."""
        ...

    def send(self, message: Message) -> Outcome:
        """Send once; a failure is an answer, never an exception."""
        ...
