"""The way over the organisation's identity provider and back."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool

from api.access.oidc import BACK, COOKIE, GOOD_FOR, PATH, Setting, opened, sealed, setting_of, setting_off, subject_of
from api.access.security import Here
from api.errors import ProblemError
from api.http.rendering import render
from api.http.routing import StrictRoute
from api.pages.session import signed_in_with
from api.pages.wanted import wanted_page
from api.runtime import Runtime
from projections.ops.signing import signing_key
from projections.ops.tokens import Issued

router = APIRouter(include_in_schema=False, route_class=StrictRoute)

Given = Annotated[str, Query(max_length=4000)]


def setting_here(here: Runtime) -> Setting:
    """The provider of this installation; 404 without one."""
    found = setting_of(here.settings)
    if found is None:
        raise ProblemError("not_found", path=PATH)
    return found


def back_to(request: Request, here: Runtime) -> str:
    """The address to which the provider sends people back."""
    base = here.settings.base_url or str(request.base_url)
    return base.rstrip("/") + BACK


@router.get(PATH)
async def away(request: Request, here: Here) -> Response:
    """Send somebody to the provider."""
    address, journey = await run_in_threadpool(setting_off, setting_here(here), back_to(request, here))
    key = await run_in_threadpool(signing_key, here.ops)
    answer = RedirectResponse(address, 303)
    secure = request.url.scheme == "https"
    answer.set_cookie(COOKIE, sealed(journey, key), GOOD_FOR, httponly=True, samesite="lax", secure=secure, path=PATH)
    return answer


@router.get(BACK)
async def back(request: Request, here: Here, code: Given = "", state: Given = "", error: Given = "") -> Response:
    """Somebody is back: a session for who has an account here.

    The way on is a page and no redirect: the session's cookie goes along only from this very site.
    """
    setting = setting_here(here)
    key = await run_in_threadpool(signing_key, here.ops)
    journey = opened(request.cookies.get(COOKIE, ""), key, state)
    if error or not code:
        raise ProblemError("oidc_refused")
    subject = await run_in_threadpool(subject_of, setting, journey, code, back_to(request, here))
    session = await run_in_threadpool(session_of, here, subject)
    answer = signed_in_with(request, session.secret, render(request, "signed_in.html", to=wanted_page(request)))
    answer.delete_cookie(COOKIE, path=PATH)
    return answer


def session_of(here: Runtime, subject: str) -> Issued:
    """Raises ProblemError oidc_unknown: nobody gets an account by coming."""
    account = here.accounts.of_subject(subject)
    if account is None or account.disabled_at is not None:
        raise ProblemError("oidc_unknown")
    return here.accounts.open_session(account)
