"""How far one grant can move alone before the construction permit moves."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from domain.planning.layout import Layout
from domain.planning.network import Node
from domain.planning.timing import NEVER


def floats(layout: Layout) -> dict[str, int]:
    """Working days each grant can move alone; matters that never move the target are left out.

    A delay is followed through the network by the same rules that made the plan, so terms in calendar days,
    rolls and pre-reviews that begin on the earlier of two days are all exact. Later never makes earlier: the
    longest delay that leaves the target is found by doubling and halving.
    """
    target = layout.latest_grant(layout.network.targets)
    if target is None:
        return {}
    upstream = list(reversed(list(_upstream(layout))))
    found = {}
    for place, node in enumerate(upstream):
        delay = _Delay(layout, upstream[place:], target)
        if not delay.harmless(NEVER):
            found[node.matter] = _longest(delay)
    return found


@dataclass(frozen=True, slots=True)
class _Delay:
    """A delay of the first of `nodes`, followed through the others, all of them before the target."""

    layout: Layout
    nodes: list[Node]
    target: date

    def harmless(self, granted: date) -> bool:
        """Whether the target stays when the first node is granted on that day instead."""
        layout, timing = self.layout, self.layout.timing
        moved = self.nodes[0].matter
        begins, grants = dict(layout.begins), {**layout.grants, moved: granted}
        later_begins: set[str] = set()
        later_grants = {moved}
        for node in self.nodes[1:]:
            if later_grants.isdisjoint(node.depends_on) and later_begins.isdisjoint(node.prereview_after):
                continue
            works = layout.works.get(node.place)
            begun = timing.begin(node, begins, grants, works)
            if begun != begins[node.matter]:
                begins[node.matter] = begun
                later_begins.add(node.matter)
            ended = timing.grant(node, begun, grants, works)
            if ended != grants[node.matter]:
                grants[node.matter] = ended
                later_grants.add(node.matter)
        return max(grants[matter] for matter in layout.network.targets) == self.target

    def by(self, working_days: int) -> bool:
        """Whether the first node can be granted that many working days later."""
        clock, granted = self.layout.timing.clock, self.layout.grants[self.nodes[0].matter]
        return self.harmless(clock.later(granted, working_days))


def _longest(delay: _Delay) -> int:
    """The longest harmless delay in working days; some delay is known to do harm."""
    harmless, harmful = 0, 1
    while delay.by(harmful):
        harmless, harmful = harmful, harmful * 2
    while harmful - harmless > 1:
        middle = (harmless + harmful) // 2
        if delay.by(middle):
            harmless = middle
        else:
            harmful = middle
    return harmless


def _upstream(layout: Layout) -> Iterator[Node]:
    """The targets and all they wait for, the last first."""
    wanted = set(layout.network.targets)
    for node in reversed(list(layout.network.nodes.values())):
        if node.matter in wanted and node.matter in layout.grants:
            wanted.update(node.depends_on, node.prereview_after)
            yield node
