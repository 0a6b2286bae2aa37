"""The critical path: back from the target along what set each date (ruling 34)."""

from collections.abc import Mapping
from datetime import date

from domain.planning.layout import Layout
from domain.planning.network import Node


def critical_path(layout: Layout) -> tuple[str, ...]:
    """The matters of the path, from the start to the target, each once; empty when the target has no date.

    Its nodes are (matter, begin | grant). Of several that set a date, a grant comes before a begin, then
    catalogue order decides.
    """
    target = layout.latest_grant(layout.network.targets)
    if target is None:
        return ()
    matter: str | None = next(name for name in layout.network.targets if layout.grants[name] == target)
    at_grant, path = True, []
    while matter is not None:
        path.append(matter)
        node = layout.network.nodes[matter]
        matter, at_grant = _set_grant(layout, node) if at_grant else _set_begin(layout, node)
    return tuple(dict.fromkeys(reversed(path)))


def _set_grant(layout: Layout, node: Node) -> tuple[str | None, bool]:
    """What set a grant: a prerequisite's grant for a pre-reviewed matter that waited, else its own begin."""
    timing = layout.timing
    if timing.prereviewed(node):
        for matter in node.depends_on:
            if timing.issue(node, layout.grants[matter]) == layout.grants[node.matter]:
                return matter, True
    return node.matter, False


def _set_begin(layout: Layout, node: Node) -> tuple[str | None, bool]:
    """What set a begin: the last prerequisite's grant, or the last begin its pre-review waited for, or the start."""
    timing = layout.timing
    ready = timing.ready(node, layout.grants)
    if timing.prereviewed(node):
        opinion = timing.opinion(node, layout.begins)
        if opinion < ready:
            return _first(node.prereview_after, layout.begins, opinion), False
    return _first(node.depends_on, layout.grants, ready), True


def _first(matters: tuple[str, ...], dates: Mapping[str, date], day: date) -> str | None:
    return next((matter for matter in matters if dates[matter] == day), None)
