"""我的日历: somebody takes a calendar feed, sees those he has, and gives one back."""

from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from orjson import loads
from starlette.concurrency import run_in_threadpool

from api.access.rights import Right
from api.access.security import Here
from api.calendar_feed.owning import Taken, take
from api.http.rendering import page_language, render
from api.http.routing import StrictRoute
from api.pages.forms.commands import LONGEST_KEY, once_of_form
from api.pages.session import Visitor, refuse_other_sites, require_signed_in
from api.runtime import Runtime
from projections.ops.accounts import Account, Role
from projections.ops.answered import Note
from projections.ops.feeds import FeedOf

router = APIRouter(include_in_schema=False, route_class=StrictRoute)

PATH = "/calendars"
OFFERED = {
    Role.LEAD: (FeedOf.STAFF, FeedOf.TEAM, FeedOf.PROJECT),
    Role.SPECIALIST: (FeedOf.STAFF, FeedOf.PROJECT),
    Role.OFFICER: (FeedOf.DEPARTMENT, FeedOf.PROJECT),
}


@router.get(PATH)
async def mine(request: Request, account: Visitor, here: Here) -> HTMLResponse:
    """One's own feeds, and the form that takes another."""
    check(account)
    return await shown(request, here, account)


@router.post(PATH)
async def issue(
    request: Request,
    account: Visitor,
    here: Here,
    of: Annotated[FeedOf, Form()],
    subject: Annotated[str, Form(max_length=200)] = "",
    key: Annotated[str, Form(max_length=LONGEST_KEY)] = "",
) -> Response:
    """The button 领取: the address is shown on this very page and never again; pressed twice, it takes one."""
    refuse_other_sites(request)
    check(account)
    named = subject.strip() if of is FeedOf.PROJECT else ""

    async def act(note: Note) -> Taken:
        return await run_in_threadpool(take, here, account, of, named, page_language(request), note)

    once = once_of_form(here, account, key, (PATH, of.value, named))
    told = loads(await once.act(act, lambda taken: {"path": taken.path}, kept=lambda _: {"path": None}))
    base = here.settings.base_url or str(request.base_url)
    address = base.rstrip("/") + told["path"] if told["path"] else None
    answer = await shown(request, here, account, address=address, told=True)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@router.post(f"{PATH}/{{calendar}}/revoke")
async def revoke(request: Request, calendar: str, account: Visitor, here: Here) -> Response:
    """The button 收回."""
    refuse_other_sites(request)
    check(account)
    await run_in_threadpool(here.feeds.revoke, calendar, account.actor)
    return RedirectResponse(PATH, 303)


def check(account: Account) -> None:
    """Somebody who is signed in and may have calendars."""
    require_signed_in(account, Right.CALENDAR)


async def shown(request: Request, here: Runtime, account: Account, **more: Any) -> HTMLResponse:
    feeds = await run_in_threadpool(here.feeds.of, account.actor)
    offered = OFFERED.get(account.role, (FeedOf.PROJECT,))
    values = {"feeds": feeds, "offered": offered, "key": str(uuid4()), "address": None, "told": False, **more}
    return render(request, "calendars.html", account=account, **values)
