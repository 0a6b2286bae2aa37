"""Who holds a role for a project, and by which channels a person is reached: asked when a message goes out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from domain.project.model.state import Project
from domain.reminders.points import Point
from domain.staff.directory import Directory
from domain.staff.people import People
from domain.staff.posts import Post
from projections.ops.contacts import ContactChannel, Contacts
from scheduler.channels import Channel

NOBODY = People()


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

    def staff(
        self, role: str, project: Project, point: Point, on: date, known: datetime | None = None
    ) -> Sequence[str]:
        """The staff ids of those who hold the role for the point on a day, the substitute for who is away.

        `role`: as the policy names it. Empty when nobody is known; by what is known now or was at a moment.
        """
        ...

    def ways(self, staff: str, /) -> Sequence[Way]:
        """How to reach a person, the way he likes best first; empty when there is none."""
        ...

    def telephone(self, staff: str, /) -> str:
        """Where a person can be called; empty when no number is known."""
        ...


class OneChannel:
    """The book without contacts: everybody is reached one way."""

    def __init__(self, channel: Channel | None, directory: Directory | None = None) -> None:
        self.only = channel
        self.directory = directory

    def staff(
        self, role: str, project: Project, point: Point, on: date, known: datetime | None = None
    ) -> Sequence[str]:
        """By the record of the project and the directory."""
        people = self.directory.at(known) if self.directory else NOBODY
        return tuple(dict.fromkeys(people.present(one, on) for one in holders(role, people, project, point, on)))

    def ways(self, _staff: str) -> Sequence[Way]:
        return (Way(self.only),) if self.only else ()

    def telephone(self, _staff: str) -> str:
        """Nobody's number is known."""
        return ""


class ContactBook(OneChannel):
    """The book with contacts: each person by his own, in his order; who has none as without the book."""

    def __init__(
        self,
        contacts: Contacts,
        channels: Mapping[str, Channel],
        otherwise: Channel | None,
        directory: Directory | None = None,
    ) -> None:
        super().__init__(otherwise, directory)
        self.contacts = contacts
        self.channels = channels

    def ways(self, staff: str) -> Sequence[Way]:
        """The contacts whose channel is set up."""
        return tuple(
            Way(self.channels[one.channel], one.address, one.language)
            for one in self.contacts.of(staff)
            if one.channel in self.channels
        ) or super().ways(staff)

    def telephone(self, staff: str) -> str:
        """The first number among his contacts."""
        found = (one.address for one in self.contacts.of(staff) if one.channel is ContactChannel.TELEPHONE)
        return next(found, "")


def telephone(book: AddressBook, project: Project, point: Point, on: date, known: datetime | None) -> str:
    """Whom to call: the specialist in charge, or who stands in for him; empty where no number is known."""
    staff = book.staff("specialist", project, point, on, known)
    return next((number for one in staff if (number := book.telephone(one))), "")


def holders(role: str, people: People, project: Project, point: Point, on: date) -> Sequence[str]:
    """Who holds a role of the policy for a point, there or away."""
    return ROLES[role](people, project, point, on) if role in ROLES else ()


def specialist(_people: People, project: Project, _point: Point, _on: date) -> Sequence[str]:
    """Who is in charge of the project."""
    return (project.specialist,) if project.specialist else ()


def leadership(people: People, _project: Project, _point: Point, on: date) -> Sequence[str]:
    """分管领导 and 督查."""
    return (*people.holders(Post.LEADERSHIP, "", on), *people.holders(Post.SUPERVISION, "", on))


ROLES: Mapping[str, Callable[[People, Project, Point, date], Sequence[str]]] = {
    "officer": lambda people, _, point, on: people.holders(Post.OFFICER, point.department, on),
    "head_of_department": lambda people, _, point, on: people.holders(Post.HEAD_OF_DEPARTMENT, point.department, on),
    "lead": lambda people, project, _, on: people.holders(Post.LEAD, project.team, on),
    "enterprise": lambda people, project, _, on: people.holders(Post.ENTERPRISE, str(project.id), on),
    "leadership": leadership,
    "specialist": specialist,
    "handler": lambda people, project, point, on: (
        (point.handler,) if point.handler else specialist(people, project, point, on)
    ),
}
"""Who holds each role; one that is not here is nobody's."""
