"""When a matter begins and when it is granted, in each way (design §5, rulings 33–34).

Every function here only ever gives a later day for later days, so a delay can be followed through the network.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from domain.dates.calendar import WorkingCalendar
from domain.dates.terms import Term, add_term
from domain.planning.model import WayName
from domain.planning.network import Node

NEVER = date.max
"""Later than everything; what waits for it never comes. Stands for a delay without end."""


class Clock:
    """The date engine with its answers kept: a plan asks for the same term from the same day again and again."""

    def __init__(self, calendar: WorkingCalendar) -> None:
        self._calendar = calendar
        self._ends: dict[tuple[date, Term], date] = {}
        self._later: dict[tuple[date, int], date] = {}

    def end(self, start: date, limits: Iterable[Term]) -> date:
        """The day on which the last of the limits, all begun on `start`, ends."""
        return NEVER if start == NEVER else max(self._end(start, term) for term in limits)

    def later(self, day: date, working_days: int) -> date:
        """The day that many working days later; the day itself for 0."""
        if working_days == 0 or day == NEVER:
            return day
        found = self._later.get((day, working_days))
        if found is None:
            found = self._later[day, working_days] = self._calendar.nth_after(day, working_days)
        return found

    def _end(self, start: date, term: Term) -> date:
        found = self._ends.get((start, term))
        if found is None:  # as `due` says for a term without stops, at a tenth of its price: no words are made
            found = self._ends[start, term] = self._calendar.roll_forward(add_term(start, term, self._calendar))
        return found


class Timing:
    """The rules of one way. `begins` and `grants` hold the dates of the matters a node waits for.

    A matter missing from `grants` has no date, and what depends on it has none either.
    """

    def __init__(self, way: WayName, clock: Clock, start: date, preparation: int) -> None:
        self.way = way
        self.clock = clock
        self.start = start
        self.preparation = preparation

    def prereviewed(self, node: Node) -> bool:
        """Whether the matter is begun on an opinion in advance (提前预审): only in the escorted way."""
        return self.way is WayName.ESCORTED and bool(node.prereview_after)

    def ready(self, node: Node, grants: Mapping[str, date]) -> date:
        """The day its last prerequisite is granted; the start where there is none."""
        return max((grants[matter] for matter in node.depends_on), default=self.start)

    def opinion(self, node: Node, begins: Mapping[str, date]) -> date:
        """The day its pre-review can begin: when the last of the matters it may follow has begun."""
        return max(begins.get(matter, NEVER) for matter in node.prereview_after)

    def begin(self, node: Node, begins: Mapping[str, date], grants: Mapping[str, date], works: date | None) -> date:
        """When the matter begins: when it is ready, or with pre-review already when the others have begun.

        Preparation comes on top of that. Without pre-review a matter after works does not begin before works
        are complete.
        """
        ready = self.ready(node, grants)
        if self.prereviewed(node):
            return self.clock.later(min(ready, self.opinion(node, begins)), self.preparation)
        begun = self.clock.later(ready, self.preparation)
        return max(begun, works) if node.after_works and works else begun

    def grant(self, node: Node, begun: date, grants: Mapping[str, date], works: date | None) -> date:
        """When the matter is granted: its limit after it began.

        With pre-review not before the issue day, and after works not before works are complete.
        """
        granted = self.clock.end(begun, node.limits[self.way])
        if not self.prereviewed(node):
            return granted
        granted = max([granted, *(self.issue(node, grants[matter]) for matter in node.depends_on)])
        return max(granted, works) if node.after_works and works else granted

    def issue(self, node: Node, granted: date) -> date:
        """The first day a pre-reviewed matter can be granted after a prerequisite: the next working day.

        The same day where its limit is 0 (issue lag, catalogue `meta.rules.issue_lag`).
        """
        on_the_spot = all(term.count == 0 for term in node.limits[self.way])
        return granted if on_the_spot else self.clock.later(granted, 1)
