"""Who looks at the page: a session or a token in an HttpOnly cookie; in the demo a visitor reads as leadership does."""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool

from api.access.oidc import provider_name
from api.access.rights import Right, require
from api.access.security import COOKIE, Here, account_of, runtime_of
from api.access.signing_in import address_of, change_password, with_password
from api.errors import STATUS, ProblemError
from api.http.rendering import page_language, render
from api.http.routing import StrictRoute
from api.locale import text
from api.pages.wanted import COOKIE as WANTED
from api.pages.wanted import comes_from_elsewhere, wanted_page
from api.runtime import Runtime
from domain.errors import DomainError
from projections.ops.accounts import Account, Role

COME_BACK = frozenset({"/day", "/queue", "/reminders", "/mine"})
DEMO_VISITOR = Account("demo-visitor", Role.LEADERSHIP, "", "", "")

router = APIRouter(include_in_schema=False, route_class=StrictRoute)


class SignInNeededError(Exception):
    """The page needs somebody signed in."""


async def visitor(request: Request) -> Account:
    """The account behind the cookie; in the demo anybody may look."""
    runtime = await runtime_of(request)
    account = await account_of(runtime, request.cookies.get(COOKIE, ""))
    if account:
        runtime.rates.admit(account.token_id)
        request.state.account = account
        return account
    if runtime.demo and not comes_from_elsewhere(request):
        return DEMO_VISITOR
    raise SignInNeededError


Visitor = Annotated[Account, Depends(visitor)]
Done = Annotated[str, Query(max_length=20)]
"""Which change led back to a page."""


def require_signed_in(account: Account, right: Right) -> None:
    """A page of somebody signed in who has the right; a visitor of the demo is led to sign in."""
    if not account.token_id:
        raise SignInNeededError
    require(account, right)


@router.get("/sign-in")
async def sign_in_form(request: Request, here: Here) -> HTMLResponse:
    """The form that takes an account and its password, or a token; whose sign-in has ended is told so."""
    ended = COOKIE in request.cookies and await account_of(here, request.cookies[COOKIE]) is None
    return await form(request, here, "sign_in_ended" if ended else "")


async def form(request: Request, here: Runtime, problem: str = "", status: int = 200) -> HTMLResponse:
    """The form, with what was wrong, and how the first account is made where there is none."""
    values = {"provider": provider_name(here.settings), "first": not await run_in_threadpool(here.accounts.anybody)}
    return render(request, "sign_in.html", status, problem=problem, **values)


@router.get("/sign-in/stands")
async def stands(account: Visitor) -> Response:
    """Asked by a page before it sends what was typed; whose sign-in has ended is led to the sign-in."""
    if not account.token_id:
        raise SignInNeededError
    return Response(status_code=204, headers={"Cache-Control": "no-store"})


@router.post("/sign-in")
async def sign_in(
    request: Request,
    here: Here,
    account: Annotated[str, Form(max_length=200)] = "",
    password: Annotated[str, Form(max_length=200)] = "",
    token: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Open a session, or put a valid token into the cookie; refused from another site."""
    refuse_other_sites(request)
    if token.strip() or not account.strip():
        if await account_of(here, token.strip()) is None:
            return await form(request, here, "not_signed_in_page", 401)
        return signed_in_with(request, token.strip())
    try:
        session = await with_password(here, account.strip(), password, address_of(request))
    except ProblemError as refusal:
        request.state.refused = refusal.code
        answer = await form(request, here, refusal.code, STATUS[refusal.code])
        answer.headers.update(refusal.headers)
        return answer
    return signed_in_with(request, session.secret)


def signed_in_with(request: Request, secret: str, answer: Response | None = None) -> Response:
    """The cookie that no script and no other site gets, on the way to the page that was wanted, else to the board."""
    answer = answer or RedirectResponse(wanted_page(request), 303)
    secure = request.url.scheme == "https"
    answer.set_cookie(COOKIE, secret, httponly=True, samesite="strict", secure=secure, path="/")
    if WANTED in request.cookies:
        answer.delete_cookie(WANTED, path="/sign-in")
    return answer


@router.post("/sign-out")
async def sign_out(request: Request, here: Here) -> Response:
    """End the session, and forget the cookie."""
    refuse_other_sites(request)
    account = await account_of(here, request.cookies.get(COOKIE, ""))
    if account and account.session:
        await run_in_threadpool(here.tokens.revoke, account.token_id)
    answer = RedirectResponse("/sign-in", 303)
    answer.delete_cookie(COOKIE, path="/")
    return answer


@router.get("/password")
async def password_form(request: Request, account: Visitor, here: Here) -> HTMLResponse:
    """The form for another password of one's own."""
    await refuse_without_password(account, here)
    return render(request, "password.html", account=account, problem="")


@router.post("/password")
async def set_password(
    request: Request,
    account: Visitor,
    here: Here,
    old: Annotated[str, Form(max_length=200)],
    new: Annotated[str, Form(max_length=200)],
) -> Response:
    """Set it; every other session of one's own ends."""
    refuse_other_sites(request)
    await refuse_without_password(account, here)
    try:
        session = await change_password(here, account.actor, old, new, address_of(request))
    except (ProblemError, DomainError) as refusal:
        words = text(refusal.code, page_language(request), **refusal.params)
        return render(request, "password.html", STATUS.get(refusal.code, 422), account=account, problem=words)
    return signed_in_with(request, session.secret)


async def refuse_without_password(account: Account, here: Runtime) -> None:
    """Whoever came with a token, or only ever comes by the identity provider, is told where to go."""
    if not account.token_id:
        raise SignInNeededError
    if not account.session:
        raise ProblemError("token_has_no_password")
    if (await run_in_threadpool(here.accounts.get, account.actor)).password_hash is None:
        raise ProblemError("account_has_no_password")


def refuse_other_sites(request: Request) -> None:
    """A form that changes something must come from this very site."""
    origin = request.headers.get("origin")
    if origin is None or urlsplit(origin).netloc != request.headers.get("host", ""):
        raise ProblemError("other_site")


def back_to(request: Request, otherwise: str) -> str:
    """The page of this site from which a form was handed in, where it is one to come back to."""
    came_from = urlsplit(request.headers.get("referer", ""))
    here = came_from.netloc == request.headers.get("host", "") and came_from.path in COME_BACK
    return came_from.path if here else otherwise
