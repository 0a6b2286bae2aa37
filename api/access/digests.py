"""The access table's digests, each compared with what the table comes to today."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from api.runtime import Runtime
from domain.access import AccessDigested, stream_of_access
from domain.event import shanghai_date

NAMES = ("first", "last", "entries", "refusals", "readings", "sha256")


@dataclass(frozen=True)
class Digested:
    """A digest as the log has it, and the hash from which it went on."""

    told: AccessDigested
    before: str


def digested(here: Runtime) -> Sequence[Digested]:
    """All digests, the oldest first."""
    log = here.ledger.load(stream_of_access(here.settings.district))
    told = [event for event in log if isinstance(event, AccessDigested)]
    return [Digested(one, before) for one, before in zip(told, ["", *(one.sha256 for one in told)], strict=False)]


def checked(here: Runtime, one: Digested) -> dict[str, Any]:
    """A digest, worked out again from the table."""
    told = one.told
    again = here.access.table.digest_up_to(told.first - 1, told.last, one.before)
    row = {name: getattr(told, name) for name in NAMES}
    return {"on": shanghai_date(told.recorded_at), **row, "intact": again.sha256 == told.sha256}
