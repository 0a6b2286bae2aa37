"""Changes of accounts: let somebody in, as whom, with which password, and out at once; a token made useless."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial

from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool

from api.access.people import new_team, refuse_unknown_department
from api.access.rights import Right
from api.http.requests import Asked
from api.pages.changing.changes import Change, Questions, Values, Wanted
from api.pages.forms.fields import Field
from api.routers.people import appointment, recorded
from api.runtime import Runtime
from api.schemas.accounts import AccountBody, PasswordBody, RoleBody
from api.schemas.people import PostBody
from domain.errors import DomainError
from domain.log.ledger import Job, Outcome
from domain.staff.appointing import taking
from domain.staff.posts import OF_DEPARTMENT, OF_TEAM, Post
from projections.ops.accounts import Role
from projections.ops.answered import Note, unnoted

WITH_POST = "with_post"
PASSWORDS = frozenset({"password", "new_password"})
"""The questions whose answers nothing keeps."""
POSTS: Mapping[Role, Post] = {
    Role.LEAD: Post.LEAD,
    Role.SPECIALIST: Post.MEMBER,
    Role.OFFICER: Post.OFFICER,
    Role.LEADERSHIP: Post.LEADERSHIP,
}


def which(form: Questions) -> list[Field]:
    accounts = form.known.accounts
    return [form.ask("account", "suggest", options=tuple((one.id, one.name or one.id) for one in accounts))]


def as_whom(form: Questions) -> list[Field]:
    roles = tuple((one.value, form.say(f"role.{one.value}")) for one in Role)
    return [
        form.ask("role", "select", value=Role.SPECIALIST.value, options=roles),
        form.ask("department", "select", required=False, options=form.known.departments),
        form.team("team"),
    ]


def account_questions(form: Questions) -> list[Field]:
    name, password = form.ask("name", required=False), form.ask("password", "password", required=False)
    both = (("yes", form.say("history.yes")), ("no", form.say("history.no")))
    with_post = form.ask(WITH_POST, "select", value="yes", options=both, hint="with_post_hint")
    return [form.ask("account", hint="account_hint"), name, *as_whom(form), with_post, password]


def role_questions(form: Questions) -> list[Field]:
    return [*which(form), *as_whom(form)]


def password_questions(form: Questions) -> list[Field]:
    return [*which(form), form.ask("new_password", "password")]


def token_questions(form: Questions) -> list[Field]:
    return [form.ask("token")]


async def account(ask: Asked, values: Values) -> Wanted:
    """A new account; the post that goes with its role is taken too where that is wanted.

    All is judged before anything is done. Sent again where only the account came about, it goes on to the post.
    A task force that nobody knows is shown first; then the password is asked for again.
    """
    body, here = AccountBody.model_validate({name: one for name, one in values.items() if name != WITH_POST}), ask.here
    with_post = values.get(WITH_POST) == "yes" and body.role in POSTS
    there = with_post and await is_there(here, body)
    refuse_unknown_department(here, body.department or "")
    if not there:
        await run_in_threadpool(partial(here.accounts.new, *whom(body), name=body.name, subject=body.subject))
    post = await taking_post(ask, body) if with_post else None

    async def add(note: Note) -> None:
        made = await here.bench.hashed(body.account, body.password.get_secret_value()) if body.password else None
        told = partial(here.accounts.add, name=body.name, subject=body.subject, password_hash=made, note=note)
        await run_in_threadpool(told, *whom(body))

    async def then(_: Outcome | None) -> None:
        if not there:
            await add(unnoted)
        if post:
            await here.carry_out(post)

    doubts = [] if there else await doubtful(ask, body.account, body)
    if doubts and body.password:
        doubts.append(ask.say("effect.password_again"))
    if post:  # by its command it acts once, the account before it
        return Wanted(doubts, None, then, body.account)
    return Wanted(doubts, of=body.account, beside=add, about=body.account)


async def doubtful(ask: Asked, account: str, body: RoleBody) -> list[str]:
    """What whoever makes or changes an account should see before it is done."""
    found = await run_in_threadpool(new_team, ask.here, body.team or "", account, ask.language)
    return [found["title"]] if found else []


def whom(body: AccountBody) -> tuple[str, Role, str, str]:
    return body.account, body.role, body.department or "", body.team or ""


async def is_there(here: Runtime, body: AccountBody) -> bool:
    """Whether there is the very account that is asked for, its password too."""
    found = await run_in_threadpool(here.accounts.find, body.account)
    if found is None or found.disabled_at or (found.name, found.subject) != (body.name, body.subject):
        return False
    if (found.id, found.role, found.department, found.team) != whom(body):
        return False
    if body.password is None:
        return found.password_hash is None
    return await here.bench.fits(body.password.get_secret_value(), found.password_hash)


async def taking_post(ask: Asked, body: AccountBody) -> Job:
    """The job of taking the post by which somebody is reminded of what his role is for, judged as the log stands.

    Raises DomainError post_needs_staff_id, unknown_department, team_code, …
    """
    here, post = ask.here, POSTS[body.role]
    of = body.department if post in OF_DEPARTMENT else body.team if post in OF_TEAM else None
    try:
        wanted = PostBody(staff=body.account, post=post, of=of, effective_on=here.projects.today())
    except ValidationError as error:  # of an account's answers only its id can be none here
        raise DomainError("post_needs_staff_id", account=body.account) from error
    job = recorded(here, taking(here.settings.district, ask.command, await appointment(ask, wanted)))
    await run_in_threadpool(lambda: here.ledger.prepare(here.ledger.load(job.stream), job))
    return job


async def role(ask: Asked, values: Values) -> Wanted:
    """Another role; who is signed in signs in anew."""
    name = named(values)
    known = await run_in_threadpool(ask.here.accounts.get, name)
    body = RoleBody.model_validate({key: value for key, value in values.items() if key != "account"})
    refuse_unknown_department(ask.here, body.department or "")

    said = ask.say(
        "effect.account-role", account=name, old=ask.say(f"role.{known.role}"), new=ask.say(f"role.{body.role}")
    )
    change = partial(ask.here.accounts.set_role, name, body.role, body.department or "", body.team or "")
    return Wanted([said, *await doubtful(ask, name, body)], of=name, beside=beside(change), about=name)


async def password(ask: Asked, values: Values) -> Wanted:
    """Another password; every session of the account ends."""
    name = named(values)
    await run_in_threadpool(ask.here.accounts.get, name)
    body = PasswordBody.model_validate({"password": values.get("new_password", "")})

    async def change(note: Note) -> None:
        made = await ask.here.bench.hashed(name, body.password.get_secret_value())
        await run_in_threadpool(ask.here.accounts.set_password, name, made, note)

    return Wanted([], of=name, beside=change, about=name)


async def disable(ask: Asked, values: Values) -> Wanted:
    """Out at once: its sessions and tokens are useless from this moment."""
    return await of_account(ask, values, "disable", ask.here.accounts.disable)


async def enable(ask: Asked, values: Values) -> Wanted:
    """Let somebody sign in again."""
    return await of_account(ask, values, "enable", ask.here.accounts.enable)


async def of_account(ask: Asked, values: Values, what: str, change: Callable[[str, Note], object]) -> Wanted:
    """A change of an account that there is."""
    name = named(values)
    await run_in_threadpool(ask.here.accounts.get, name)
    said = ask.say(f"effect.account-{what}", account=name)
    return Wanted([said], of=name, beside=beside(partial(change, name)), about=name)


async def token(ask: Asked, values: Values) -> Wanted:
    """A token made useless."""
    wanted = str(values.get("token", ""))
    found = next((one for one in await run_in_threadpool(ask.here.tokens.listed) if one.id == wanted), None)
    if found is None:
        raise DomainError("unknown_token", token=wanted)
    said = ask.say("effect.account-token", actor=found.actor, role=ask.say(f"role.{found.role}"))

    async def then(_: Outcome | None) -> None:
        await run_in_threadpool(ask.here.tokens.revoke, wanted)

    return Wanted([said], None, then, found.actor)


def named(values: Values) -> str:
    return str(values.get("account", ""))


def beside(change: Callable[[Note], object]) -> Callable[[Note], Awaitable[object]]:
    """The change of an account, once it is confirmed."""

    async def done(note: Note) -> object:
        return await run_in_threadpool(change, note)

    return done


ACCOUNTS: Mapping[str, Change] = {
    "account": Change(Right.ACCOUNTS, account_questions, account, at_once=True),
    "account-role": Change(Right.ACCOUNTS, role_questions, role),
    "account-password": Change(Right.ACCOUNTS, password_questions, password, at_once=True),
    "account-disable": Change(Right.ACCOUNTS, which, disable),
    "account-enable": Change(Right.ACCOUNTS, which, enable),
    "account-token": Change(Right.ACCOUNTS, token_questions, token),
}
