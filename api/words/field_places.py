"""Where in a request a field stands that the domain refuses: it knows the field's name alone."""

from collections.abc import Iterator, Sequence
from typing import Any

from fastapi import Request

Path = tuple[str | int, ...]


def place_of(request: Request, field: str, within: Path = ()) -> str:
    """A JSON pointer into the body (RFC 6901), or the parameter's name; of several of that name the outermost.

    `within`: the part of the body that is meant. A field that is not there is named where it would be.
    """
    if field in request.query_params:
        return f"query:{field}"
    body = getattr(request.state, "body", None)
    found = min(paths_to(part_of(body, within), field), key=len, default=(field,))
    return pointer_to((*within, *found))


def part_of(value: Any, within: Path) -> Any:
    """A part of a body that was judged already: what its path names is there."""
    for step in within:
        value = value[step]
    return value


def paths_to(value: Any, field: str) -> Iterator[Path]:
    """Every place of that name."""
    if isinstance(value, dict):
        yield from ((name,) for name in value if name == field)
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, part in inner:
        yield from ((step, *path) for path in paths_to(part, field))


def pointer_to(path: Sequence[str | int]) -> str:
    """`("items", 0, "on")` is `#/items/0/on`."""
    return "/".join(["#", *(str(part).replace("~", "~0").replace("/", "~1") for part in path)])
