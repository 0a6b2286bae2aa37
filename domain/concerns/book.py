"""The concerns of a district by project, now or as known at a moment; kept in memory and brought up to the log."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from domain.concerns.concern import Concern, ConcernAssigned, ConcernEvent, ConcernRaised, ConcernState, folded
from domain.log.following import Following
from domain.log.ledger import Job, Ledger

Concerns = Mapping[UUID, Concern]


class ConcernBook:
    """All concerns; asking costs a look into a dictionary."""

    def __init__(self, ledger: Ledger, district: str) -> None:
        self.following = Following(ledger, district, ConcernEvent)
        self.latest: tuple[int, Concerns] = (0, {})  # of the first so many events

    def all(self, known: datetime | None = None) -> Concerns:
        """By id, as recorded by now or as known at a moment."""
        told, (read, concerns) = self.following.now(), self.latest
        if read != len(told):
            concerns = after(concerns, told[read:])
            self.latest = (len(told), concerns)
        if known is None or all(event.known_at <= known for event in told):
            return concerns
        return after({}, (event for event in told if event.known_at <= known))

    def of_project(self, project: UUID, known: datetime | None = None) -> Sequence[Concern]:
        """The concerns about a project, the earliest due first."""
        found = [one for one in self.all(known).values() if one.project == project]
        return sorted(found, key=lambda one: (one.due_on, one.id))

    def open_by_project(self, known: datetime | None = None) -> Mapping[str, int]:
        """How many concerns are to be answered, by project."""
        return Counter(str(one.project) for one in self.all(known).values() if one.state is ConcernState.OPEN)

    def handed_on(self, since: datetime, known: datetime) -> Mapping[UUID, Sequence[tuple[datetime, str]]]:
        """Of the concerns given to somebody from one moment to another: who was to answer, from when on."""
        given: dict[UUID, list[tuple[datetime, str]]] = defaultdict(list)
        for event in self.following.now():
            if isinstance(event, ConcernRaised | ConcernAssigned) and event.known_at <= known:
                given[event.originator_id].append((event.recorded_at, event.handler))
        return {concern: turns for concern, turns in given.items() if len(turns) > 1 and turns[-1][0] >= since}

    def seen(self, job: Job) -> Job:
        """The job, after which the book is looked at anew."""
        return replace(job, done=lambda _: self.following.refresh())


def after(concerns: Concerns, events: Iterable[ConcernEvent]) -> Concerns:
    """The concerns after more events."""
    found = dict(concerns)
    for event in events:
        if concern := folded(found.get(event.originator_id), event):
            found[event.originator_id] = concern
    return found
