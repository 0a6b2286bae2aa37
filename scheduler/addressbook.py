"""Who holds a role for a project, and by which channels a person is reached: asked when a message goes out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from domain.project.deadlines import Deadline
from domain.project.state import Project
from projections.ops.accounts import Role
from projections.ops.contacts import Contacts
from scheduler.channels import Channel


@dataclass(frozen=True, slots=True)
class Way:
    """One way to a person: a channel, his address there, and the language he reads."""

    channel: Channel
    address: str = field(default="", repr=False)
    language: str = "zh"

    @property
    def line(self) -> str:
        """What is busy or down together: the channel, or one group of it."""
        return f"{self.channel.name}/{self.address}" if self.channel.shared else self.channel.name


class AddressBook(Protocol):
    """Roles to people, people to channels."""

    def staff(self, role: Role, project: Project, deadline: Deadline) -> Sequence[str]:
        """The staff ids of those who hold the role for the deadline; empty when nobody is known."""
        ...

    def ways(self, staff: str) -> Sequence[Way]:
        """How to reach a person, the way he likes best first; empty when there is none."""
        ...


class OneChannel:
    """The book without contacts: the specialist is known from the record, and everybody is reached one way.

    Officers and leads are unknown until they have accounts.
    """

    def __init__(self, channel: Channel | None) -> None:
        self.only = channel

    def staff(self, role: Role, project: Project, deadline: Deadline) -> Sequence[str]:  # noqa: ARG002
        return (project.specialist,) if role is Role.SPECIALIST and project.specialist else ()

    def ways(self, staff: str) -> Sequence[Way]:  # noqa: ARG002
        return (Way(self.only),) if self.only else ()


class ContactBook(OneChannel):
    """The book with contacts: each person by his own, in his order; who has none as without the book."""

    def __init__(self, contacts: Contacts, channels: Mapping[str, Channel], otherwise: Channel | None) -> None:
        super().__init__(otherwise)
        self.contacts = contacts
        self.channels = channels

    def ways(self, staff: str) -> Sequence[Way]:
        """The contacts whose channel is set up."""
        return tuple(
            Way(self.channels[one.channel], one.address, one.language)
            for one in self.contacts.of(staff)
            if one.channel in self.channels
        ) or super().ways(staff)
