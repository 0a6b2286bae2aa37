"""管理: a post, days away, a year's days off, a policy, an account; the effect is seen before it is in force."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import uuid4

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool

from api.access.rights import require
from api.access.security import Here
from api.errors import ProblemError
from api.http.once import Once
from api.http.rendering import page_language, render
from api.http.requests import Asked
from api.http.routing import StrictRoute
from api.pages.changing.accounts import ACCOUNTS, PASSWORDS
from api.pages.changing.changes import PLACES, Change, Questions, Wanted
from api.pages.changing.people import PEOPLE
from api.pages.changing.persons import PERSONS
from api.pages.changing.receivers import RECEIVERS
from api.pages.changing.rules import RULES
from api.pages.forms.commands import key_in, once_of_form, said_in, web_command
from api.pages.forms.fields import Field, Given, filled, flaws, given_in, labels_of, read_fields
from api.pages.session import SignInNeededError, Visitor, refuse_other_sites
from api.runtime import Runtime
from api.words.problem_words import sentence, unreadable
from domain.catalogue.plainfile import PlainFileError
from domain.deciding.case import Actor
from domain.errors import DomainError
from projections.ops.accounts import Account

router = APIRouter(include_in_schema=False, route_class=StrictRoute)

CHANGES: Mapping[str, Change] = {**RULES, **PEOPLE, **ACCOUNTS, **PERSONS, **RECEIVERS}


@router.get("/admin/{what}")
async def form(request: Request, what: str, account: Visitor, here: Here) -> HTMLResponse:
    """The form, filled with what the address says."""
    check(account, what)
    given = {name: request.query_params.getlist(name) for name in request.query_params}
    return await shown(request, account, here, what, given)


@router.post("/admin/{what}")
async def hand_in(request: Request, what: str, account: Visitor, here: Here) -> Response:
    """Show the effect; confirmed, put it in force."""
    refuse_other_sites(request)
    change = check(account, what)
    given = given_in(await request.form())
    language = page_language(request)
    fields = await questions(here, account, what, language)
    once = once_of_form(here, account, key_in(given), (what, said_in(given)))
    try:
        confirmed = "confirm" in given or change.at_once
        if confirmed and await once.known():
            return RedirectResponse(f"{change.back}?done={what}", 303)
        wanted = await change.wanted(asked(request, here, account, given), read_fields(fields, given))
        if "confirm" not in given and (wanted.effect or not change.at_once):
            if wanted.job:
                await run_in_threadpool(here.ledger.judge, wanted.job)
            return await shown(request, account, here, what, given, effect=wanted.effect)
        await put_in_force(here, wanted, once, secret=change.at_once)
        request.state.changed = wanted.of
    except ValidationError as error:
        return await shown(request, account, here, what, given, flaws(error, fields, language))
    except PlainFileError as error:
        return await shown(request, account, here, what, given, [unreadable(error.place, error.cause, language)])
    except (DomainError, ProblemError) as refusal:
        problem = sentence(refusal.code, refusal.params, language, here.rules.catalogue, labels_of(fields))
        return await shown(request, account, here, what, given, [problem])
    return RedirectResponse(f"{change.back}?done={what}", 303)


async def put_in_force(here: Runtime, wanted: Wanted, once: Once, *, secret: bool) -> None:
    """Make the change, unless the same form has; `secret`: it may hold a password."""
    if wanted.beside:
        await once.act(wanted.beside, lambda _: {}, about=wanted.about, secret=secret)
        return
    outcome = await here.carry_out(wanted.job) if wanted.job else None
    if wanted.then:
        await wanted.then(outcome)


def check(account: Account, what: str) -> Change:
    """The change, for somebody who is signed in and may make it."""
    if not account.token_id:
        raise SignInNeededError
    if what not in CHANGES:
        raise ProblemError("not_found", path=f"/admin/{what}")
    require(account, CHANGES[what].right)
    return CHANGES[what]


def asked(request: Request, here: Runtime, account: Account, given: Given) -> Asked:
    """Who asks for what; nobody guesses a password from what the log keeps of it."""
    said = said_in({name: values for name, values in given.items() if name not in PASSWORDS})
    command = web_command(request, account, key_in(given), said)
    return Asked(here, account, command, Actor(account.role.value), preview=False, language=page_language(request))


async def questions(here: Runtime, account: Account, what: str, language: str) -> list[Field]:
    """What a form asks; some of it is looked up."""
    return await run_in_threadpool(CHANGES[what].questions, Questions(here, account, language))


async def shown(
    request: Request,
    account: Account,
    here: Runtime,
    what: str,
    given: Given,
    problems: Sequence[str] = (),
    effect: Sequence[str] | None = None,
) -> HTMLResponse:
    """The page with the form."""
    change = CHANGES[what]
    fields = [filled(one, given) for one in await questions(here, account, what, page_language(request))]
    values = {
        "what": what,
        "at_once": change.at_once,
        "back": change.back,
        "back_name": PLACES[change.back],
        "fields": [replace(one, value="") if one.kind == "password" else one for one in fields],
        "problems": problems,
        "effect": effect,
        "key": key_in(given) or str(uuid4()),
    }
    return render(request, "admin_form.html", 422 if problems else 200, account=account, **values)
