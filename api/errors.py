"""Errors as people and programs read them: application/problem+json with a stable code (RFC 9457).

The one table from codes to HTTP statuses, and the one place where an exception becomes an answer. No stack trace and
no internal name ever leaves the server.
"""

import logging
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from api.http.rendering import page_language, render
from api.locale import LANGUAGES, text
from api.words.field_places import Path, place_of, pointer_to
from api.words.field_words import message, plain
from api.words.problem_words import key_of, worded
from domain.errors import DomainError
from projections.database import of_another_shape, of_unwritable_text

logger = logging.getLogger(__name__)

UNPROCESSABLE, UNAVAILABLE = 422, 503
SOON = "5"  # seconds after which a 503 is asked again, where nobody knows better
STATUS: Mapping[str, int] = {
    "not_signed_in": 401,
    "sign_in_failed": 401,
    "sign_in_busy": 503,
    "too_many_sign_ins": 429,
    "too_many_requests": 429,
    "body_too_slow": 408,
    "oidc_state": 400,
    "oidc_unavailable": 502,
    "oidc_refused": 403,
    "oidc_unknown": 403,
    "unknown_account": 404,
    "unknown_token": 404,
    "account_exists": 409,
    "subject_taken": 409,
    "answer_erased": 409,
    "token_has_no_password": 409,
    "account_has_no_password": 409,
    "right_missing": 403,
    "not_the_department": 403,
    "own_entry": 403,
    "other_site": 403,
    "reminder_of_others": 403,
    "not_the_raiser": 403,
    "unknown_project": 404,
    "not_found": 404,
    "method_not_allowed": 405,
    "unknown_matter": 404,
    "unknown_stage": 404,
    "unknown_scope": 404,
    "unknown_bundle": 404,
    "unknown_calendar": 404,
    "unknown_reminder": 404,
    "unknown_concern": 404,
    "unknown_receiver": 404,
    "concern_closed": 409,
    "concern_not_answered": 409,
    "unknown_import": 404,
    "import_not_checked": 409,
    "import_queue_full": 503,
    "unknown_absence": 404,
    "unknown_feed": 404,
    "too_many_feeds": 409,
    "absence_overlaps": 409,
    "absence_over": 409,
    "post_not_held": 409,
    "scope_exists": 409,
    "second_main_scope": 409,
    "bundle_member_taken": 409,
    "code_taken": 409,
    "dossier_exists": 409,
    "act_out_of_order": 409,
    "not_pending": 409,
    "duty_done": 409,
    "already_acknowledged": 409,
    "unknown_duty": 404,
    "already_deemed_accepted": 409,
    "already_delivered": 409,
    "pre_review_open": 409,
    "stop_overlaps": 409,
    "project_suspended": 409,
    "project_not_suspended": 409,
    "project_ended": 409,
    "project_not_ended": 409,
    "project_archived": 409,
    "stage_open": 409,
    "stage_not_closed": 409,
    "milestone_reached": 409,
    "acts_after_end": 409,
    "version_conflict": 412,
    "body_too_large": 413,
    "unsupported_media_type": 415,
    "unsupported_file_type": 415,
    "version_required": 428,
    "log_busy": 503,
    "server_busy": 503,
    "view_behind": 503,
    "views_renewed": 503,
    "past_incomplete": 503,
    "too_many_listeners": 503,
    "internal_error": 500,
}
"""Codes with a status of their own; every other code of a DomainError is a 422."""

FALLBACK = {404: "not_found", 408: "body_too_slow", 405: "method_not_allowed", 413: "body_too_large"}
MAX_BODY = 1_000_000  # bytes
LARGER = {
    "/api/v1/imports": 12_000_000,
    "/import": 12_100_000,
    "/api/v1/dossiers": 32_000_000,
    "/dossiers": 32_100_000,
}
"""Where a file comes in; on a page it is wrapped as a form."""
ALTERNATIVES = ("<act>", "<correction>", "<fact>", "<profile>", "<without_pre_review>", "<day_off>")
"""What an item of a list can be: names within a validator's location, no part of a pointer."""

QUALITY = re.compile(r"q\s*=\s*([01](?:\.\d{0,3})?)")
PLACE = re.compile(r"\{\w+\}")
LISTS = {"acts": "items", "what-if": "changes"}  # where a body is a list, and its name there
OF_A_LIST = ("index", "items")  # places that a refusal names; meaningless where only one command was given


def most_bytes(path: str) -> int:
    """How large a body may be there."""
    return LARGER.get(path, MAX_BODY)


class ProblemError(Exception):
    """A refusal that belongs to HTTP alone."""

    def __init__(self, code: str, /, headers: Mapping[str, str] | None = None, **params: object) -> None:
        super().__init__(code)
        self.code, self.params, self.headers = code, params, headers or {}


def language_of(request: Request) -> str:
    """On a page the page's own; else that of Accept-Language that is liked best and that we speak, or Chinese."""
    if wants_page(request):
        return page_language(request)
    return language_in(request.headers.get("accept-language", ""))


@lru_cache(maxsize=256)
def language_in(accepted: str) -> str:
    """The same of the header's words, which most readers share."""
    wanted = sorted(map(liking, accepted.split(",")), reverse=True, key=itemgetter(0))
    return next((name for quality, name in wanted if quality and name in LANGUAGES), LANGUAGES[0])


def liking(part: str) -> tuple[float, str]:
    """`en-GB;q=0.8` is 0.8, `en`; a quality that is no number counts as none."""
    name, _, quality = part.partition(";")
    found = QUALITY.fullmatch(quality.strip()) if quality else None
    value = float(found[1]) if found else 0.0 if quality else 1.0
    return value, name.strip().lower().split("-")[0]


def problem(
    request: Request,
    code: str,
    params: Mapping[str, object],
    errors: Sequence[Mapping[str, Any]] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The answer: code, title in the reader's language, the values it names, and errors by field."""
    language = language_of(request)
    status = STATUS.get(code, UNPROCESSABLE)
    if status in (401, 403, 429) and not getattr(request.state, "refused", ""):
        request.state.refused = code
    title = text(key_of(code, params), language, **worded_here(request, params))
    if wants_page(request):
        told = told_on_page(request, errors) if code == "invalid_request" else []
        account = request.scope["state"].get("account")
        title = text("invalid_request.page", language) if told else title
        return render(request, "problem.html", status, title=title, problems=told, account=account)
    body: dict[str, Any] = {
        "type": f"urn:huhang:problem:{code}",
        "code": code,
        "title": title,
        "status": status,
    }
    if params:
        body["params"] = {name: plain(value) for name, value in params.items()}
    if errors:
        body["errors"] = list(errors)
    again = {"Retry-After": SOON} if status == UNAVAILABLE else {}
    extra = {"Content-Language": language, **again, **(headers or {})}
    if code == "version_conflict":
        extra["ETag"] = f'"{params["current"]}"'
    return Response(orjson.dumps(body), status, extra, "application/problem+json")


def told_on_page(request: Request, errors: Sequence[Mapping[str, Any]]) -> list[str]:
    """What does not fit, as a page lists it: the name of the field or of the part of the address, and what is wrong."""
    language, catalogue = language_of(request), request.app.state.runtime.rules.catalogue
    fields = [re.split("[:/]", str(one["pointer"]))[-1] for one in errors]
    named = [worded({"field": field}, language, catalogue)["field"] for field in fields]
    colon = text("history.colon", language)
    return [f"{field}{colon}{one['message']}" for field, one in zip(named, errors, strict=True)]


def wants_page(request: Request) -> bool:
    """A person with a browser outside the API reads a page, not JSON."""
    return not request.url.path.startswith("/api/") and "text/html" in request.headers.get("accept", "")


def worded_here(request: Request, params: Mapping[str, object]) -> dict[str, object]:
    return worded(params, language_of(request), request.app.state.runtime.rules.catalogue)


def field_errors(error: RequestValidationError, language: str) -> list[dict[str, Any]]:
    """Each field that does not fit: where (a JSON pointer, or the parameter's name), which rule, in words.

    A parameter that several parts of an endpoint look at is told once.
    """
    told = [
        {"pointer": pointer(item["loc"]), "code": item["type"], "message": message(item, language)}
        for item in error.errors()
    ]
    return [one for place, one in enumerate(told) if one not in told[:place]]


def pointer(location: Sequence[int | str]) -> str:
    """`("body", "items", 0, "on")` is `#/items/0/on` (RFC 6901); a query or path parameter is its name."""
    place, *rest = location
    parts = [part for part in rest if part not in ALTERNATIVES]
    return pointer_to(parts) if place == "body" else f"{place}:{'/'.join(map(str, parts))}"


def refusal(request: Request, error: DomainError) -> Response:
    """A refusal of the domain, with the place of the field, or of each item of a list, that it refuses."""
    items = error.params.get("items", [error.params.get("index")])
    within, field = LISTS.get(request.url.path.rpartition("/")[2]), error.params.get("field")
    params, parts = error.params, list[Path]()
    if within is not None and isinstance(items, list):
        parts = [(within, one) for one in sorted(set(items)) if one is not None]
    else:
        params = {name: value for name, value in params.items() if name not in OF_A_LIST}
    if field is not None:
        places = [place_of(request, str(field), part) for part in parts or [()]]
    else:
        places = [pointer_to(part) for part in parts]
    answered = text(key_of(error.code, params), language_of(request), **worded_here(request, params))
    errors = [{"pointer": place, "code": error.code, "message": answered} for place in places]
    return problem(request, error.code, params, errors)


def methods_of(request: Request) -> list[str]:
    """Every method of an address of the API; the framework's own answer names those of one route only."""
    for template, item in request.app.openapi()["paths"].items():
        if re.fullmatch(PLACE.sub("[^/]+", template), request.url.path):
            return sorted({method.upper() for method in item} | ({"HEAD"} if "get" in item else set()))
    return []


def install(app: FastAPI) -> None:
    """Let every error of the app leave as a problem."""

    @app.exception_handler(DomainError)
    async def domain_error(request: Request, error: DomainError) -> Response:
        return refusal(request, error)

    @app.exception_handler(ProblemError)
    async def http_problem(request: Request, error: ProblemError) -> Response:
        return problem(request, error.code, error.params, headers=error.headers)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        return problem(request, "invalid_request", {}, field_errors(error, language_of(request)))

    @app.exception_handler(HTTPException)
    async def http_error(request: Request, error: HTTPException) -> Response:
        code = FALLBACK.get(error.status_code, "invalid_request")
        params = {"limit": most_bytes(request.url.path)} if code == "body_too_large" else {"path": request.url.path}
        allowed = {"Allow": ", ".join(methods)} if (methods := methods_of(request)) else {}
        return problem(request, code, params, headers={**(error.headers or {}), **allowed})


def unexpected(request: Request, error: Exception) -> Response:
    """What nobody foresaw: logged in full, told in one sentence with the request's id.

    After an upgrade views may lack what is read of them until they are made anew: then it is asked again.
    """
    if of_another_shape(error) and request.app.state.runtime.projector.renewing():
        logger.warning("views that are still to be made anew at %s %s", request.method, request.url.path)
        return problem(request, "views_renewed", {})
    if of_unwritable_text(error):
        return problem(request, "unwritable_text", {})
    logger.exception("unexpected error at %s %s", request.method, request.url.path, exc_info=error)
    return problem(request, "internal_error", {})
