"""Answers to reminders: who was told, or the lead of the task force, acknowledges or has it come again."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Request, Response
from starlette.concurrency import run_in_threadpool

from api.access.rights import Right, require
from api.access.security import runtime_of, signed_in
from api.http.project_ids import as_uuid
from api.http.requests import Asked, IdempotencyKey, IfMatch, Preview, asked
from api.http.routing import Router, refuse_unknown_parameters
from api.routers.rulebook import freely, loaded
from api.runtime import Runtime
from api.schemas.answers import SnoozeBody
from domain.errors import DomainError
from domain.log.logs import Log
from domain.reminders.answers import Answerer, acknowledging, snoozing, stream_of_reminder, told_to
from projections.ops.accounts import Account, Role

router = Router(prefix="/api/v1", tags=["提醒 reminders"])

ReminderName = Annotated[str, Path(description="提醒编号：消息和列表中的 rung")]


@dataclass(frozen=True)
class Reminder:
    """A reminder that somebody may answer: its stream, who answers, and the task force of its project."""

    stream: UUID
    who: Answerer
    team: str


@dataclass(frozen=True)
class AskedOfReminder(Asked):
    """An answer to a reminder."""

    reminder: Reminder


async def answering(
    request: Request,
    reminder: ReminderName,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
    preview: Preview = False,
) -> AskedOfReminder:
    """The right, and whose reminder it is, are looked at before the body is (ruling 31)."""
    account, here = await signed_in(request), await runtime_of(request)
    require(account, Right.ANSWER)
    found = await run_in_threadpool(reminder_for, here, account, reminder)
    refuse_unknown_parameters(request)
    return AskedOfReminder(**await asked(request, account, if_match, idempotency_key, preview), reminder=found)


def reminder_for(here: Runtime, account: Account, name: str) -> Reminder:
    """The reminder, for who may answer it. Raises DomainError unknown_reminder, reminder_of_others."""
    rung = as_uuid(name)
    if rung is None:
        raise DomainError("unknown_reminder")
    stream = stream_of_reminder(here.settings.district, rung)
    log, who = here.ledger.load(stream), answerer(account)
    team = team_of(here, log) if who.leads else ""
    told_to(log, who, team)
    return Reminder(stream, who, team)


def answerer(account: Account) -> Answerer:
    """Whom an account answers for."""
    return Answerer(account.actor, account.team if account.role is Role.LEAD else "")


def team_of(here: Runtime, log: Log) -> str:
    """The task force of the project that a rung belongs to."""
    project = getattr(log[0], "project", None) if log else None
    return here.projects.read(project)[0].team if project else ""


Answering = Annotated[AskedOfReminder, Depends(answering)]


@router.post("/reminders/{reminder}/ack", operation_id="acknowledgeReminder")
async def acknowledge(ask: Answering) -> Response:
    """确认收到：停止就该期限逐级上报；到期日和逾期的提醒照发 / I know: the escalation of this due date stops."""
    one = ask.reminder
    return await loaded(ask, acknowledging(one.stream, freely(ask), one.who, one.team))


@router.post("/reminders/{reminder}/snooze", operation_id="snoozeReminder")
async def snooze(body: SnoozeBody, ask: Answering) -> Response:
    """稍后再提醒：到那天的发送时段再发一次，其间有更近的提醒则不再发 / Tell me again on a later day."""
    one = ask.reminder
    return await loaded(ask, snoozing(one.stream, freely(ask), one.who, one.team, body.until, ask.here.rules.calendar))
