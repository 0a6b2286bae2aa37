"""Routes as this API means them: strict JSON that is judged after the rights, and HEAD beside every GET.

The framework reads a body before it looks at who asks; an unreadable one is therefore kept as such until the rights
are checked (ruling 31), and the body's own model refuses it.
"""

from asyncio import timeout
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterator, Mapping
from typing import Any, Final, cast

import orjson
from fastapi import APIRouter, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.routing import Match
from starlette.types import Scope

from api.errors import most_bytes
from api.http.short_way import NotPlainError, short_way

TOO_LARGE, TOO_SLOW = 413, 408
BODY_SECONDS = 60.0  # within which a body has to be there
UNREADABLE: Final = object()  # stands for a body that is no JSON

Handler = Callable[[Request], Coroutine[Any, Any, Response]]
Responses = Mapping[int | str, dict[str, Any]]


class StrictRequest(Request):
    """A request within bounds, whose JSON is JSON: no NaN, no half of a surrogate pair, no nesting without end."""

    async def stream(self) -> AsyncGenerator[bytes, None]:
        """The body as it comes in; 413 as soon as it is too large, whatever length was announced; 408 when too slow."""
        size, most = 0, most_bytes(self.scope["path"])
        try:
            async with timeout(BODY_SECONDS):
                async for chunk in super().stream():
                    size += len(chunk)
                    if size > most:
                        raise HTTPException(TOO_LARGE)
                    yield chunk
        except TimeoutError as error:
            raise HTTPException(TOO_SLOW) from error

    async def json(self) -> Any:
        try:
            found = self.state.body = orjson.loads(await self.body())  # a refusal tells the place of its field in it
        except orjson.JSONDecodeError:
            return UNREADABLE
        return found


class StrictRoute(APIRoute):
    """A route that reads its body strictly, and answers a plain request the short way."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """As the framework finds it; that most routes do not match is told by the path alone."""
        if not scope.get("root_path") and not self.path_regex.match(scope["path"]):
            return Match.NONE, {}
        return super().matches(scope)

    def get_route_handler(self) -> Handler:
        handle, way = super().get_route_handler(), short_way(self.dependant)

        async def strict(received: Request) -> Response:
            request = StrictRequest(received.scope, received.receive)
            if way is None:
                return await handle(request)
            try:
                answer: Response = await way.answer(request)
            except NotPlainError:
                return await handle(request)
            return answer

        return strict


class Router(APIRouter):
    """A router of strict routes."""

    def __init__(self, *, tags: list[str], prefix: str = "", responses: Responses | None = None) -> None:
        super().__init__(
            prefix=prefix, tags=cast(Any, tags), route_class=StrictRoute, responses=dict(responses or {}) or None
        )

    def read(
        self,
        path: str,
        operation_id: str,
        responses: Responses | None = None,
        route_class: type[StrictRoute] = StrictRoute,
    ) -> Callable[[Any], Any]:
        """Register a read: GET as documented, HEAD answered alike."""
        told: dict[str, Any] = {"operation_id": operation_id, "responses": dict(responses or {})}

        def register(endpoint: Any) -> Any:
            self.add_api_route(path, endpoint, methods=["GET"], route_class_override=route_class, **told)
            self.add_api_route(path, endpoint, methods=["HEAD"], include_in_schema=False)
            return endpoint

        return register


def refuse_unknown_parameters(request: Request) -> None:
    """A query parameter nobody reads, or one given twice, is a slip that must not pass in silence."""
    if not request.scope["query_string"]:
        return
    known = set(query_names(request.scope["route"].dependant))
    given = [name for name, _ in request.query_params.multi_items()]
    flaws = [
        {"type": "extra_forbidden" if name not in known else "given_twice", "loc": ("query", name), "msg": ""}
        for name in dict.fromkeys(given)
        if name not in known or given.count(name) > 1
    ]
    if flaws:
        raise RequestValidationError(flaws)


def query_names(dependant: Dependant) -> Iterator[str]:
    yield from (param.alias for param in dependant.query_params)
    for part in dependant.dependencies:
        yield from query_names(part)
