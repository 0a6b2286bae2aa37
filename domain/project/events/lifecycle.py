"""The project as a whole: registered, expected, profiled, assigned."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from msgspec import Struct
from msgspec.structs import replace

from domain.catalogue.answers import from_canonical
from domain.event import Event
from domain.project.model.evolution import ProjectEvent, evolves
from domain.project.model.rules import Rules
from domain.project.model.state import Expected, Project


class ProfileAnswer(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """One answer of the profile as text: true, false, a plain decimal number, or the enum's value."""

    field: str
    value: str


@dataclass(frozen=True, kw_only=True)
class ProjectRegistered(ProjectEvent):
    """The project landed and is escorted from now on; effective on the day it landed. Always read first."""

    TOPIC = "ProjectRegistered"
    CORRECTABLE: ClassVar[frozenset[str]] = ProjectEvent.CORRECTABLE | {"code", "name", "enterprise", "uscc"}
    VOIDABLE: ClassVar[bool] = False

    code: str
    name: str
    enterprise: str
    uscc: str = ""
    catalogue: str


@dataclass(frozen=True, kw_only=True)
class CodeClaimed(Event):
    """In the stream of a code: the project that holds it. A second claim breaks the primary key."""

    TOPIC = "CodeClaimed"

    code: str
    project: str


@dataclass(frozen=True, kw_only=True)
class CodeReleased(Event):
    """In the stream of a code: the project that held it by mistake gave it back (ruling 29)."""

    TOPIC = "CodeReleased"

    code: str
    project: str


@dataclass(frozen=True, kw_only=True)
class PermitExpected(ProjectEvent):
    """预期: the date of the construction permit that owner and bureau wrote down, with its document."""

    TOPIC = "PermitExpected"
    CORRECTABLE: ClassVar[frozenset[str]] = ProjectEvent.CORRECTABLE | {"on", "document"}

    on: date
    document: str


@dataclass(frozen=True, kw_only=True)
class ProjectProfiled(ProjectEvent):
    """精准画像: every field of the profile, defaults included, as answered on that day."""

    TOPIC = "ProjectProfiled"

    answers: tuple[ProfileAnswer, ...]


@dataclass(frozen=True, kw_only=True)
class SpecialistAssigned(ProjectEvent):
    """The service specialist (专员) and the task force (专班) answerable from `effective_on`."""

    TOPIC = "SpecialistAssigned"
    CORRECTABLE: ClassVar[frozenset[str]] = ProjectEvent.CORRECTABLE | {"specialist", "team"}

    specialist: str
    team: str

    def outlasts(self, rules: Rules) -> bool:
        """Somebody answers for what an ended project still has to do."""
        return True


@evolves(ProjectRegistered)
def _registered(project: Project, event: ProjectRegistered, rules: Rules) -> Project:
    return replace(
        project,
        district=event.district,
        code=event.code,
        name=event.name,
        enterprise=event.enterprise,
        uscc=event.uscc,
        landed_on=event.effective_on,
        catalogue=event.catalogue,
    )


@evolves(PermitExpected)
def _expected(project: Project, event: PermitExpected, rules: Rules) -> Project:
    return replace(project, expected=Expected(event.on, event.document, event.originator_version))


@evolves(ProjectProfiled)
def _profiled(project: Project, event: ProjectProfiled, rules: Rules) -> Project:
    fields = rules.catalogue.profile_fields
    profile = {
        answer.field: from_canonical(fields[answer.field].type, answer.value)
        for answer in event.answers
        if answer.field in fields
    }
    return replace(project, profile=profile, profile_version=event.originator_version)


@evolves(SpecialistAssigned)
def _assigned(project: Project, event: SpecialistAssigned, rules: Rules) -> Project:
    return replace(project, specialist=event.specialist, team=event.team)
