"""我的项目: what an enterprise sees of its projects and has to do; the concerns that somebody from outside raised."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool

from api.access.rights import Right, require, rights_of
from api.access.security import Here
from api.http.project_ids import project_within_reach
from api.http.rendering import page_language, render
from api.http.routing import StrictRoute
from api.pages.forms.commands import key_in, said_in, web_command
from api.pages.forms.concern import body_in, questions
from api.pages.forms.fields import Given, filled, flaws, given_in, labels_of, read_fields
from api.pages.mine.day import form_of
from api.pages.project.papers import papers_by_matter
from api.pages.session import SignInNeededError, Visitor, refuse_other_sites
from api.runtime import Runtime
from api.schemas.concerns import ConcernBody
from api.shown.concerns import concern_view
from api.shown.outside import PROJECT, only
from api.shown.project import project_view
from api.words.problem_words import sentence
from domain.concerns.concern import Rating
from domain.concerns.raising import Finding, raising
from domain.concerns.raising import Words as Kept
from domain.errors import DomainError
from domain.log.ledger import Job
from domain.project.model.phases import Act
from projections.board.pages import board
from projections.ops.accounts import Account

router = APIRouter(include_in_schema=False, route_class=StrictRoute)

PATH = "/mine"
MOST = 20  # projects

HANDS_IN: Mapping[str, Act] = {
    **dict.fromkeys(["planned", "not_accepted", "refused", "withdrawn", "closed", "lapsed"], Act.SUBMIT),
    "supplement_requested": Act.SUPPLEMENT,
}
"""By phase: what an enterprise hands in of a matter."""

EMPTY: Given = MappingProxyType({})


@router.get(PATH)
async def mine(
    request: Request, account: Visitor, here: Here, done: Annotated[int, Query(ge=0, le=2**31)] = 0
) -> HTMLResponse:
    """His projects with what is to be done, and his concerns."""
    check(account)
    return await shown(request, here, account, done=done)


@router.post(PATH)
async def raise_concern(request: Request, account: Visitor, here: Here) -> Response:
    """The button 提出: a concern about a project; what does not fit is said above the answers."""
    refuse_other_sites(request)
    check(account)
    require(account, Right.RAISE_CONCERN)
    given, language = given_in(await request.form()), page_language(request)
    fields = questions((), language)
    try:
        body = body_in(read_fields(fields, given))
        job, kept = await run_in_threadpool(finding, request, here, account, given, body)
        await here.carry_out(here.concerns.seen(job))
    except ValidationError as error:
        return await shown(request, here, account, given=given, problems=flaws(error, fields, language))
    except DomainError as refusal:
        problem = sentence(refusal.code, refusal.params, language, here.rules.catalogue, labels_of(fields))
        return await shown(request, here, account, given=given, problems=[problem])
    await run_in_threadpool(here.texts.keep, kept.id, body.text)
    return RedirectResponse(f"{PATH}?done=1", 303)


def finding(request: Request, here: Runtime, account: Account, given: Given, body: ConcernBody) -> tuple[Job, Kept]:
    """The job of recording the concern, and its words, which stand outside the log."""
    found = project_within_reach(here, account, body.project)
    command = web_command(request, account, key_in(given), said_in(given))
    wanted = Finding(found, body.title, body.at, "", None, account.role.value)
    return raising(here.settings.district, command, wanted, body.text, here.rules.calendar)


def check(account: Account) -> None:
    """Somebody who is signed in and looks from outside."""
    if not account.token_id:
        raise SignInNeededError
    if Right.READ not in rights_of(account):
        require(account, Right.RAISE_CONCERN)


async def shown(
    request: Request,
    here: Runtime,
    account: Account,
    *,
    done: int = 0,
    given: Given = EMPTY,
    problems: Sequence[str] = (),
) -> HTMLResponse:
    """The page, the form of concerns with what was answered; a form that was refused gets a key of its own."""
    language = page_language(request)
    values = await run_in_threadpool(his, here, account, language)
    fields = [filled(one, given) for one in questions(values["known"], language)]
    more = {"done": done, "fields": fields, "problems": problems}
    return render(request, "mine.html", 422 if problems else 200, account=account, **more, **values)


def his(here: Runtime, account: Account, language: str) -> dict[str, Any]:
    """All that the page shows."""
    today, reads = here.projects.today(), Right.READ in rights_of(account)
    page = board(here.views, today, calendar=here.rules.calendar, limit=MOST, reach=here.reaches.of(account))
    concerns = [one for one in here.concerns.all().values() if one.raised_by == account.actor]
    return {
        "today": today,
        "projects": [outside_view(here, row.code, account, language) for row in page.rows] if reads else [],
        "known": [(row.code, f"{row.name} {row.code}") for row in page.rows],
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
