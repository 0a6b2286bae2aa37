"""Why somebody got a reminder, and why somebody was not told: from the events, by what was known then."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request, Response
from starlette.concurrency import run_in_threadpool

from api.access.rights import Right, require, rights_of
from api.access.security import Here, Who
from api.errors import language_of
from api.http.answers import read
from api.http.project_ids import InternalProjectId, as_uuid
from api.http.routing import Router, refuse_unknown_parameters
from api.http.staleness import MinPosition, OwnMinPosition
from api.routers.answering import ReminderName
from api.runtime import Runtime
from api.schemas.fields import KnownAt, Name
from api.words.why_words import WhyWords, reason_view, silence_view
from domain.errors import DomainError
from domain.reminders.answers import stream_of_reminder
from projections.lists.scopes import scopes_of
from projections.ops.accounts import Account
from scheduler.audit.why import Reason, why_told
from scheduler.audit.why_not import Silence, why_not_told

router = Router(prefix="/api/v1", tags=["提醒 reminders"])

Recipient = Annotated[Name | None, Query(description="收件人编号，默认本人", examples=["me", "s-101"])]


@router.read("/reminders/{reminder}/why", "getReminderWhy")
async def received(
    request: Request, reminder: ReminderName, account: Who, here: Here, _: OwnMinPosition, recipient: Recipient = None
) -> Response:
    """为什么收到：依据的事件、规则行、当时谁任其职、代替和确认了什么 / Why somebody got this reminder."""
    whose = recipient_of(account, recipient)
    refuse_unknown_parameters(request)
    found = await run_in_threadpool(reasons_for, here, account, reminder, whose)
    words = words_of(here, language_of(request), project_of_reminder(here, reminder))
    body = {"recipient": whose, "reasons": [reason_view(one, words) for one in found]}
    return read(request, body, "p")


@router.read("/projects/{project}/reminders/why", "getSilenceWhy")
async def missing(
    request: Request,
    project: InternalProjectId,
    account: Who,
    here: Here,
    _: MinPosition,
    recipient: Recipient = None,
    matter: Annotated[Name | None, Query(description="事项", examples=["construction_permit"])] = None,
    at: Annotated[KnownAt | None, Query(description="哪一刻的情况，默认现在；只写日期指当日结束")] = None,
) -> Response:
    """为什么没收到：逐个期限说明发没发、为什么 / Why somebody was not told, node by node."""
    require(account, Right.INTERNAL)
    refuse_unknown_parameters(request)
    whose = recipient_of(account, recipient)
    found = await run_in_threadpool(silences_of, here, project, whose, at, matter or "")
    words = words_of(here, language_of(request), project)
    body: dict[str, Any] = {"recipient": whose, "items": [silence_view(one, words) for one in found]}
    return read(request, body, "p")


def recipient_of(account: Account, recipient: str | None) -> str:
    """Whose reminders somebody may ask about: his own, or anybody's when he reads all."""
    if recipient in (None, "me", account.actor):
        require(account, Right.INTERNAL if Right.INTERNAL in rights_of(account) else Right.ANSWER)
        return account.actor
    require(account, Right.INTERNAL)
    return str(recipient)


def reasons_for(here: Runtime, account: Account, reminder: str, staff: str) -> list[Reason]:
    """One's own, or another's on a project within reach. Raises DomainError unknown_reminder."""
    rung = as_uuid(reminder)
    if rung is None or not (staff == account.actor or is_of_own_project(here, account, reminder)):
        raise DomainError("unknown_reminder")
    return reasons_of(here, reminder, staff)


def reasons_of(here: Runtime, reminder: str, staff: str) -> list[Reason]:
    """Raises DomainError unknown_reminder."""
    rung = as_uuid(reminder)
    if rung is None:
        raise DomainError("unknown_reminder")
    return why_told(here.witness, rung, staff)


def is_of_own_project(here: Runtime, account: Account, reminder: str) -> bool:
    """Whether a reminder is about a project within reach."""
    project = project_of_reminder(here, reminder)
    return project is None or here.reaches.covers(account, project)


def project_of_reminder(here: Runtime, reminder: str) -> UUID | None:
    """What a reminder is about; None where it is about none, or is no reminder."""
    rung = as_uuid(reminder)
    log = here.ledger.load(stream_of_reminder(here.settings.district, rung)) if rung else ()
    return getattr(log[0], "project", None) if log else None


def words_of(here: Runtime, language: str, project: UUID | None) -> WhyWords:
    """The words for reasons, which call the scopes of the project what they are."""
    return WhyWords(language, here.rules.catalogue, scopes_of(here.views, str(project)) if project else {})


def silences_of(here: Runtime, project: UUID, staff: str, at: datetime | None, matter: str) -> list[Silence]:
    """By what was known at a moment, which is none to come; now by default."""
    now = here.ledger.clock()
    return list(why_not_told(here.witness, project, staff, min(at or now, now), matter))
