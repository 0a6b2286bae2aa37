"""The short way: a plain request reaches its endpoint without the framework's general solving of dependencies.

Plain is a request that names each parameter of its query once, and whose body, where one is due, is JSON. Its
parameters are judged by the very fields that the framework made of the signatures. Whatever is not plain or has a flaw
goes the framework's way, which reads it once more and words the refusal; so there is one definition of every route, and
one wording. A parameter that takes a list would need the framework; there is none.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from inspect import iscoroutinefunction
from typing import Any, get_type_hints

from fastapi import Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.params import Body

JSON = "application/json"
PLAIN_DEFAULTS = (str, int, bool, type(None))


class NotPlainError(Exception):
    """The request has to go the framework's way."""


@dataclass(frozen=True)
class Parameter:
    """An argument that comes with the request: its name, where it stands there, and the framework's field."""

    name: str
    place: str
    field: Any
    is_text: bool  # any text will do

    def judged(self, value: Any) -> Any:
        """The value as the endpoint gets it."""
        if self.is_text:
            return value
        found, flaws = self.field.validate(value, loc=())
        if flaws:
            raise NotPlainError
        return found


@dataclass(frozen=True)
class Way:
    """A function of the application, and where each of its arguments comes from."""

    function: Callable[..., Any]
    request: str | None
    path: Sequence[Parameter]
    headers: Sequence[Parameter]
    query: Sequence[Parameter]
    body: Parameter | None
    parts: Sequence[tuple[str, "Way"]]

    async def answer(self, request: Request) -> Any:
        """The endpoint's answer. Raises NotPlainError before the endpoint is called, never after."""
        return await self.function(**await self.arguments(request, {}))

    async def arguments(self, request: Request, known: dict[Callable[..., Any], Any]) -> dict[str, Any]:
        """All arguments; a part that several need is asked once. Rights are asked before the body is judged."""
        found: dict[str, Any] = {}
        for name, part in self.parts:
            if part.function not in known:
                known[part.function] = await part.function(**await part.arguments(request, known))
            found[name] = known[part.function]
        if self.request:
            found[self.request] = request
        for one in self.path:
            found[one.name] = one.judged(request.path_params[one.place])
        for one in self.headers:
            given = request.headers.get(one.place)
            found[one.name] = one.field.default if given is None else one.judged(given)
        asked = query_of(request) if self.query else {}
        for one in self.query:
            found[one.name] = one.judged(asked[one.place]) if one.place in asked else one.field.default
        if self.body:
            found[self.body.name] = await body_of(self.body, request)
        return found


def query_of(request: Request) -> Mapping[str, str]:
    """What a query says by name, read once a request."""
    if not request.scope["query_string"]:
        return {}
    names = request.query_params
    if len(names) < len(names.multi_items()):
        raise NotPlainError
    return names


async def body_of(parameter: Parameter, request: Request) -> Any:
    """The body as its model has it."""
    if request.headers.get("content-type") != JSON or not await request.body():
        raise NotPlainError
    value = await request.json()
    if value is None:
        raise NotPlainError
    return parameter.judged(value)


def short_way(dependant: Dependant) -> Way | None:
    """The short way to an endpoint; None where it has to be the framework's."""
    way = way_of(dependant)
    answers = get_type_hints(dependant.call).get("return") if way else None
    return way if isinstance(answers, type) and issubclass(answers, Response) else None


def way_of(dependant: Dependant) -> Way | None:
    parts = [(part.name, way_of(part)) for part in dependant.dependencies]
    ways, call = [(name, way) for name, way in parts if name and way], dependant.call
    if call is None or len(ways) < len(parts) or not simple(dependant):
        return None
    return Way(
        function=call,
        request=dependant.request_param_name,
        path=[Parameter(one.name, one.alias, one, is_text(one)) for one in dependant.path_params],
        headers=[
            Parameter(one.name, (one.alias if one.alias != one.name else one.name.replace("_", "-")), one, is_text(one))
            for one in dependant.header_params
        ],
        query=[Parameter(one.name, one.alias, one, is_text(one)) for one in dependant.query_params],
        body=next((Parameter(one.name, one.alias, one, is_text=False) for one in dependant.body_params), None),
        parts=ways,
    )


def is_text(field: Any) -> bool:
    """Whether a parameter is any text at all, with nothing to judge."""
    return field.field_info.annotation is str and not field.field_info.metadata


def simple(dependant: Dependant) -> bool:
    """Whether a function's arguments come from path, headers, a JSON body, and a query of single values alone."""
    others = (
        dependant.websocket_param_name,
        dependant.http_connection_param_name,
        dependant.response_param_name,
        dependant.background_tasks_param_name,
        dependant.security_scopes_param_name,
    )
    optional = [*dependant.header_params, *dependant.query_params]
    return (
        iscoroutinefunction(dependant.call)
        and not any(others)
        and not dependant.cookie_params
        and len(dependant.body_params) <= 1
        and all(type(one.field_info) is Body and not one.field_info.embed for one in dependant.body_params)
        and all(not one.field_info.is_required() and isinstance(one.default, PLAIN_DEFAULTS) for one in optional)
    )
