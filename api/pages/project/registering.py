"""登记项目: the form that takes a project in, to which an empty board leads."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool

from api.access.rights import Right
from api.access.security import Here
from api.http.rendering import page_language, render
from api.http.routing import StrictRoute
from api.http.staleness import PATIENCE
from api.locale import text
from api.pages.forms.commands import key_in, said_in, web_command
from api.pages.forms.fields import Field, Given, filled, flaws, given_in, labels_of, read_fields
from api.pages.session import Visitor, refuse_other_sites, require_signed_in
from api.runtime import Runtime
from api.schemas.projects import RegisterBody
from api.words.problem_words import sentence
from domain.deciding.case import Actor
from domain.deciding.commands import RegisterProject
from domain.errors import DomainError
from projections.ops.accounts import Account

router = APIRouter(include_in_schema=False, route_class=StrictRoute)

PATH = "/new"


@router.get(PATH)
async def form(request: Request, account: Visitor, here: Here) -> HTMLResponse:
    """The empty form."""
    check(account)
    return shown(request, account, here, {})


@router.post(PATH)
async def register(request: Request, account: Visitor, here: Here) -> Response:
    """Take the project in, and lead to its page."""
    refuse_other_sites(request)
    check(account)
    language = page_language(request)
    given = given_in(await request.form())
    fields = questions(here, language)
    try:
        wanted = command_in(read_fields(fields, given))
    except ValidationError as error:
        return shown(request, account, here, given, flaws(error, fields, language))
    command = web_command(request, account, key_in(given), said_in(given))
    try:
        job = here.projects.registering(command, wanted, Actor(account.role.value))
        outcome = await here.carry_out(job)
    except DomainError as refusal:
        problem = sentence(refusal.code, refusal.params, language, here.rules.catalogue, labels_of(fields))
        return shown(request, account, here, given, [problem])
    await run_in_threadpool(here.projector.wait_for, outcome.position, PATIENCE)
    state, _ = await run_in_threadpool(here.projects.read, job.stream)
    return RedirectResponse(f"/projects/{state.code}?done={len(outcome.events)}", 303)


def check(account: Account) -> None:
    """Somebody who is signed in and may register."""
    require_signed_in(account, Right.REGISTER)


def questions(here: Runtime, language: str) -> list[Field]:
    """What is asked of a project that landed."""

    def asked(name: str, kind: str = "text", *, required: bool = False, value: str = "", **more: str) -> Field:
        label, hint = text(f"new.{name}", language), more.get("hint")
        told = text(f"new.{hint}", language) if hint else ""
        return Field(name, label, kind, required=required, value=value, hint=told, of=more.get("of", ""))

    return [
        asked("name", required=True),
        asked("enterprise", required=True, of="enterprise_name"),
        asked("landed_on", "date", required=True, value=here.projects.today().isoformat()),
        asked("uscc"),
        asked("code", hint="code_hint"),
        asked("expected_on", "date", hint="expected_hint"),
        asked("expected_document"),
    ]


def command_in(values: Mapping[str, Any]) -> RegisterProject:
    """The command that the answers come to. Raises ValidationError."""
    enterprise = {"name": values.get("enterprise"), **({"uscc": values["uscc"]} if "uscc" in values else {})}
    expected = {"on": values.get("expected_on"), "document": values.get("expected_document")}
    plain = {name: values[name] for name in ("name", "landed_on", "code") if name in values}
    body = RegisterBody.model_validate(
        {**plain, "enterprise": enterprise, "expected": expected if any(expected.values()) else None}
    )
    return RegisterProject(
        name=body.name,
        landed_on=body.landed_on,
        enterprise=body.enterprise.name,
        uscc=body.enterprise.uscc or "",
        code=body.code,
        expected_on=body.expected.on if body.expected else None,
        expected_document=body.expected.document if body.expected else "",
    )


def shown(
    request: Request, account: Account, here: Runtime, given: Given, problems: Sequence[str] = ()
) -> HTMLResponse:
    """The page with the form; one that was refused gets a key of its own."""
    fields = [filled(one, given) for one in questions(here, page_language(request))]
    status, key = 422 if problems else 200, str(uuid4())
    return render(request, "register.html", status, account=account, fields=fields, problems=problems, key=key)
