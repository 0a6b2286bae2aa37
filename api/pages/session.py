"""Who looks at the page: the token in an HttpOnly cookie; in the demo a visitor reads as the leadership does."""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from api.errors import ProblemError
from api.pages.rendering import render
from api.routing import StrictRoute
from api.security import COOKIE, Here, account_of, runtime_of
from projections.ops.accounts import Account, Role

COME_BACK = frozenset({"/day", "/queue", "/reminders"})
DEMO_VISITOR = Account("demo-visitor", Role.LEADERSHIP, "", "", "")

router = APIRouter(include_in_schema=False, route_class=StrictRoute)


class SignInNeededError(Exception):
    """The page needs somebody signed in."""


async def visitor(request: Request) -> Account:
    """The account behind the cookie; in the demo anybody may look."""
    runtime = await runtime_of(request)
    account = await account_of(runtime, request.cookies.get(COOKIE, ""))
    if account:
        return account
    if runtime.demo:
        return DEMO_VISITOR
    raise SignInNeededError


Visitor = Annotated[Account, Depends(visitor)]


@router.get("/sign-in")
async def sign_in_form(request: Request) -> HTMLResponse:
    """The form that takes a token."""
    return render(request, "sign_in.html", failed=False)


@router.post("/sign-in")
async def sign_in(request: Request, here: Here, token: Annotated[str, Form(max_length=200)]) -> Response:
    """Put a valid token into the cookie; refused from another site."""
    refuse_other_sites(request)
    if await account_of(here, token.strip()) is None:
        return render(request, "sign_in.html", status=401, failed=True)
    answer = RedirectResponse("/", 303)
    secure = request.url.scheme == "https"
    answer.set_cookie(COOKIE, token.strip(), httponly=True, samesite="strict", secure=secure, path="/")
    return answer


@router.post("/sign-out")
async def sign_out(request: Request) -> Response:
    """Forget the cookie."""
    refuse_other_sites(request)
    answer = RedirectResponse("/sign-in", 303)
    answer.delete_cookie(COOKIE, path="/")
    return answer


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
