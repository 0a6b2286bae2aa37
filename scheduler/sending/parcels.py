"""What is carried to people: one rung, or a digest of many. What both know of themselves, so that both go one way."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from domain.event import Event
from domain.log.ledger import Job
from domain.reminders.rungs import Recipient, Reminders, Rung


@dataclass(frozen=True, slots=True)
class Through:
    """How something went: the channel, the version of the policy, under which id, and where it is recorded."""

    reminders: Reminders
    channel: str
    policy: str
    delivery: UUID


class Parcel(Protocol):
    """Something to be told to a person."""

    @property
    def stream(self) -> UUID:
        """Where what became of it stands."""
        ...

    @property
    def about(self) -> UUID:
        """The project, or the digest: what a failure to write it is counted by."""
        ...

    @property
    def answers(self) -> Rung | None:
        """What a link in the message acknowledges; None for what answers nothing."""
        ...

    def delivery(self, to: Recipient, /) -> UUID:
        """The id that travels to the receiver, the same however often it is sent."""
        ...

    def content(self, to: Recipient) -> dict[str, Any]:
        """The message, without any contact data."""
        ...

    def closed(self, log: Sequence[Event], to: Recipient, /) -> bool:
        """Whether by its stream there is nothing more to say to the person."""
        ...

    def sending(self, to: Recipient, by: Through, /) -> Sequence[Job]:
        """What is recorded when a receiver took it."""
        ...

    def failing(self, to: Recipient, by: Through, problem: str, /, *, final: bool) -> Sequence[Job]:
        """What is recorded when a receiver did not."""
        ...
