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
from domain.project.model.evolution import catalogue_id
from domain.project.model.scoping import NO_SCOPES, WHOLE, Scoping

CONSTRUCTION_PERMIT = "construction_permit"
AFTER_WORKS = frozenset({"completion_acceptance", "production_operation"})
NETWORKS_KEPT = 256


@dataclass(frozen=True, slots=True)
class Node:
    """One matter that applies, by its key. Both lists hold only keys that apply, in catalogue order.

    `limits`: a begin is followed by the latest end of these (two for `minimum`, ruling 33).
    `after_works`: it waits for works complete at its place, a scope or the whole project.
    """

    matter: str
    id: str
    place: str
    depends_on: tuple[str, ...]
    prereview_after: tuple[str, ...]
    limits: Mapping[WayName, tuple[Term, ...]]
    after_works: bool


@dataclass(frozen=True, slots=True)
class Network:
    """`nodes`: every matter after all those it waits for. `order`: its place in the catalogue.

    `targets`: the matters whose latest grant is what the plan aims at, the construction permit of the main scope or,
    where it does not apply, the construction start. `gates`: by place, those whose latest grant is its construction
    start.
    """

    nodes: Mapping[str, Node]
    order: Mapping[str, int]
    targets: tuple[str, ...]
    start_gates: tuple[str, ...]
    gates: Mapping[str, tuple[str, ...]]

    def all_of(self, matters: tuple[str, ...]) -> tuple[str, ...]:
        """The keys of matters of the catalogue, all scopes' of them."""
        return tuple(key for key in self.order if self.nodes[key].id in matters)


def build_network(
    catalogue: Catalogue, profile: Mapping[str, Answer], chosen: Iterable[str], scoping: Scoping = NO_SCOPES
) -> Network:
    """The network of the chosen keys; matters in a matter's lists that are not chosen are ignored (design §5).

    What a matter waits for is looked for in its own scope first (`Scoping.visible`).
    """
    places: dict[str, int] = {matter: place for place, matter in enumerate(catalogue.matters)}
    applying: dict[str, None] = {}
    for key in chosen:
        if catalogue_id(key) not in places:
            raise DomainError("plan_unknown_matter", matter=key, suggestion=nearest(key, catalogue.matters))
        applying[key] = None
    order = {key: at for at, key in enumerate(sorted(applying, key=lambda key: places[catalogue_id(key)]))}
    nodes = {key: _node(key, catalogue, profile, order, scoping) for key in order}
    arcs = {node.matter: (*node.depends_on, *node.prereview_after) for node in nodes.values()}
    gates = _gates(catalogue, order, scoping)
    permit = scoping.headline(CONSTRUCTION_PERMIT)
    return Network(
        nodes={key: nodes[key] for key in TopologicalSorter(arcs).static_order()},
        order=order,
        targets=(permit,) if permit in order else gates[scoping.main],
        start_gates=gates[scoping.main],
        gates=gates,
    )


def _gates(catalogue: Catalogue, order: Mapping[str, int], scoping: Scoping) -> dict[str, tuple[str, ...]]:
    """What allows the construction start, by place; where a scope has nothing of the kind, what allows it at all."""
    ids = [
        matter.id
        for matter in catalogue.matters.values()
        if matter.id == CONSTRUCTION_PERMIT or matter.gate is Gate.CONSTRUCTION_START
    ]
    found = {place: _seen(ids, place, order, scoping) for place in (WHOLE, *(scope.id for scope in scoping.open))}
    return {place: gates or found[WHOLE] for place, gates in found.items()}


def _seen(matters: Iterable[str], place: str, order: Mapping[str, int], scoping: Scoping) -> tuple[str, ...]:
    """The chosen keys that stand for matters of the catalogue as seen from a place, in catalogue order."""
    keys = {key for matter in matters for key in scoping.visible(matter, place) if key in order}
    return tuple(sorted(keys, key=order.__getitem__))


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a network follows from; of the profile only the answers that choose between statutory limits."""

    digest: str
    chosen: tuple[str, ...]
    answers: tuple[tuple[str, Answer], ...]
    scoping: Scoping
    catalogue: Catalogue = field(compare=False, repr=False)


def kept_network(
    catalogue: Catalogue, profile: Mapping[str, Answer], chosen: tuple[str, ...], scoping: Scoping = NO_SCOPES
) -> Network:
    """`build_network` with the last networks kept: most projects of a district share a few."""
    ids = {catalogue_id(key) for key in chosen}
    fields = {
        name
        for matter in ids
        if matter in catalogue.matters
        for variant in catalogue.matters[matter].statutory_variants
        for name in variant.when.fields
    }
    answers = tuple((name, profile[name]) for name in sorted(fields))
    return _built(_Asked(catalogue.digest, chosen, answers, scoping, catalogue))


@lru_cache(maxsize=NETWORKS_KEPT)
def _built(asked: _Asked) -> Network:
    return build_network(asked.catalogue, dict(asked.answers), asked.chosen, asked.scoping)


def _node(
    key: str, catalogue: Catalogue, profile: Mapping[str, Answer], order: Mapping[str, int], scoping: Scoping
) -> Node:
    matter, place = catalogue.matters[catalogue_id(key)], scoping.place(key)
    return Node(
        matter=key,
        id=matter.id,
        place=place,
        depends_on=_seen(matter.depends_on, place, order, scoping),
        prereview_after=_seen(matter.can_prereview_after, place, order, scoping),
        limits=_limits(matter, scoping.answers(place, profile)),
        after_works=matter.stage in AFTER_WORKS,
    )


def _limits(matter: MatterDefinition, profile: Mapping[str, Answer]) -> dict[WayName, tuple[Term, ...]]:
    """The statutory limit where the law sets the office one, else the promised; `minimum` is never cut short."""
    promised, statutory = (matter.promised,), matter.statutory_for(profile)
    if statutory is None:
        return dict.fromkeys(WayName, promised)
    if matter.semantics is Semantics.MINIMUM:
        return dict.fromkeys(WayName, (statutory, matter.promised))
    lawful = promised if matter.semantics is Semantics.DUTY else (statutory,)
    return {WayName.STATUTORY: lawful, WayName.PROMISED: promised, WayName.ESCORTED: promised}
