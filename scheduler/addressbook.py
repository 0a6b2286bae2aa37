"""Who holds a role for a project, and by which channel a person is reached: asked when a message goes out."""

from collections.abc import Sequence
from typing import Protocol

from domain.project.deadlines import Deadline
from domain.project.state import Project
from projections.ops.accounts import Role
from scheduler.channels import Channel


class AddressBook(Protocol):
    """Roles to people, people to channels."""

    def staff(self, role: Role, project: Project, deadline: Deadline) -> Sequence[str]:
        """The staff ids of those who hold the role for the deadline; empty when nobody is known."""
        ...

    def channel(self, staff: str) -> Channel | None:
        """How to reach a person; None when there is no way."""
        ...


class OneChannel:
    """The default book: the project's specialist is known from the record, and everybody is reached one way.

    Officers and leads are unknown until they have accounts.
    """

    def __init__(self, channel: Channel | None) -> None:
        self.only = channel

    def staff(self, role: Role, project: Project, deadline: Deadline) -> Sequence[str]:  # noqa: ARG002
        return (project.specialist,) if role is Role.SPECIALIST and project.specialist else ()

    def channel(self, staff: str) -> Channel | None:  # noqa: ARG002
        return self.only
