"""Positions that will come, what need not be asked a hundred times, and the rule that nothing is left out."""

from collections import Counter
from typing import Any

import schemathesis
from schemathesis.generation.meta import CoveragePhaseData

Case = schemathesis.Case[Any]
FEW = 5  # requests that differ in nothing that this API tells apart
SHARED = frozenset({"idempotency-key", "if-match", "preview", "accept-language"})  # one definition for all operations
ASKED = Counter[tuple[str, str, str]]()


@schemathesis.hook
def filter_case(_: schemathesis.HookContext, case: Case) -> bool:
    """A bound of a shared parameter is tried on a few operations, one of an act within a list on a few acts: each act
    has an operation of its own.
    """
    told = case.meta.phase.data if case.meta else None
    if not isinstance(told, CoveragePhaseData):
        return True
    parameter = told.parameter or ""
    place = "" if parameter.lower() in SHARED else case.operation.label
    ASKED[place, parameter, told.description] += 1
    return ASKED[place, parameter, told.description] <= FEW


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
