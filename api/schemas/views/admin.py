"""What administrators, auditors and programs read: receivers, imports, the audit and the feed."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from api.schemas.views.base import Page, View


class ReceiverView(View):
    """Who gets the log sent, how far it is, and what holds it up."""

    id: UUID
    host: str
    topics: list[str]
    position: int
    paused: bool
    ended: bool
    sent: int
    sent_at: datetime | None
    failures: int
    problem: str
    try_at: datetime | None
    registered_at: datetime
    registered_by: str
    lag: int


class ReceiversView(View):
    """All receivers."""

    position: int
    next: str | None
    items: list[ReceiverView]


class ImportView(View):
    """A ledger on its way in; its report once there is one."""

    id: str
    file: str
    state: str
    created_at: datetime
    done: int | None
    total: int | None
    report: dict[str, Any] | None


class ChangeView(View):
    """A field before and after."""

    field: str
    before: Any
    after: Any


class AuditRow(View):
    """Who did what, when it was true, when it was recorded, via what, for whom, before and after."""

    position: int
    recorded_at: datetime
    effective_on: date
    effective_now: date | None
    kind: str
    family: str
    project: UUID | None
    project_code: str | None
    project_name: str | None
    stream: UUID
    version: int
    matter: str | None
    actor: str
    actor_name: str | None
    via: str
    on_behalf_of: str | None
    on_behalf_of_name: str | None
    what: str
    changes: list[ChangeView]
    reason: str
    cause: str
    marks: list[str]
    irregularities: list[str]
    corrected_by: int | None
    confirmed_by: int | None


class AuditPage(Page):
    """A page of the audit, the newest first."""

    items: list[AuditRow]


class FedEvent(View):
    """An event with its full content, as it is stored."""

    position: int
    stream: UUID
    version: int
    topic: str
    content: dict[str, Any]


class EventsView(View):
    """Events in the order of positions; `after` is where the next ones begin."""

    items: list[FedEvent]
    after: int
    position: int


class ArrivedView(View):
    """A project that came in with its dossier, or could."""

    id: UUID
    code: str
    name: str
    events: int
