"""Second results (重新报批): a matter whose result is to be approved anew, key `id[:scope]~n` (ruling 21).

The first result stands beside it. What counts for dependencies and gates is any of them in force; where a later one is,
the earlier one's period no longer matters.
"""

import re
from datetime import date

from domain.project.model.phases import Phase
from domain.project.model.state import Matter, Project

NUMBERED = re.compile(r"(?P<first>[^~]+)~(?P<number>[2-9]|[1-9]\d)")


def number_of(key: str) -> int:
    """The number of a result: 1 for a key without one."""
    found = NUMBERED.fullmatch(key)
    return int(found["number"]) if found else 1


def earlier(key: str) -> str | None:
    """The key of the result before; None for a first one, and for a key that is none."""
    found = NUMBERED.fullmatch(key)
    if found is None:
        return None
    return found["first"] if found["number"] == "2" else f"{found['first']}~{int(found['number']) - 1}"


def superseded_on(project: Project, matter: Matter) -> date | None:
    """The day on which a later result took this one's place; one that was annulled never did."""
    base, number = matter.key.partition("~")[0], number_of(matter.key)
    later = [
        other.first_granted_on
        for other in project.matters.values()
        if other.first_granted_on
        and other.phase is not Phase.ANNULLED
        and number_of(other.key) > number
        and other.key.partition("~")[0] == base
    ]
    return min(later, default=None)
