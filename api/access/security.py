"""Who is asking: a bearer token for programs, a cookie for the page; only hashes are stored."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool

from api.errors import ProblemError
from api.runtime import Runtime
from projections.ops.accounts import Account

COOKIE = "huhang_session"


async def runtime_of(request: Request) -> Runtime:
    """The installation this app serves."""
    return here_of(request)


def here_of(request: Request) -> Runtime:
    """The same, without a wait."""
    found: Runtime = request.scope["app"].state.runtime
    return found


def bearer_secret(request: Request) -> str:
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else ""


async def account_of(here: Runtime, secret: str) -> Account | None:
    """Whose token this is; None for one that is not valid."""
    now = datetime.now(UTC)
    return here.tokens.known(secret, now) or await run_in_threadpool(here.tokens.find, secret, now)


async def signed_in(request: Request) -> Account:
    """The account of the request's token, looked up once a request; 401 without a valid one."""
    known: Account | None = request.scope["state"].get("account")
    account = known or await account_of(here_of(request), bearer_secret(request))
    if account is None or account.session:  # a session is for the page: a cookie's secret opens nothing here
        raise ProblemError("not_signed_in", headers={"WWW-Authenticate": "Bearer"})
    if known is None:
        here_of(request).rates.admit(account.token_id)
    request.state.account = account
    return account


Here = Annotated[Runtime, Depends(runtime_of)]
Who = Annotated[Account, Depends(signed_in)]
