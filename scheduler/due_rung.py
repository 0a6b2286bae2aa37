"""A rung whose day has come: what is to be said to whom, and how."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from domain.escalations import Raised
from domain.reminders import Recipient, Rung
from scheduler.policy import UNCAPPED, By


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

    def by(self, to: Recipient) -> By:
        """How a person is told."""
        return self.ways.get(to.role, By.DIRECT)

    def content(self, to: Recipient) -> dict[str, Any]:
        """The message to one person, without any contact data."""
        rung = self.rung
        return {
            "delivery": str(rung.delivery(to.staff, to.again)),
            "rung": str(rung.id),
            "district": rung.district,
            "project": {"id": str(rung.project), "code": self.project_code, "name": self.project_name},
            "matter": {"key": rung.matter, "attempt": rung.attempt, "name": dict(self.matter_name)},
            "kind": rung.kind.value,
            "step": rung.step,
            "due_on": rung.due_on.isoformat(),
            "provisional": self.provisional,
            "staff": to.staff,
            "role": to.role,
            "by": self.by(to).value,
            "text": dict(self.text),
        }
