"""The course of one matter as chance has it: its acts, each with its day, in an order that is possible.

Days are the department's: it takes less or more than it promised, asks for supplements, stops and extends the clock,
refuses now and then. What comes of them is for the domain to say.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

from domain.catalogue.model import MatterDefinition
from domain.dates.calendar import WorkingCalendar
from domain.dates.terms import Unit
from domain.project.events.clocks import CORRECTION
from domain.project.events.reviews import Opinion
from domain.project.model.phases import Act

AUCTION = "land_listing_grant"
ATTEMPTS = 3  # at most: the third time it goes well
WORKING_SHARE = 5 / 7  # of calendar days, roughly


@dataclass(frozen=True)
class Step:
    """One act on its day."""

    act: Act
    on: date
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Pace:
    """How a project fares: a share of the promised days, and how often things go wrong (1 is usual)."""

    share: float
    trouble: float


def perhaps(dice: Random, chance: float) -> bool:
    """Whether something happens that happens so often, from 0 to 1."""
    return dice.random() < chance


class Course:
    """Chance, told on the working days of one calendar."""

    def __init__(self, dice: Random, calendar: WorkingCalendar, pace: Pace) -> None:
        self.dice, self.calendar, self.pace = dice, calendar, pace

    def after(self, day: date, fewest: int, most: int) -> date:
        """A working day so many working days later; 0 is the day itself, or the next that is worked."""
        days = self.dice.randint(fewest, most)
        return self.calendar.nth_after(day, days) if days else self.calendar.roll_forward(day)

    def happens(self, chance: float) -> bool:
        """Whether something happens, oftener where there is trouble."""
        return perhaps(self.dice, chance * self.pace.trouble)

    def days_taken(self, definition: MatterDefinition) -> int:
        """The working days until the decision: mostly less than promised, sometimes more."""
        term = definition.promised
        count = term.count if term.unit is Unit.WORKING_DAYS else term.count * WORKING_SHARE
        return max(0, round(count * self.dice.triangular(0.3, 1.5, 0.8) * self.pace.share))

    def matter(self, definition: MatterDefinition, ready: date, first: date | None) -> list[Step]:
        """From the day it can be applied for (`ready`); with a pre-review from `first`, where that is earlier."""
        steps = list(self.review(definition, first)) if first and first < ready else []
        opened = [step.on for step in steps]
        begin = self.after(max([ready, *opened]), 0, 2)
        if not definition.kind.needs_application and definition.id != AUCTION:
            return [*steps, self.grant(definition, self.calendar.nth_after(begin, max(1, self.days_taken(definition))))]
        return [*steps, *self.attempt(definition, begin, number=1)]

    def review(self, definition: MatterDefinition, first: date) -> Iterator[Step]:
        """An opinion in advance."""
        start = self.after(first, 0, 2)
        given = self.calendar.nth_after(start, max(1, self.days_taken(definition)))
        result = self.dice.choices((Opinion.FAVOURABLE, Opinion.OBJECTIONS, Opinion.LAPSED), (88, 8, 4))[0]
        yield Step(Act.PRE_REVIEW, start)
        yield Step(Act.PRE_REVIEW_OPINION, given, {"result": result})

    def attempt(self, definition: MatterDefinition, begin: date, number: int) -> Iterator[Step]:
        """An application from its receipt to its end, and the next one where it ends without a grant."""
        last = number == ATTEMPTS
        yield Step(Act.RECEIVE, begin, {"receipt_no": f"SJ{begin:%y%m%d}{self.dice.randint(100, 999)}"})
        answered = self.after(begin, 0, 3)
        if self.happens(0.14):
            yield Step(Act.REQUEST_SUPPLEMENT, answered, {"materials": ("图纸",)})
            answered = self.after(answered, 2, 10)
            yield Step(Act.SUPPLEMENT, answered)
            answered = self.after(answered, 0, 2)
        elif self.happens(0.03) and not last:
            yield Step(Act.NOT_ACCEPT, answered, {"document": f"不受{number}"})
            yield from self.attempt(definition, self.after(answered, 3, 10), number + 1)
            return
        if self.happens(0.03):  # nobody answers: silence, or a late answer
            answered = self.after(answered, 6, 9)
        yield Step(Act.ACCEPT, answered)
        yield from self.decision(definition, answered, number)

    def decision(self, definition: MatterDefinition, accepted: date, number: int) -> Iterator[Step]:
        """From the acceptance to the end."""
        days, at = self.days_taken(definition), accepted
        kinds = [kind for kind in definition.clock_stops if kind != CORRECTION]
        if kinds and days > 1 and self.happens(0.12):
            stop, at = self.stop(kinds, accepted)
            yield from stop
        if definition.statutory_extension_days and self.happens(0.04):
            at = max(at, self.after(accepted, 1, 1))
            values = {"days": min(5, definition.statutory_extension_days), "approved_by": "局长", "document": "延1"}
            yield Step(Act.EXTEND, at, values)
            days += 3
        end = self.calendar.nth_after(at, days) if days else self.calendar.roll_forward(at)
        yield from self.end(definition, end, number)

    def end(self, definition: MatterDefinition, end: date, number: int) -> Iterator[Step]:
        """Granted; or refused, or an auction without a bid, and applied for anew."""
        failed = Act.CLOSE if definition.id == AUCTION else Act.REFUSE
        if number < ATTEMPTS and self.happens(0.12 if failed is Act.CLOSE else 0.03):
            yield Step(failed, end, {"document": f"不予{number}"})
            yield from self.attempt(definition, self.after(end, 5, 20), number + 1)
            return
        yield self.grant(definition, end)
        if definition.kind.needs_document and perhaps(self.dice, 0.9):
            yield Step(Act.DELIVER, self.after(end, 0, 6))

    def stop(self, kinds: list[str], accepted: date) -> tuple[list[Step], date]:
        """A special procedure, and the day it ends."""
        kind = self.dice.choice(kinds)
        begin = self.after(accepted, 0, 1)
        end, expected = self.after(begin, 3, 20), self.after(begin, 5, 15)
        notice = {"notice_no": f"告{self.dice.randint(1, 99)}", "notice_on": begin, "expected_end": expected}
        return [Step(Act.SUSPEND, begin, {"kind": kind, **notice}), Step(Act.RESUME, end, {"kind": kind})], end

    def grant(self, definition: MatterDefinition, on: date) -> Step:
        """The result, with its document where one is due; now and then it is forgotten."""
        documented = definition.kind.needs_document and not self.happens(0.02)
        return Step(Act.GRANT, on, {"document": f"证{on:%y%m%d}{self.dice.randint(100, 999)}"} if documented else {})
