"""How events were entered: late (补录), and when a project last moved; and how they read today."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from operator import attrgetter

from domain.dates.calendar import WorkingCalendar
from domain.event import Event, shanghai_date
from domain.project.events.confirmations import Verdict
from domain.project.events.corrections import RecordCorrected
from domain.project.events.lifecycle import ProjectProfiled, ProjectRegistered
from domain.project.model.evolution import Consequence
from domain.project.record.reading import apply

LATE_AFTER = 2  # working days
SCHEDULER = "scheduler"
IMPORT = "import"
NEVER_LATE = (ProjectRegistered, ProjectProfiled, RecordCorrected, Verdict, Consequence)


def is_late(event: Event, calendar: WorkingCalendar) -> bool:
    """More than 2 working days in (effective_on, Shanghai day of recorded_at]; with the exceptions of ruling 11."""
    on, recorded_on = event.effective_on, shanghai_date(event.recorded_at)
    if (recorded_on - on).days <= LATE_AFTER:  # as most entries
        return False
    if isinstance(event, NEVER_LATE) or event.via == IMPORT or getattr(event, "prior", False):
        return False
    return calendar.working_days(on, recorded_on) > LATE_AFTER


def last_activity(log: Iterable[Event]) -> date | None:
    """The Shanghai day on which the last event was recorded that is neither the scheduler's nor a consequence."""
    last = last_moment(log)
    return last and shanghai_date(last)


def last_moment(log: Iterable[Event]) -> datetime | None:
    """The moment of it."""
    last = last_own(log)
    return last.recorded_at if last else None


def last_own(log: Iterable[Event]) -> Event | None:
    """The event itself: neither the scheduler's nor a consequence."""
    own = [event for event in log if event.via != SCHEDULER and not isinstance(event, Consequence)]
    return max(own, key=attrgetter("recorded_at"), default=None)


@dataclass(frozen=True)
class Entries:
    """How the events of a log read today, by version.

    `standing`: as corrected, None for a voided one. `late` ones, those with a `code` when they were recorded, the last
    correction of each, whether a department said a word, and when the project last moved.
    """

    standing: Mapping[int, Event | None] = field(default_factory=dict)
    late: frozenset[int] = frozenset()
    coded: frozenset[int] = frozenset()
    corrections: Mapping[int, RecordCorrected] = field(default_factory=dict)
    verdicts: bool = False
    last: datetime | None = None

    @property
    def last_activity(self) -> date | None:
        """The Shanghai day of the last activity."""
        return self.last and shanghai_date(self.last)

    def plus(self, log: Sequence[Event], news: Sequence[Event], calendar: WorkingCalendar) -> "Entries":
        """With the last events of a log added: a correction changes one event, and nothing else."""
        corrections = {event.corrects: event for event in news if isinstance(event, RecordCorrected)}
        changed: dict[int, Event | None] = {event.originator_version: event for event in news}
        if corrections:
            changed = {version: one for version, one in changed.items() if not isinstance(one, RecordCorrected)}
            changed |= {
                version: None if event.void else apply(first, event)
                for version, event in corrections.items()
                if not isinstance(first := log[version - 1], RecordCorrected)
            }
        late = {version for version, event in changed.items() if event and is_late(event, calendar)}
        coded = {event.originator_version for event in news if vars(event).get("irregularities")}
        return Entries(
            {**self.standing, **changed} if self.standing else changed,
            (self.late - changed.keys()) | late,
            self.coded | coded,
            {**self.corrections, **corrections},
            self.verdicts or any(isinstance(event, Verdict) for event in news),
            max((moment for moment in (self.last, last_moment(news)) if moment), default=None),
        )
