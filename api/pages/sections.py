"""Where the head of every page leads, and who is led there."""

from dataclasses import dataclass

from api.rights import RIGHTS, Right
from projections.ops.accounts import Account

SECTIONS = (
    ("/", "page.board", Right.INTERNAL),
    ("/reminders", "page.reminders", Right.ANSWER),
    ("/calendars", "page.calendars", Right.CALENDAR),
)


@dataclass(frozen=True)
class Section:
    """A place that the head of the page leads to."""

    path: str
    name: str
    current: bool


def sections(path: str, account: Account) -> list[Section]:
    """Where somebody is led; what he may not see is not shown."""
    allowed = RIGHTS[account.role]
    return [Section(to, name, to == path) for to, name, right in SECTIONS if right in allowed]
