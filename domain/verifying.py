"""The log gone through from its first event to its last: can all of it be read, and does it hang together.

Nothing is judged here: what was recorded stands. What is looked for is what could not have been written this way.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from eventsourcing.persistence import StoredEvent

from domain.event import Event
from domain.feed import Told, told_after
from domain.log.codec import CodecError, from_stored
from domain.log.ledger import Ledger
from domain.proof import Tree, leaf_of
from domain.rulebook import RulebookEvent, sha256

PAGE = 2000
MOST = 20  # problems that are named


@dataclass(frozen=True)
class Problem:
    """What is wrong with an event, where."""

    position: int
    stream: UUID
    version: int
    topic: str
    code: str
    detail: str = ""


@dataclass
class Verified:
    """What was found: how many events and streams, the head over all, heads that were asked for, and problems."""

    position: int = 0
    events: int = 0
    streams: int = 0
    head: str = ""
    differing: list[int] = field(default_factory=list)
    count: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def well(self) -> bool:
        """Nothing is wrong."""
        return not self.count and not self.differing


def verify(ledger: Ledger, heads: Mapping[int, str], algorithm: str = "sha256") -> Verified:
    """Go through the log; `heads` by position are those noted earlier, which must come out again."""
    found, tree, last = Verified(), Tree(algorithm), Last()
    wanted = dict(heads)
    for told in whole(ledger):
        settle(found, tree, wanted, told.position)
        tree.add(leaf_of(told))
        for problem in last.problems(told):
            found.count += 1
            if len(found.problems) < MOST:
                found.problems.append(problem)
        found.position, found.events = told.position, found.events + 1
    settle(found, tree, wanted, found.position + 1)
    found.differing += sorted(wanted)  # positions that the log does not reach
    found.streams, found.head = len(last.versions), tree.head()
    return found


def settle(found: Verified, tree: Tree, wanted: dict[int, str], before: int) -> None:
    """Compare the heads noted for positions before one."""
    for position in sorted(position for position in wanted if position < before):
        if wanted.pop(position) != tree.head():
            found.differing.append(position)


def whole(ledger: Ledger) -> Iterator[Told]:
    """Every event, in the order of positions."""
    position = 0
    while page := told_after(ledger, position, PAGE):
        yield from page
        position = page[-1].position


class Last:
    """The last event of each stream."""

    def __init__(self) -> None:
        self.versions: dict[UUID, int] = {}
        self.moments: dict[UUID, datetime] = {}

    def problems(self, told: Told) -> Iterator[Problem]:
        """What is wrong with the next event."""
        place = (told.position, told.stream, told.version, told.topic)
        before = self.versions.get(told.stream, 0)
        self.versions[told.stream] = told.version
        if told.version != before + 1:
            yield Problem(*place, "version_gap", str(before))
        try:
            event = from_stored(StoredEvent(told.stream, told.version, told.topic, told.state))
        except CodecError as error:
            yield Problem(*place, "unreadable", str(error))
            return
        yield from self.of_event(event, place)

    def of_event(self, event: Event, place: tuple[int, UUID, int, str]) -> Iterator[Problem]:
        last = self.moments.get(event.originator_id)
        self.moments[event.originator_id] = event.recorded_at
        if last is not None and event.recorded_at < last:
            yield Problem(*place, "recorded_before_the_last", last.isoformat())
        if isinstance(event, RulebookEvent) and sha256(event.text) != event.sha256:
            yield Problem(*place, "content_changed", event.sha256)
