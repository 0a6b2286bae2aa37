"""The API's own description: what the framework reads from the code, and the refusals, said in one place.

Every operation answers problems (RFC 9457); which statuses can occur follows from its path and method.
"""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.errors import STATUS, UNPROCESSABLE
from api.openapi_answers import describe_answers
from api.openapi_links import link

PROBLEM = {
    "title": "Problem",
    "description": "拒绝的原因 / Why a request was refused; `code` is stable, `title` is for people",
    "type": "object",
    "required": ["type", "code", "title", "status"],
    "additionalProperties": False,
    "properties": {
        "type": {"type": "string", "examples": ["urn:huhang:problem:act_out_of_order"]},
        "code": {"type": "string", "examples": ["act_out_of_order"]},
        "title": {"type": "string", "description": "中文或英文,随 Accept-Language"},
        "status": {"type": "integer"},
        "params": {"type": "object", "description": "title 中的各个值,保留标识符"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "code", "message"],
                "additionalProperties": False,
                "properties": {
                    "pointer": {"type": "string", "description": "JSON 指针(RFC 6901),或参数名如 query:limit"},
                    "code": {"type": "string"},
                    "message": {"type": "string"},
                },
            },
        },
    },
}
BEARER = "HTTPBearer"
SCHEME = {
    "type": "http",
    "scheme": "bearer",
    "description": "令牌:`huhang token add` 发放 / a token from `huhang token add`",
}
FEED = "CalendarKey"
FEED_SCHEME = {
    "type": "apiKey",
    "in": "query",
    "name": "key",
    "description": "日历订阅密钥:`huhang feed add` 发放,可收回 / the secret of a feed from `huhang feed add`",
}
FEEDS = "/calendar.ics"
WRITE_HEADERS = {
    "ETag": {"description": "写入后的版本", "schema": {"type": "string", "examples": ['"17"']}},
    "Huhang-Position": {"description": "供 min_position 使用的位置", "schema": {"type": "string"}},
}
READ_HEADERS = {"ETag": {"description": "版本与内容摘要", "schema": {"type": "string", "examples": ['"17-0a1b2c3d"']}}}
PREVIEWED = "预览 / A preview: nothing is stored"
DEFAULT_VALIDATION = ("HTTPValidationError", "ValidationError")  # the framework's own answer, never given


def describe(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document of the app, made once."""
    if app.openapi_schema is None:
        document = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
        schemas = document["components"]["schemas"]
        for name in DEFAULT_VALIDATION:
            schemas.pop(name, None)
        schemas["Problem"] = PROBLEM
        document["components"]["securitySchemes"] = {BEARER: SCHEME, FEED: FEED_SCHEME}
        for path, item in document["paths"].items():
            for method, operation in item.items():
                complete(operation, path, method)
        describe_answers(document)
        link(document)
        app.openapi_schema = document
    return app.openapi_schema


FIGURES = "/metrics"  # where those who watch expect it
NAMES_A_PROJECT = ("/concerns", "/me/calendars")  # in the body or the query
ASKED_BY_POST = ("/what-if", "/imports", "/record")  # what stores nothing: it has a body, and no version to compare


def complete(operation: dict[str, Any], path: str, method: str) -> None:
    """Add to an operation its headers and its refusals."""
    if path.startswith("/api/") or path == FIGURES:
        operation["security"] = [{FEED if path.endswith(FEEDS) else BEARER: []}]
    answers = operation["responses"]
    answers.pop(str(UNPROCESSABLE), None)
    statuses = set(refusals(path, method))
    if not statuses:
        return
    for status, answer in answers.items():
        if status.startswith("2"):
            answer["headers"] = headers_of(path, method)
    if "201" in answers:
        answers.setdefault("200", {"description": PREVIEWED, "content": {"application/json": {}}})
    if method == "get":
        answers["304"] = {"description": "未变 / Not modified"}
    for status in sorted(statuses):
        answers[str(status)] = {
            "description": f"{HTTPStatus(status).phrase}: {', '.join(codes_of(status))}",
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }


def headers_of(path: str, method: str) -> dict[str, Any]:
    """The headers of an answer that is no refusal."""
    if path.endswith(ASKED_BY_POST):
        return {}
    return WRITE_HEADERS if method == "post" else READ_HEADERS


def refusals(path: str, method: str) -> Iterator[int]:
    """The statuses with which an operation can refuse; none for those who watch the service."""
    if path == FIGURES:
        yield from (401, 403)
    if not path.startswith("/api/"):
        return
    yield from (401, 403, UNPROCESSABLE)
    project = "{project}" in path
    if "{" in path or path.endswith((FEEDS, *NAMES_A_PROJECT)):
        yield 404
    if method == "post":
        yield from (409, 413, 415, 503)
    if method == "post" and project and not path.endswith(ASKED_BY_POST):
        yield from (412, 428)
    if method == "get" and (not project or path.endswith("/history")):
        yield 503


def codes_of(status: int) -> list[str]:
    """The codes that have this status; 422 is everybody else's."""
    return [code for code, own in STATUS.items() if own == status] or ["invalid_request", "…"]
