"""The scopes of a project (宗地·期·标段·单体) as plain structure: which matter has which key where, what meets what.

Ruling 27: only the matters a scope names have a key in it, `id:scope`; one that had acts before keeps its key, as the
main scope's. Nothing here reads a date or a catalogue, so the plan and the record ask the same structure.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from domain.catalogue.rules import Answer

WHOLE = ""  # the place of what belongs to the project as a whole


class ScopeKind(StrEnum):
    """宗地, 期, 标段, 单体."""

    PARCEL = "parcel"
    PHASE = "phase"
    SECTION = "section"
    BUILDINGS = "buildings"


class Scope(Struct, frozen=True, gc=False):
    """A part of the project with matters of its own; `answers` stand over the project's profile."""

    id: str
    kind: ScopeKind
    within: str = WHOLE
    main: bool = False
    matters: tuple[str, ...] = ()
    answers: tuple[tuple[str, Answer], ...] = ()
    added_on: date = date.min
    closed_on: date | None = None


class Scoping(Struct, frozen=True, gc=False):
    """All scopes in the order they were added, and the matters whose key without a scope is one scope's (`kept`).

    A place is a scope's id, or WHOLE.
    """

    scopes: tuple[Scope, ...] = ()
    kept: tuple[tuple[str, str], ...] = ()  # (matter, the scope whose key it is)

    @property
    def open(self) -> tuple[Scope, ...]:
        """The scopes not closed."""
        return tuple(scope for scope in self.scopes if scope.closed_on is None)

    @property
    def main(self) -> str:
        """The scope that carries the headline: the one named so, else the first; WHOLE where there is none."""
        found = self.open
        return next((scope.id for scope in found if scope.main), found[0].id if found else WHOLE)

    @property
    def kinds(self) -> dict[str, str]:
        """What each scope is, by its id, closed ones too."""
        return {scope.id: scope.kind.value for scope in self.scopes}

    @property
    def keepers(self) -> dict[str, str]:
        """By matter the open scope whose key has no scope in it."""
        found = {scope.id for scope in self.open}
        return {matter: scope for matter, scope in self.kept if scope in found}

    @property
    def names(self) -> dict[str, str]:
        """What keys are called by."""
        return scope_names(self.kinds, self.keepers)

    def get(self, scope: str) -> Scope | None:
        """The scope of an id, open or closed."""
        return next((item for item in self.scopes if item.id == scope), None)

    def around(self, place: str) -> Iterator[str]:
        """The place itself and the scopes that enclose it, the smallest first."""
        met: set[str] = set()
        while place and place not in met:
            met.add(place)
            yield place
            scope = self.get(place)
            place = scope.within if scope else WHOLE

    def keys(self, matter: str) -> Mapping[str, str]:
        """The keys of a matter of the catalogue by place: one for each open scope that names it, else its own."""
        named = [scope.id for scope in self.open if matter in scope.matters]
        if not named:
            return {WHOLE: matter}
        holder = dict(self.kept).get(matter)
        keys = {place: matter if place == holder else f"{matter}:{place}" for place in named}
        if holder and holder not in keys and any(scope.id == holder for scope in self.open):
            keys[holder] = matter
        return keys

    def place(self, key: str) -> str:
        """Where a key belongs: `id:scope` to its scope, a kept one to the scope that kept it."""
        base = key.partition("~")[0]
        matter, _, scope = base.partition(":")
        if scope or not self.scopes:
            return scope
        return next((place for place, own in self.keys(matter).items() if own == base), WHOLE)

    def visible(self, matter: str, place: str = WHOLE) -> tuple[str, ...]:
        """The keys that stand for a matter as seen from a place (design §4).

        The same scope's, else the smallest enclosing one's, else the project's; where only parts of the place have
        the matter, those of all its parts. From the whole project: all there are.
        """
        if not self.scopes:
            return (matter,)
        keys = self.keys(matter)
        if place == WHOLE:
            return tuple(keys.values())
        for around in (*self.around(place), WHOLE):
            if around in keys:
                return (keys[around],)
        return tuple(key for inner, key in keys.items() if place in self.around(inner))

    def came_after(self, key: str, on: date) -> bool:
        """Whether a key came with a scope added after a day; one kept was there before."""
        scope = self.get(key.partition("~")[0].partition(":")[2])
        return scope is not None and scope.added_on > on

    def headline(self, matter: str) -> str:
        """The key of a matter that the board shows: the main scope's."""
        if not self.scopes:
            return matter
        seen = self.visible(matter, self.main)
        return next(iter(seen or self.visible(matter)), matter)

    def places(self, matters: tuple[str, ...]) -> tuple[str, ...]:
        """The scopes in which any of these matters of the catalogue has a key of its own, in their order."""
        found = {place for matter in matters for place in self.keys(matter)} if self.scopes else set()
        return tuple(scope.id for scope in self.open if scope.id in found)

    def answers(self, place: str, profile: Mapping[str, Answer]) -> Mapping[str, Answer]:
        """The profile as it is answered at a place: the scope's answers over those of the scopes around it."""
        own: dict[str, Answer] = {}
        for around in self.around(place):
            scope = self.get(around)
            own = {**dict(scope.answers if scope else ()), **own}
        return {**profile, **own} if own else profile

    def added(self, scope: Scope, kept: tuple[str, ...], holder: str) -> "Scoping":
        """With one scope more; the keys in `kept` are the holder's from now on."""
        others = tuple(item for item in self.scopes if item.id != scope.id)
        held = {**dict(self.kept), **dict.fromkeys(kept, holder)}
        return Scoping((*others, scope), tuple(held.items()))

    def closed(self, scope: str, on: date) -> "Scoping":
        """With a scope closed."""
        scopes = tuple(replace(item, closed_on=on) if item.id == scope else item for item in self.scopes)
        return replace(self, scopes=scopes)


NO_SCOPES = Scoping()


def scope_names(kinds: Mapping[str, str], keepers: Mapping[str, str]) -> dict[str, str]:
    """What keys are called by: what each scope is, by its id; under `matter:` the scope whose key has none in it."""
    return {**kinds, **{f"{matter}:": scope for matter, scope in keepers.items()}}
