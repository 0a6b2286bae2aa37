"""Key nodes with their days: what the reminder policy's rows apply to, derived from the facts of one project.

Most are open deadlines. The rest count from a request, a silence or the last record. Nothing is stored: what
was answered, concluded, frozen or moved is no point any more.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from domain.catalogue.model import Duty
from domain.catalogue.vocabulary import Anchor, Recurrence
from domain.concerns.concern import Concern, ConcernState
from domain.dates.arithmetic import add_months
from domain.dates.calendar import WorkingCalendar
from domain.dates.terms import Term, Unit, add_term, due
from domain.lights import quiet_days
from domain.project.due.deadlines import Deadline, Owner, deadlines
from domain.project.due.duties import MONTHS
from domain.project.events.applications import written_answer_is_open
from domain.project.model.limits import ANSWER_DAYS
from domain.project.model.phases import RUNNING
from domain.project.model.rules import Rules
from domain.project.model.state import ENDED, Matter, Project, Status
from domain.reminders.nodes import Node, node_of

OUTLIVE = frozenset({Node.PERMIT_LAPSE, Node.LAND_DATE, Node.IDLE_LAND, Node.ONE_OFF_DUTY, Node.RECURRING_DUTY})
"""What goes on when the service is completed (ruling 28)."""
COUNTED_FROM_GRANT = OUTLIVE - {Node.PERMIT_LAPSE}
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Point:
    """A dated point that people are reminded of. `start`: a reminder is never planned on or before it.

    `length`: the working days of its term. `matter` is empty where it is about the whole project; `detail` tells points
    of one matter apart. `said`: what only its own words need. `handler`: who answers a concern, where one is named.
    """

    node: Node
    matter: str
    start: date
    due_on: date
    owner: Owner
    department: str = ""
    attempt: int = 0
    length: int = 0
    detail: str = ""
    provisional: bool = False
    said: Mapping[str, date | int | str | None] = field(default_factory=dict)
    handler: str = ""


def points(project: Project, rules: Rules, last_activity: date | None = None) -> tuple[Point, ...]:
    """The points of a project, the earliest first; of an ended one only what outlives a completed service.

    `last_activity`: the Shanghai day of the last record (ruling 36); without it nothing is stale.
    """
    if project.status in ENDED - {Status.COMPLETED}:
        return ()
    found = [point for item in deadlines(project, rules) if (point := of_deadline(project, item, rules))]
    for matter in project.matters.values():
        found += [*supplements(matter), *deemings(matter, rules)]
    if project.status is Status.COMPLETED:
        found = [point for point in found if point.node in OUTLIVE]
    if project.status is Status.ACTIVE:  # a service that rests is not stale
        found += stale(project, rules, last_activity)
    return tuple(sorted(found, key=lambda point: (point.due_on, point.matter, point.node, point.detail)))


def of_deadline(project: Project, item: Deadline, rules: Rules) -> Point | None:
    """The point that an open deadline is; None for one that is not reminded as such."""
    node = node_of(item)
    if node is None:
        return None
    if node is Node.MILESTONE_TARGET:
        return Point(node, item.matter, item.start, item.due_on, item.owner, detail=item.detail)
    matter = project.matters[item.matter]
    return Point(
        node,
        item.matter,
        known_since(node, item, matter, rules),
        item.due_on,
        item.owner,
        item.department,
        matter.attempt.number if matter.attempt else 0,
        length(item, matter, rules),
        item.detail,
        item.provisional,
    )


def known_since(node: Node, item: Deadline, matter: Matter, rules: Rules) -> date:
    """The day the clock started; what is owed on or before a day yet to come is known from the grant on."""
    duty = duty_of(matter, item.detail, rules) if node in COUNTED_FROM_GRANT else None
    if duty is None or duty.anchor is Anchor.EVENT or matter.life is None:
        return item.start
    return min(item.start, matter.life.granted_on)


def duty_of(matter: Matter, detail: str, rules: Rules) -> Duty | None:
    """The duty after a grant that a deadline is about."""
    return next((duty for duty in rules.catalogue.duties.get(matter.definition.id, ()) if duty.id == detail), None)


def length(item: Deadline, matter: Matter, rules: Rules) -> int:
    """The working days of a term as it was promised; of a recurring duty those from one time to the next."""
    calendar = rules.calendar
    if item.term:
        return term_length(calendar, item.start, item.term)
    if item.recurring and (months := months_between(matter, item.detail, rules)):
        return calendar.working_days(add_months(item.due_on, -months), item.due_on)
    return calendar.working_days(item.start, item.due_on)


def months_between(matter: Matter, detail: str, rules: Rules) -> int | None:
    """The months from one time of a recurring duty to the next."""
    duty = duty_of(matter, detail, rules)
    recurrence: Recurrence | None = duty.recurrence if duty else None
    return MONTHS.get(recurrence, matter.life.interval_months if matter.life else None) if recurrence else None


def term_length(calendar: WorkingCalendar, start: date, term: Term) -> int:
    """The length of a term in working days, as it was promised: without stops and extensions."""
    if term.unit is Unit.WORKING_DAYS:
        return term.count
    return calendar.working_days(start, add_term(start, term, calendar))


def concerned(concerns: Iterable[Concern]) -> Iterator[Point]:
    """线索待办: the day by which each open concern is to be answered."""
    for one in concerns:
        if one.state is ConcernState.OPEN:
            yield Point(
                Node.CONCERN,
                "",
                one.known_since,
                one.due_on,
                Owner.TEAM,
                detail=str(one.id),
                said={"title": one.title},
                handler=one.handler,
            )


def supplements(matter: Matter) -> Iterator[Point]:
    """补正待交: counted from the request, whether or not it names a day; silent while a stop is open."""
    attempt = matter.attempt
    request = attempt.open_request if attempt and matter.phase in RUNNING and not attempt.open_stops else None
    if attempt and request:
        day = request.requested_on
        yield Point(
            Node.SUPPLEMENT, matter.key, day - DAY, day, Owner.ENTERPRISE, matter.definition.department, attempt.number
        )


def deemings(matter: Matter, rules: Rules) -> Iterator[Point]:
    """视为受理: since the first working day after the five, as long as nobody answered in writing (ruling 6)."""
    attempt = matter.attempt
    if attempt is None or attempt.accepted_on is None or matter.phase not in RUNNING:
        return
    if written_answer_is_open(matter):
        over = due(rules.calendar, attempt.accepted_on, ANSWER_DAYS)
        day = rules.calendar.nth_after(over.due_on or attempt.accepted_on, 1)
        yield Point(
            Node.ACCEPTANCE_DEEMED,
            matter.key,
            attempt.accepted_on,
            day,
            Owner.DEPARTMENT,
            matter.definition.department,
            attempt.number,
            provisional=over.provisional,
        )


def stale(project: Project, rules: Rules, last_activity: date | None) -> Iterator[Point]:
    """无动态: the day on which the record has been silent for too long (ruling 36)."""
    days = quiet_days(project, rules.lights)
    if days and last_activity:
        on = rules.calendar.nth_after(last_activity, days)
        yield Point(Node.STALE, "", last_activity, on, Owner.TEAM, said={"last_on": last_activity})
