"""Project facts: land won, contract signed, construction started, works completed … Duties and gates anchor on them."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from msgspec.structs import replace

from domain.project.model.evolution import Consequence, ProjectEvent, evolves
from domain.project.model.rules import Rules
from domain.project.model.state import Fact, Project

CONSTRUCTION_STARTED = "construction_started"
PRODUCTION_STARTED = "production_started"
WORKS_COMPLETED = "works_completed"
LAND_CONTRACT_SIGNED = "land_contract_signed"
AGREED_START = "agreed_start"
CODE_ASSIGNED = "code_assigned"


@dataclass(frozen=True, kw_only=True)
class FactRecorded(ProjectEvent):
    """A fact of the project came true on `effective_on`.

    `due` is the agreed day for agreed_start, agreed_completion and payment_due; `value` the code for code_assigned.
    """

    TOPIC = "FactRecorded"
    CORRECTABLE: ClassVar[frozenset[str]] = ProjectEvent.CORRECTABLE | {"due", "document", "value"}

    kind: str
    scope: str = ""
    due: date | None = None
    document: str = ""
    value: str = ""

    def outlasts(self, rules: Rules) -> bool:
        """The facts that the duties after a grant look at go on (ruling 28)."""
        return super().outlasts(rules) or self.kind in rules.catalogue.duty_facts


@dataclass(frozen=True, kw_only=True)
class FactYielded(FactRecorded, Consequence):
    """The fact that a granted matter is (the land won, the contract signed): nobody is asked twice (ruling 20)."""

    TOPIC = "FactYielded"


@evolves(FactRecorded)
def _recorded(project: Project, event: FactRecorded, rules: Rules) -> Project:
    fact = Fact(event.kind, event.effective_on, event.scope, event.due, event.originator_version, event.value)
    return replace(project, facts=(*project.facts, fact))
