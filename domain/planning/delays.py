"""Delay accounting: why the construction permit comes later (or earlier) than the frozen plan, split exactly.

The slip is the calendar days from the construction permit under escort (T), as frozen with the first list, to the
actual permit, or to the forecast; positive is later. From the permit back to the landing the chain of what set each
date is walked; at each link the difference to the plan is one sum:

    grant = own excess + calendar + cascade + the slip of its begin, or of the grant it waited for
    begin = late start + calendar + cascade + the slip of what allowed it

- late_start: begun later than what it waits for allowed, or handed in late once it could be granted;
- cascade: another path than the plan's set the date; negative where a planned wait took a delay up;
- calendar: the same working days are another number of calendar days at this time of the year;
- own excess, beyond the promised limit from the begin, or beyond the issue day: `excess` splits it into refusal, land,
  supplement, owner_suspension, suspension, extension and overrun (the last is not in the design: the department's own
  time beyond its promise, negative where it was faster).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from domain.event import Event
from domain.planning.excess import DelayCause, Part, Told, Window, days_of, excess, rests
from domain.planning.forecast import applying
from domain.planning.foreseen import Forecast
from domain.planning.model import WayName
from domain.planning.network import Node, kept_network
from domain.planning.timing import Clock
from domain.project.model.evolution import catalogue_id
from domain.project.model.rules import Rules
from domain.project.model.state import Project

WAY = WayName.ESCORTED


@dataclass(frozen=True)
class DelayAccount:
    """The slip of the construction permit and its parts, from the landing to the permit; they sum to it."""

    baseline: date
    permit: date
    actual: bool
    parts: tuple[Part, ...]

    @property
    def slip(self) -> int:
        """Calendar days; positive is later than planned."""
        return (self.permit - self.baseline).days

    @property
    def by_cause(self) -> dict[DelayCause, int]:
        """The days of each cause."""
        return {cause: sum(part.days for part in self.parts if part.cause is cause) for cause in DelayCause}


class Moment(NamedTuple):
    """The begin or the grant of a matter."""

    matter: str
    granted: bool


class Planned(NamedTuple):
    """A matter's begin and grant under escort, as frozen."""

    begins: date
    granted: date


class Allowed(NamedTuple):
    """The day from which a matter may begin, and what brought it; None: the landing."""

    on: date
    by: Moment | None


def delays(project: Project, rules: Rules, standing: Iterable[Event], told: Forecast) -> DelayAccount | None:
    """The account of a project; None without a frozen plan, or where the permit has no date.

    `told` is its forecast, `standing` its events as corrected.
    """
    permit, yardsticks = told.construction_permit, project.yardsticks
    planned = dict(yardsticks.permits).get(WAY.value) if yardsticks else None
    if permit is None or planned is None:
        return None
    walk = Walk(project, rules, Told(standing), told)
    parts = [part for part in walk.parts(planned, permit.on) if part.days]
    return DelayAccount(planned, permit.on, permit.actual, tuple(reversed(parts)))


class Walk:
    """The way from the permit back to the landing."""

    def __init__(self, project: Project, rules: Rules, events: Told, told: Forecast) -> None:
        self.project, self.rules, self.events, self.told = project, rules, events, told
        chosen = applying(project, rules)
        self.network = kept_network(rules.catalogue, project.profile or {}, chosen, project.scopes)
        self.clock = Clock(rules.calendar)
        self.allowed_on: dict[str, Allowed] = {}
        yardsticks = project.yardsticks
        frozen = yardsticks.baselines if yardsticks else ()
        self.preparation = yardsticks.preparation if yardsticks else 0
        self.plans = {item.key: item for item in frozen if item.way == WAY.value}

    def parts(self, planned: date, permit: date) -> Iterator[Part]:
        """What each link adds; a link to what was not planned ends the way."""
        target = max(self.network.targets, key=self.granted)
        plan = self.plan(target)
        if plan is None or self.granted(target) != permit:
            yield self.part(DelayCause.CASCADE, target, (permit - planned).days)
            return
        yield self.part(DelayCause.CASCADE, target, (plan.granted - planned).days)
        at: Moment | None = Moment(target, granted=True)
        while at:
            found, at = self.of_grant(at.matter) if at.granted else self.of_begin(at.matter)
            yield from found

    def of_grant(self, key: str) -> tuple[list[Part], Moment | None]:
        """A grant waits for the issue day after the last it depends on, or follows from the begin.

        Where it might have been ready by the issue day, had it begun when it was allowed to, the begin is not what
        the plan waited for: only by how much it was not ready then is it late.
        """
        node, begun = self.network.nodes[key], self.begun(key)
        own, last = self.clock.end(begun, node.limits[WAY]), self.last_grant(node)
        issued = self.issued(node, self.granted(last)) if last else date.min
        free = self.clock.end(self.allowed(key).on, node.limits[WAY])
        base, floor = (issued, issued) if issued > own else (begun, own)
        found = self.own_excess(key, base, floor)
        if last and issued > min(own, free):
            links, at = self.waited(key, last, issued)
            return [*found, *self.late_start(key, (floor - issued).days), *links], at
        plan = self.plan_of(key)
        planned_end = self.clock.end(plan.begins, node.limits[WAY])
        longer = (own - begun) - (planned_end - plan.begins)
        links = self.links(key, longer.days, (planned_end - plan.granted).days)
        return [*found, *links], Moment(key, granted=False)

    def waited(self, key: str, last: str, issued: date) -> tuple[list[Part], Moment | None]:
        """From a grant to the issue day of what waited for it; where it was not planned the way ends."""
        node, plan, was = self.network.nodes[key], self.plan_of(key), self.plan(last)
        if was is None:
            return [self.part(DelayCause.CASCADE, key, (issued - plan.granted).days)], None
        planned = self.issued(node, was.granted)
        longer = (issued - self.granted(last)) - (planned - was.granted)
        return self.links(key, longer.days, (planned - plan.granted).days), Moment(last, granted=True)

    def of_begin(self, key: str) -> tuple[list[Part], Moment | None]:
        """A begin follows from what allowed it."""
        allowed, plan, begun = self.allowed(key), self.plan_of(key), self.begun(key)
        found = self.late_start(key, (begun - allowed.on).days)
        was = self.day_planned(allowed.by) if allowed.by else None
        if allowed.by is None or was is None:
            return [*found, self.part(DelayCause.CASCADE, key, (allowed.on - plan.begins).days)], None
        planned_begin = self.clock.later(was, self.preparation)
        longer = (allowed.on - self.day(allowed.by)) - (planned_begin - was)
        return [*found, *self.links(key, longer.days, (planned_begin - plan.begins).days)], allowed.by

    def plan(self, key: str) -> Planned | None:
        """What was planned of a matter; a scope added later has the plan of the whole project's matter."""
        found = self.plans.get(key) or self.plans.get(catalogue_id(key))
        if found is None or found.granted is None:
            return None
        return Planned(found.begins or found.granted, found.granted)

    def plan_of(self, key: str) -> Planned:
        """The same where the walk has come: it does not go where nothing was planned."""
        return self.plan(key) or Planned(date.min, date.min)

    def day_planned(self, moment: Moment) -> date | None:
        """The day planned for a begin or a grant."""
        plan = self.plan(moment.matter)
        return (plan.granted if moment.granted else plan.begins) if plan else None

    def links(self, key: str, calendar: int, cascade: int) -> list[Part]:
        """What is nobody's doing."""
        return [self.part(DelayCause.CALENDAR, key, calendar), self.part(DelayCause.CASCADE, key, cascade)]

    def late_start(self, key: str, days: int) -> list[Part]:
        """So many days of a begin that might have been earlier; those on which the service rested are the owner's."""
        rested = days_of(list(rests(self.project)), self.allowed(key).on, self.begun(key)).total()
        owners = max(0, min(days, rested))
        return [
            self.part(DelayCause.OWNER_SUSPENSION, key, owners),
            self.part(DelayCause.LATE_START, key, days - owners),
        ]

    def own_excess(self, key: str, base: date, floor: date) -> list[Part]:
        """The parts of what a matter took beyond its floor."""
        found, matter = self.told.matters[key], self.project.matters[key]
        if found.granted is None or found.begins is None:
            return []
        window = Window(base, floor, found.granted)
        days = excess(self.project, matter, window, found.begins.on, self.rules.calendar)
        return [self.part(DelayCause(cause), key, count) for cause, count in days.items()]

    def part(self, cause: DelayCause, key: str, days: int) -> Part:
        return self.events.part(cause, key, days)

    def begun(self, key: str) -> date:
        """Its begin; what was granted without application or opinion began when it was allowed to."""
        matter, found = self.project.matters[key], self.told.matters[key]
        if matter.attempts or matter.reviews or not (found.granted and found.granted.actual):
            return matter.begun_on or (found.begins.on if found.begins else date.max)
        return min(self.allowed(key).on, found.granted.on)

    def granted(self, key: str) -> date:
        found = self.told.matters[key].granted
        return found.on if found else date.max

    def allowed(self, key: str) -> Allowed:
        """As the plan's rule says of the days as they came (design §5)."""
        if key not in self.allowed_on:
            self.allowed_on[key] = self.worked_out(self.network.nodes[key])
        return self.allowed_on[key]

    def worked_out(self, node: Node) -> Allowed:
        """When the last it depends on is granted; with a pre-review already when the others have begun."""
        ready = self.latest([Moment(other, granted=True) for other in node.depends_on])
        if node.prereview_after:
            first = self.latest([Moment(other, granted=False) for other in node.prereview_after])
            ready = first if first.on < ready.on else ready
        return Allowed(self.clock.later(ready.on, self.preparation), ready.by)

    def latest(self, moments: list[Moment]) -> Allowed:
        """The last of some days; the landing where none came after it."""
        landed = self.project.landed_on or date.min
        last = max(moments, key=self.day, default=None)
        return Allowed(self.day(last), last) if last and self.day(last) >= landed else Allowed(landed, None)

    def day(self, moment: Moment) -> date:
        return self.granted(moment.matter) if moment.granted else self.begun(moment.matter)

    def last_grant(self, node: Node) -> str | None:
        return max(node.depends_on, key=self.granted, default=None)

    def issued(self, node: Node, granted: date) -> date:
        """The first day on which a pre-reviewed matter can be granted after another."""
        on_the_spot = all(term.count == 0 for term in node.limits[WAY])
        return granted if on_the_spot else self.clock.later(granted, 1)
