"""签名推送: who gets the log sent, how far each is, and what holds it up; for the administrator."""

from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool

from api.access.rights import Right
from api.access.security import Here
from api.http.rendering import page_language, render
from api.locale import text, texts
from api.pages.changing.receivers import BACK, RECEIVERS
from api.pages.session import Done, Visitor, require_signed_in
from api.runtime import Runtime
from projections.ops.receivers import Receiver

router = APIRouter(include_in_schema=False)

HTTP = "http_"


@router.get(BACK)
async def page(request: Request, account: Visitor, here: Here, done: Done = "") -> HTMLResponse:
    """The receivers, with what may be done about each."""
    require_signed_in(account, Right.RECEIVERS)
    rows = await run_in_threadpool(lambda: list(shown(here, page_language(request))))
    values: dict[str, Any] = {"rows": rows, "position": here.ledger.position(), "today": here.projects.today()}
    return render(request, "webhooks.html", account=account, done=done if done in RECEIVERS else "", **values)


def shown(here: Runtime, language: str) -> Iterator[dict[str, Any]]:
    """Each receiver with how far it is, in words."""
    end = here.ledger.position()
    for one in here.receivers.all():
        lag = max(0, end - one.position)
        yield {"one": one, "lag": lag, "state": state(one, lag), "problem": problem(one.problem, language)}


def state(one: Receiver, lag: int) -> str:
    """What it is doing, the hindrance first."""
    hindered = {"ended": one.ended, "paused": one.paused, "failing": one.failures > 0}
    return next((name for name, so in hindered.items() if so), "sending" if lag else "up_to_date")


def problem(code: str, language: str) -> str:
    """Why the last message was not taken, as people read it."""
    if code.startswith(HTTP):
        return text("webhook.problem.http", language, status=code.removeprefix(HTTP))
    key = f"webhook.problem.{code}"
    if key in texts(language):
        return text(key, language)
    return text("webhook.problem.unreachable", language, name=code) if code else ""
