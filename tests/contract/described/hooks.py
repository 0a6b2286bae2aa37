"""Positions that will come, and the rule that the description leaves nothing out."""

from typing import Any

import schemathesis

Case = schemathesis.Case[Any]


@schemathesis.hook
def map_query(_: schemathesis.HookContext, query: dict[str, Any] | None) -> dict[str, Any] | None:
    """A position that was reached long ago: to wait two seconds for one that never comes is under test elsewhere."""
    if query and isinstance(query.get("min_position"), int) and query["min_position"] > 1:
        query["min_position"] = 1
    return query


@schemathesis.serializer("application/zip")
def archive(_: schemathesis.SerializationContext, value: Any) -> bytes:
    """A file as it is."""
    return value if isinstance(value, bytes) else str(value).encode()


@schemathesis.check
def described_in_full(ctx: schemathesis.CheckContext, response: schemathesis.Response, case: Case) -> None:
    """What fits the description is never refused for its form; a refusal by the view names when to come again."""
    _ = ctx
    if response.status_code == 503:
        assert "retry-after" in response.headers
    if response.status_code == 422 and case.meta is not None and case.meta.generation.mode.is_positive:
        assert response.json()["code"] != "invalid_request", response.text
