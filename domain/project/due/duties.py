"""证后事项: what the holder of a granted result owes afterwards, each with its day; and that it was done.

The catalogue says from which day a duty counts (`Anchor`), how long, and how often (design §4, ruling 18). A duty that
says no more than the result's own validity is not told twice: `permit_lapse` has that day.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import ClassVar

from msgspec.structs import replace

from domain.catalogue.model import Duty, Validity
from domain.catalogue.vocabulary import Anchor, Direction, DutyType, MetBy, Recurrence
from domain.dates.terms import Step, Term, Unit, act_before, add_term, due
from domain.project.due.validity import facts_of, validity
from domain.project.events.projectfacts import AGREED_START, CONSTRUCTION_STARTED
from domain.project.model.evolution import ProjectEvent, evolves
from domain.project.model.life import DoneDuty
from domain.project.model.phases import Phase
from domain.project.model.rules import Rules
from domain.project.model.state import Matter, Project

MONTHS = {Recurrence.MONTHLY: 1, Recurrence.QUARTERLY: 3, Recurrence.YEARLY: 12, Recurrence.EVERY_3_YEARS: 36}
MET_BY = {
    Anchor.AGREED_START: "construction_started",
    Anchor.AGREED_COMPLETION: "works_completed",
    Anchor.PAYMENT_DUE: "land_price_paid",
}
GOES_ON = Term(12, Unit.MONTHS)  # recurring duties end so long after the completion (design §7)
MID_YEAR = 7  # month


@dataclass(frozen=True, kw_only=True)
class DutyDone(ProjectEvent):
    """A duty after a grant was done; of a recurring one the occurrence, counted from 1, and all before it."""

    TOPIC = "DutyDone"
    CORRECTABLE: ClassVar[frozenset[str]] = ProjectEvent.CORRECTABLE | {"occurrence", "document"}

    matter: str
    duty: str
    occurrence: int = 1
    document: str = ""

    def outlasts(self, rules: Rules) -> bool:
        """Duties go on when the project has ended (ruling 28)."""
        return True


@evolves(DutyDone)
def _done(project: Project, event: DutyDone, rules: Rules) -> Project:
    done = DoneDuty(event.matter, event.duty, event.occurrence, event.effective_on)
    return replace(project, done_duties=(*project.done_duties, done))


@dataclass(frozen=True, slots=True)
class OpenDuty:
    """A duty still to be done: which time, from which day it counts, and by when."""

    duty: Duty
    occurrence: int
    start: date
    due_on: date
    provisional: bool
    steps: tuple[Step, ...]

    @property
    def recurring(self) -> bool:
        return self.duty.type is DutyType.RECURRING

    @property
    def about_land(self) -> bool:
        """A day the land contract agrees on."""
        return self.duty.anchor in MET_BY

    @property
    def idle(self) -> bool:
        """闲置: not started one or two years after the agreed day."""
        return self.duty.anchor is Anchor.AGREED_START and self.duty.direction is Direction.AFTER


def open_duties(matter: Matter, project: Project, rules: Rules) -> Iterator[OpenDuty]:
    """The duties of a result in force that have a day and were not done; of a recurring one the next."""
    if matter.phase is not Phase.GRANTED or matter.life is None:
        return
    for duty in rules.catalogue.duties.get(matter.definition.id, ()):
        if not says_the_validity(duty, matter.definition.validity) and not met(duty, matter, project):
            found = next_of(duty, matter, project, rules)
            if found is not None:
                yield found


def next_of(duty: Duty, matter: Matter, project: Project, rules: Rules) -> OpenDuty | None:
    """The first occurrence after the last one done; none of a recurring duty a year after the completion."""
    done = last_done(duty, matter, project)
    for number, anchor in anchors(duty, matter, project, rules):
        if number > done:
            found = dated(duty, number, anchor, rules)
            return None if found.recurring and is_over(found, project, rules) else found
    return None


def last_done(duty: Duty, matter: Matter, project: Project) -> int:
    own = (one.occurrence for one in project.done_duties if (one.matter, one.duty) == (matter.key, duty.id))
    return max(own, default=0)


def says_the_validity(duty: Duty, rule: Validity | None) -> bool:
    """The duty is to start, extend or renew before the result lapses, no more."""
    if rule is None:
        return False
    if duty.anchor is Anchor.EXPIRY:
        return duty.direction is Direction.BEFORE and same_term(duty.offset, rule.apply_before)
    once = duty.anchor is Anchor.GRANT and duty.type is DutyType.ONE_OFF
    return once and duty.direction is Direction.AFTER and same_term(duty.offset, rule.period)


def same_term(one: Term, other: Term | None) -> bool:
    """Equal, and no days are no days in any unit."""
    return one == other or (one.count == 0 and (other is None or other.count == 0))


def met(duty: Duty, matter: Matter, project: Project) -> bool:
    """What was owed has happened, as something else on record shows: nobody is asked twice."""
    kind = MET_BY.get(duty.anchor)
    if kind is not None and facts_of(project, matter, kind):
        return True
    if duty.met_by is None:
        return False
    by, of = duty.met_by
    if by is MetBy.FACT:
        return bool(facts_of(project, matter, of))
    keys = project.scopes.visible(of, project.scopes.place(matter.key))
    found = [project.matters[key] for key in keys if key in project.matters]
    return bool(found) and all(is_under_way(one) if by is MetBy.APPLICATION else one.life is not None for one in found)


def is_under_way(matter: Matter) -> bool:
    """It was applied for, or decided on already."""
    return matter.attempt is not None or matter.life is not None


def waited_for(matter: Matter, rules: Rules) -> Iterator[str]:
    """The matters of the catalogue by which duties of a result are met."""
    if matter.life is None:
        return
    for duty in rules.catalogue.duties.get(matter.definition.id, ()):
        if duty.met_by and duty.met_by[0] is not MetBy.FACT:
            yield duty.met_by[1]


def counted_from(matter: Matter, rules: Rules) -> Iterator[str]:
    """The kinds of facts on which the duties of a result and its validity may depend."""
    if matter.life is None:
        return
    yield from (AGREED_START, CONSTRUCTION_STARTED)
    for duty in rules.catalogue.duties.get(matter.definition.id, ()):
        yield from (duty.event or "", duty.anchor.value, MET_BY.get(duty.anchor, ""))
        if duty.met_by:
            yield duty.met_by[1]


def is_over(found: OpenDuty, project: Project, rules: Rules) -> bool:
    """A recurring duty ends twelve months after the project's last stage closed."""
    last = project.stages.get(rules.catalogue.stages[-1].id)
    closed = last.closed_on if last else None
    return closed is not None and found.due_on > add_term(closed, GOES_ON, rules.calendar)


def anchors(duty: Duty, matter: Matter, project: Project, rules: Rules) -> Iterator[tuple[int, date]]:
    """The days from which the occurrences of a duty count, each with its number; endless for a recurring one."""
    if duty.type is DutyType.RECURRING:
        yield from recurring_anchors(duty, matter, rules)
        return
    happened = [fact.on for fact in facts_of(project, matter, duty.event)] if duty.event else []
    if duty.anchor is Anchor.EVENT:
        yield from enumerate(happened if duty.type is DutyType.EVENT_DRIVEN else happened[:1], start=1)
        return
    anchor = single_anchor(duty, matter, project, rules)
    if anchor and (happened or duty.event is None):
        yield max(len(happened), 1), anchor


def single_anchor(duty: Duty, matter: Matter, project: Project, rules: Rules) -> date | None:
    """The grant, the end of the validity, or the day agreed on (moved by an extension of the start)."""
    life = matter.life
    if life is None or duty.anchor is Anchor.GRANT:
        return life.granted_on if life else None
    if duty.anchor is Anchor.EXPIRY:
        found = validity(matter, project, rules)
        return found.expiry if found else life.valid_until
    agreed = facts_of(project, matter, duty.anchor.value)
    day = agreed[-1].due if agreed else None
    return extended(day, matter, rules) if day and duty.anchor is Anchor.AGREED_START else day


def extended(agreed_on: date, matter: Matter, rules: Rules) -> date:
    """The agreed start, moved by the extensions of the contract (延建)."""
    rule = matter.definition.validity
    for one in matter.life.prolonged if matter.life else ():
        each = rule.extension_each if rule else None
        agreed_on = one.until or (add_term(agreed_on, each, rules.calendar) if each else agreed_on)
    return agreed_on


def recurring_anchors(duty: Duty, matter: Matter, rules: Rules) -> Iterator[tuple[int, date]]:
    """Month by month, quarter by quarter, year by year; `per_*` by the interval entered at the grant (ruling 18)."""
    life, recurrence = matter.life, duty.recurrence
    months = MONTHS.get(recurrence, life.interval_months if life else None) if recurrence else None
    if life is None or months is None:
        return
    for number in count(1):
        if duty.anchor is Anchor.FIXED_DATE:
            yield number, fixed_date(duty.fixed_date or "", life.granted_on, number)
        elif duty.anchor is Anchor.QUARTER_END:
            yield number, quarter_end(life.granted_on, number)
        elif duty.anchor is Anchor.EXPIRY and life.valid_until:
            yield number, add_term(life.valid_until, Term((number - 1) * months, Unit.MONTHS), rules.calendar)
        else:
            yield number, add_term(life.granted_on, Term(number * months, Unit.MONTHS), rules.calendar)


def fixed_date(month_day: str, granted_on: date, number: int) -> date:
    """The n-th such day after the grant. One in the first half of a year reports on the year before: none is owed in
    the year of the grant (企业信息公示暂行条例 §8)."""
    month, day = (int(part) for part in month_day.split("-"))
    first = granted_on.year + (month < MID_YEAR or (month, day) <= (granted_on.month, granted_on.day))
    return date(first + number - 1, month, day)


def quarter_end(granted_on: date, number: int) -> date:
    """The last day of the n-th quarter, the one of the grant being the first."""
    quarter = (granted_on.month - 1) // 3 + number  # 1 is January to March of the year of the grant
    year, month = granted_on.year + quarter // 4, quarter % 4 * 3 + 1
    return date(year, month, 1) - timedelta(days=1)


def dated(duty: Duty, number: int, anchor: date, rules: Rules) -> OpenDuty:
    """The day of one occurrence: a term after the anchor rolls on, a day to act before or on never does."""
    recurring_months = duty.type is DutyType.RECURRING and duty.anchor in (Anchor.GRANT, Anchor.FIXED_DATE)
    if duty.direction is Direction.AFTER and not recurring_months and duty.anchor not in MET_BY:
        term = due(rules.calendar, anchor, duty.offset)
        return OpenDuty(duty, number, anchor, term.due_on or anchor, term.provisional, term.steps)
    after = duty.direction is Direction.AFTER and not recurring_months
    day = add_term(anchor, duty.offset, rules.calendar) if after else anchor
    act = act_before(rules.calendar, day, duty.offset if duty.direction is Direction.BEFORE else None)
    return OpenDuty(duty, number, anchor, act.act_by, act.provisional, act.steps)
