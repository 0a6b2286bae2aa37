"""What every request gets, whatever answers it: an id, a bound on its size, and safe headers on the answer."""

import re
from asyncio import wrap_future
from itertools import count
from logging import INFO
from time import perf_counter
from uuid import uuid4

from fastapi import Request, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import errors
from api.access.log import FAILED, NOTED, entry_of
from api.access.rates import STRANGERS
from api.access.signing_in import address_of
from api.http.logs import REQUEST, answered, requests
from api.runtime import Runtime

UNKNOWN = 401
MOST = 2000  # requests under way at once in a process; the rest are asked to come again
REQUEST_ID = re.compile(r"^[\w.-]{1,64}$")
PROCESS, NUMBERS = uuid4().hex[:16], count(1)  # an id of its own for every request, without asking for chance each time
POLICY = (
    b"default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    b"frame-ancestors 'none'; form-action 'self'"
)
SAFE_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"content-security-policy", POLICY),
)
SAFE_OVER_TLS = (*SAFE_HEADERS, (b"strict-transport-security", b"max-age=31536000"))


class Dress:
    """The outermost layer of the app."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.under_way = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on within its bounds; what nobody foresaw is answered here, so that even it is dressed."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        request.state.request_id = request_id = id_of(request)
        REQUEST.set(request_id)
        begun, started = False, perf_counter() if requests.isEnabledFor(INFO) else 0.0

        async def dressed(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                await noted(scope, message["status"])
                if started:
                    answered(scope["method"], route_of(scope), message["status"], perf_counter() - started)
                given = dict(message["headers"])
                safe = SAFE_OVER_TLS if scope["scheme"] == "https" else SAFE_HEADERS
                message["headers"] = [
                    *message["headers"],
                    (b"x-request-id", request_id.encode()),
                    *(one for one in safe if one[0] not in given),
                ]
            await send(message)

        self.under_way += 1
        try:
            await (out_of_bounds(request, self.under_way) or self.app)(scope, receive, dressed)
        except Exception as error:
            if begun:
                raise
            await errors.unexpected(request, error)(scope, receive, dressed)
        finally:
            self.under_way -= 1


def out_of_bounds(request: Request, under_way: int) -> Response | None:
    """The refusal of a request that is not even looked at: one too many or too large, or an address refused often."""
    here: Runtime = request.app.state.runtime
    if under_way > MOST:
        return errors.problem(request, "server_busy", {})
    if here.rates.strangers and not here.rates.is_let_in(address_of(request)):
        return errors.problem(request, "too_many_requests", {"most": STRANGERS}, headers={"Retry-After": "1"})
    if too_large(request):
        return errors.problem(request, "body_too_large", {"limit": errors.most_bytes(request.scope["path"])})
    return None


def route_of(scope: Scope) -> str:
    """The route of a request, without the values in its path; empty for what has none."""
    return str(getattr(scope.get("route"), "path", ""))


async def noted(scope: Scope, status: int) -> None:
    """Note what belongs into the access table, of who is known before he is answered; and how often an address was
    refused.
    """
    account = scope["state"].get("account")
    if status < FAILED and (account is None or account.role not in NOTED):
        return
    here: Runtime = scope["app"].state.runtime
    if status == UNKNOWN:
        here.rates.refused(address_of(Request(scope)))
    entry = entry_of(scope, status, here.ledger.clock)
    if entry and entry.actor:
        await wrap_future(here.access.keep(entry))
    elif entry:
        here.access.note(entry)


def id_of(request: Request) -> str:
    """The id the caller gave, when it is one; else a new one."""
    given = request.headers.get("x-request-id")
    return given if given and REQUEST_ID.match(given) else f"{PROCESS}-{next(NUMBERS)}"


def too_large(request: Request) -> bool:
    """By the length it announces; what is longer than it says is stopped while it is read."""
    length = request.headers.get("content-length", "0")
    return length.isdigit() and int(length) > errors.most_bytes(request.scope["path"])
