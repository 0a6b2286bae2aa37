"""The dates of a forecast, matter by matter along the network: facts first, then the rules of the escorted way."""

from collections.abc import Iterable, Mapping
from datetime import date

from domain.planning.foreseen import Basis, Because, Foreseen, MatterForecast
from domain.planning.model import WayName
from domain.planning.network import Network, Node
from domain.planning.runningclock import Reading, own_end
from domain.project.events.reviews import Opinion
from domain.project.model.attempts import Review
from domain.project.model.phases import RUNNING, Phase
from domain.project.model.state import Matter

ENDED = frozenset(
    {Phase.NOT_ACCEPTED, Phase.REFUSED, Phase.WITHDRAWN, Phase.CLOSED, Phase.LAPSED, Phase.ANNULLED}
)  # a new attempt is needed


class Outlook:
    """The dates of a project's matters, filled in by `look`; every function gives a later day for later days.

    `begun`: what pre-reviews of others wait for. `works`: by place works complete, once it is known or foreseen.
    """

    def __init__(
        self,
        network: Network,
        matters: Mapping[str, Matter],
        reading: Reading,
        landed: date,
        preparation: int,
        pre_review: bool,
    ) -> None:
        self.network = network
        self.matters = matters
        self.reading = reading
        self.clock = reading.clock
        self.landed = Foreseen(landed, Because(Basis.LANDED, landed))
        self.preparation = preparation
        self.pre_review = pre_review
        self.works: dict[str, Foreseen] = {}
        self.begun: dict[str, Foreseen] = {}
        self.begins: dict[str, Foreseen] = {}
        self.grants: dict[str, Foreseen] = {}

    def look(self) -> None:
        """Date all matters; a second call, with works complete, dates what waited for it and what that moves."""
        moved = self.network.nodes.keys() - self.grants.keys()
        for key, node in self.network.nodes.items():
            if key in self.grants and moved.isdisjoint(node.depends_on) and moved.isdisjoint(node.prereview_after):
                continue
            moved.add(key)
            self.date_matter(node, self.matters[key])

    def forecast(self, key: str) -> MatterForecast:
        """What was found for a matter."""
        return MatterForecast(self.begins.get(key), self.grants.get(key))

    def date_matter(self, node: Node, matter: Matter) -> None:
        """Date one matter: as it was granted, by its own clock, or by the rules of the plan."""
        begun = matter.begun_on
        if begun:
            self.begun[node.matter] = Foreseen(begun, Because(Basis.BEGUN, begun), actual=True)
        if matter.settled:
            self.settle(node, matter)
        elif matter.phase in RUNNING and matter.attempt:
            end, because = own_end(matter, matter.attempt, node.limits[WayName.ESCORTED], self.reading)
            granted = self.foreseen(end, because, because.on or end)
            self.put(node, self.begun[node.matter], self.issued(node, granted))
        elif all(other in self.grants for other in node.depends_on) and self.may_begin(node):
            self.plan(node, matter)

    def may_begin(self, node: Node) -> bool:
        """It does not wait for works, or works complete is known at its place."""
        return not node.after_works or node.place in self.works

    def settle(self, node: Node, matter: Matter) -> None:
        """Granted or exempted: the day it was."""
        if matter.granted_on:
            granted = Foreseen(matter.granted_on, Because(Basis.GRANTED, matter.granted_on), actual=True)
        else:
            on = matter.exempted_on or self.landed.on
            granted = Foreseen(on, Because(Basis.EXEMPTED, on), actual=True)
        self.put(node, self.begun.get(node.matter, granted), granted)

    def plan(self, node: Node, matter: Matter) -> None:
        """Not under way: as planned, from its pre-review, or as a new attempt."""
        ended = last_end(matter)
        review = matter.review if self.pre_review else None
        if review and ended and review.started_on < ended:
            review = None
        if review and review.result in (None, Opinion.FAVOURABLE):
            begun = Foreseen(review.started_on, Because(Basis.BEGUN, review.started_on), actual=True)
            self.put(node, begun, self.issued(node, self.opinion(node, review)))
        elif ended:
            self.apply(node, Foreseen(ended, Because(Basis.AGAIN, ended)))
        elif review and review.result == Opinion.OBJECTIONS and review.opinion_on:
            self.apply(node, Foreseen(review.opinion_on, Because(Basis.AFTER_OBJECTIONS, review.opinion_on)))
        else:
            self.begin_anew(node, review)

    def opinion(self, node: Node, review: Review) -> Foreseen:
        """The favourable opinion, or the day an open pre-review is due."""
        if review.opinion_on:
            return Foreseen(review.opinion_on, Because(Basis.OPINION, review.opinion_on))
        end = self.clock.end(review.started_on, node.limits[WayName.ESCORTED])
        return self.foreseen(end, Because(Basis.OPINION_DUE, review.started_on), review.started_on)

    def begin_anew(self, node: Node, lapsed: Review | None) -> None:
        """With pre-review when the others have begun; a lapsed opinion does not bring the begin forward."""
        if not (self.pre_review and node.prereview_after):
            self.apply(node, None)
            return
        ready = self.ready(node)
        first = self.others_begun(node)
        first = first if first and first.on < ready.on else ready
        if lapsed and lapsed.opinion_on:
            first = later(first, Foreseen(lapsed.opinion_on, Because(Basis.OPINION_LAPSED, lapsed.opinion_on)))
        begins = self.prepared(first)
        self.put(node, begins, self.issued(node, self.limit(node, begins)))

    def apply(self, node: Node, floor: Foreseen | None) -> None:
        """Without pre-review: begun when all it depends on is granted, after the floor and after works."""
        ready = self.ready(node)
        begins = self.prepared(later(ready, floor) if floor else ready)
        if node.after_works:
            begins = self.after_works(node, begins)
        self.put(node, begins, self.limit(node, begins))

    def put(self, node: Node, begins: Foreseen, granted: Foreseen) -> None:
        if node.matter not in self.begun or not self.begun[node.matter].actual:
            self.begun[node.matter] = begins
        self.begins[node.matter], self.grants[node.matter] = begins, granted

    def ready(self, node: Node) -> Foreseen:
        """The day the last it depends on is granted; at the earliest the landing."""
        last = last_of(node.depends_on, self.grants)
        if last is None or self.grants[last].on < self.landed.on:
            return self.landed
        return self.following(Basis.AFTER_GRANT, last, self.grants[last])

    def others_begun(self, node: Node) -> Foreseen | None:
        """The day its pre-review can begin: when the last of those it may follow has begun; None while one has not."""
        if any(other not in self.begun for other in node.prereview_after):
            return None
        last = last_of(node.prereview_after, self.begun)
        if last is None or self.begun[last].on < self.landed.on:
            return self.landed
        return self.following(Basis.AFTER_BEGIN, last, self.begun[last])

    def prepared(self, ready: Foreseen) -> Foreseen:
        """The begin: the preparation later, and not before the day of the reading."""
        day = self.clock.later(ready.on, self.preparation)
        return self.not_before(self.foreseen(day, ready.because, ready.on, ready.provisional))

    def limit(self, node: Node, begins: Foreseen) -> Foreseen:
        """The promised limit after the begin."""
        end = self.clock.end(begins.on, node.limits[WayName.ESCORTED])
        return self.not_before(self.foreseen(end, Because(Basis.LIMIT, begins.on), begins.on, begins.provisional))

    def issued(self, node: Node, granted: Foreseen) -> Foreseen:
        """A grant waits for the issue day after the last it depends on, for works, and for the reading's day."""
        last = last_of(node.depends_on, self.grants)
        if last:
            before = self.grants[last]
            on_the_spot = all(term.count == 0 for term in node.limits[WayName.ESCORTED])
            day = before.on if on_the_spot else self.clock.later(before.on, 1)
            if day > granted.on or (day == granted.on and not before.actual):
                because = Because(Basis.ISSUE_DAY, before.on, last)
                granted = self.foreseen(day, because, before.on, before.provisional)
        if node.after_works:
            granted = self.after_works(node, granted)
        return self.not_before(granted)

    def after_works(self, node: Node, day: Foreseen) -> Foreseen:
        """Not before works are complete at its place."""
        works = self.works.get(node.place)
        if works is None or works.on <= day.on:
            return day
        because = Because(Basis.AFTER_WORKS, works.on)
        return Foreseen(works.on, because, provisional=works.provisional)

    def not_before(self, day: Foreseen) -> Foreseen:
        """What has not happened does not come before the day of the reading."""
        earliest = self.reading.earliest
        if day.on >= earliest:
            return day
        provisional = self.reading.calendar.is_provisional(earliest)
        return Foreseen(earliest, Because(Basis.NOT_BEFORE, earliest), provisional=provisional)

    def following(self, basis: Basis, matter: str, day: Foreseen) -> Foreseen:
        return Foreseen(day.on, Because(basis, day.on, matter), provisional=day.provisional)

    def foreseen(self, day: date, because: Because, since: date, provisional: bool = False) -> Foreseen:
        """A date counted from another; provisional when that was, or when an unofficial day was counted."""
        counted = day > since and self.reading.calendar.provisional_between(since, day)
        return Foreseen(day, because, provisional=provisional or counted)


def last_end(matter: Matter) -> date | None:
    """The day from which a new attempt is needed; None when none is."""
    if matter.phase not in ENDED:
        return None
    return matter.attempt.ended_on if matter.attempt else matter.granted_on


def later(one: Foreseen, other: Foreseen) -> Foreseen:
    """The later of two days; the first when they are the same."""
    return other if other.on > one.on else one


def last_of(matters: Iterable[str], days: Mapping[str, Foreseen]) -> str | None:
    """The matter with the last day; of several one that is still open, then catalogue order (ruling 34)."""
    dated = (matter for matter in matters if matter in days)
    return max(dated, key=lambda matter: (days[matter].on, not days[matter].actual), default=None)
