"""The log: streams of events in the library's native recorder, and the one way to add to them.

`execute` is what makes a command act once and never on a state it has not seen (design §8).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from random import uniform
from time import sleep
from uuid import UUID

from eventsourcing.persistence import ApplicationRecorder, IntegrityError

from domain.errors import DomainError
from domain.event import Event, Stamp, shanghai_date
from domain.log.codec import event_of, from_stored, to_stored
from domain.log.logs import NOTHING, Events, Log, Logs
from domain.log.recorder import insert, insert_at_once, lengths_of, streams_up_to

ATTEMPTS = 10
PAUSE = 0.02  # seconds; grows with each attempt
MANY = 500  # streams asked for, jobs saved at once
Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Now, aware, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Command:
    """Who wants it, under which key, and on which version he decided.

    `id` is "actor/key"; `digest` the SHA-256 of method, path and canonical body. `expected_version` is what
    If-Match named, None for `*`; `version_required` refuses a command that named nothing.
    """

    id: str
    digest: str
    actor: str
    via: str
    request_id: str = ""
    cause: str = ""
    expected_version: int | None = None
    version_required: bool = False

    def stamp(self, stream: UUID, district: str, moment: datetime) -> Stamp:
        """The envelope that all events of this command share in a stream (ruling 31)."""
        return Stamp(
            originator_id=stream,
            originator_version=0,
            recorded_at=moment,
            effective_on=shanghai_date(moment),
            district=district,
            actor=self.actor,
            via=self.via,
            request_id=self.request_id,
            command_id=self.id,
            command_digest=self.digest,
            cause=self.cause,
            reason="",
        )


@dataclass(frozen=True)
class Outcome:
    """What a command did: its events in its stream (none when it changed nothing), the version and the position."""

    version: int
    position: int
    events: Events
    repeated: bool = False


Decide = Callable[[Log, datetime], Sequence[Event]]


@dataclass(frozen=True)
class Job:
    """A command, its stream, and how it is decided there; `done` hears of the outcome once it is saved."""

    stream: UUID
    command: Command
    decide: Decide
    done: Callable[[Outcome], None] = lambda _: None


class Ledger:
    """All streams of one district's log."""

    def __init__(self, recorder: ApplicationRecorder, clock: Clock = system_clock) -> None:
        self.recorder = recorder
        self.clock = clock
        self.logs = Logs()

    def load(self, stream: UUID) -> Log:
        """The events of a stream, oldest first; empty for a stream nobody wrote.

        What was loaded before is kept; only what was added since is read (a log is only ever appended to).
        """
        known = self.logs.get(stream)
        news = self.recorder.select_events(stream, gt=len(known))
        return self.logs.keep(stream, known.extend([from_stored(stored) for stored in news])) if news else known

    def load_many(self, streams: Sequence[UUID]) -> Mapping[UUID, Log]:
        """The events of many streams; those that nobody has added to since they were read cost one question."""
        lengths: dict[UUID, int] = {}
        for place in range(0, len(streams), MANY):
            lengths |= lengths_of(self.recorder, streams[place : place + MANY])
        written = {
            stream: self.load(stream) if length > len(known := self.logs.get(stream)) else known
            for stream, length in lengths.items()
        }
        return dict.fromkeys(streams, NOTHING) | written

    def at_hand(self, stream: UUID) -> Log:
        """The events of a stream as far as they were read before; loaded where nothing was.

        Others may have added to it since: good enough to decide on what `save` then refuses as a conflict.
        """
        return self.logs.get(stream) or self.load(stream)

    def up_to(self, stream: UUID, version: int) -> Events:
        """The events of a stream up to a version, read anew and kept nowhere."""
        return self.all_up_to({stream: version})[stream]

    def all_up_to(self, lasts: Mapping[UUID, int]) -> Mapping[UUID, Events]:
        """The events of some streams, each up to a version, read anew and kept nowhere."""
        found: dict[UUID, list[Event]] = {stream: [] for stream in lasts}
        for stream, version, topic, state in streams_up_to(self.recorder, lasts):
            found[stream].append(event_of(stream, version, topic, state))
        return {stream: tuple(events) for stream, events in found.items()}

    def exists(self, stream: UUID) -> bool:
        """Whether anything was ever recorded in a stream."""
        return bool(self.recorder.select_events(stream, limit=1))

    def topic(self, stream: UUID) -> str:
        """The stored name of a stream's first event; empty for a stream nobody wrote."""
        if known := self.logs.get(stream):
            return known[0].TOPIC
        first = self.recorder.select_events(stream, limit=1)
        return first[0].topic if first else ""

    def position(self) -> int:
        """The highest notification id in the log; 0 when it is empty."""
        return self.recorder.max_notification_id() or 0

    def after(self, position: int, limit: int) -> Iterator[tuple[int, Event]]:
        """The events recorded after a position, in the order of the log."""
        for notification in self.recorder.select_notifications(position, limit, inclusive_of_start=False):
            yield notification.id, from_stored(notification)

    def of_topics(self, topics: Sequence[str], position: int, limit: int) -> Iterator[tuple[int, Event]]:
        """The events of some topics recorded after a position, in the order of the log."""
        found = self.recorder.select_notifications(position, limit, topics=topics, inclusive_of_start=False)
        for notification in found:
            yield notification.id, from_stored(notification)

    def save(self, events: Sequence[Event]) -> Sequence[int]:
        """Write events of any streams in one transaction; the position of each. IntegrityError on conflict."""
        return insert(self.recorder, [to_stored(event) for event in events])

    def moment(self, log: Log) -> datetime:
        """The recording time of the next event: the clock, but never before the stream's last event."""
        now = self.clock().astimezone(UTC)
        return max(now, log[-1].recorded_at) if log else now

    def execute(self, stream: UUID, command: Command, decide: Decide) -> Outcome:
        """Let `decide` answer the command on the stream as it stands, and save what it says.

        A key that is found again is answered as the first time, before the version is looked at. A conflict
        (another writer, or this very command already recorded) loads again and starts over, ten times at most.
        Raises DomainError: idempotency_key_reused, version_required, version_conflict, log_busy, and whatever
        `decide` refuses.
        """
        for attempt in range(ATTEMPTS):
            log = self.load(stream)
            answer = self.prepare(log, Job(stream, command, decide))
            if isinstance(answer, Outcome):
                return answer
            try:
                positions = self.save(answer)
            except IntegrityError:
                sleep(uniform(0, PAUSE * attempt))  # those who collided do not collide in step again
                continue
            return self.saved(stream, log, answer, positions)
        raise DomainError("log_busy", attempts=ATTEMPTS)

    def execute_all(self, jobs: Sequence[Job]) -> None:
        """Do jobs many in a transaction, each on its stream as far as it was read; after a conflict each alone.

        For jobs that refuse nothing and whose outcome nobody awaits. What was saved is not kept at hand.
        """
        for place in range(0, len(jobs), MANY):
            some = jobs[place : place + MANY]
            try:
                news = [to_stored(event) for event in self.prepared(some)]
                if news:
                    insert_at_once(self.recorder, news)
            except IntegrityError:
                for job in some:
                    self.execute(job.stream, job.command, job.decide)

    def prepared(self, jobs: Sequence[Job]) -> Iterator[Event]:
        """The events of jobs, those of one stream one upon the other."""
        by_stream: dict[UUID, list[Job]] = {}
        for job in jobs:
            by_stream.setdefault(job.stream, []).append(job)
        for stream, own in by_stream.items():
            log = self.logs.get(stream)
            for job in own:
                answer = self.prepare(log, job)
                if not isinstance(answer, Outcome):
                    log = log.extend(answer)
                    yield from answer

    def prepare(self, log: Log, job: Job) -> Outcome | Events:
        """A job's events on a log, numbered and still to be saved; or its outcome, when there is nothing to save."""
        known = self.logs.holds(job.stream, log, job.command.id)
        if known and (earlier := tuple(event for event in log if event.command_id == job.command.id)):
            return self.repeat(earlier, job.command)
        check_version(job.command, len(log))
        events = numbered(job.stream, len(log), job.decide(log, self.moment(log)))
        return events or Outcome(len(log), self.position(), ())

    def judge(self, job: Job) -> None:
        """Raise whatever carrying the job out would refuse; nothing is stored."""
        self.prepare(self.load(job.stream), job)

    def saved(self, stream: UUID, log: Log, events: Events, positions: Sequence[int]) -> Outcome:
        """The outcome of a job whose events were saved at these positions; its log is at hand from now on."""
        own = tuple(event for event in events if event.originator_id == stream)
        self.logs.keep(stream, log.extend(own))
        return Outcome(len(log) + len(own), max(positions), own)

    def repeat(self, earlier: Events, command: Command) -> Outcome:
        """The first answer once more, or a refusal when the key was used for something else."""
        if earlier[0].command_digest != command.digest:
            raise DomainError("idempotency_key_reused", key=command.id.rpartition("/")[2])
        return Outcome(earlier[-1].originator_version, self.position(), earlier, repeated=True)


def check_version(command: Command, current: int) -> None:
    """Refuse a command that was decided on another version than the current one, or on none where one is due."""
    if command.version_required:
        raise DomainError("version_required", current=current)
    if command.expected_version is not None and command.expected_version != current:
        raise DomainError("version_conflict", expected=command.expected_version, current=current)


def numbered(stream: UUID, version: int, events: Sequence[Event]) -> Events:
    """Give the stream's new events their versions; events of another stream (a code's) keep their own."""
    result: list[Event] = []
    for event in events:
        own = event.originator_id == stream
        version += own
        result.append(event.numbered(version) if own else event)
    return tuple(result)
