"""差几天，差在哪: how far the permit is from the escort plan, by cause and matter, with the entries behind each."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool

from api.access.rights import Right, require
from api.access.security import Here
from api.http.project_ids import project_within_reach
from api.http.rendering import page_language, render
from api.locale import text
from api.pages.session import Visitor
from api.runtime import Runtime
from api.shown.delays import account_of, delays_view
from api.shown.plan import Namer
from projections.ops.accounts import Account

router = APIRouter(include_in_schema=False)


@router.get("/projects/{code}/delays")
async def page(request: Request, code: str, account: Visitor, here: Here) -> HTMLResponse:
    """By cause, and one by one along the path that sets the permit's day."""
    require(account, Right.INTERNAL)
    values = await run_in_threadpool(accounted, here, account, code, page_language(request))
    return render(request, "project/delays.html", account=account, **values)


def accounted(here: Runtime, account: Account, code: str, language: str) -> dict[str, Any]:
    """The slip as of today, and how it adds up."""
    project = project_within_reach(here, account, code)
    state, log = here.projects.read(project)
    rules, today = here.projects.rules_of(state), here.projects.today()
    found = delays_view(
        state, account_of(state, log, rules, today), Namer(rules.catalogue, language, state.scopes.names), today
    )
    causes = [(text(f"delay.{cause.value}", language), days) for cause, days in found["causes"].items() if days]
    return {"project": state, "today": today, "found": found, "causes": causes}
