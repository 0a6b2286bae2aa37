"""The page that somebody asked for before he signed in: remembered on the way to the sign-in, and come back to.

Who follows a link from another site comes without the cookie of his session: he is led to the page once more.
"""

import re
from urllib.parse import quote, unquote

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from api.access.security import COOKIE as SESSION
from api.errors import wants_page
from api.http.rendering import render

COOKIE = "huhang_wanted"
PATH = "/sign-in"
GOOD_FOR = 600  # seconds
LONGEST = 1000
OF_THIS_SITE = re.compile(r"/(?![/\\])[^\x00-\x20]*")
"""No other site, though browsers leave out tabs and line ends, and take a backslash for a slash."""
IN_A_QUERY = "%!$&'()*+,;=:@/?"  # what stands there as it is (RFC 3986); % begins what was written otherwise already
FOLLOWED = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
"""What a browser says of a link that was followed from another site."""


def comes_from_elsewhere(request: Request) -> bool:
    """Whether a link from another site led here: the session's cookie, if there is one, did not come along."""
    told = request.headers
    followed = request.method == "GET" and all(told.get(name) == value for name, value in FOLLOWED.items())
    return followed and SESSION not in request.cookies


def led_to_sign_in(request: Request) -> Response:
    """The way to the sign-in; a page that was opened, not what was sent, is remembered.

    Where a link from another site led here the way is to the same page once more: as it is this site that leads there,
    the session's cookie comes along.
    """
    address = address_in(request)
    if comes_from_elsewhere(request) and OF_THIS_SITE.fullmatch(address):
        return render(request, "once_more.html", to=address)
    answer = RedirectResponse(PATH, 303)
    if request.method == "GET" and wants_page(request) and len(address) <= LONGEST:
        secure = request.url.scheme == "https"
        answer.set_cookie(COOKIE, quote(address), GOOD_FOR, httponly=True, samesite="lax", secure=secure, path=PATH)
    return answer


def address_in(request: Request) -> str:
    """What is asked for, as it stands in an address of this site."""
    query = quote(request.scope["query_string"], safe=IN_A_QUERY)
    return quote(request.scope["path"]) + (f"?{query}" if query else "")


def wanted_page(request: Request) -> str:
    """Where to go once signed in: a page of this very site, else the first one."""
    address = unquote(request.cookies.get(COOKIE, ""))
    return address if OF_THIS_SITE.fullmatch(address) else "/"
