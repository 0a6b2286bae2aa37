"""Reminders that went out, or should have: across projects, and of one."""

from typing import Annotated, Any

from fastapi import Query, Request, Response
from starlette.concurrency import run_in_threadpool

from api.access.rights import Right, require, rights_of
from api.access.security import Here, Who
from api.errors import language_of
from api.http.answers import read
from api.http.paging import CursorText, Limit
from api.http.project_ids import InternalProjectId
from api.http.routing import Router, refuse_unknown_parameters
from api.http.staleness import MinPosition
from api.runtime import Runtime
from api.schemas.fields import Name
from api.shown.reminders import reminder_view
from projections.cursors import ByAge
from projections.lists.reminder_lists import ReminderPage, Standing, listed
from projections.ops.accounts import Account

router = Router(prefix="/api/v1", tags=["提醒 reminders"])

State = Annotated[
    Standing | None,
    Query(description="open 待答复、undelivered 未送达、acknowledged、sent、superseded、escalated", examples=["open"]),
]
Sort = Annotated[ByAge, Query(description="newest（默认）新近有动静的在前，oldest 反之")]


def found(here: Runtime, account: Account, **wanted: Any) -> ReminderPage:
    """A page of the rows as they are at the end of the log: one's own, and those of one's projects."""
    here.reminders.catch_up()
    reach = here.reaches.of(account)
    return listed(here.views, here.ledger.clock(), reader=account.actor, reach=reach, **wanted)


def body(here: Runtime, page: ReminderPage, language: str) -> dict[str, Any]:
    today = here.projects.today()
    items = [reminder_view(row, here.rules, today, language) for row in page.rows]
    return {"as_of": today, "next": page.next, "items": items}


@router.read("/reminders", "listReminders")
async def of_all(
    request: Request,
    account: Who,
    here: Here,
    _: MinPosition,
    state: State = None,
    recipient: Annotated[Name | None, Query(description="收件人编号；me 为本人", examples=["me"])] = None,
    sort: Sort = ByAge.NEWEST,
    limit: Limit = 50,
    cursor: CursorText = None,
) -> Response:
    """提醒：发给谁、何时、结果如何，新的在前 / Reminders and what became of them, the newest first."""
    whose = recipient_for(account, recipient)
    refuse_unknown_parameters(request)
    page = await run_in_threadpool(
        found, here, account, standing=state, recipient=whose, sort=sort, limit=limit, cursor=cursor
    )
    return read(request, body(here, page, language_of(request)), "p")


@router.read("/projects/{project}/reminders", "getReminders")
async def of_one(
    request: Request,
    account: Who,
    project: InternalProjectId,
    here: Here,
    _: MinPosition,
    state: State = None,
    sort: Sort = ByAge.NEWEST,
    limit: Limit = 50,
    cursor: CursorText = None,
) -> Response:
    """一个项目的提醒 / The reminders of a project."""
    refuse_unknown_parameters(request)
    page = await run_in_threadpool(
        found, here, account, standing=state, project=str(project), sort=sort, limit=limit, cursor=cursor
    )
    return read(request, body(here, page, language_of(request)), "p")


def recipient_for(account: Account, recipient: str | None) -> str | None:
    """Whose reminders somebody may ask for: who reads nothing else reads his own."""
    if recipient == "me":
        recipient = account.actor
    if Right.INTERNAL not in rights_of(account):
        require(account, Right.ANSWER)
        if recipient not in (None, account.actor):
            require(account, Right.INTERNAL)
        return account.actor
    return recipient
