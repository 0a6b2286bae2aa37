"""The access table's digests, each compared with what the table comes to today."""

from typing import Any

from api.runtime import Runtime
from domain.access import AccessDigested, stream_of_access
from domain.event import shanghai_date


def checked(here: Runtime) -> list[dict[str, Any]]:
    """The digests, the newest first, each worked out again from the table."""
    found, before = [], ""
    for event in here.ledger.load(stream_of_access(here.settings.district)):
        if isinstance(event, AccessDigested):
            again = here.access.table.digest_up_to(event.first - 1, event.last, before)
            names = ("first", "last", "entries", "refusals", "readings", "sha256")
            row = {name: getattr(event, name) for name in names}
            found.append({"on": shanghai_date(event.recorded_at), **row, "intact": again.sha256 == event.sha256})
            before = event.sha256
    return found[::-1]
