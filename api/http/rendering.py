"""Templates with the reader's language, and the words of domain values."""

import gzip
from datetime import date
from functools import cache
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from api.http.answers import WORTH_PACKING
from api.locale import LANGUAGES, text
from api.words.remaining import remaining
from domain.event import SHANGHAI

TEMPLATES = Environment(
    loader=PackageLoader("api"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
TEMPLATES.filters["shanghai"] = lambda moment: moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
TEMPLATES.globals["remaining"] = remaining
LANGUAGE_COOKIE = "huhang_language"


def page_language(request: Request) -> str:
    """Chinese first; another language on request: `?lang=en`, remembered in a cookie."""
    wanted = request.query_params.get("lang") or request.cookies.get(LANGUAGE_COOKIE)
    return wanted if wanted in LANGUAGES else LANGUAGES[0]


def render(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A page; in the template `t(key, …)` gives words and `day(date)` a short date."""
    language = page_language(request)

    def say(key: str, **params: object) -> str:
        return filled(key, language, params) if params else plain(key, language)

    account = values.get("account")
    html = TEMPLATES.get_template(template).render(
        t=say,
        day=short_day,
        language=language,
        other_language=other_language(request, language),
        demo=request.app.state.runtime.demo,
        sections=request.app.state.sections(request.url.path, account) if account else (),
        who=account,
        **values,
    )
    headers = {"Content-Language": language, "Cache-Control": "private, no-cache", "Vary": "Accept-Encoding, Cookie"}
    body = html.encode()
    if len(body) > WORTH_PACKING and "gzip" in request.headers.get("accept-encoding", ""):
        body = gzip.compress(body, 1, mtime=0)
        headers["Content-Encoding"] = "gzip"
    page = HTMLResponse(body, status, headers)
    if "lang" in request.query_params:
        page.set_cookie(LANGUAGE_COOKIE, language, samesite="lax", httponly=True)
    return page


@cache
def plain(key: str, language: str) -> Markup:
    """Words without values, escaped once for all pages."""
    return escape(text(key, language))


def filled(key: str, language: str, params: dict[str, object]) -> str:
    """Words with their values, words among them."""
    return text(
        key, language, **{name: one.unescape() if isinstance(one, Markup) else one for name, one in params.items()}
    )


def short_day(value: date | str | None) -> str:
    """A date as people write it, or a dash."""
    return str(value) if value else "—"


def other_language(request: Request, language: str) -> str:
    """The address of this very page in the other language."""
    asked = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
    return "?" + urlencode([*asked, ("lang", "en" if language == "zh" else "zh")])
