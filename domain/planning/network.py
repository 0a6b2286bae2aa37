"""The matters of one project as a network: what waits for what, and how long each may take in each way."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from graphlib import TopologicalSorter

from domain.catalogue.flaws import nearest
from domain.catalogue.model import Catalogue, Gate, MatterDefinition, Semantics
from domain.catalogue.rules import Answer
from domain.dates.terms import Term
from domain.errors import DomainError
from domain.planning.model import WayName

CONSTRUCTION_PERMIT = "construction_permit"
AFTER_WORKS = frozenset({"completion_acceptance", "production_operation"})
NETWORKS_KEPT = 256


@dataclass(frozen=True, slots=True)
class Node:
    """One matter that applies. Both lists hold only matters that apply, in catalogue order.

    `limits`: a begin is followed by the latest end of these (two for `minimum`, ruling 33).
    `after_works`: it waits for works complete.
    """

    matter: str
    depends_on: tuple[str, ...]
    prereview_after: tuple[str, ...]
    limits: Mapping[WayName, tuple[Term, ...]]
    after_works: bool


@dataclass(frozen=True, slots=True)
class Network:
    """`nodes`: every matter after all those it waits for. `order`: its place in the catalogue.

    `targets`: the matters whose latest grant is what the plan aims at, the construction permit or, where it
    does not apply, the construction start. `start_gates`: those whose latest grant is the construction start.
    """

    nodes: Mapping[str, Node]
    order: Mapping[str, int]
    targets: tuple[str, ...]
    start_gates: tuple[str, ...]


def build_network(catalogue: Catalogue, profile: Mapping[str, Answer], chosen: Iterable[str]) -> Network:
    """The network of the chosen matters; ids in a matter's lists that are not chosen are ignored (design §5)."""
    applying = set()
    for matter in chosen:
        if matter not in catalogue.matters:
            raise DomainError("plan_unknown_matter", matter=matter, suggestion=nearest(matter, catalogue.matters))
        applying.add(matter)
    order = {matter: place for place, matter in enumerate(name for name in catalogue.matters if name in applying)}
    nodes = {matter: _node(catalogue.matters[matter], profile, order) for matter in order}
    arcs = {node.matter: (*node.depends_on, *node.prereview_after) for node in nodes.values()}
    gates = tuple(
        matter
        for matter in order
        if matter == CONSTRUCTION_PERMIT or catalogue.matters[matter].gate is Gate.CONSTRUCTION_START
    )
    return Network(
        nodes={matter: nodes[matter] for matter in TopologicalSorter(arcs).static_order()},
        order=order,
        targets=(CONSTRUCTION_PERMIT,) if CONSTRUCTION_PERMIT in order else gates,
        start_gates=gates,
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a network follows from; of the profile only the answers that choose between statutory limits."""

    digest: str
    chosen: tuple[str, ...]
    answers: tuple[tuple[str, Answer], ...]
    catalogue: Catalogue = field(compare=False, repr=False)


def kept_network(catalogue: Catalogue, profile: Mapping[str, Answer], chosen: tuple[str, ...]) -> Network:
    """`build_network` with the last networks kept: most projects of a district share a few."""
    fields = {
        name
        for matter in chosen
        if matter in catalogue.matters
        for variant in catalogue.matters[matter].statutory_variants
        for name in variant.when.fields
    }
    answers = tuple((name, profile[name]) for name in sorted(fields))
    return _built(_Asked(catalogue.digest, chosen, answers, catalogue))


@lru_cache(maxsize=NETWORKS_KEPT)
def _built(asked: _Asked) -> Network:
    return build_network(asked.catalogue, dict(asked.answers), asked.chosen)


def _node(matter: MatterDefinition, profile: Mapping[str, Answer], order: Mapping[str, int]) -> Node:
    return Node(
        matter=matter.id,
        depends_on=_applying(matter.depends_on, order),
        prereview_after=_applying(matter.can_prereview_after, order),
        limits=_limits(matter, profile),
        after_works=matter.stage in AFTER_WORKS,
    )


def _applying(matters: tuple[str, ...], order: Mapping[str, int]) -> tuple[str, ...]:
    return tuple(sorted((matter for matter in matters if matter in order), key=order.__getitem__))


def _limits(matter: MatterDefinition, profile: Mapping[str, Answer]) -> dict[WayName, tuple[Term, ...]]:
    """The statutory limit where the law sets the office one, else the promised; `minimum` is never cut short."""
    promised, statutory = (matter.promised,), matter.statutory_for(profile)
    if statutory is None:
        return dict.fromkeys(WayName, promised)
    if matter.semantics is Semantics.MINIMUM:
        return dict.fromkeys(WayName, (statutory, matter.promised))
    lawful = promised if matter.semantics is Semantics.DUTY else (statutory,)
    return {WayName.STATUTORY: lawful, WayName.PROMISED: promised, WayName.ESCORTED: promised}
