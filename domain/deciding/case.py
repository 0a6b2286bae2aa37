"""What a command is decided on: who acts, and the project as it is known at that moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.event import Event, Stamp
from domain.project.model.rules import Rules
from domain.project.model.state import Project

OF_THE_SERVICE = frozenset({"specialist", "lead"})  # what they enter of a department's acts it has to confirm


@dataclass(frozen=True)
class Actor:
    """Who acts: his role and, for an officer, his department; `confirms` when his word is the department's own."""

    role: str
    department: str = ""

    def speaks_for(self, department: str, via: str) -> bool:
        """An officer for his department; an import for those whose ledgers it brings, unless the service imports."""
        if via == "import" and self.role not in OF_THE_SERVICE:
            return True
        return self.role == "officer" and self.department == department


@dataclass(frozen=True)
class Case:
    """What a command is decided on: the project as known now, its log, and the day."""

    project: Project
    log: Sequence[Event]
    rules: Rules
    stamp: Stamp
    today: date
    actor: Actor
