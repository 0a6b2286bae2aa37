"""Signed webhooks: the administrator's list of who gets the log sent, how far each is, and what holds it up."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Path, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from api.access.rights import Right, require
from api.access.security import Here, Who
from api.http.answers import read, written
from api.http.paging import CursorText, Limit
from api.http.requests import Asked, asking
from api.http.routing import Router, refuse_unknown_parameters
from api.receiving import paused, registered, registration, resumed
from api.routers.rulebook import freely, loaded
from api.schemas.receivers import ReceiverBody, ResumeBody
from domain.receivers import pausing, removing, resuming
from projections.cursors import ByAge, Order, page_of
from projections.ops.receivers import Receiver

router = Router(prefix="/api/v1", tags=["事件 events"])

Administer = Annotated[Asked, Depends(asking(Right.RECEIVERS))]
ReceiverId = Annotated[UUID, Path(description="接收方的 id")]
ORDERS: Mapping[ByAge, Order[Receiver]] = {
    age: Order(lambda one: f"{one.registered_at.astimezone(UTC).isoformat()} {one.id}", descending=age is ByAge.NEWEST)
    for age in ByAge
}


@router.read("/webhooks", "listWebhooks")
async def receivers(
    request: Request,
    account: Who,
    here: Here,
    sort: Annotated[ByAge, Query(description="oldest（默认）先登记的在前，newest 新登记的在前")] = ByAge.OLDEST,
    limit: Limit = 50,
    cursor: CursorText = None,
) -> Response:
    """接收方：地址的主机、位置、落后多少、最近的错误；不含密钥 / Who gets the log, how far, and what holds it up."""
    require(account, Right.RECEIVERS)
    refuse_unknown_parameters(request)

    def found() -> dict[str, Any]:
        page, more = page_of(here.receivers.all(), ORDERS[sort], f"webhooks {sort}", limit, cursor)
        end = here.ledger.position()
        return {"position": end, "next": more, "items": [view(one, end) for one in page]}

    return read(request, await run_in_threadpool(found), "r")


@router.post("/webhooks", operation_id="registerWebhook", status_code=201)
async def register(body: ReceiverBody, ask: Administer) -> Response:
    """登记接收方：签名推送从此位置之后的事件 / Register a receiver of signed webhooks."""
    receiver, job = registration(replace(ask, command=freely(ask)), body)
    if ask.preview:
        return await loaded(ask, job)
    outcome = await ask.here.carry_out(job)
    await registered(ask.here, outcome, body)
    return written(outcome, 201, id=receiver)


@router.post("/webhooks/{receiver}/pause", operation_id="pauseWebhook")
async def pause(receiver: ReceiverId, ask: Administer) -> Response:
    """暂停推送，期间的事件留待以后 / Pause a receiver; what comes meanwhile waits."""
    job = pausing(ask.here.settings.district, freely(ask), receiver)
    if ask.preview:
        return await loaded(ask, job)
    outcome = await ask.here.carry_out(job)
    await paused(ask.here, receiver)
    return written(outcome)


@router.post("/webhooks/{receiver}/resume", operation_id="resumeWebhook")
async def resume(receiver: ReceiverId, body: ResumeBody, ask: Administer) -> Response:
    """恢复推送；写 after 则从该位置之后重发 / Let it go on, perhaps once more from a position."""
    job = resuming(ask.here.settings.district, freely(ask), receiver, body.after)
    if ask.preview:
        return await loaded(ask, job)
    outcome = await ask.here.carry_out(job)
    await resumed(ask.here, outcome, receiver, body.after)
    return written(outcome)


@router.post("/webhooks/{receiver}/remove", operation_id="removeWebhook")
async def remove(receiver: ReceiverId, ask: Administer) -> Response:
    """移除接收方，密钥一并删除 / Remove a receiver, its secret with it."""
    job = removing(ask.here.settings.district, freely(ask), receiver)
    if ask.preview:
        return await loaded(ask, job)
    outcome = await ask.here.carry_out(job)
    await run_in_threadpool(ask.here.receivers.remove, receiver)
    return written(outcome)


def view(receiver: Receiver, end: int) -> dict[str, Any]:
    """A receiver without its secret; of its address the host, since the rest may hold a key."""
    shown = {name: getattr(receiver, name) for name in Receiver.__slots__ if name != "address"}
    return {**shown, "lag": max(0, end - receiver.position)}
