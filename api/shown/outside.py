"""What an enterprise sees of its own project: what it is owed and owes, never how the service judges itself.

Named field by field: what is added to a view some day stays inside until it is named here. Left out are remarks,
assistance, irregularities, lights and their causes, what waits for confirmation, and the yardsticks of the service.
"""

from collections.abc import Mapping
from typing import Any, Final

from api.access.rights import Right, rights_of
from projections.ops.accounts import Account

ALL: Final = None  # the field as it is
Fields = Mapping[str, Any]


def fields(names: str, **nested: Fields) -> Fields:
    """Fields as they are, and those of which only some show."""
    return dict.fromkeys(names.split(), ALL) | nested


PROJECT = fields(
    "id code name district enterprise national_code landed_on status version as_of as_known_at people catalogue "
    "promised_limits_assumed profile expected scopes bundles deadlines",
    pauses=fields("suspended_on resumed_on"),
    stages=fields(
        "stage name milestone state opened_on milestone_on target reopened_on closed_on scopes matters settled"
    ),
    matters=fields(
        "key name scope stage department kind listed reason phase attempt received_on receipt_no accepted_on deemed "
        "answer_due_on stops supplements deferred materials pre_review promised statutory due_on granted_on refused_on "
        "delivered_on document result"
    ),
    facts=fields("kind on due scope value"),
)
ROW = fields(
    "project district code name enterprise landed_on status version stage rail next_due stuck land open_stops "
    "deferred_materials open_requests position",
    permit=fields("expected_on forecast_on granted_on"),
)
MILESTONES = fields(
    "id code as_of promised_limits_assumed construction_permit construction_start held_by",
    milestones=fields("stage name milestone target forecast actual"),
)


def is_outside(account: Account) -> bool:
    """Whether somebody sees only what is meant for an enterprise."""
    return Right.INTERNAL not in rights_of(account)


def shown(view: Any, allowed: Fields | None, account: Account) -> Any:
    """A view as an account sees it."""
    return only(view, allowed) if is_outside(account) else view


def only(value: Any, allowed: Fields | None) -> Any:
    """The named fields of a value, of each item where it is a list."""
    if allowed is ALL or value is None:
        return value
    if isinstance(value, list | tuple):
        return [only(one, allowed) for one in value]
    values: Mapping[str, Any] = value if isinstance(value, Mapping) else vars(value)
    return {name: only(values[name], of) for name, of in allowed.items() if name in values}
