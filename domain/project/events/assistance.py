"""帮办代办: what the service did for the enterprise; the words stand in ops, the log has their proof (design §2)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from msgspec.structs import replace

from domain.project.model.evolution import ProjectEvent, evolves
from domain.project.model.rules import Rules
from domain.project.model.state import Project


class AssistanceKind(StrEnum):
    """咨询辅导, 代办, 陪办, 协调, 走访."""

    CONSULTATION = "consultation"
    ON_BEHALF = "on_behalf"
    ACCOMPANIED = "accompanied"
    COORDINATION = "coordination"
    VISIT = "visit"


@dataclass(frozen=True, kw_only=True)
class AssistanceGiven(ProjectEvent):
    """Help was given. `text` is the id of the words in the operational store, `sha256` their hash.

    Erasing the words leaves this proof of what they were.
    """

    TOPIC = "AssistanceGiven"
    CORRECTABLE: ClassVar[frozenset[str]] = ProjectEvent.CORRECTABLE | {"kind"}

    kind: AssistanceKind
    text: str
    sha256: str


@evolves(AssistanceGiven)
def _given(project: Project, event: AssistanceGiven, rules: Rules) -> Project:
    return replace(project, assistance=project.assistance + 1)
