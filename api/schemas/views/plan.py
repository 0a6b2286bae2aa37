"""Milestones, schedule, delays and what-ifs of a project."""

from datetime import date
from typing import Any
from uuid import UUID

from pydantic import Field

from api.schemas.views.base import Previewed, View, Written
from api.schemas.views.project import ExpectedView
from domain.project.due.deadlines import Owner


class Because(View):
    """The rule behind a date, in words too."""

    rule: str
    on: date | None
    matter: str | None
    fact: str | None
    text: str


class ForecastDate(View):
    """A date that is forecast, or `actual` already."""

    on: date
    actual: bool
    provisional: bool
    because: Because


class PermitView(View):
    """The construction permit: expected, target, forecast, actual."""

    expected: ExpectedView | None
    target: date | None
    forecast: ForecastDate | None
    actual: date | None


class Named(View):
    """A matter by key and name."""

    key: str
    name: str


class HeldBy(View):
    """What everything waits for now."""

    matter: str
    name: str
    owner: Owner
    department: str


class MilestoneView(View):
    """A stage's milestone against its target and yardsticks."""

    stage: str
    name: str
    milestone: str
    original_target: date | None
    target: date | None
    yardsticks: dict[str, date | None]
    forecast: ForecastDate | None
    actual: date | None


class PlanView(View):
    """What milestones and schedule share."""

    id: UUID
    code: str
    as_of: date
    promised_limits_assumed: bool
    construction_days: int | None
    construction_permit: PermitView
    construction_start: ForecastDate | None
    critical_chain: list[Named]
    held_by: HeldBy | None


class MilestonesView(PlanView):
    """The eight milestones."""

    milestones: list[MilestoneView]


class Span(View):
    """Begin and grant."""

    begins: date | None
    granted: date | None


class ForecastSpan(View):
    """Begin and grant as forecast."""

    begins: ForecastDate | None
    granted: ForecastDate | None


class ScheduledMatter(View):
    """One bar of the schedule."""

    key: str
    name: str
    stage: str
    department: str
    phase: str
    yardsticks: dict[str, Span]
    forecast: ForecastSpan
    actual: Span
    critical: bool


class ScheduleView(PlanView):
    """Every matter's bar."""

    matters: list[ScheduledMatter]


class SlipPart(View):
    """A part of the slip, with the events that made it."""

    cause: str
    name: str
    matter: str | None
    matter_name: str | None
    days: int
    versions: list[int]


class DelaysView(View):
    """How the permit's slip came about; the parts sum to it."""

    id: UUID
    code: str
    as_of: date
    baseline: date | None
    permit: date | None
    actual: bool | None
    slip: int | None
    causes: dict[str, int]
    parts: list[SlipPart]


class BeforeAfter(View):
    """A date before and after the supposed changes."""

    before: ForecastDate | None
    after: ForecastDate | None
    working_days: int | None


class MovedMatter(BeforeAfter):
    """A matter whose begin or grant moves."""

    key: str
    name: str
    part: str


class MovedMilestone(BeforeAfter):
    """A milestone that moves."""

    stage: str
    name: str


class Code(View):
    """An irregularity by code and title."""

    code: str
    title: str


class WhatIfView(View):
    """The project with supposed changes, compared date by date; nothing is stored."""

    as_of: date
    construction_permit: BeforeAfter | None
    construction_start: BeforeAfter | None
    matters: list[MovedMatter]
    milestones: list[MovedMilestone]
    irregularities: list[Code]


class ListedView(View):
    """A matter on the service list, and why."""

    key: str
    name: str
    scope: str | None
    stage: str
    applies: bool
    reason: str


class ServiceListView(View):
    """The service list as issued, or as it would be."""

    number: int
    catalogue: str
    issued_on: date | None
    matters: list[ListedView]
    changes: dict[str, Any] | None
    applicable: int
    started: int


class CatalogueChange(View):
    """What another catalogue would change."""

    added: list[str]
    removed: list[str]
    limits: list[dict[str, Any]]
    forecast: list[dict[str, Any]]


class DateOfProject(View):
    """An open date that another calendar moves; `before` or `after` is null where there is none."""

    project: UUID
    code: str
    name: str
    matter: str
    matter_name: str
    kind: str
    kind_name: str
    before: date | None
    after: date | None


class PreviewedYear(Written):
    """What loading a year's days off would do to open dates."""

    dates: list[DateOfProject]
    complete: bool = Field(
        description="false：只看了最早到期的 200 个项目 / only the 200 projects due first were looked at"
    )


class PreviewedMove(Previewed):
    """What moving to another catalogue would do."""

    catalogue: CatalogueChange
