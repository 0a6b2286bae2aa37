"""规则预览 and 管理: who would be reminded of what on a day; which rules are in force, who holds which post."""

from datetime import datetime, time
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from msgspec.structs import asdict
from pydantic import BeforeValidator
from starlette.concurrency import run_in_threadpool

from api.access.rights import Right, require
from api.access.security import Here
from api.http.rendering import page_language, render
from api.pages.administration.administering import CHANGES
from api.pages.session import Done, Visitor
from api.runtime import Runtime, policy_in_force
from api.schemas.fields import Day
from api.words.why_words import step_words
from domain.event import SHANGHAI
from domain.rulebook import CalendarYearLoaded
from projections.ops.accounts import Account
from scheduler.due.rung import DueRung
from scheduler.jobs import PULSE_NAME

router = APIRouter(include_in_schema=False)

MOST = 300
HOUR = time(8, 30)
OptionalDay = Annotated[Day | None, BeforeValidator(lambda written: written or None)]
Clock = Annotated[time | None, BeforeValidator(lambda written: written or None)]


@router.get("/policy")
async def policy_page(
    request: Request,
    account: Visitor,
    here: Here,
    on: OptionalDay = None,
    at: Annotated[Clock, Query()] = None,
) -> HTMLResponse:
    """What a sweep would send at a moment of a day to come or gone, by what was known then; nothing is recorded."""
    require(account, Right.AUDIT)
    day = on or here.rules.calendar.roll_forward(here.projects.today())
    moment = datetime.combine(day, at or HOUR, SHANGHAI)
    language = page_language(request)
    found = await run_in_threadpool(due_within_reach, here, account, moment)
    policy = here.sweeper.policy
    return render(
        request,
        "policy.html",
        account=account,
        on=day,
        at=moment.time(),
        today=here.projects.today(),
        open=here.sweeper.outlook.window_open(moment),
        window=policy.window,
        version=policy.version,
        lights=asdict(here.rules.lights),
        items=[view(one, language) for one in found[:MOST]],
        count=len(found),
    )


def due_within_reach(here: Runtime, account: Account, moment: datetime) -> list[DueRung]:
    """What a sweep would send about the projects that somebody sees."""
    found = here.sweeper.due(moment)
    seen = {project: here.reaches.covers(account, project) for project in {one.about for one in found}}
    return [one for one in found if seen[one.about]]


def view(due: DueRung, language: str) -> dict[str, Any]:
    """One reminder that would go out."""
    return {
        "code": due.project_code,
        "name": due.project_name,
        "kind": due.rung.kind.value,
        "step_name": step_words(due.rung.step, language),
        "due_on": due.rung.due_on,
        "to": [{"staff": one.staff, "by": due.by(one).value} for one in due.to],
        "raised": due.raised.role if due.raised else "",
        "text": due.text[language],
    }


@router.get("/admin")
async def admin_page(request: Request, account: Visitor, here: Here, done: Done = "") -> HTMLResponse:
    """Accounts, posts and the rules in force, with where each is changed."""
    require(account, Right.RULEBOOK)
    values = await run_in_threadpool(in_force, here, page_language(request))
    known = done if done in CHANGES else ""
    return render(request, "admin.html", account=account, done=known, **values)


def in_force(here: Runtime, language: str) -> dict[str, Any]:
    """All that the page shows."""
    today, rules, receivers = here.projects.today(), here.rules, here.receivers.all()
    people = here.directory.now()
    years = sorted({one.year for one in here.rulebook.log("calendar") if isinstance(one, CalendarYearLoaded)})
    return {
        "today": today,
        "position": here.ledger.position(),
        "tokens": [row for row in here.tokens.listed() if row.revoked_at is None],
        "accounts": here.accounts.listed(),
        "posts": sum(one.on(today) for one in people.all()),
        "team_names": people.teams,
        "catalogue": rules.catalogue,
        "departments": {
            key: one.zh if language == "zh" else one.en for key, one in rules.catalogue.departments.items()
        },
        "policy": policy_in_force(here.rulebook),
        "years": years,
        "next_year_missing": today.year + 1 not in years,
        "views": here.projector.health(),
        "receivers": receivers,
        "hindered": sorted(one.host for one in receivers if one.failures or one.ended),
        "beat": here.pulse.read(PULSE_NAME),
    }
