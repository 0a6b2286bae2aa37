"""When an application under way will be granted by its own clock: real start, real stops, real extensions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from domain.catalogue.model import ClockStart
from domain.dates.calendar import WorkingCalendar
from domain.dates.terms import DueDate, Pause, Term, due
from domain.planning.foreseen import Basis, Because
from domain.planning.timing import Clock
from domain.project.model.attempts import Attempt, Stop
from domain.project.model.limits import ANSWER_DAYS, PROMISED, clock_start, one_limit
from domain.project.model.state import Matter


@dataclass(frozen=True, slots=True)
class Reading:
    """The day a forecast is rolled forward to (`as_of`), and the first working day from then on; None: not rolled."""

    calendar: WorkingCalendar
    clock: Clock
    as_of: date | None
    earliest: date

    def supplied(self, known: date | None, otherwise: date) -> date:
        """When something outstanding comes: on the day that is known, not before the reading's day."""
        return max(known or otherwise, self.as_of or otherwise)


def own_end(matter: Matter, attempt: Attempt, terms: Iterable[Term], reading: Reading) -> tuple[date, Because]:
    """The day the running attempt's promised limit ends, and what it was counted from.

    Not yet accepted: accepted when the answer is due (rule 6). Supplements outstanding come by their due date and are
    a new receipt. A period nobody may shorten is counted too; a stop without basis does not stop it (ruling 12).
    """
    start = clock_start(matter)
    if start is None:
        start, because = awaited_start(matter, attempt, reading)
    else:
        because = Because(Basis.CLOCK, start)
    if not attempt.stops and not attempt.extensions:
        return reading.clock.end(start, terms), because
    ends = [limit_end(matter, attempt, term, start, reading) for term in terms]
    frozen = attempt.open_stops and any(is_frozen for _, is_frozen in ends)
    if frozen:
        because = Because(Basis.STOP_END, max(stop_end(stop, reading) for stop in attempt.open_stops))
    return max(end for end, _ in ends), because


def awaited_start(matter: Matter, attempt: Attempt, reading: Reading) -> tuple[date, Because]:
    """When the clock of an application will start that has not been accepted, or waits for supplements."""
    request = attempt.open_request
    if request:
        receipt = reading.supplied(request.due_on, request.requested_on)
        because = Because(Basis.SUPPLEMENT, receipt)
        if matter.definition.clock_starts_on is ClockStart.RECEIVED:
            return receipt, because
        return reading.clock.end(receipt, (ANSWER_DAYS,)), because
    receipt = attempt.waiting_since or attempt.complete_on or attempt.received_on
    accepted = max(reading.clock.end(receipt, (ANSWER_DAYS,)), reading.earliest)
    return accepted, Because(Basis.ANSWER, accepted)


def limit_end(matter: Matter, attempt: Attempt, term: Term, start: date, reading: Reading) -> tuple[date, bool]:
    """The end of one limit, and whether an open stop holds it; that stop is then taken to end."""
    promised = term == matter.definition.promised
    stops = [stop for stop in attempt.stops if promised or stop.lawful]
    limit = one_limit(PROMISED, term, start, stops, attempt.extensions, True, reading.calendar)
    if limit.due_on is not None:
        return limit.due_on, False
    pauses = [Pause(stop.started_on, stop_end(stop, reading)) for stop in stops]
    ended: DueDate = due(reading.calendar, start, term, pauses, limit.extension)
    return ended.due_on or date.max, True


def stop_end(stop: Stop, reading: Reading) -> date:
    """A stop's end; an open one ends as expected, at the earliest on the reading's day (design §3 rule 4)."""
    return stop.ended_on or max(stop.started_on, reading.supplied(stop.expected_end, stop.started_on))
