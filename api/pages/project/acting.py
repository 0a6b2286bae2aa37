"""Acts in place: a form, what it would move, and only then the record. The same commands as the API's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool

from api.access.rights import Right, require, require_department, rights_of
from api.access.security import Here
from api.http.project_ids import project_within_reach
from api.http.rendering import page_language, render
from api.http.routing import StrictRoute
from api.http.staleness import PATIENCE
from api.pages.forms.acts import act_sheet
from api.pages.forms.commands import key_in, said_in, web_command
from api.pages.forms.fields import Given, Scene, Sheet, flaws, given_in, labels_of, read_fields
from api.pages.forms.sheets import SHEETS
from api.pages.forms.who_is_who import WhoIsWho
from api.pages.project.moved import moved
from api.pages.project.next_list import next_list
from api.pages.session import SignInNeededError, Visitor, back_to, refuse_other_sites
from api.routers.history import history_lines
from api.runtime import Runtime
from api.shown.outside import is_outside
from api.words.problem_words import sentence
from domain.deciding.case import Actor
from domain.deciding.commands import CompleteDuty, ProjectCommand, RecordAct
from domain.errors import DomainError
from domain.log.ledger import Command
from domain.project.model.evolution import matter_of
from domain.project.model.rules import Rules
from domain.project.model.state import Project
from projections.ops.accounts import Account

OUTSIDE = "/mine"
DIGITS = 18  # of a version, at most
INSIDE: Mapping[str, Any] = {
    "lights": {"before": None, "after": None},
    "reminders": [],
    "irregularities": [],
    "list": [],
}
"""What a preview does not tell an enterprise, as the API does not."""

router = APIRouter(include_in_schema=False, route_class=StrictRoute)


@dataclass(frozen=True)
class Asked:
    """Who asks what of which project."""

    here: Runtime
    account: Account
    code: str
    project: UUID
    state: Project
    version: int
    rules: Rules
    today: date
    language: str

    @property
    def base(self) -> str:
        return f"/projects/{self.code}"

    @property
    def home(self) -> str:
        """Where he sees the project: an enterprise among its own."""
        return OUTSIDE if is_outside(self.account) else self.base


def asked(here: Runtime, account: Account, code: str, language: str) -> Asked:
    """The project as it is read now."""
    if not account.token_id:
        raise SignInNeededError
    project = project_within_reach(here, account, code)
    state, log = here.projects.read(project)
    return Asked(
        here, account, code, project, state, len(log), here.projects.rules_of(state), here.projects.today(), language
    )


def sheet_of(ask: Asked, what: str, given: Given) -> Sheet:
    """The form, for somebody who may hand it in."""
    scene = Scene(
        ask.state,
        ask.rules,
        given,
        ask.today,
        ask.language,
        WhoIsWho(ask.here, ask.language),
        rights_of(ask.account),
        ask.account.role.value,
    )
    if what == "act":
        sheet = act_sheet(scene, f"{ask.base}/do/act")
    elif what in SHEETS:
        sheet = SHEETS[what](scene)
    else:
        raise DomainError("not_found", path=f"{ask.base}/do/{what}")
    require(ask.account, sheet.right)
    if sheet.department is not None:
        require_department(ask.account, sheet.department)
    return sheet


def version_in(text: str) -> int:
    """The version that somebody named; 0 where it is none."""
    return int(text) if text.isdecimal() and len(text) <= DIGITS else 0


def about_entry(ask: Asked, given: Given, sheet: Sheet) -> Sheet:
    """A form about one entry of the history says which, to those who may read the history."""
    version = version_in((given.get("version_of") or [""])[0])
    asks = any(field.name == "version_of" for field in sheet.fields)
    if not asks or Right.INTERNAL not in rights_of(ask.account) or not 0 < version <= ask.version:
        return sheet
    found = history_lines(ask.here, ask.project, ask.language, after=version - 1, limit=1)
    return replace(sheet, about=" · ".join(f"{one['effective_on']} {one['what']}" for one in found) or sheet.about)


@router.get("/projects/{code}/do/{what}")
async def form(request: Request, code: str, what: str, account: Visitor, here: Here) -> HTMLResponse:
    """The form, filled with what the address says."""
    given = {name: request.query_params.getlist(name) for name in request.query_params}
    ask = await run_in_threadpool(asked, here, account, code, page_language(request))
    sheet = await run_in_threadpool(about_entry, ask, given, sheet_of(ask, what, given))
    return shown(request, ask, what, sheet.filled(given))


@router.post("/projects/{code}/do/{what}")
async def hand_in(request: Request, code: str, what: str, account: Visitor, here: Here) -> Response:
    """Show what it would move; confirmed, record it."""
    refuse_other_sites(request)
    given = given_in(await request.form())
    ask = await run_in_threadpool(asked, here, account, code, page_language(request))
    sheet = await run_in_threadpool(about_entry, ask, given, sheet_of(ask, what, given))
    try:
        wanted = sheet.commands(read_fields(sheet.fields, given))
    except ValidationError as error:
        return shown(request, ask, what, sheet.filled(given), flaws(error, sheet.fields, ask.language))
    except DomainError as refusal:
        return shown(request, ask, what, sheet.filled(given), [in_words(refusal, ask, sheet)])
    check_departments(ask, wanted)
    command = command_of(request, ask, what, given)
    try:
        if "confirm" in given:
            return await recorded(request, ask, command, wanted)
        return await previewed(request, ask, what, sheet.filled(given), command, wanted)
    except DomainError as refusal:
        return shown(request, ask, what, sheet.filled(given), [in_words(refusal, ask, sheet)])


def check_departments(ask: Asked, wanted: Sequence[ProjectCommand]) -> None:
    """An officer acts on the matters of his own department; confirming is judged by the entry itself."""
    for one in wanted:
        matter = matter_of(ask.state, one.matter, ask.rules) if isinstance(one, RecordAct | CompleteDuty) else None
        if matter:
            require_department(ask.account, matter.definition.department)


def command_of(request: Request, ask: Asked, what: str, given: Given) -> Command:
    """The command; the version it was decided on travels with the form too."""
    version = (given.get("version") or [""])[0]
    decided_on = version_in(version) if version else ask.version
    return web_command(request, ask.account, key_in(given), (what, ask.code, said_in(given)), decided_on)


async def recorded(request: Request, ask: Asked, command: Command, wanted: Sequence[ProjectCommand]) -> Response:
    """Record it, and lead back when the views show it: to the list one came from, or to the project."""
    projects = ask.here.projects
    guard = ask.here.reaches.guard(ask.account, ask.code)
    outcome = await ask.here.carry_out(projects.executing(ask.project, command, wanted, actor_of(ask.account), guard))
    await run_in_threadpool(ask.here.projector.wait_for, outcome.position, PATIENCE)
    return RedirectResponse(f"{back_to(request, ask.home)}?done={len(outcome.events)}", 303)


async def previewed(
    request: Request, ask: Asked, what: str, sheet: Sheet, command: Command, wanted: Sequence[ProjectCommand]
) -> HTMLResponse:
    """What it would move, above the form, which is handed in again to confirm."""
    free = replace(command, expected_version=None)

    def told() -> dict[str, Any]:
        preview = ask.here.projects.preview(ask.project, free, wanted, actor_of(ask.account))
        relisted = next_list(preview, wanted, ask.here.projects, ask.rules, ask.language)
        told = {**moved(ask.here, preview, ask.rules, ask.language), "list": list(relisted)}
        return {**told, **INSIDE} if is_outside(ask.account) else told

    return shown(request, ask, what, sheet, effect=await run_in_threadpool(told), key=command.id.partition("/")[2])


def actor_of(account: Account) -> Actor:
    return Actor(account.role.value, account.department)


def in_words(refusal: DomainError, ask: Asked, sheet: Sheet) -> str:
    """A refusal as people read it."""
    return sentence(refusal.code, refusal.params, ask.language, ask.rules.catalogue, labels_of(sheet.fields))


def shown(
    request: Request,
    ask: Asked,
    what: str,
    sheet: Sheet,
    problems: Sequence[str] = (),
    effect: Mapping[str, Any] | None = None,
    key: str = "",
) -> HTMLResponse:
    """The page with the form."""
    return render(
        request,
        "project/do.html",
        422 if problems else 200,
        account=ask.account,
        project=ask.state,
        base=ask.base,
        home=ask.home,
        what=what,
        sheet=sheet,
        problems=problems,
        effect=effect,
        key=key or str(uuid4()),
        version=ask.version,
        today=ask.today,
    )
