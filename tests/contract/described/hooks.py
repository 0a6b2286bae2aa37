"""What need not be asked a hundred times, and the rule that nothing is left out."""

import re
from collections import Counter
from typing import Any

import schemathesis
from schemathesis.generation.meta import CoveragePhaseData

from tests.contract.described import FIELDS, SHARED

Case = schemathesis.Case[Any]
FEW = 5  # requests that differ in nothing that this API tells apart
FIELD = re.compile(r"/properties/(\w+)/")
ASKED = Counter[tuple[str, str, str]]()


@schemathesis.hook
def filter_case(_: schemathesis.HookContext, case: Case) -> bool:
    """A bound of a shared parameter is tried on a few operations, and so is what a shared field refuses; one of an act
    within a list on a few acts: each act has an operation of its own.
    """
    told = case.meta.phase.data if case.meta else None
    if case.meta is None or not isinstance(told, CoveragePhaseData):
        return True
    parameter = told.parameter or ""
    refused = FIELD.match(told.location or "") if case.meta.generation.mode.is_negative else None
    shared = parameter.lower() in SHARED or (refused and refused[1] in FIELDS)
    asked = ("" if shared else case.operation.label, parameter, told.description)
    ASKED[asked] += 1
    return ASKED[asked] <= FEW


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
