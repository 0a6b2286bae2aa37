"""Where the head of every page leads, and who is led there."""

from collections.abc import Sequence
from dataclasses import dataclass

from api.access.rights import Right, rights_of
from api.importing.permits import tables_of
from projections.ops.accounts import Account

IMPORT = "/import"
SECTIONS: Sequence[tuple[str, str, frozenset[Right]]] = (
    ("/", "page.board", frozenset({Right.INTERNAL})),
    ("/day", "page.day", frozenset({Right.INTERNAL, Right.ANSWER})),
    ("/queue", "page.queue", frozenset({Right.CONFIRM})),
    ("/deadlines", "page.deadlines", frozenset({Right.INTERNAL})),
    ("/figures", "page.figures", frozenset({Right.INTERNAL})),
    (IMPORT, "page.import", frozenset()),  # whoever may import a table
    ("/people", "page.people", frozenset({Right.ABSENCE})),
    ("/audit", "page.audit", frozenset({Right.AUDIT})),
    ("/access", "page.access", frozenset({Right.ACCESS})),
    ("/policy", "page.policy", frozenset({Right.AUDIT})),
    ("/admin", "page.admin", frozenset({Right.RULEBOOK})),
    ("/reminders", "page.reminders", frozenset({Right.ANSWER})),
    ("/calendars", "page.calendars", frozenset({Right.CALENDAR})),
)
"""Where to, under which name, with which rights."""


@dataclass(frozen=True)
class Section:
    """A place that the head of the page leads to."""

    path: str
    name: str
    current: bool


def sections(path: str, account: Account) -> list[Section]:
    """Where somebody is led; what he may not see is not shown."""
    allowed = rights_of(account)
    outside = [] if Right.INTERNAL in allowed else [Section("/mine", "page.mine", path == "/mine")]
    led = [one for one in SECTIONS if one[2] <= allowed and (one[0] != IMPORT or tables_of(account))]
    return outside + [Section(to, name, to == path) for to, name, _ in led]
