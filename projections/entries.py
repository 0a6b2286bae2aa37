"""How events were entered: late (补录), and when a project last moved."""

from collections.abc import Iterable
from datetime import date

from domain.dates.calendar import WorkingCalendar
from domain.event import Event, shanghai_date
from domain.project.confirmations import Verdict
from domain.project.corrections import RecordCorrected
from domain.project.evolution import Consequence
from domain.project.lifecycle import ProjectProfiled, ProjectRegistered

LATE_AFTER = 2  # working days
SCHEDULER = "scheduler"
IMPORT = "import"
NEVER_LATE = (ProjectRegistered, ProjectProfiled, RecordCorrected, Verdict, Consequence)


def is_late(event: Event, calendar: WorkingCalendar) -> bool:
    """More than 2 working days in (effective_on, Shanghai day of recorded_at]; with the exceptions of ruling 11."""
    if isinstance(event, NEVER_LATE) or event.via == IMPORT or getattr(event, "prior", False):
        return False
    return calendar.working_days(event.effective_on, shanghai_date(event.recorded_at)) > LATE_AFTER


def last_activity(log: Iterable[Event]) -> date | None:
    """The Shanghai day on which the last event was recorded that is neither the scheduler's nor a consequence."""
    own = [event.recorded_at for event in log if event.via != SCHEDULER and not isinstance(event, Consequence)]
    return shanghai_date(max(own)) if own else None
