"""From facts to state: the registry of evolvers and guards, and the walk through a project's days.

Evolvers are pure and total: they never raise and never read a clock. What is possible is asked of the one table
(`phases`) and of the act's guard; an act that does not fit its place is skipped and named, so that a reading
never fails and a judgement can say what is in the way.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from itertools import groupby
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.errors import DomainError
from domain.event import Event
from domain.project.model.byclass import ByClass
from domain.project.model.moves import refined, under_the_stop
from domain.project.model.phases import LIFE_OF_RESULTS, Act, Phase, follow
from domain.project.model.placing import arrange
from domain.project.model.rules import Rules
from domain.project.model.state import ENDED, Matter, Project, Status

KEYS = 4096  # of matters, remembered


class Consequence:
    """Marks an event that follows from the facts: made, moved and voided by the system only."""


@dataclass(frozen=True, kw_only=True)
class ProjectEvent(Event):
    """A fact of the project; `irregularities` are the codes confirmed with it."""

    CORRECTABLE: ClassVar[frozenset[str]] = frozenset({"effective_on", "reason"})
    VOIDABLE: ClassVar[bool] = True

    irregularities: tuple[str, ...] = ()

    def outlasts(self, rules: Rules) -> bool:
        """Whether it is possible on an ended project (ruling 28)."""
        return isinstance(self, Consequence)


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

    def outlasts(self, rules: Rules) -> bool:
        return self.ACT in LIFE_OF_RESULTS or super().outlasts(rules)


E = TypeVar("E", bound=Event)
ProjectEvolver = Callable[[Project, Any, Rules], Project]
MatterEvolver = Callable[[Matter, Any], Matter]
Guard = Callable[[Project, Matter, Any], DomainError | None]
ProjectGuard = Callable[[Project, Any], DomainError | None]

PROJECT_EVOLVERS: ByClass[ProjectEvolver] = ByClass()
MATTER_EVOLVERS: ByClass[MatterEvolver] = ByClass()
GUARDS: dict[Act, Guard] = {}
PROJECT_GUARDS: ByClass[ProjectGuard] = ByClass()


def evolves(event_type: type[Event]) -> Callable[[ProjectEvolver], ProjectEvolver]:
    """Register the evolver of a project event."""
    return partial(PROJECT_EVOLVERS.register, event_type)


def evolves_matter(event_type: type[Event]) -> Callable[[MatterEvolver], MatterEvolver]:
    """Register the evolver of an act; the phase is set by the walk, from the table."""
    return partial(MATTER_EVOLVERS.register, event_type)


def guards(act: Act) -> Callable[[Guard], Guard]:
    """Register the condition beside the table under which an act is impossible."""

    def register(guard: Guard) -> Guard:
        GUARDS[act] = guard
        return guard

    return register


def guards_project(event_type: type[Event]) -> Callable[[ProjectGuard], ProjectGuard]:
    """Register the condition under which a project event is impossible."""
    return partial(PROJECT_GUARDS.register, event_type)


class Applied(Struct, frozen=True):
    """An event at its place: the matter before it, and the problem that kept it from being applied."""

    event: Event
    before: Matter | None = None
    problem: DomainError | None = None


class Day(Struct, frozen=True):
    """One day of a project's life: how many facts it has, what was applied, and the state at its end."""

    on: date
    facts: int
    applied: tuple[Applied, ...]
    project: Project
    misfits: tuple[Applied, ...]  # those of `applied` that did not fit their place


def walk(project_id: UUID, facts: Sequence[Event], rules: Rules) -> Iterator[Day]:
    """Apply sorted facts day by day (see `reading.facts` for the order)."""
    return walk_on(Project(id=project_id), facts, rules)


def walk_on(project: Project, facts: Sequence[Event], rules: Rules) -> Iterator[Day]:
    """Go on from a state with later facts."""
    for on, events in groupby(facts, key=lambda event: event.effective_on):
        of_day = list(events)
        project, applied = live_day(project, of_day, rules)
        misfits = tuple(one for one in applied if one.problem)
        yield Day(on, len(of_day), tuple(applied), project, misfits)


def fold(project_id: UUID, facts: Sequence[Event], rules: Rules) -> Project:
    """The state after all the facts."""
    project = Project(id=project_id)
    for day in walk(project_id, facts, rules):
        project = day.project
    return project


def live_day(project: Project, events: list[Event], rules: Rules) -> tuple[Project, list[Applied]]:
    """The project's own events in order, then each matter's acts in an order that is possible.

    On the day on which a project ends everything is still possible, as it is again on the day it is resumed.
    """
    was = project.status
    acts: dict[str, list[MatterEvent]] = defaultdict(list)
    for event in events:
        if isinstance(event, MatterEvent):
            acts[event.matter].append(event)
    others = [event for event in events if not isinstance(event, MatterEvent)] if acts else events
    project, applied = course(was, project, others, rules)
    for key, own in acts.items():
        late = too_late(was, project, own, rules) if was in ENDED else []
        on_time = [act for act in own if all(act is not one.event for one in late)] if late else own
        matter, done = placed(project, matter_of(project, key, rules.pinned(project.catalogue)), on_time)
        if matter is not None:
            project = project.with_matter(matter)
        applied += [*done, *late]
    return project, applied


def course(was: Status, project: Project, events: Iterable[Event], rules: Rules) -> tuple[Project, list[Applied]]:
    """The project's own events of a day in order; `was` is how it stood in the morning."""
    applied = []
    for event in events:
        if evolver := PROJECT_EVOLVERS.get(type(event)):
            guard = PROJECT_GUARDS.get(type(event))
            problem = after_the_end(was, project, event, rules) or (guard(project, event) if guard else None)
            project = project if problem else evolver(project, event, rules.pinned(project.catalogue))
            applied.append(Applied(event, None, problem))
    return project, applied


def later_that_day(day: Day, was: Status, events: Sequence[Event], rules: Rules) -> Day | None:
    """What later facts of the same day add to it: a day of those alone. None where acts are to be put in place."""
    if any(isinstance(event, MatterEvent) for event in (*events, *(one.event for one in day.applied))):
        return None
    project, applied = course(was, day.project, events, rules)
    return Day(day.on, len(events), tuple(applied), project, tuple(one for one in applied if one.problem))


def too_late(was: Status, project: Project, acts: Iterable[MatterEvent], rules: Rules) -> list[Applied]:
    """The acts that came after the end."""
    return [Applied(act, None, problem) for act in acts if (problem := after_the_end(was, project, act, rules))]


def after_the_end(was: Status, project: Project, event: Event, rules: Rules) -> DomainError | None:
    """On a project that ended before this day, and is not resumed by now, little is possible (ruling 28)."""
    ended = was in ENDED and project.status in ENDED
    if not ended or not isinstance(event, ProjectEvent) or event.outlasts(rules):
        return None
    return DomainError("project_ended", status=project.status.value, on=event.effective_on.isoformat())


def matter_of(project: Project, key: str, rules: Rules) -> Matter | None:
    """The matter as it stands, made when it is met for the first time; None for an id the catalogue lacks."""
    if key in project.matters:
        return project.matters[key]
    definition = rules.catalogue.matters.get(catalogue_id(key))
    return Matter(key=key, definition=definition) if definition else None


@lru_cache(maxsize=KEYS)
def catalogue_id(key: str) -> str:
    """The catalogue's id within a matter's key `id[:scope][~n]`."""
    return key.partition("~")[0].partition(":")[0]


def placed(project: Project, matter: Matter | None, acts: Sequence[MatterEvent]) -> tuple[Matter | None, list[Applied]]:
    """One day's acts of one matter, each at the place that is possible (ruling 3)."""
    if matter is None:
        return None, [Applied(act, None, unknown_matter(act)) for act in acts]
    matter, found = arrange(matter, acts, lambda before, act: step(project, before, act))
    return matter, [Applied(*one) for one in found]


def step(project: Project, matter: Matter, act: MatterEvent) -> Matter | DomainError:
    """The matter after an act, or why the act is impossible here."""
    phase = follow(matter.phase, act.ACT, matter.back)
    if phase is None:
        return out_of_order(matter, act)
    guard = GUARDS.get(act.ACT)
    if guard and (problem := guard(project, matter, act)):
        return problem
    evolver = MATTER_EVOLVERS.get(type(act))
    after = evolver(matter, act) if evolver else matter
    phase = refined(after, act.ACT, phase, matter.phase)
    back = under_the_stop(matter, after, act.ACT) if phase is Phase.SUSPENDED else None
    given_up = matter.exempted_on is not None and after.exempted_on != matter.exempted_on
    return replace(
        after,
        phase=phase,
        back=back,
        unconfirmed=pending(after, act),
        exempted_before=matter.exempted_before or given_up,
    )


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
    return [applied for day in days for applied in day.misfits]
