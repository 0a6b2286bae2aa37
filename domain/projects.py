"""The project register: commands in, one judged save out; readings at any (as_of D, as_known_at K)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from domain.codes import Codes
from domain.concerns.book import ConcernBook
from domain.deciding.case import Actor, Case
from domain.deciding.commands import EnterProfile, ExpectPermit, ProjectCommand, RecordFact, RegisterProject
from domain.deciding.decide import decide
from domain.deciding.judging import Judgement, judge
from domain.deciding.possible import refuse_future
from domain.errors import DomainError
from domain.event import Event, Stamp, shanghai_date, stamped, stream_id
from domain.log.ledger import Command, Job, Ledger, Outcome, check_version
from domain.log.logs import NOTHING, Log
from domain.project.events.lifecycle import CodeClaimed, ProjectRegistered
from domain.project.model.evolution import fold
from domain.project.model.rules import Rules
from domain.project.model.state import Project
from domain.project.record.reading import facts
from domain.project.record.record import Record, open_record
from domain.records import Records
from domain.rulebook import Rulebook


@dataclass(frozen=True)
class Preview:
    """What a command would do, with nothing stored: the state before and the judgement."""

    before: Project
    judgement: Judgement
    version: int


class Projects:
    """All major projects of a district."""

    def __init__(self, ledger: Ledger, rules: Rules | Rulebook, district: str) -> None:
        self.ledger = ledger
        self.book = rules
        self.district = district
        self.codes = Codes(ledger, district)
        self.records = Records()
        self.concerns = ConcernBook(ledger, district)

    @property
    def rules(self) -> Rules:
        """The rules in force."""
        return self.book.now()

    def rules_of(self, project: Project, as_known_at: datetime | None = None) -> Rules:
        """The rules a project is read by: those known at K, with the catalogue it is pinned to."""
        rules = self.book.at(as_known_at) if as_known_at else self.rules
        return rules.pinned(project.catalogue)

    def stream(self, project: str) -> UUID:
        return stream_id(f"{self.district}/project/{project}")

    def today(self) -> date:
        """Today in Shanghai by the ledger's clock."""
        return shanghai_date(self.ledger.clock())

    def register(self, command: Command, wanted: RegisterProject, actor: Actor) -> tuple[UUID, Outcome]:
        """Take a project in; its id follows from the command, so that a repeated request finds its stream.

        Raises DomainError: code_taken, future_date, profile_… and the ledger's own.
        """
        job = self.registering(command, wanted, actor)
        return job.stream, self.run(job)

    def registering(self, command: Command, wanted: RegisterProject, actor: Actor) -> Job:
        """The job of taking a project in."""
        project = self.stream(command.id)

        def decide_registration(_: Log, moment: datetime) -> Sequence[Event]:
            stamp = self.stamp(project, command, moment)
            return self.registration(project, wanted, stamp, actor)

        return Job(project, command, decide_registration)

    def run(self, job: Job) -> Outcome:
        """Do a job now, in this thread."""
        outcome = self.ledger.execute(job.stream, job.command, job.decide)
        job.done(outcome)
        return outcome

    def registration(self, project: UUID, wanted: RegisterProject, stamp: Stamp, actor: Actor) -> Sequence[Event]:
        """The first events of a project, and the claim of its code in the code's own stream."""
        claim = self.claim(wanted, stamp)
        return [*self.judged_registration(project, wanted, stamp, actor, claim.code).confirmed(), claim]

    def judged_registration(
        self, project: UUID, wanted: RegisterProject, stamp: Stamp, actor: Actor, code: str
    ) -> Judgement:
        """The registration and what was entered with it: expected date, national code, profile."""
        today = shanghai_date(stamp["recorded_at"])
        empty = Case(Project(id=project), (), self.rules, stamp, today, actor)
        refuse_future("landed_on", wanted.landed_on, empty.today)
        registered = ProjectRegistered(
            **stamped(stamp, effective_on=wanted.landed_on),
            code=code,
            name=wanted.name,
            enterprise=wanted.enterprise,
            uscc=wanted.uscc,
            catalogue=self.rules.catalogue.version,
        )
        entries = [event for command in entered_with(wanted, today) for event in decide(empty, command)]
        return judge(open_record(project, (), self.rules), [registered, *entries], stamp, self.rules, today)

    def preview_registration(self, command: Command, wanted: RegisterProject, actor: Actor) -> Preview:
        """What registering would record, nothing stored and no number taken."""
        project = self.stream(command.id)
        stamp = self.stamp(project, command, self.ledger.moment(NOTHING))
        code = self.claim(wanted, stamp).code
        judgement = self.judged_registration(project, wanted, stamp, actor, code)
        return Preview(Project(id=project), judgement, 0)

    def claim(self, wanted: RegisterProject, stamp: Stamp) -> CodeClaimed:
        """Claim the wanted code, or the year's next free number."""
        project, on_landing = stamp["originator_id"], stamp | {"effective_on": wanted.landed_on}
        if wanted.code:
            return self.codes.claim(wanted.code, on_landing, project)
        return self.codes.claim_made(wanted.landed_on.year, on_landing, project)

    def by_code(self, code: str) -> UUID | None:
        """The project that holds a code."""
        return self.codes.holder(code)

    def execute(self, project: UUID, command: Command, wanted: Sequence[ProjectCommand], actor: Actor) -> Outcome:
        """Answer commands on one project as a whole: all or none (ruling 4)."""
        return self.run(self.executing(project, command, wanted, actor))

    def executing(
        self,
        project: UUID,
        command: Command,
        wanted: Sequence[ProjectCommand],
        actor: Actor,
        guard: Callable[[Project], None] | None = None,
    ) -> Job:
        """The job of answering commands on one project; `guard` refuses it on the project as it then stands."""

        def decide_all(log: Log, moment: datetime) -> Judgement:
            if guard:
                guard(self.known(project, log).project)
            return self.judged(project, log, self.stamp(project, command, moment), wanted, actor)

        return self.judging(project, command, decide_all)

    def preview(self, project: UUID, command: Command, wanted: Sequence[ProjectCommand], actor: Actor) -> Preview:
        """What `execute` would record, nothing stored; If-Match is compared when given."""
        log = self.ledger.load(project)
        if command.expected_version is not None:
            check_version(command, len(log))
        stamp = self.stamp(project, command, self.ledger.moment(log))
        judgement = self.judged(project, log, stamp, wanted, actor)
        self.codes.moves(project, log, judgement.events, stamp)  # refused here as it would be then
        return Preview(self.known(project, log).project, judgement, len(log))

    def judged(
        self, project: UUID, log: Log, stamp: Stamp, wanted: Sequence[ProjectCommand], actor: Actor
    ) -> Judgement:
        """Decide each command on the project as known now, then judge them as one."""
        today = shanghai_date(stamp["recorded_at"])
        record = self.known(project, log)
        rules = self.rules.pinned(record.project.catalogue)
        case = Case(record.project, log, rules, stamp, today, actor)
        entries: list[Event] = []
        items: list[int] = []
        for index, item in enumerate(wanted):
            events = indexed(index, decide, case, item)
            entries += events
            items += [index] * len(events)
        if not entries:
            return Judgement((), (), record)
        return judge(record, entries, stamp, rules, today, items=items)

    def judging(self, project: UUID, command: Command, decide_on: Callable[[Log, datetime], Judgement]) -> Job:
        """A job that is judged on the log as it stands; saved, its record is at hand for the next."""
        judged: list[Judgement] = []
        rules = self.rules

        def decide_events(log: Log, moment: datetime) -> Sequence[Event]:
            judged.append(decide_on(log, moment))
            save = judged[-1].confirmed()
            return (*save, *self.codes.moves(project, log, save, self.stamp(project, command, moment)))

        def keep(outcome: Outcome) -> None:
            if outcome.events and not outcome.repeated:
                self.records.keep(judged[-1].record, rules)

        return Job(project, command, decide_events, keep)

    def deem(self, project: UUID, command: Command) -> Outcome:
        """Record what the calendar has brought about by now: acceptance by silence, lapses, renewal by silence."""

        def decide_deeming(log: Log, moment: datetime) -> Judgement:
            record = self.known(project, log)
            stamp = self.stamp(project, command, moment)
            deem = frozenset(record.project.matters)
            rules = self.rules.pinned(record.project.catalogue)
            return judge(record, (), stamp, rules, shanghai_date(moment), deem=deem)

        return self.run(self.judging(project, command, decide_deeming))

    def known(self, project: UUID, log: Log) -> Record:
        """The record as known now; unknown_project for a stream nobody registered."""
        if not log:
            raise DomainError("unknown_project", project=str(project))
        return self.records.of(project, log, self.rules)

    def read(
        self, project: UUID, as_of: date | None = None, as_known_at: datetime | None = None
    ) -> tuple[Project, Log]:
        """The project at (D, K), and its whole log. Before its first fact: unknown_project."""
        log = self.ledger.load(project)
        today = self.today()
        if as_of is not None and as_of > today:
            raise DomainError("future_date", field="as_of", on=as_of.isoformat(), today=today.isoformat())
        rules = self.book.at(as_known_at) if as_known_at else self.rules
        state = fold(project, facts(log, as_of or today, as_known_at), rules)
        if state.landed_on is None:
            then = {"on": (as_of or today).isoformat()} if log else {}
            raise DomainError("unknown_project", project=str(project), **then)
        return state, log

    def stamp(self, stream: UUID, command: Command, moment: datetime) -> Stamp:
        """The envelope shared by a command's events (ruling 31)."""
        return command.stamp(stream, self.district, moment)


def entered_with(wanted: RegisterProject, today: date) -> Iterator[ProjectCommand]:
    """What a registration may bring along, as the commands it stands for."""
    if wanted.expected_on is not None:
        yield ExpectPermit(effective_on=today, on=wanted.expected_on, document=wanted.expected_document)
    if wanted.national_code:
        values = {"value": wanted.national_code}
        yield RecordFact(kind="code_assigned", effective_on=wanted.landed_on, values=values)
    if wanted.profile is not None:
        yield EnterProfile(effective_on=today, answers=wanted.profile)


def indexed(index: int, function: Callable[..., list[Event]], *arguments: Any) -> list[Event]:
    """Call; a refusal names the index of the item it refuses."""
    try:
        return function(*arguments)
    except DomainError as error:
        raise DomainError(error.code, **({"index": index} | error.params)) from error
