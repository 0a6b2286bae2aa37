"""One way laid out: the dates of all its matters, in one pass along the network."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from domain.dates.terms import Term, Unit
from domain.planning.network import Network
from domain.planning.timing import Timing


@dataclass(frozen=True)
class Layout:
    """The dates of one way. A matter without dates is missing from both mappings.

    `works`: by place the day on which works are complete there, as far as known.
    """

    network: Network
    timing: Timing
    begins: dict[str, date] = field(default_factory=dict)
    grants: dict[str, date] = field(default_factory=dict)
    works: Mapping[str, date] = field(default_factory=dict)

    def latest_grant(self, matters: tuple[str, ...]) -> date | None:
        """The latest grant among these matters; None without any, or when one of them has no date."""
        if not matters or any(matter not in self.grants for matter in matters):
            return None
        return max(self.grants[matter] for matter in matters)


def lay_out(network: Network, timing: Timing, construction_days: int | None) -> Layout:
    """All dates of a way: without those after works first; then, once works complete is known, all of them.

    The first pass dates the construction start for good: nothing it waits for can follow works complete.
    """
    layout = Layout(network, timing)
    _pass(layout)
    starts = {place: layout.latest_grant(gates) for place, gates in network.gates.items()}
    if construction_days is None or not any(starts.values()):
        return layout
    building = (Term(construction_days, Unit.CALENDAR_DAYS),)
    works = {place: timing.clock.end(started, building) for place, started in starts.items() if started}
    complete = Layout(network, timing, works=works)
    _pass(complete)
    return complete


def _pass(layout: Layout) -> None:
    """Date every matter whose prerequisites all have dates."""
    begins, grants, timing = layout.begins, layout.grants, layout.timing
    for matter, node in layout.network.nodes.items():
        works = layout.works.get(node.place)
        waits_for_works = node.after_works and works is None
        if not waits_for_works and all(other in grants for other in node.depends_on):
            begins[matter] = timing.begin(node, begins, grants, works)
            grants[matter] = timing.grant(node, begins[matter], grants, works)
