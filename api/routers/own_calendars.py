"""Calendar feeds of one's own: taken, listed and given back by the person himself."""

from collections.abc import Mapping
from datetime import UTC
from typing import Annotated, Any

from fastapi import Depends, Path, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from api.access.rights import Right, require
from api.access.security import Here, signed_in
from api.calendar_feed.owning import Taken, take, to_take
from api.errors import language_of
from api.http.answers import JSON, json_bytes, read
from api.http.once import once_of
from api.http.paging import CursorText, Limit
from api.http.requests import IdempotencyKey, Preview
from api.http.routing import Router, refuse_unknown_parameters
from api.locale import text
from api.runtime import Runtime
from api.schemas.calendars import CalendarBody
from projections.cursors import ByAge, Order, page_of
from projections.ops.accounts import Account
from projections.ops.answered import Note
from projections.ops.feeds import Feed

router = Router(prefix="/api/v1", tags=["期限 deadlines"])


async def owner(request: Request) -> Account:
    """Who may have calendars of his own; the right is looked at before the body is (ruling 31)."""
    account = await signed_in(request)
    require(account, Right.CALENDAR)
    return account


Owner = Annotated[Account, Depends(owner)]
ORDERS: Mapping[ByAge, Order[Feed]] = {
    age: Order(lambda one: f"{one.issued_at.astimezone(UTC).isoformat()} {one.id}", descending=age is ByAge.NEWEST)
    for age in ByAge
}
PRIVATE = {"Cache-Control": "no-store"}  # a secret is in it


@router.read("/me/calendars", "listMyCalendars")
async def mine(
    request: Request,
    account: Owner,
    here: Here,
    sort: Annotated[ByAge, Query(description="oldest（默认）先领的在前，newest 新领的在前")] = ByAge.OLDEST,
    limit: Limit = 50,
    cursor: CursorText = None,
) -> Response:
    """本人的日历订阅，不含地址 / One's own calendar feeds, without their addresses, a page at a time."""
    refuse_unknown_parameters(request)

    def found() -> dict[str, Any]:
        page, more = page_of(here.feeds.of(account.actor), ORDERS[sort], f"calendars {sort}", limit, cursor)
        return {"next": more, "items": [feed_view(one) for one in page]}

    return read(request, await run_in_threadpool(found), "p")


@router.post("/me/calendars", operation_id="takeCalendar", status_code=201)
async def issue(
    request: Request,
    account: Owner,
    here: Here,
    body: CalendarBody,
    preview: Preview = False,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """领一个日历订阅；地址只给这一次，同键重发时为空；令牌失效则订阅失效 / Take a feed; its address is shown once."""
    refuse_unknown_parameters(request)
    if preview:
        return await run_in_threadpool(foreseen, here, account, body)
    language = language_of(request)

    async def act(note: Note) -> Taken:
        return await run_in_threadpool(take, here, account, body.of, body.subject or "", body.language, note)

    once = await once_of(request, account, here, idempotency_key)
    answer = await once.act(
        act,
        lambda taken: shown_once(taken.id, taken.path, language),
        kept=lambda one: shown_once(one.id, None, language),
    )
    return Response(answer, 201, PRIVATE, JSON)


def shown_once(feed: str, path: str | None, language: str) -> dict[str, Any]:
    """A feed that was taken: its address is there the first time only, since nothing that opens it is kept."""
    return {"id": feed, "path": path, "hint": text("calendars.address_once", language)}


@router.post("/me/calendars/{calendar}/revoke", operation_id="revokeCalendar")
async def revoke(
    request: Request,
    calendar: Annotated[str, Path(max_length=32)],
    account: Owner,
    here: Here,
    preview: Preview = False,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """收回本人的订阅，地址立即失效 / Give a feed back; its address is useless at once."""
    refuse_unknown_parameters(request)
    if preview:
        await run_in_threadpool(here.feeds.get, calendar, account.actor)
        return Response(json_bytes({"id": calendar}), 200, {}, JSON)

    async def act(note: Note) -> str:
        await run_in_threadpool(here.feeds.revoke, calendar, account.actor, note)
        return calendar

    once = await once_of(request, account, here, idempotency_key)
    return Response(await once.act(act, lambda feed: {"id": feed}), 200, {}, JSON)


def foreseen(here: Runtime, account: Account, body: CalendarBody) -> Response:
    """Whose deadlines a feed would show; it has no address as long as it is not taken."""
    subject = to_take(here, account, body.of, body.subject or "")
    here.feeds.refuse_new(subject, account.actor)
    return Response(json_bytes({"of": body.of, "subject": subject, "language": body.language}), 200, PRIVATE, JSON)


def feed_view(feed: Feed) -> dict[str, Any]:
    """A feed without anything secret; `alive` false: given back, or its token has ended."""
    return {
        "id": feed.id,
        "of": feed.kind,
        "subject": feed.subject,
        "language": feed.language,
        "issued_at": feed.issued_at,
        "revoked_at": feed.revoked_at,
        "alive": feed.alive,
    }
