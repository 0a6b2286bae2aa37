"""The irregularities of a project as the API shows them."""

from collections.abc import Mapping, Sequence
from typing import Any

from api.locale import text
from domain.event import Event
from domain.project.record.irregularities import Codes


def irregularity_rows(known: Sequence[Event], codes: Mapping[int, Codes], language: str) -> list[dict[str, Any]]:
    """What the facts say today beside what was confirmed then (ruling 10)."""
    rows = []
    for event in known:
        then = set(getattr(event, "irregularities", ()))
        now = {code.value for code in codes.get(event.originator_version, ())}
        for code in sorted(then | now):
            state = "standing" if code in then & now else "cleared_later" if code in then else "arisen_later"
            rows.append(
                {
                    "version": event.originator_version,
                    "matter": getattr(event, "matter", None),
                    "code": code,
                    "title": text(f"irregularity.{code}", language),
                    "state": state,
                    "reason": event.reason or None,
                }
            )
    return rows
