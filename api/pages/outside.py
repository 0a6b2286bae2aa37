"""我的项目: what an enterprise sees of its projects and has to do; the concerns that somebody from outside raised."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool

from api.concerns import concern_view
from api.outside import PROJECT, only
from api.pages.commands import web_command
from api.pages.my_day import form_of
from api.pages.papers import papers_by_matter
from api.pages.rendering import page_language, render
from api.pages.session import SignInNeededError, Visitor, refuse_other_sites
from api.problem_words import sentence
from api.project_ids import project_within_reach
from api.project_views import project_view
from api.rights import Right, require, rights_of
from api.routing import StrictRoute
from api.runtime import Runtime
from api.security import Here
from domain.concerns import Rating
from domain.errors import DomainError
from domain.ledger import Job
from domain.project.phases import Act
from domain.raising import Finding, raising
from domain.raising import Words as Kept
from projections.board import board
from projections.ops.accounts import Account

router = APIRouter(include_in_schema=False, route_class=StrictRoute)

PATH = "/mine"
MOST = 20  # projects

HANDS_IN: Mapping[str, Act] = {
    **dict.fromkeys(["planned", "not_accepted", "refused", "withdrawn", "closed", "lapsed"], Act.SUBMIT),
    "supplement_requested": Act.SUPPLEMENT,
}
"""By phase: what an enterprise hands in of a matter."""

Words = Annotated[str, Form(max_length=200)]


@router.get(PATH)
async def mine(
    request: Request, account: Visitor, here: Here, done: Annotated[int, Query(ge=0, le=2**31)] = 0
) -> HTMLResponse:
    """His projects with what is to be done, and his concerns."""
    check(account)
    return await shown(request, here, account, done=done)


@router.post(PATH)
async def raise_concern(
    request: Request,
    account: Visitor,
    here: Here,
    project: Words,
    title: Words,
    words: Annotated[str, Form(max_length=2000)],
    at: Words = "",
) -> Response:
    """The button 提出: a concern about a project."""
    refuse_other_sites(request)
    check(account)
    require(account, Right.RAISE_CONCERN)
    try:
        job, kept = await run_in_threadpool(finding, request, here, account, (project, title, words, at))
        await here.carry_out(here.concerns.seen(job))
    except DomainError as refusal:
        language = page_language(request)
        problem = sentence(refusal.code, refusal.params, language, here.rules.catalogue)
        return await shown(request, here, account, problem=problem, status=422)
    await run_in_threadpool(here.texts.keep, kept.id, words.strip())
    return RedirectResponse(f"{PATH}?done=1", 303)


def finding(request: Request, here: Runtime, account: Account, said: tuple[str, str, str, str]) -> tuple[Job, Kept]:
    """The job of recording the concern, and its words, which stand outside the log."""
    project, title, words, at = (one.strip() for one in said)
    if not title or not words:
        raise DomainError("field_required", field="name")
    found = project_within_reach(here, account, project)
    command = web_command(request, account, "", said)
    wanted = Finding(found, title, at, "", None, account.role.value)
    return raising(here.settings.district, command, wanted, words, here.rules.calendar)


def check(account: Account) -> None:
    """Somebody who is signed in and looks from outside."""
    if not account.token_id:
        raise SignInNeededError
    if Right.READ not in rights_of(account):
        require(account, Right.RAISE_CONCERN)


async def shown(
    request: Request, here: Runtime, account: Account, *, done: int = 0, problem: str = "", status: int = 200
) -> HTMLResponse:
    values = await run_in_threadpool(his, here, account, page_language(request))
    return render(request, "mine.html", status, account=account, done=done, problem=problem, **values)


def his(here: Runtime, account: Account, language: str) -> dict[str, Any]:
    """All that the page shows."""
    today, reads = here.projects.today(), Right.READ in rights_of(account)
    page = board(here.views, today, calendar=here.rules.calendar, limit=MOST, reach=here.reaches.of(account))
    concerns = [one for one in here.concerns.all().values() if one.raised_by == account.actor]
    return {
        "today": today,
        "projects": [outside_view(here, row.code, account, language) for row in page.rows] if reads else [],
        "known": [(row.code, row.name) for row in page.rows],
        "concerns": [concern_view(here, one, today, language, here.texts.read(one.texts)) for one in concerns],
        "ratings": [one.value for one in Rating],
        "key": str(uuid4()),
        "may_raise": Right.RAISE_CONCERN in rights_of(account),
        "may_submit": Right.SUBMIT in rights_of(account),
        "hands_in": HANDS_IN,
        "form": form_of,
        "departments": {key: getattr(item, language) for key, item in here.rules.catalogue.departments.items()},
    }


def outside_view(here: Runtime, code: str, account: Account, language: str) -> dict[str, Any]:
    """A project as an enterprise sees it, with what it has to do itself."""
    state, log = here.projects.read(project_within_reach(here, account, code))
    view = project_view(state, log, here.projects.rules_of(state), here.projects.today(), None, language)
    found: dict[str, Any] = only(view, PROJECT)
    names = {row["key"]: row["name"] for row in found["matters"]}
    phases = {row["key"]: row["phase"] for row in found["matters"]}
    todo = [one for one in found["deadlines"] if one["owner"] not in ("department", "team")]
    return {
        **found,
        "papers": papers_by_matter(found, language),
        "todo": [
            {**one, "name": names.get(one["matter"], one["matter"]), "phase": phases.get(one["matter"], "")}
            for one in todo
        ],
    }
