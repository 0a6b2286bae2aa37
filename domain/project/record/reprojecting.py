"""Open dates that moved because a year's notice came: recorded in the project's own stream, with the cause."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from msgspec import Struct

from domain.project.due.deadlines import deadlines
from domain.project.model.evolution import ProjectEvent
from domain.project.model.rules import Rules
from domain.project.model.state import Project


class MovedDate(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """One open deadline as it was due and as it is now; None where there is none."""

    matter: str
    kind: str
    was_due: date | None
    due_on: date | None


@dataclass(frozen=True, kw_only=True)
class DatesReprojected(ProjectEvent):
    """The calendar changed and these open dates with it; `cause` names the event in the calendar's stream."""

    TOPIC = "DatesReprojected"
    CORRECTABLE: ClassVar[frozenset[str]] = frozenset()
    VOIDABLE: ClassVar[bool] = False

    calendar: str
    moved: tuple[MovedDate, ...] = ()

    def outlasts(self, rules: Rules) -> bool:
        return True


def moved_dates(project: Project, before: Rules, after: Rules) -> tuple[MovedDate, ...]:
    """The open deadlines that fall due on another day by other rules."""
    old, new = due_days(project, before), due_days(project, after)
    return tuple(
        MovedDate(key[0], key[1], old.get(key), new.get(key))
        for key in sorted(old.keys() | new.keys())
        if old.get(key) != new.get(key)
    )


def due_days(project: Project, rules: Rules) -> Mapping[tuple[str, str, str], date]:
    return {(item.matter, item.kind.value, item.detail): item.due_on for item in deadlines(project, rules)}
