"""The page that somebody asked for before he signed in: remembered on the way to the sign-in, and come back to."""

import re
from urllib.parse import quote, unquote

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from api.errors import wants_page

COOKIE = "huhang_wanted"
PATH = "/sign-in"
GOOD_FOR = 600  # seconds
LONGEST = 1000
OF_THIS_SITE = re.compile(r"/(?![/\\])[^\x00-\x20]*")
"""No other site, though browsers leave out tabs and line ends, and take a backslash for a slash."""


def led_to_sign_in(request: Request) -> Response:
    """The way to the sign-in; a page that was opened, not what was sent, is remembered."""
    answer = RedirectResponse(PATH, 303)
    address = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    if request.method == "GET" and wants_page(request) and len(address) <= LONGEST:
        secure = request.url.scheme == "https"
        answer.set_cookie(COOKIE, quote(address), GOOD_FOR, httponly=True, samesite="lax", secure=secure, path=PATH)
    return answer


def wanted_page(request: Request) -> str:
    """Where to go once signed in: a page of this very site, else the first one."""
    address = unquote(request.cookies.get(COOKIE, ""))
    return address if OF_THIS_SITE.fullmatch(address) else "/"
