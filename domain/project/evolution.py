"""From facts to state: the registry of evolvers and guards, and the walk through a project's days.

Evolvers are pure and total: they never raise and never read a clock. What is possible is asked of the one table
(`phases`) and of the act's guard; an act that does not fit its place is skipped and named, so that a reading
never fails and a judgement can say what is in the way.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from domain.catalogue.model import Catalogue
from domain.dates.calendar import WorkingCalendar
from domain.errors import DomainError
from domain.event import Event
from domain.project.phases import Act, Phase, follow
from domain.project.state import Matter, Project

PLACES_TRIED = 5000  # places tried for one matter's acts of one day, before they go first come first served


@dataclass(frozen=True, eq=False)
class Rules:
    """What a project is read by: the catalogue it is pinned to and the working calendar."""

    catalogue: Catalogue
    calendar: WorkingCalendar


@dataclass(frozen=True, kw_only=True)
class ProjectEvent(Event):
    """A fact of the project; `irregularities` are the codes confirmed with it."""

    CORRECTABLE: ClassVar[frozenset[str]] = frozenset({"effective_on", "reason"})

    irregularities: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class MatterEvent(ProjectEvent):
    """An act on one matter.

    `decided_by` is the department, `document` the 办件编号, 文号, 证号 or a file's hash; `unconfirmed` says that
    it was recorded on the department's behalf (代录) and waits for the department's confirmation (待核).
    """

    ACT: ClassVar[Act]
    CORRECTABLE: ClassVar[frozenset[str]] = frozenset({"effective_on", "reason", "document", "decided_by"})

    matter: str
    decided_by: str = ""
    document: str = ""
    unconfirmed: bool = False


class Consequence:
    """Marks an event that follows from the facts: made, moved and voided by the system only."""


E = TypeVar("E", bound=Event)
ProjectEvolver = Callable[[Project, Any, Rules], Project]
MatterEvolver = Callable[[Matter, Any], Matter]
Guard = Callable[[Project, Matter, Any], DomainError | None]

PROJECT_EVOLVERS: dict[type[Event], ProjectEvolver] = {}
MATTER_EVOLVERS: dict[type[Event], MatterEvolver] = {}
GUARDS: dict[Act, Guard] = {}


def evolves(event_type: type[Event]) -> Callable[[ProjectEvolver], ProjectEvolver]:
    """Register the evolver of a project event."""

    def register(evolver: ProjectEvolver) -> ProjectEvolver:
        PROJECT_EVOLVERS[event_type] = evolver
        return evolver

    return register


def evolves_matter(event_type: type[Event]) -> Callable[[MatterEvolver], MatterEvolver]:
    """Register the evolver of an act; the phase is set by the walk, from the table."""

    def register(evolver: MatterEvolver) -> MatterEvolver:
        MATTER_EVOLVERS[event_type] = evolver
        return evolver

    return register


def guards(act: Act) -> Callable[[Guard], Guard]:
    """Register the condition beside the table under which an act is impossible."""

    def register(guard: Guard) -> Guard:
        GUARDS[act] = guard
        return guard

    return register


def project_evolver(event_type: type[Event]) -> ProjectEvolver | None:
    return next((PROJECT_EVOLVERS[kind] for kind in event_type.__mro__ if kind in PROJECT_EVOLVERS), None)


def matter_evolver(event_type: type[Event]) -> MatterEvolver:
    return next(MATTER_EVOLVERS[kind] for kind in event_type.__mro__ if kind in MATTER_EVOLVERS)


@dataclass(frozen=True, slots=True)
class Applied:
    """An event at its place: the matter before it, and the problem that kept it from being applied."""

    event: Event
    before: Matter | None = None
    problem: DomainError | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a project's life: how many facts it has, what was applied, and the state at its end."""

    on: date
    facts: int
    applied: tuple[Applied, ...]
    project: Project


def walk(project_id: UUID, facts: Sequence[Event], rules: Rules) -> Iterator[Day]:
    """Apply sorted facts day by day (see `reading.facts` for the order)."""
    return walk_on(Project(id=project_id), facts, rules)


def walk_on(project: Project, facts: Sequence[Event], rules: Rules) -> Iterator[Day]:
    """Go on from a state with later facts."""
    for on, events in groupby(facts, key=lambda event: event.effective_on):
        of_day = list(events)
        project, applied = live_day(project, of_day, rules)
        yield Day(on, len(of_day), tuple(applied), project)


def fold(project_id: UUID, facts: Sequence[Event], rules: Rules) -> Project:
    """The state after all the facts."""
    project = Project(id=project_id)
    for day in walk(project_id, facts, rules):
        project = day.project
    return project


def live_day(project: Project, events: list[Event], rules: Rules) -> tuple[Project, list[Applied]]:
    """The project's own events in order, then each matter's acts in an order that is possible."""
    applied: list[Applied] = []
    acts: dict[str, list[MatterEvent]] = defaultdict(list)
    for event in events:
        if isinstance(event, MatterEvent):
            acts[event.matter].append(event)
        elif evolver := project_evolver(type(event)):
            project = evolver(project, event, rules)
            applied.append(Applied(event))
    for key, own in acts.items():
        matter, placed = arrange(project, matter_of(project, key, rules), own)
        if matter is not None:
            project = project.with_matter(matter)
        applied.extend(placed)
    return project, applied


def matter_of(project: Project, key: str, rules: Rules) -> Matter | None:
    """The matter as it stands, made when it is met for the first time; None for an id the catalogue lacks."""
    if key in project.matters:
        return project.matters[key]
    definition = rules.catalogue.matters.get(catalogue_id(key))
    return Matter(key=key, definition=definition) if definition else None


def catalogue_id(key: str) -> str:
    """The catalogue's id within a matter's key `id[:scope][~n]`."""
    return key.partition("~")[0].partition(":")[0]


def arrange(project: Project, matter: Matter | None, acts: list[MatterEvent]) -> tuple[Matter | None, list[Applied]]:
    """One day's acts of one matter, in version order as far as that is possible (ruling 3).

    An act that does not fit waits for the one that makes it possible. Where the first order leaves an act
    over, other orders are tried; where none fits, those left over are skipped and say why.
    """
    if matter is None:
        return None, [Applied(act, None, unknown_matter(act)) for act in acts]
    return search(project, matter, acts, iter(range(PLACES_TRIED))) or greedy(project, matter, acts)


def search(
    project: Project, matter: Matter, acts: Sequence[MatterEvent], budget: Iterator[int]
) -> tuple[Matter, list[Applied]] | None:
    """The first complete order, by version, or None when there is none (or it took too long to look)."""
    if not acts:
        return matter, []
    for place, act in enumerate(acts):
        if next(budget, None) is None:
            return None
        after = step(project, matter, act)
        if isinstance(after, DomainError):
            continue
        if rest := search(project, after, [*acts[:place], *acts[place + 1 :]], budget):
            return rest[0], [Applied(act, matter), *rest[1]]
    return None


def greedy(project: Project, matter: Matter, acts: list[MatterEvent]) -> tuple[Matter, list[Applied]]:
    """Apply what fits, first come first served; the rest is skipped with its problem."""
    applied: list[Applied] = []
    waiting = list(acts)
    while waiting:
        for act in waiting:
            after = step(project, matter, act)
            if not isinstance(after, DomainError):
                applied.append(Applied(act, matter))
                matter = after
                waiting.remove(act)
                break
        else:
            applied.extend(Applied(act, matter, problem_of(project, matter, act)) for act in waiting)
            break
    return matter, applied


def problem_of(project: Project, matter: Matter, act: MatterEvent) -> DomainError | None:
    after = step(project, matter, act)
    return after if isinstance(after, DomainError) else None


def step(project: Project, matter: Matter, act: MatterEvent) -> Matter | DomainError:
    """The matter after an act, or why the act is impossible here."""
    phase = follow(matter.phase, act.ACT, matter.back)
    if phase is None:
        return out_of_order(matter, act)
    guard = GUARDS.get(act.ACT)
    if guard and (problem := guard(project, matter, act)):
        return problem
    after: Matter = matter_evolver(type(act))(matter, act)
    phase = refine(after, act, phase, matter.phase)
    back = under_the_stop(matter, after, act) if phase is Phase.SUSPENDED else None
    return replace(after, phase=phase, back=back, unconfirmed=pending(after, act))


def refine(after: Matter, act: MatterEvent, phase: Phase, before: Phase) -> Phase:
    """Two acts do not always move the phase: an incomplete supplement, and the end of one of two stops."""
    if act.ACT is Act.SUPPLEMENT and after.attempt and after.attempt.open_request:
        return before
    if act.ACT is Act.RESUME and after.attempt and after.attempt.open_stops:
        return Phase.SUSPENDED
    return phase


def under_the_stop(before: Matter, after: Matter, act: MatterEvent) -> Phase:
    """The phase before an open stop, moved by what happens during it: a request for supplements, and its answer."""
    if before.back is None or act.ACT in (Act.SUSPEND, Act.RESUME):
        return before.standing
    return refine(after, act, follow(before.standing, act.ACT) or before.standing, before.standing)


def pending(matter: Matter, act: MatterEvent) -> tuple[int, ...]:
    return (*matter.unconfirmed, act.originator_version) if act.unconfirmed else matter.unconfirmed


def out_of_order(matter: Matter, act: MatterEvent) -> DomainError:
    """The refusal every impossible act shares."""
    return DomainError(
        "act_out_of_order",
        act=act.ACT.value,
        matter=matter.key,
        on=act.effective_on.isoformat(),
        phase=matter.phase.value,
        version=act.originator_version,
    )


def unknown_matter(act: MatterEvent) -> DomainError:
    return DomainError("unknown_matter", matter=act.matter)


def problems(days: Iterable[Day]) -> list[Applied]:
    """Everything that did not fit its place."""
    return [applied for day in days for applied in day.applied if applied.problem]
