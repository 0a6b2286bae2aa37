"""Posts, absences, hand-overs, concerns, calendars and reminders."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from api.schemas.views.base import NamedProject, Notice, Page, View, Written


class PostView(View):
    """Who holds which post, and who stands in for him."""

    staff: str
    post: str
    post_name: str
    of: str | None
    of_name: str | None
    since: date
    until: date | None
    away_until: date | None
    substitute: str | None


class PostsView(View):
    """The posts on a day."""

    as_of: date
    next: str | None
    items: list[PostView]


class AbsenceView(View):
    """Days away, and who stands in."""

    absence: int
    first_on: date
    last_on: date
    substitute: str | None
    state: str


class HeldProject(NamedProject):
    """A project that somebody has in hand."""

    team: str | None


class StaffView(View):
    """One person at work."""

    staff: str
    posts: list[PostView]
    absences: list[AbsenceView]
    stands_in_for: list[str]
    projects: list[HeldProject]


class TakenPost(Written):
    """What taking a post recorded, or would record."""

    warnings: list[Notice] = Field(default_factory=list)


class HandedOver(Written):
    """What went to a successor."""

    projects: list[UUID]


class SubmittedBundle(Written):
    """A bundle handed in, and who of it was left out."""

    members: list[str]
    left_out: list[str]


class ConcernRow(View):
    """A concern in a list."""

    id: UUID
    project: NamedProject
    title: str
    at: str | None
    raised_by: str
    role: str
    raised_on: date
    handler: str | None
    due_on: date
    days_left: int | None
    state: str
    state_name: str
    answered_on: date | None
    rating: str | None
    rating_name: str | None


class ConcernView(ConcernRow):
    """A concern with its words, which may have been erased."""

    text: str | None
    answers: list[str | None]


class ConcernsView(View):
    """Concerns that somebody may see."""

    as_of: date
    next: str | None
    items: list[ConcernRow]


class CalendarRow(View):
    """A calendar of one's own; its secret is not kept."""

    id: str
    of: str
    subject: str
    language: str
    issued_at: datetime
    revoked_at: datetime | None
    alive: bool


class CalendarsView(View):
    """My calendars."""

    next: str | None
    items: list[CalendarRow]


class PreviewedCalendar(View):
    """A calendar that could be taken."""

    of: str
    subject: str
    language: str


class RevokedCalendar(View):
    """A calendar that answers no more."""

    id: str


class ReminderRow(View):
    """A reminder and what became of it."""

    rung: UUID
    role: str
    step: str
    due_on: date
    state: str
    channel: str
    problem: str
    policy: str
    sent_at: datetime | None
    recorded_at: datetime
    recipient: str | None = Field(description="尚无收件人时为空 / null when it reached nobody")
    project: NamedProject | None
    matter: str | None = Field(description="整个项目的提醒为空 / null when it is about the whole project")
    matter_name: str | None
    kind: str
    kind_name: str
    detail: str
    left: int
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    snoozed_until: date | None
    superseded_by: str | None


class RemindersPage(Page):
    """A page of reminders."""

    as_of: date
    items: list[ReminderRow]


class ReasonView(View):
    """A reason with its values, in words."""

    code: str
    text: str
    values: dict[str, Any]


class WhyView(View):
    """Why somebody got a reminder."""

    recipient: str
    reasons: list[ReasonView]


class SilenceView(View):
    """Why somebody was not told of a node."""

    node: str | None
    node_name: str | None
    matter: str | None
    due_on: date | None
    detail: str
    reasons: list[ReasonView]


class WhyNotView(View):
    """Node by node."""

    recipient: str
    items: list[SilenceView]
