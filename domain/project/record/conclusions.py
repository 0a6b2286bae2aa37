"""How applications ended: each attempt with its outcome, the days it took, and whether it kept its limits.

What the statistics count. Days on the department's clock are working days from the clock's start, without the days a
lawful stop took out; the enterprise's are calendar days from its first receipt to the grant (design §4). A limit is
kept as the irregularities judge it: decided on or before its due day, with the stops and extensions in force. Periods
of the kind `minimum` or `duty` are nobody's overrun and are not judged.
"""

from collections import Counter
from collections.abc import Container, Iterator, Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from domain.dates.calendar import WorkingCalendar
from domain.dates.terms import Term, Unit, add_term, used
from domain.project.events.decisions import ended_attempts
from domain.project.model.attempts import Attempt
from domain.project.model.evolution import Day, MatterEvent
from domain.project.model.limits import OVERRUN_SEMANTICS, PROMISED, STATUTORY, clock_start, one_limit, pause
from domain.project.model.phases import RUNNING, Act, Phase
from domain.project.model.rules import Rules
from domain.project.model.state import Matter, Project

OUTCOMES = {
    Act.GRANT: Phase.GRANTED,
    Act.REFUSE: Phase.REFUSED,
    Act.WITHDRAW: Phase.WITHDRAWN,
    Act.CLOSE: Phase.CLOSED,
    Act.NOT_ACCEPT: Phase.NOT_ACCEPTED,
}
DECISIONS = frozenset({Act.GRANT, Act.REFUSE})
BESIDE_THE_ATTEMPT = frozenset({Act.PRE_REVIEW, Act.PRE_REVIEW_OPINION, Act.SUBMIT})


class Measures(Struct, frozen=True, gc=False):
    """What an attempt took. `used_days` and the limits are a decision's, `enterprise_days` a grant's; None for others,
    and where there is nothing to judge.
    """

    used_days: int | None = None
    stopped_days: int = 0
    enterprise_days: int | None = None
    promised_in_time: bool | None = None
    statutory_in_time: bool | None = None


class Conclusion(Struct, frozen=True, gc=False):
    """One attempt that ended; number 0 is what was granted before the landing (`prior`), outside any attempt here.

    `team`: in charge on the day it ended. `unconfirmed`: an act of it waits for its department's confirmation.
    """

    key: str
    matter: str
    department: str
    team: str
    attempt: int
    received_on: date | None
    ended_on: date
    outcome: Phase
    measures: Measures
    prior: bool
    unconfirmed: bool


def conclusions(days: Sequence[Day], rules: Rules, keys: Container[str] | None = None) -> Iterator[Conclusion]:
    """The attempts of a project that ended, in the order of their ends; of some matters only, when they are named."""
    unconfirmed = Counter[tuple[str, int]]()
    first_receipts: dict[str, date] = {}  # since the last grant
    for day in days:
        for before, event in acts_of(day, keys):
            if event.unconfirmed and event.ACT not in BESIDE_THE_ATTEMPT:
                unconfirmed[before.key, number_of(before, event)] += 1
            if event.ACT is Act.RECEIVE:
                first_receipts.setdefault(before.key, event.effective_on)
            if event.ACT in OUTCOMES and (before.phase in RUNNING or getattr(event, "prior", False)):
                first = first_receipts.get(before.key)
                measures = measured(before, event, first, days[-1].project, rules.calendar)
                yield concluded(
                    before, event, day.project, measures, unconfirmed[before.key, number_of(before, event)] > 0
                )
            if event.ACT is Act.GRANT:
                first_receipts.pop(before.key, None)


def acts_of(day: Day, keys: Container[str] | None) -> Iterator[tuple[Matter, MatterEvent]]:
    """The acts of a day that took place, each with the matter before it."""
    for applied in day.applied:
        before, event = applied.before, applied.event
        wanted = before is not None and (keys is None or before.key in keys)
        if before is not None and wanted and applied.problem is None and isinstance(event, MatterEvent):
            yield before, event


def number_of(before: Matter, event: MatterEvent) -> int:
    """The attempt an act belongs to."""
    return len(before.attempts) + (event.ACT is Act.RECEIVE)


def concluded(
    before: Matter, event: MatterEvent, evening: Project, measures: Measures, unconfirmed: bool
) -> Conclusion:
    """The attempt that an act ends."""
    running = before.attempt if before.phase in RUNNING else None
    return Conclusion(
        key=before.key,
        matter=before.definition.id,
        department=before.definition.department,
        team=evening.team,
        attempt=running.number if running else 0,
        received_on=running.received_on if running else None,
        ended_on=event.effective_on,
        outcome=OUTCOMES[event.ACT],
        measures=measures,
        prior=evening.landed_on is not None and event.effective_on < evening.landed_on,
        unconfirmed=unconfirmed,
    )


def measured(
    before: Matter, event: MatterEvent, first_receipt: date | None, latest: Project, calendar: WorkingCalendar
) -> Measures:
    """The days of an attempt; `latest` is the project as known now, whose profile chooses between statutory limits."""
    if event.ACT not in DECISIONS or before.phase not in RUNNING:
        return Measures()
    on = event.effective_on
    matter = replace(before, attempts=ended_attempts(before, on))  # a grant from the receipt is accepted that day
    start, attempt = clock_start(matter), matter.attempts[-1]
    if start is None:
        return Measures()
    elapsed = max(0, calendar.working_days(start, on))
    stops = [pause(stop) for stop in attempt.stops if stop.lawful]
    days = used(calendar, start, on, Unit.WORKING_DAYS, stops) if stops else elapsed
    statutory = matter.definition.statutory_for(latest.answers(matter.key))
    judged = matter.definition.semantics in OVERRUN_SEMANTICS
    return Measures(
        used_days=days,
        stopped_days=elapsed - days,
        enterprise_days=(on - first_receipt).days if first_receipt and event.ACT is Act.GRANT else None,
        promised_in_time=kept(PROMISED, matter.definition.promised, attempt, start, on, calendar) if judged else None,
        statutory_in_time=kept(STATUTORY, statutory, attempt, start, on, calendar) if judged and statutory else None,
    )


def kept(kind: str, term: Term, attempt: Attempt, start: date, on: date, calendar: WorkingCalendar) -> bool:
    """Whether a limit had not passed on the day of the decision."""
    if not attempt.stops and not attempt.extensions:  # as `due` says, without its words
        return on <= calendar.roll_forward(add_term(start, term, calendar))
    stops = [stop for stop in attempt.stops if kind == PROMISED or stop.lawful]
    due_on = one_limit(kind, term, start, stops, attempt.extensions, True, calendar).due_on
    return due_on is None or on <= due_on
