"""A rung whose day has come: what is to be said to whom, and how."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from domain.event import Event
from domain.log.ledger import Job
from domain.reminders.escalations import Raised
from domain.reminders.owed import closed_for
from domain.reminders.rungs import Recipient, Rung
from scheduler.policy.policy import UNCAPPED, By
from scheduler.sending.parcels import Through


@dataclass(frozen=True, slots=True)
class DueRung:
    """A rung whose day has come, with what is to be said to whom.

    `to` may be empty: everybody was told and only `older` rungs are left to be marked superseded; or nobody holds the
    roles (`unaddressed`); or it only goes on a list (`raised`). `ways`: how each role is told, else by a message of its
    own. `foreseen_on`: the date that a forecast tells.
    """

    rung: Rung
    project_name: str
    project_code: str
    matter_name: Mapping[str, str]
    text: Mapping[str, str]
    provisional: bool
    to: tuple[Recipient, ...]
    unaddressed: bool
    older: tuple[Rung, ...]
    ways: Mapping[str, By] = field(default_factory=dict)
    raised: Raised | None = None
    foreseen_on: date | None = None

    @property
    def uncapped(self) -> bool:
        """The law does not wait for tomorrow's digest."""
        return self.rung.kind in UNCAPPED

    @property
    def merged(self) -> bool:
        """Told with the others of its month."""
        return By.MERGED in self.ways.values()

    def by(self, to: Recipient) -> By:
        """How a person is told."""
        return self.ways.get(to.role, By.DIRECT)

    @property
    def stream(self) -> UUID:
        """Where what became of it stands."""
        return self.rung.stream

    @property
    def about(self) -> UUID:
        """The project."""
        return self.rung.project

    @property
    def answers(self) -> Rung | None:
        """What a link in the message acknowledges."""
        return self.rung

    def delivery(self, to: Recipient) -> UUID:
        """The id that travels."""
        return self.rung.delivery(to.staff, to.again)

    def closed(self, log: Sequence[Event], to: Recipient) -> bool:
        """Whether there is nothing more to say to the person."""
        return closed_for(log, to.staff, to.again)

    def sending(self, to: Recipient, by: Through) -> Sequence[Job]:
        """What is recorded when it was taken."""
        return [by.reminders.sending(self.rung, to, by.channel, by.policy, self.foreseen_on, by.delivery)]

    def failing(self, to: Recipient, by: Through, problem: str, *, final: bool) -> Sequence[Job]:
        """What is recorded when it was not."""
        return [by.reminders.failing(self.rung, to, by.channel, problem, final=final)]

    def content(self, to: Recipient) -> dict[str, Any]:
        """The message to one person, without any contact data."""
        rung = self.rung
        return {
            "rung": rung.id,
            "district": rung.district,
            "project": {"id": rung.project, "code": self.project_code, "name": self.project_name},
            "matter": {"key": rung.matter, "attempt": rung.attempt, "name": dict(self.matter_name)},
            "kind": rung.kind,
            "step": rung.step,
            "due_on": rung.due_on,
            "provisional": self.provisional,
            "staff": to.staff,
            "role": to.role,
            "by": self.by(to),
            "text": dict(self.text),
        }
