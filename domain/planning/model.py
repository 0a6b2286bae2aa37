"""What a plan says: three ways from one start date, and what the escort gains."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.dates.calendar import WorkingCalendar


class WayName(StrEnum):
    """法定口径, 承诺口径, 护航计划."""

    STATUTORY = "statutory"
    PROMISED = "promised"
    ESCORTED = "escorted"


@dataclass(frozen=True)
class Planned:
    """A matter's dates in one way; null where works complete is not known.

    `float` is how many working days the grant can move alone without moving the construction permit; None when
    no delay of it ever moves the permit. `provisional`: counted over days that are only an estimate (暂估).
    """

    begins: date | None
    granted: date | None
    float: int | None
    provisional: bool


@dataclass(frozen=True)
class Way:
    """One way through all matters that apply, in catalogue order; milestones by stage.

    Where the construction permit does not apply, `construction_permit` is the construction start (ruling 33).
    """

    matters: Mapping[str, Planned]
    milestones: Mapping[str, date | None]
    construction_permit: date | None
    construction_start: date | None
    critical_path: tuple[str, ...]


@dataclass(frozen=True)
class Gain:
    """By how much the escort's construction permit comes earlier; negative when later."""

    calendar_days: int
    working_days: int


@dataclass(frozen=True)
class Plan:
    """The three ways of one project from one start date. A gain is None where there is nothing to compare."""

    start: date
    preparation: int
    construction_days: int | None
    statutory: Way
    promised: Way
    escorted: Way
    gain_vs_statutory: Gain | None
    gain_vs_promised: Gain | None
    provisional: bool

    def ways(self) -> dict[WayName, Way]:
        """The ways by name, in the order they are shown."""
        return {
            WayName.STATUTORY: self.statutory,
            WayName.PROMISED: self.promised,
            WayName.ESCORTED: self.escorted,
        }


def is_provisional(calendar: WorkingCalendar, start: date, day: date | None) -> bool:
    """Whether a planned day is an estimate: some day counted since the start is not officially known."""
    if day is None or day <= start:
        return False
    return calendar.provisional_between(start.fromordinal(start.toordinal() + 1), day)
