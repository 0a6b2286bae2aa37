"""Who is asking: a bearer token for programs, a cookie for the page; only hashes are stored."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPBearer

from api.errors import ProblemError
from api.runtime import Runtime
from projections.ops.accounts import Account

COOKIE = "huhang_session"
bearer = HTTPBearer(auto_error=False, description="令牌:`huhang token add` 发放 / a token from `huhang token add`")


def runtime_of(request: Request) -> Runtime:
    """The installation this app serves."""
    found: Runtime = request.app.state.runtime
    return found


def bearer_secret(request: Request) -> str:
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else ""


def signed_in(request: Request, _: Annotated[object, Depends(bearer)]) -> Account:
    """The account of the request's token; 401 without a valid one."""
    account = runtime_of(request).tokens.find(bearer_secret(request), datetime.now(UTC))
    if account is None:
        raise ProblemError("not_signed_in", headers={"WWW-Authenticate": "Bearer"})
    return account


Here = Annotated[Runtime, Depends(runtime_of)]
Who = Annotated[Account, Depends(signed_in)]
