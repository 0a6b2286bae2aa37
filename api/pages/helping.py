"""Words from the pages: help given to an enterprise, the answer to a concern, and what whoever raised it thinks of it.

Longer text stands outside the log, which keeps its proof; a repeated press finds its own.
"""

from hashlib import sha256
from typing import Annotated
from uuid import UUID, uuid5

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import StringConstraints
from starlette.concurrency import run_in_threadpool

from api.access.rights import Right
from api.access.security import Here
from api.http.project_ids import project_within_reach
from api.http.routing import StrictRoute
from api.http.staleness import PATIENCE
from api.pages.forms.commands import web_command
from api.pages.project.acting import actor_of
from api.pages.session import Visitor, refuse_other_sites, require_signed_in
from api.runtime import Runtime
from api.schemas.directing import AssistanceBody
from api.schemas.fields import Day, Text
from api.shown.concerns import check_handling, concern_for
from domain.concerns.concern import Rating
from domain.concerns.raising import answering, rating
from domain.deciding.commands import GiveAssistance
from domain.log.ledger import Outcome
from domain.project.events.assistance import AssistanceKind
from projections.ops.accounts import Account

router = APIRouter(include_in_schema=False, route_class=StrictRoute)

Key = Annotated[str, Form(max_length=100)]
Words = Annotated[Text, StringConstraints(min_length=1), Form()]


@router.post("/projects/{code}/assistance")
async def assist(
    request: Request,
    code: str,
    account: Visitor,
    here: Here,
    key: Key,
    kind: Annotated[AssistanceKind, Form()],
    on: Annotated[Day, Form()],
    summary: Words,
) -> Response:
    """The button 登记帮办."""
    check(request, account, Right.ASSIST)
    project = await run_in_threadpool(project_within_reach, here, account, code)
    body = AssistanceBody(kind=kind, effective_on=on, summary=summary)
    command = web_command(request, account, key, f"assist {code} {kind} {on} {summary}")
    text_id = str(uuid5(project, f"text {command.id}"))
    proof = sha256(body.summary.encode()).hexdigest()
    wanted = [GiveAssistance(kind=body.kind, effective_on=body.effective_on, text=text_id, sha256=proof)]
    guard = here.reaches.guard(account, code)
    outcome = await here.carry_out(here.projects.executing(project, command, wanted, actor_of(account), guard))
    await run_in_threadpool(here.texts.keep, text_id, body.summary)
    return await back(here, outcome, f"/projects/{code}?done={len(outcome.events)}")


@router.post("/concerns/{concern}/answer")
async def answer(request: Request, concern: str, account: Visitor, here: Here, key: Key, words: Words) -> Response:
    """The button 答复."""
    check(request, account, Right.HANDLE_CONCERN)
    found = await run_in_threadpool(concern_for, here, account, concern)
    await run_in_threadpool(check_handling, here, account, found, assigning=False)
    command = web_command(request, account, key, f"answer {concern} {words}")
    job, kept = answering(here.settings.district, command, found.id, words.strip())
    outcome = await here.carry_out(here.concerns.seen(job))
    await run_in_threadpool(here.texts.keep, kept.id, words.strip())
    return await back(here, outcome, f"/projects/{await code_of(here, found.project)}#concerns")


@router.post("/concerns/{concern}/rate")
async def rate(
    request: Request,
    concern: str,
    account: Visitor,
    here: Here,
    key: Key,
    value: Annotated[Rating, Form(alias="rating")],
) -> Response:
    """The buttons 满意, 基本满意, 不满意: of whoever raised it."""
    check(request, account, Right.RAISE_CONCERN)
    found = await run_in_threadpool(concern_for, here, account, concern)
    command = web_command(request, account, key, f"rate {concern} {value}")
    job = rating(here.settings.district, command, found.id, value, here.rules.calendar)
    outcome = await here.carry_out(here.concerns.seen(job))
    return await back(here, outcome, "/mine?done=1")


def check(request: Request, account: Account, right: Right) -> None:
    """From this very site, signed in, with the right."""
    refuse_other_sites(request)
    require_signed_in(account, right)


async def code_of(here: Runtime, project: UUID) -> str:
    """The code under which a project has its page."""
    state, _ = await run_in_threadpool(here.projects.read, project)
    return state.code


async def back(here: Runtime, outcome: Outcome, path: str) -> Response:
    """Lead back when the views show it."""
    await run_in_threadpool(here.projector.wait_for, outcome.position, PATIENCE)
    return RedirectResponse(path, 303)
