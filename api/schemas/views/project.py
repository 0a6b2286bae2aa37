"""A whole project at (D, K)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from api.schemas.views.base import NamedProject, View
from api.schemas.views.matters import MatterView
from domain.lights import Light
from domain.project.due.deadlines import Owner


class EnterpriseView(View):
    """The project's enterprise."""

    name: str
    uscc: str | None


class PeopleView(View):
    """Who is in charge."""

    specialist: str | None
    team: str | None


class PauseView(View):
    """A time in which the service rested."""

    suspended_on: date
    resumed_on: date | None
    reason: str | None


class ExpectedView(View):
    """预期: the date of the construction permit as written down."""

    on: date
    document: str


class YardsticksView(View):
    """E, S, P and T as frozen with the first list."""

    issued_on: date
    expected: ExpectedView | None
    construction_permit: dict[str, date | None]
    preparation: int | None
    catalogue: str
    calendar: str


class CauseView(View):
    """Why a light is on, and who has to move."""

    on: date
    cause: str
    matter: str | None
    owner: Owner
    department: str | None


class LightView(View):
    """The light on D, with cause and owner."""

    light: Light
    cause: CauseView | None
    red_on: date | None
    yellow_on: date | None


class StageScopes(View):
    """In how many scopes a stage is reached."""

    reached: int
    total: int
    by_scope: dict[str, date | None]


class StageView(View):
    """One of the eight stages."""

    stage: str
    name: str
    milestone: str
    state: str
    opened_on: date | None
    milestone_on: date | None
    target: date | None
    reopened_on: date | None
    closed_on: date | None
    planned: dict[str, date | None]
    scopes: StageScopes | None
    matters: int
    settled: int


class ScopeView(View):
    """A parcel, a phase, a section, a building."""

    id: str
    kind: str
    within: str | None
    main: bool
    matters: list[str]
    answers: dict[str, Any]
    added_on: date
    closed_on: date | None


class SavingView(View):
    """What a bundle saves."""

    steps_before: list[str] | int | None
    steps_after: list[str] | int | None
    steps: int | None
    days_before: int | None
    days_after: int | None
    days: int | None
    assumed: bool


class BundledMatter(View):
    """A member of a bundle that was handed in."""

    key: str
    name: str
    phase: str
    granted_on: date | None
    due_on: date | None
    hand_over_by: date | None


class SubmissionView(View):
    """A bundle handed in as one."""

    submitted_on: date
    receipt_no: str | None
    hand_over_target: date | None
    members: list[BundledMatter]


class BundleView(View):
    """一件事: matters that are handed in as one."""

    bundle: str
    name: str
    issue: str
    lead_department: str
    members: list[str]
    saving: SavingView
    submissions: list[SubmissionView]


class FactView(View):
    """A fact of the project."""

    kind: str
    on: date
    due: date | None
    scope: str | None
    value: str | None
    version: int


class OpenDeadline(View):
    """An open deadline of a project; of a milestone's target `matter` is empty and `detail` the stage."""

    kind: str
    matter: str
    start: date | None = None
    due_on: date
    left: int
    owner: Owner
    department: str
    detail: str | None
    duty: str | None
    provisional: bool
    explain: list[str]


class NamedDeadline(OpenDeadline):
    """The same with the matter's name."""

    matter_name: str


class DeadlinesView(View):
    """A project's open deadlines."""

    id: UUID
    code: str
    as_of: date
    deadlines: list[NamedDeadline]


class IrregularityView(View):
    """Something that should not have been, with the reason given for it."""

    version: int
    matter: str | None
    code: str
    title: str
    state: str
    reason: str | None


class ProjectView(NamedProject):
    """The whole project; `version` counts what was known at K."""

    district: str
    enterprise: EnterpriseView
    national_code: str | None
    landed_on: date
    status: str
    assistance: int
    pauses: list[PauseView]
    version: int
    as_of: date
    as_known_at: datetime | None
    people: PeopleView
    catalogue: str
    promised_limits_assumed: bool
    profile: dict[str, Any] | None
    expected: ExpectedView | None
    yardsticks: YardsticksView | None
    light: LightView
    stages: list[StageView]
    matters: list[MatterView]
    scopes: list[ScopeView]
    bundles: list[BundleView]
    facts: list[FactView]
    deadlines: list[OpenDeadline]
    irregularities: list[IrregularityView]
