"""Copies: the told lives written onto any number of projects, in the order of the days on which they were recorded.

A copy has an id, a code, names and people of its own; its dates are those of the life it copies, for a shifted date
would be another number of working days. Every event of it was therefore decided by the domain, at the clock of its
day, on just this history.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random
from uuid import UUID

from eventsourcing.persistence import ApplicationRecorder, StoredEvent

from api.generate.names import Names, names_of
from api.generate.telling import Life, Save
from domain.codes import made_code
from domain.event import Event, stream_id
from domain.log.codec import to_stored
from domain.project.events.lifecycle import CodeClaimed, ProjectRegistered, SpecialistAssigned

BULK = 2000  # events in one transaction
OWNERS = (ProjectRegistered, CodeClaimed)

Progress = Callable[[int, int], None]
"""Told how many events are written, of how many."""


@dataclass
class Copy:
    """One project that lives a life."""

    project: UUID
    names: Names
    code: str = ""


class Copier:
    """Writes the projects of a seed."""

    def __init__(self, recorder: ApplicationRecorder, district: str, seed: int) -> None:
        self.recorder, self.district, self.seed = recorder, district, seed
        self.numbers = Counter[int]()

    def write(self, lives: Sequence[Life], projects: int, progress: Progress) -> int:
        """Copy the lives onto so many projects; the number of events written."""
        copies = self.shared_out(len(lives), projects)
        total = sum(len(save.events) * len(copies[place]) for place, life in enumerate(lives) for save in life.saves)
        done, waiting = 0, list[StoredEvent]()
        for place, save in in_time(lives):
            for stored in self.copied(save, copies[place]):
                waiting += stored
                if len(waiting) >= BULK:
                    done += self.flush(waiting)
                    progress(done, total)
        done += self.flush(waiting)
        progress(done, total)
        return done

    def flush(self, waiting: list[StoredEvent]) -> int:
        """Write what waits; how much that was."""
        if waiting:
            self.recorder.insert_events(waiting)
        written = len(waiting)
        waiting.clear()
        return written

    def shared_out(self, lives: int, projects: int) -> dict[int, list[Copy]]:
        """Each life once, and then as chance has it."""
        dice = Random(f"{self.seed}/copies")
        found: dict[int, list[Copy]] = defaultdict(list)
        for place in range(projects):
            project = stream_id(f"{self.district}/project/{self.command(place)}")
            life = place if place < lives else dice.randrange(lives)
            found[life].append(Copy(project, names_of(self.seed, place)))
        return found

    def command(self, place: int) -> str:
        """The command that registers the so-manyth project; its id follows from it (ruling 29)."""
        return f"generator/{self.seed}-{place}"

    def copied(self, save: Save, copies: Sequence[Copy]) -> Iterator[list[StoredEvent]]:
        """One save for each of the copies. What names nobody is stored as it is: the id is not part of it."""
        plain = [None if is_personal(event) else to_stored(event) for event in save.events]
        for copy in copies:
            if not copy.code:
                self.number(copy, save.events)
            yield [
                StoredEvent(copy.project, stored.originator_version, stored.topic, stored.state)
                if stored is not None
                else to_stored(self.personal(event, copy))
                for event, stored in zip(save.events, plain, strict=True)
            ]

    def number(self, copy: Copy, registration: Sequence[Event]) -> None:
        """The next number of the year of the landing, given densely as the codes' register looks for them."""
        year = registration[0].effective_on.year
        self.numbers[year] += 1
        copy.code = made_code(year, self.numbers[year])

    def personal(self, event: Event, copy: Copy) -> Event:
        """An event with the copy's own names."""
        if isinstance(event, CodeClaimed):
            stream = stream_id(f"{self.district}/code/{copy.code}")
            return replace(event, originator_id=stream, code=copy.code, project=str(copy.project))
        if isinstance(event, SpecialistAssigned):
            names = copy.names
            return replace(event, originator_id=copy.project, specialist=names.specialist, team=names.team)
        if isinstance(event, ProjectRegistered):
            own, names = replace(event, originator_id=copy.project, code=copy.code), copy.names
            return replace(own, name=names.project, enterprise=names.enterprise)
        return replace(event, originator_id=copy.project)


def is_personal(event: Event) -> bool:
    """It says whose project it is, or who serves it."""
    return isinstance(event, (*OWNERS, SpecialistAssigned))


def in_time(lives: Sequence[Life]) -> Iterator[tuple[int, Save]]:
    """The saves of all lives as they were recorded, each with the place of its life."""
    saves = (
        (save.at, place, number, save) for place, life in enumerate(lives) for number, save in enumerate(life.saves)
    )
    yield from ((place, save) for _, place, _, save in sorted(saves, key=lambda one: one[:3]))
