"""Two forecasts of one project, date by date."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.planning.foreseen import Forecast, Foreseen, MatterForecast
from domain.project.model.rules import Rules

NOTHING = MatterForecast(None, None)


class Part(StrEnum):
    """What a date is of."""

    BEGINS = "begins"
    GRANTED = "granted"
    MILESTONE = "milestone"
    CONSTRUCTION_PERMIT = "construction_permit"
    CONSTRUCTION_START = "construction_start"


@dataclass(frozen=True, slots=True)
class Difference:
    """One date before and after, each with its ground; None where there is none.

    `key` is a matter or a stage; `working_days` is positive when the date comes later, None when one is missing.
    """

    part: Part
    key: str
    before: Foreseen | None
    after: Foreseen | None
    working_days: int | None

    @property
    def moved(self) -> bool:
        """Whether the day is another."""
        return (self.before and self.before.on) != (self.after and self.after.on)


@dataclass(frozen=True)
class Comparison:
    """Both forecasts, and the dates that differ; the permit and the construction start stand here in any case.

    `irregularities`: the codes that the supposed acts would carry.
    """

    before: Forecast
    after: Forecast
    construction_permit: Difference
    construction_start: Difference
    matters: tuple[Difference, ...]
    milestones: tuple[Difference, ...]
    irregularities: tuple[str, ...]


def compare(before: Forecast, after: Forecast, rules: Rules, irregularities: Sequence[str] = ()) -> Comparison:
    """Compare; working days are counted by the calendar of `rules`."""

    def differ(part: Part, key: str, one: Foreseen | None, other: Foreseen | None) -> Difference:
        days = rules.calendar.working_days(one.on, other.on) if one and other else None
        return Difference(part, key, one, other, days)

    def of_matters() -> Iterator[Difference]:
        for key in rules.catalogue.matters:
            one, other = before.matters.get(key, NOTHING), after.matters.get(key, NOTHING)
            yield differ(Part.BEGINS, key, one.begins, other.begins)
            yield differ(Part.GRANTED, key, one.granted, other.granted)

    def of_stages() -> Iterator[Difference]:
        for stage in rules.catalogue.stages:
            yield differ(Part.MILESTONE, stage.id, before.milestones.get(stage.id), after.milestones.get(stage.id))

    return Comparison(
        before=before,
        after=after,
        construction_permit=differ(Part.CONSTRUCTION_PERMIT, "", before.construction_permit, after.construction_permit),
        construction_start=differ(Part.CONSTRUCTION_START, "", before.construction_start, after.construction_start),
        matters=tuple(item for item in of_matters() if item.moved),
        milestones=tuple(item for item in of_stages() if item.moved),
        irregularities=tuple(irregularities),
    )
