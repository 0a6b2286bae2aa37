"""管理: a post, a year's days off, a policy, a catalogue, an account; the effect is seen before it is in force."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool

from api.errors import ProblemError
from api.locale import text
from api.pages.commands import key_in, said_in, web_command
from api.pages.form_fields import Field, Given, filled, flaws, given_in, read_fields
from api.pages.rendering import page_language, render
from api.pages.ruling_effects import of_catalogue, of_policy, of_year
from api.pages.session import SignInNeededError, Visitor, refuse_other_sites
from api.problem_words import key_of, worded
from api.requests import Asked
from api.rights import Right, require
from api.routers.people import appointment, recorded
from api.routing import StrictRoute
from api.runtime import Runtime
from api.schemas.accounts import AccountBody
from api.schemas.people import PostBody
from api.schemas.rulebook import CalendarYearBody
from api.security import Here
from domain.appointing import leaving, taking
from domain.catalogue.loader import read_catalogue
from domain.catalogue.plainfile import PlainFileError, parse_plain
from domain.errors import DomainError
from domain.ledger import Job
from domain.posts import Post
from domain.project.decide import Actor
from domain.rulebook import CalendarYearLoaded
from projections.ops.accounts import Account, Role
from scheduler.policy_file import new_policy

router = APIRouter(include_in_schema=False, route_class=StrictRoute)

RIGHTS_OF = {
    "post": Right.POSTS,
    "leave": Right.POSTS,
    "year": Right.RULEBOOK,
    "policy": Right.RULEBOOK,
    "catalogue": Right.RULEBOOK,
    "account": Right.ACCOUNTS,
}
AT_ONCE = frozenset({"account"})  # nothing else moves with it, and a password is not sent back to be seen
Values = Mapping[str, Any]


@dataclass(frozen=True)
class Wanted:
    """What was asked for: its effect in words, and how it is put in force."""

    effect: Sequence[str]
    job: Job | None = None
    then: Callable[[], Awaitable[None]] | None = None


@router.get("/admin/{what}")
async def form(request: Request, what: str, account: Visitor, here: Here) -> HTMLResponse:
    """The empty form."""
    check(account, what)
    return shown(request, account, here, what, {})


@router.post("/admin/{what}")
async def hand_in(request: Request, what: str, account: Visitor, here: Here) -> Response:
    """Show the effect; confirmed, put it in force."""
    refuse_other_sites(request)
    check(account, what)
    given = given_in(await request.form())
    language = page_language(request)
    fields = questions(here, what, language)
    ask = asked(request, here, account, given)
    try:
        wanted = await WANTED[what](ask, read_fields(fields, given))
        if "confirm" not in given and what not in AT_ONCE:
            return shown(request, account, here, what, given, effect=wanted.effect)
        if wanted.job:
            await here.carry_out(wanted.job)
        if wanted.then:
            await wanted.then()
    except ValidationError as error:
        return shown(request, account, here, what, given, flaws(error, fields, language))
    except PlainFileError as error:
        return shown(request, account, here, what, given, [f"{error.place}: {error.cause}"])
    except (DomainError, ProblemError) as refusal:
        words = worded(refusal.params, language, here.rules.catalogue)
        return shown(
            request, account, here, what, given, [text(key_of(refusal.code, refusal.params), language, **words)]
        )
    return RedirectResponse(f"/admin?done={what}", 303)


def check(account: Account, what: str) -> None:
    """Somebody who is signed in and may change such a thing."""
    if not account.token_id:
        raise SignInNeededError
    if what not in RIGHTS_OF:
        raise ProblemError("not_found", path=f"/admin/{what}")
    require(account, RIGHTS_OF[what])


def asked(request: Request, here: Runtime, account: Account, given: Given) -> Asked:
    """Who asks for what."""
    command = web_command(request, account, key_in(given), said_in(given))
    return Asked(here, account, command, Actor(account.role.value), preview=False, language=page_language(request))


def questions(here: Runtime, what: str, language: str) -> list[Field]:
    """What is asked for each."""

    def ask(name: str, kind: str = "text", *, required: bool = True, **more: Any) -> Field:
        return Field(name, text(f"admin.ask.{name}", language), kind, required=required, **more)

    today = here.projects.today().isoformat()
    post = [
        ask("staff"),
        ask("post", "select", options=tuple((one.value, text(f"post.{one.value}", language)) for one in Post)),
        ask("of", required=False, hint=text("admin.ask.of_hint", language)),
        ask("effective_on", "date", value=today),
        ask("reason", "area", required=False),
    ]
    roles = tuple((one.value, text(f"role.{one.value}", language)) for one in Role)
    lines = text("admin.ask.days_hint", language)
    return {
        "post": post,
        "leave": post,
        "year": [
            ask("year", "number", value=here.projects.today().year + 1),
            ask("source"),
            ask("holidays", "lines", hint=lines),
            ask("workdays", "lines", required=False, hint=lines),
        ],
        "policy": [ask("content", "area", hint=text("admin.ask.content_hint", language))],
        "catalogue": [ask("content", "area", hint=text("admin.ask.content_hint", language))],
        "account": [
            ask("account"),
            ask("name", required=False),
            ask("role", "select", options=roles),
            ask("department", required=False),
            ask("team", required=False),
            ask("password", "password", required=False),
        ],
    }[what]


async def post(ask: Asked, values: Values) -> Wanted:
    """Somebody takes a post."""
    wanted = await appointment(ask, PostBody.model_validate(dict(values)))
    said = text("effect.post", ask.language, staff=wanted.staff, post=text(f"post.{wanted.post.value}", ask.language))
    return Wanted([said], recorded(ask.here, taking(ask.here.settings.district, ask.command, wanted)))


async def leave(ask: Asked, values: Values) -> Wanted:
    """Somebody leaves a post."""
    wanted = await appointment(ask, PostBody.model_validate(dict(values)))
    said = text("effect.leave", ask.language, staff=wanted.staff, post=text(f"post.{wanted.post.value}", ask.language))
    return Wanted([said], recorded(ask.here, leaving(ask.here.settings.district, ask.command, wanted)))


async def year(ask: Asked, values: Values) -> Wanted:
    """A year's days off; open dates are worked out anew."""
    days = {name: dict(day_and_name(line) for line in values.get(name, ())) for name in ("holidays", "workdays")}
    body = CalendarYearBody.model_validate({**values, **days})
    here, content = ask.here, body.content()
    job = here.rulebook.loading_year(ask.command, body.year, content)

    async def then() -> None:
        notice = next(
            (one for one in reversed(here.rulebook.log("calendar")) if isinstance(one, CalendarYearLoaded)), None
        )
        for step in await run_in_threadpool(list, here.reprojections.following(notice)) if notice else ():
            await here.carry_out(step)

    effect = await run_in_threadpool(lambda: list(of_year(here, body.year, content, ask.language)))
    return Wanted(effect, job, then)


def day_and_name(line: str) -> tuple[str, str]:
    """`2027-01-01 元旦`."""
    day, _, name = line.partition(" ")
    return day, name.strip() or day


async def policy(ask: Asked, values: Values) -> Wanted:
    """A reminder policy, in force at once."""
    here, content = ask.here, parse_plain(str(values.get("content", "")), "policy")
    checked = await run_in_threadpool(new_policy, content)

    async def then() -> None:
        here.sweeper.use(checked)

    effect = await run_in_threadpool(lambda: list(of_policy(here, checked, ask.language)))
    return Wanted(effect, here.rulebook.loading_policy(ask.command, content, checked.version), then)


async def catalogue(ask: Asked, values: Values) -> Wanted:
    """A version of the catalogue."""
    here, content = ask.here, parse_plain(str(values.get("content", "")), "catalogue")
    wanted = await run_in_threadpool(read_catalogue, content)
    job = await run_in_threadpool(here.rulebook.loading_catalogue, ask.command, content)
    return Wanted(list(of_catalogue(here, wanted, ask.language)), job)


async def account(ask: Asked, values: Values) -> Wanted:
    """A new account."""
    body, here = AccountBody.model_validate(dict(values)), ask.here

    async def then() -> None:
        made = await here.bench.hashed(body.account, body.password.get_secret_value()) if body.password else None
        more = {"name": body.name, "subject": body.subject, "password_hash": made}
        await run_in_threadpool(
            lambda: here.accounts.add(body.account, body.role, body.department or "", body.team or "", **more)
        )

    said = text(
        "effect.account", ask.language, account=body.account, role=text(f"role.{body.role.value}", ask.language)
    )
    return Wanted([said], None, then)


WANTED: Mapping[str, Callable[[Asked, Values], Awaitable[Wanted]]] = {
    "post": post,
    "leave": leave,
    "year": year,
    "policy": policy,
    "catalogue": catalogue,
    "account": account,
}


def shown(
    request: Request,
    account: Account,
    here: Runtime,
    what: str,
    given: Given,
    problems: Sequence[str] = (),
    effect: Sequence[str] | None = None,
) -> HTMLResponse:
    """The page with the form."""
    fields = [filled(one, given) for one in questions(here, what, page_language(request))]
    key = key_in(given) or str(uuid4())
    status = 422 if problems else 200
    fields = [replace(one, value="") if one.kind == "password" else one for one in fields]
    values = {
        "what": what,
        "at_once": what in AT_ONCE,
        "fields": fields,
        "problems": problems,
        "effect": effect,
        "key": key,
    }
    return render(request, "admin_form.html", status, account=account, **values)
