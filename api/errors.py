"""Errors as people and programs read them: application/problem+json with a stable code (RFC 9457).

The one table from codes to HTTP statuses, and the one place where an exception becomes an answer. No stack trace and
no internal name ever leaves the server.
"""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from api.locale import LANGUAGES, text, texts
from domain.errors import DomainError

logger = logging.getLogger(__name__)

UNPROCESSABLE = 422
STATUS: Mapping[str, int] = {
    "not_signed_in": 401,
    "right_missing": 403,
    "other_site": 403,
    "unknown_project": 404,
    "not_found": 404,
    "method_not_allowed": 405,
    "unknown_matter": 404,
    "code_taken": 409,
    "act_out_of_order": 409,
    "already_deemed_accepted": 409,
    "already_delivered": 409,
    "pre_review_open": 409,
    "stop_overlaps": 409,
    "version_conflict": 412,
    "body_too_large": 413,
    "version_required": 428,
    "log_busy": 503,
    "view_behind": 503,
    "internal_error": 500,
}
"""Codes with a status of their own; every other code of a DomainError is a 422."""

FALLBACK = {404: "not_found", 405: "method_not_allowed"}


class ProblemError(Exception):
    """A refusal that belongs to HTTP alone."""

    def __init__(self, code: str, /, headers: Mapping[str, str] | None = None, **params: object) -> None:
        super().__init__(code)
        self.code, self.params, self.headers = code, params, headers or {}


def language_of(request: Request) -> str:
    """The first language of Accept-Language that we speak; Chinese otherwise."""
    wanted = request.headers.get("accept-language", "")
    for part in wanted.split(","):
        primary = part.split(";")[0].strip().lower().split("-")[0]
        if primary in LANGUAGES:
            return primary
    return LANGUAGES[0]


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
    body: dict[str, Any] = {
        "type": f"urn:huhang:problem:{code}",
        "code": code,
        "title": text(code, language, **params),
        "status": status,
    }
    if params:
        body["params"] = {name: plain(value) for name, value in params.items()}
    if errors:
        body["errors"] = list(errors)
    extra = {"Content-Language": language, **(headers or {})}
    if code == "version_conflict":
        extra["ETag"] = f'"{params["current"]}"'
    return Response(orjson.dumps(body), status, extra, "application/problem+json")


def plain(value: object) -> object:
    return value if isinstance(value, bool | int | str | list) or value is None else str(value)


def field_errors(error: RequestValidationError, language: str) -> list[dict[str, Any]]:
    """Each field that does not fit: where (a JSON pointer, or the parameter's name), which rule, in words."""
    return [
        {"pointer": pointer(item["loc"]), "code": item["type"], "message": message(item, language)}
        for item in error.errors()
    ]


def message(item: Mapping[str, Any], language: str) -> str:
    """The words for a validation error; ours where we have them, else the validator's."""
    key = f"field.{item['type']}"
    if key not in texts(language):
        return str(item["msg"])
    values = {name: plain(value) for name, value in (item.get("ctx") or {}).items()}
    return text(key, language, **values)


def pointer(location: Sequence[int | str]) -> str:
    """`("body", "items", 0, "on")` is `#/items/0/on`; a query or path parameter is its name."""
    place, *rest = location
    if place == "body":
        return "#/" + "/".join(str(part) for part in rest)
    return f"{place}:{'/'.join(str(part) for part in rest)}"


def install(app: FastAPI) -> None:
    """Let every error of the app leave as a problem."""

    @app.exception_handler(DomainError)
    async def domain_error(request: Request, error: DomainError) -> Response:
        return problem(request, error.code, error.params)

    @app.exception_handler(ProblemError)
    async def http_problem(request: Request, error: ProblemError) -> Response:
        return problem(request, error.code, error.params, headers=error.headers)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        return problem(request, "invalid_request", {}, field_errors(error, language_of(request)))

    @app.exception_handler(HTTPException)
    async def http_error(request: Request, error: HTTPException) -> Response:
        return problem(
            request,
            FALLBACK.get(error.status_code, "invalid_request"),
            {"path": request.url.path},
            headers=error.headers,
        )

    @app.exception_handler(Exception)
    async def unexpected(request: Request, error: Exception) -> Response:
        logger.exception("unexpected error at %s %s", request.method, request.url.path, exc_info=error)
        return problem(request, "internal_error", {})
