"""What every request gets, whatever answers it: an id, a bound on its size, and safe headers on the answer."""

import re
from itertools import count
from uuid import uuid4

from fastapi import Request
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import errors
from api.access_log import entry_of
from api.runtime import Runtime

REQUEST_ID = re.compile(r"^[\w.-]{1,64}$")
PROCESS, NUMBERS = uuid4().hex[:16], count(1)  # an id of its own for every request, without asking for chance each time
SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; form-action 'self'",
}


class Dress:
    """The outermost layer of the app."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on within its bounds; what nobody foresaw is answered here, so that even it is dressed."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        request.state.request_id = request_id = id_of(request)
        begun = False

        async def dressed(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                note(scope, message["status"])
                headers = MutableHeaders(scope=message)
                headers["X-Request-Id"] = request_id
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        if too_large(request):
            answer = errors.problem(request, "body_too_large", {"limit": errors.most_bytes(request.url.path)})
            await answer(scope, receive, dressed)
            return
        try:
            await self.app(scope, receive, dressed)
        except Exception as error:
            if begun:
                raise
            await errors.unexpected(request, error)(scope, receive, dressed)


def note(scope: Scope, status: int) -> None:
    """Note what belongs into the access table."""
    here: Runtime = scope["app"].state.runtime
    entry = entry_of(scope, status, here.ledger.clock)
    if entry:
        here.access.note(entry)


def id_of(request: Request) -> str:
    """The id the caller gave, when it is one; else a new one."""
    given = request.headers.get("x-request-id")
    return given if given and REQUEST_ID.match(given) else f"{PROCESS}-{next(NUMBERS)}"


def too_large(request: Request) -> bool:
    """By the length it announces; what is longer than it says is stopped while it is read."""
    length = request.headers.get("content-length", "0")
    return length.isdigit() and int(length) > errors.most_bytes(request.url.path)
