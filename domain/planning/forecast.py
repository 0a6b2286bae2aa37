"""The forecast of a project (design §5): facts replace plans as they come in.

It is worked out when it is asked for and is never an event. Without a day it does not depend on today; with one (a
single project's read) nothing still open is foreseen before that day.
"""

from collections.abc import Mapping
from datetime import date

from domain.catalogue.model import Stage
from domain.dates.terms import Term, Unit
from domain.planning.chain import critical_chain, hold
from domain.planning.foreseen import Basis, Because, Forecast, Foreseen
from domain.planning.network import CONSTRUCTION_PERMIT, kept_network
from domain.planning.outlook import Outlook, last_of
from domain.planning.runningclock import Reading
from domain.planning.schedule import WORKS_COMPLETED
from domain.planning.timing import Clock
from domain.project.events.projectfacts import CONSTRUCTION_STARTED
from domain.project.model.phases import EXEMPT
from domain.project.model.progress import building_parts, fact_everywhere, kinds_between, parts_of
from domain.project.model.rules import Rules
from domain.project.model.scoping import WHOLE
from domain.project.model.state import Fact, Project, StageState

FOLLOWS_FROM = ("landed_on", "listed", "profile", "scopes", "yardsticks")
"""The fields of a project that stand as they are; of its matters, stages and facts see `same_ground`."""


def forecast(project: Project, rules: Rules, as_of: date | None = None, *, pre_review: bool = True) -> Forecast:
    """The plan of the listed matters with actual dates in place of planned ones; empty before the first list.

    `as_of` rolls it forward: what is open begins and is granted on the first working day from then on at the
    earliest. `pre_review` False: as if no opinion were given in advance, now or later (a what-if).
    """
    chosen = applying(project, rules)
    if not chosen or project.landed_on is None:
        return Forecast(as_of)
    outlook = new_outlook(project, rules, chosen, as_of, pre_review)
    outlook.works = facts_by_place(project, WORKS_COMPLETED, outlook)
    outlook.look()
    started = facts_by_place(project, CONSTRUCTION_STARTED, outlook)
    starts = starts_by_place(outlook, started)
    days = project.yardsticks.construction_days if project.yardsticks else None
    waiting = {place: start for place, start in starts.items() if start and place not in outlook.works}
    if waiting and days is not None:
        outlook.works |= {place: works_complete(outlook, start, days) for place, start in waiting.items()}
        outlook.look()
    permit = latest(outlook, outlook.network.targets)
    chain = critical_chain(outlook)
    return Forecast(
        as_of=as_of,
        matters={key: outlook.forecast(key) for key in outlook.network.order},
        milestones={stage.id: milestone(project, stage, outlook) for stage in rules.catalogue.stages},
        construction_permit=permit,
        construction_start=starts_by_place(outlook, started)[project.scopes.main],
        construction_days=days,
        critical_chain=chain,
        held_by=hold(project.matters[chain[0]]) if chain else None,
    )


def same_ground(project: Project, other: Project, rules: Rules) -> bool:
    """Whether two states of a project have one forecast, since nothing that it follows from differs."""
    if any(getattr(project, name) is not getattr(other, name) for name in FOLLOWS_FROM):
        return False
    if project.matters.keys() != other.matters.keys() or project.stages != other.stages:
        return False
    if any(other.matters[key] is not matter for key, matter in project.matters.items()):
        return False
    kinds = {CONSTRUCTION_STARTED, WORKS_COMPLETED, *(stage.milestone_fact for stage in rules.catalogue.stages)}
    return kinds.isdisjoint(kinds_between(project, other))


def applying(project: Project, rules: Rules) -> tuple[str, ...]:
    """The matters on the list, as far as the catalogue knows them."""
    known = rules.catalogue.matters
    return tuple(item.key for item in project.listed if item.applies and item.matter in known and "~" not in item.key)


def aims_at_permit(project: Project, rules: Rules) -> bool:
    """Whether the plan aims at the construction permit, and not at the start of construction alone (ruling 33)."""
    return not project.listed or project.scopes.headline(CONSTRUCTION_PERMIT) in applying(project, rules)


def new_outlook(
    project: Project, rules: Rules, chosen: tuple[str, ...], as_of: date | None, pre_review: bool
) -> Outlook:
    """The network of the chosen matters with nothing dated yet."""
    calendar, known = rules.calendar, project.yardsticks
    earliest = calendar.roll_forward(as_of) if as_of else date.min
    return Outlook(
        network=kept_network(rules.catalogue, project.profile or {}, chosen, project.scopes),
        matters=project.matters,
        reading=Reading(calendar, Clock(calendar), as_of, earliest),
        landed=project.landed_on or date.min,
        preparation=known.preparation if known else 0,
        pre_review=pre_review,
    )


def facts_by_place(project: Project, kind: str, outlook: Outlook) -> dict[str, Foreseen]:
    """A fact where it has come true: in a scope, and in the whole project once it has in all its parts."""
    parts = building_parts(project)
    found = {place: fact_everywhere(project, kind, parts, place) for place in outlook.network.gates}
    return {place: actual(known) for place, known in found.items() if known}


def starts_by_place(outlook: Outlook, started: Mapping[str, Foreseen]) -> dict[str, Foreseen | None]:
    """The construction start at each place: the fact, or the day from which it is allowed."""
    return {place: started.get(place) or to_come(outlook, gates) for place, gates in outlook.network.gates.items()}


def actual(known: Fact) -> Foreseen:
    return Foreseen(known.on, Because(Basis.FACT, known.on, fact=known.kind), actual=True)


def latest(outlook: Outlook, matters: tuple[str, ...]) -> Foreseen | None:
    """The last grant among these matters; None without any, or when one of them has no date."""
    last = last_of(matters, outlook.grants)
    if last is None or any(matter not in outlook.grants for matter in matters):
        return None
    granted = outlook.grants[last]
    if len(matters) == 1:
        return granted
    return granted._replace(because=Because(Basis.LAST_GRANT, granted.on, last))


def to_come(outlook: Outlook, matters: tuple[str, ...]) -> Foreseen | None:
    """What may happen once the last of these matters is granted, and has not happened yet."""
    found = latest(outlook, matters)
    return outlook.not_before(found._replace(actual=False)) if found else None


def works_complete(outlook: Outlook, start: Foreseen, days: int) -> Foreseen:
    """So many calendar days after the construction start."""
    end = outlook.clock.end(start.on, (Term(days, Unit.CALENDAR_DAYS),))
    because = Because(Basis.CONSTRUCTION_DAYS, start.on)
    return outlook.not_before(outlook.foreseen(end, because, start.on, start.provisional))


def milestone(project: Project, stage: Stage, outlook: Outlook) -> Foreseen | None:
    """The milestone's day once it is reached; else works complete, or the last grant of its matters that apply."""
    parts = parts_of(project, stage)
    if stage.milestone_fact and (known := fact_everywhere(project, stage.milestone_fact, parts)):
        return actual(known)
    reached = project.stages.get(stage.id, StageState()).milestone_on
    if reached:
        return Foreseen(reached, Because(Basis.REACHED, reached), actual=True)
    if stage.milestone_fact == WORKS_COMPLETED:
        return outlook.works.get(WHOLE)
    awaited = outlook.network.all_of(stage.milestone_matters)
    if all(project.matters[matter].phase in EXEMPT for matter in awaited):
        return None
    return to_come(outlook, awaited) if stage.milestone_fact else latest(outlook, awaited)
