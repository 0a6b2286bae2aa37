"""An import carried out on a ledger that holds everything back: what it would record, and every problem on the way."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from api.importing.entries import (
    Entry,
    UnfinishedRowError,
    case_entries,
    digest_of,
    fact_entry,
    profile_of,
    registration,
)
from api.importing.grouping import Group, grouped, is_of_flawed
from api.importing.known import news_of_case, news_of_fact, other_registration
from api.importing.people import OtherwiseError, Posts, place_of
from api.importing.permits import EVERYBODYS, Permit
from api.importing.report import Tally
from api.locale import text
from api.tables.definitions import FACTS, PROJECTS, STAFF
from api.tables.model import CellError, Place, Problem, Reading, Row
from domain.deciding.case import Actor
from domain.deciding.commands import AssignSpecialist, EnterProfile, ExpectPermit, IssueServiceList, ProjectCommand
from domain.errors import DomainError
from domain.log.ledger import Command
from domain.log.staging import StagedLedger
from domain.project.model.evolution import MatterEvent
from domain.project.model.second import number_of
from domain.project.record.reading import facts
from domain.projects import Projects
from domain.records import Records

VIA = "import"
KEPT = 8  # records at hand: the rows of a project come together
MOST_TRIES = 200  # problems looked for in the rows of one project
Progress = Callable[[int, int], None]
"""Told how many rows are done, of how many."""
COLUMN_OF = {
    "project_not_found": "project",
    "code": "project",
    "code_taken": "project",
    "code_form": "project",
    "expected": "expected_on",
}


@dataclass(frozen=True)
class Importer:
    """Who imports, and under which request."""

    actor: str
    role: Actor
    request_id: str = ""
    permit: Permit = EVERYBODYS

    def command(self, key: str, digest: str) -> Command:
        """The same rows have the same command, whoever imports them: they act once."""
        return Command(f"{VIA}/{key}", digest, self.actor, VIA, self.request_id)


class BringingIn:
    """One import upon one state of the log."""

    def __init__(self, projects: Projects, importer: Importer, progress: Progress = lambda *_: None) -> None:
        self.staged = StagedLedger(projects.ledger)
        self.projects = Projects(self.staged, projects.book, projects.district)
        self.projects.records = Records(KEPT)
        self.importer = importer
        self.progress = progress
        self.tally = Tally()
        self.problems: list[Problem] = []
        self.done = self.total = 0

    def carry_out(self, reading: Reading) -> None:
        """Everything that was read, in an order in which it can be: projects with all that is theirs, then posts."""
        self.problems = list(reading.problems)
        self.total = len(reading.rows)
        rows = list(self.allowed(reading))
        found = grouped(reading, rows)
        self.problems += found.problems
        self.tally.waiting.update(row.table for row in found.waiting)
        for key, group in found.groups.items():
            self.bring_in(key, group, reading)
            self.moved(len(group.rows))
        posts = Posts(self.projects)
        for row in rows:
            if row.table == STAFF:
                self.appoint(posts, row)
                self.moved(1)

    def allowed(self, reading: Reading) -> Iterator[Row]:
        """The rows that may be imported; why the others may not is said once for each place."""
        told: set[Place] = set()
        for row in reading.rows:
            problem = self.importer.permit.refused(row, self.projects.rules.catalogue)
            if problem is None:
                yield row
            elif problem.place not in told:
                told.add(problem.place)
                self.problems.append(problem)

    def moved(self, rows: int) -> None:
        self.done += rows
        self.progress(self.done, self.total)

    def bring_in(self, key: str, group: Group, reading: Reading) -> None:
        """All that a file says of one project."""
        before = len(self.problems)
        try:
            project = self.registered(key, group)
        except DomainError as refusal:
            row = group.rows[0]
            self.problems.append(Problem(row.at(column_of(refusal)), refusal.code, refusal.params))
            project = None
        if project is None:
            self.left_waiting(group, reading, key, told=len(self.problems) > before)
            return
        entries = [entry for row in group.cases for entry in self.entries_of(row, project)]
        entries += [entry for row in group.facts for entry in self.entries_of(row, project)]
        before = len(self.problems)
        for results in by_result(entries):  # a second result is applied for when the first is there
            if len(self.problems) == before:
                self.record(project, results)

    def left_waiting(self, group: Group, reading: Reading, key: str, *, told: bool) -> None:
        """Rows of a project that could not be taken in; one that nobody knows is said of each."""
        for row in group.cases + group.facts:
            if told or is_of_flawed(key, reading):
                self.tally.waiting[row.table] += 1
            else:
                self.problems.append(Problem(row.at("project"), "project_not_found", {"value": key}))

    def registered(self, key: str, group: Group) -> UUID | None:
        """The project: as it is recorded, or taken in now; None where there is none or its row is a problem."""
        row = group.project
        command = self.importer.command(f"project/{key}", digest_of(row) if row else "")
        found = self.projects.by_code(key) or self.imported(command)
        if found and not self.importer.permit.covers(self.projects.known(found, self.staged.load(found)).project):
            raise DomainError("project_not_found", value=key)
        if row is None:
            if found and group.cases:
                self.lay_out(found, None, group)
            return found
        if found is None:
            _, outcome = self.projects.register(command, registration(row), self.importer.role)
            found = outcome.events[0].originator_id
            self.lay_out(found, row, group)
            self.tally.new[PROJECTS] += 1
            return found
        return found if self.is_as_recorded(found, command, row, group) else None

    def imported(self, command: Command) -> UUID | None:
        """The project that an import of the same row took in: its id follows from the command."""
        stream = self.projects.stream(command.id)
        return stream if self.staged.exists(stream) else None

    def is_as_recorded(self, project: UUID, command: Command, row: Row, group: Group) -> bool:
        """Whether a row of the projects says nothing else than the record; what the record lacks is added."""
        log = self.staged.load(project)
        if not any(event.command_id == command.id and event.command_digest == command.digest for event in log):
            state = self.projects.known(project, log).project
            if problems := list(other_registration(row, state)):
                self.problems += problems
                return False
        added = self.lay_out(project, row, group)
        (self.tally.new if added else self.tally.known)[PROJECTS] += 1
        return True

    def lay_out(self, project: UUID, row: Row | None, group: Group) -> bool:
        """What a project needs before acts can be entered: who is in charge, its profile, and its list."""
        log = self.staged.load(project)
        state = self.projects.known(project, log).project
        wanted = [*self.wanted_of(row, state.expected is None, state.specialist == "", state.profile is None)]
        listing = state.list_version == 0 and bool(group.cases or (row and row.get("listed_on")))
        if listing and state.profile is None and not any(isinstance(one, EnterProfile) for one in wanted):
            wanted.append(EnterProfile(effective_on=self.projects.today(), answers={}))
        changed = False
        if any(isinstance(one, EnterProfile | ExpectPermit) for one in wanted):  # the list freezes them
            changed, wanted = self.run(project, wanted, "layout"), []
        if listing:
            on = (row.get("listed_on") if row else None) or self.projects.today()
            wanted.append(IssueServiceList(effective_on=on, reason=text("import.list_reason")))
        return self.run(project, wanted, "list") or changed

    def wanted_of(self, row: Row | None, expects: bool, unassigned: bool, unprofiled: bool) -> Iterator[ProjectCommand]:
        """What a row says beyond the registration, where the record has nothing of the kind."""
        if row is None:
            return
        today = self.projects.today()
        if expects and row.get("expected_on"):
            document = row.get("expected_document") or ""
            yield ExpectPermit(effective_on=today, on=row.get("expected_on"), document=document)
        if unassigned and row.get("specialist"):
            on = row.get("landed_on")
            yield AssignSpecialist(effective_on=on, specialist=row.get("specialist"), team=row.get("team") or "")
        if unprofiled and (answers := profile_of(row)):
            yield EnterProfile(effective_on=today, answers=answers)

    def run(self, project: UUID, wanted: Sequence[ProjectCommand], what: str) -> bool:
        """Carry commands out on a project; whether they changed anything."""
        if not wanted:
            return False
        version = len(self.staged.load(project))
        command = self.importer.command(f"{project}/{what}/{version}", what)
        return bool(self.projects.execute(project, command, wanted, self.importer.role).events)

    def entries_of(self, row: Row, project: UUID) -> list[Entry]:
        """What of a row is not recorded yet."""
        log = self.staged.load(project)
        state = self.projects.known(project, log).project
        standing = facts(log)
        if row.table == FACTS:
            news, problems = news_of_fact(fact_entry(row), standing)
        else:
            try:
                entries = case_entries(row, state.landed_on or self.projects.today())
            except UnfinishedRowError as unfinished:
                self.problems.append(unfinished.problem)
                return []
            news, problems = news_of_case(row, entries, standing, self.speaks_for)
        self.problems += problems
        if problems:
            return []
        (self.tally.new if news else self.tally.known)[row.table] += 1
        return news

    def speaks_for(self, event: MatterEvent) -> bool:
        """Whether this import is the department's word on an act that somebody else recorded."""
        importer = self.importer
        return event.actor != importer.actor and importer.role.speaks_for(event.decided_by, VIA)

    def record(self, project: UUID, entries: Sequence[Entry]) -> None:
        """Judge the acts and facts of a project as a whole (ruling 4); each row that is refused is named."""
        for number in range(MOST_TRIES):
            try:
                self.run(project, [entry.command for entry in entries], f"entries{number}")
            except DomainError as refusal:
                flawed = refused(entries, refusal)
                params = {**refusal.params, **self.what_decides(refusal)}
                self.problems += [entry.problem(refusal.code, params) for entry in flawed]
                rows = {id(entry.row) for entry in flawed}
                for table in {entry.row.place: entry.row.table for entry in flawed}.values():
                    self.tally.new[table] -= 1
                entries = [entry for entry in entries if id(entry.row) not in rows]
            else:
                return

    def what_decides(self, refusal: DomainError) -> dict[str, str]:
        """Of a matter that is not on the list: the answers of the profile that decide whether it is."""
        matter = self.projects.rules.catalogue.matters.get(str(refusal.params.get("matter")))
        if refusal.code != "unknown_matter" or matter is None:
            return {}
        return {"fields": "、".join(matter.applies_when.fields)}

    def appoint(self, posts: Posts, row: Row) -> None:
        """One row of the staff."""
        command = self.importer.command(f"post/{row.get('staff')}/{digest_of(row)}", digest_of(row))
        try:
            changed = posts.carry_out(row, command)
        except OtherwiseError as other:
            self.problems.append(other.problem)
        except (CellError, DomainError) as refusal:
            self.problems.append(place_of(row, refusal))
        else:
            (self.tally.new if changed else self.tally.known)[STAFF] += 1


def by_result(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    """The entries of first results, those of second ones, and so on."""
    numbers = [number_of(getattr(entry.command, "matter", "")) for entry in entries]
    for wanted in sorted(set(numbers)):
        yield [entry for entry, number in zip(entries, numbers, strict=True) if number == wanted]


def refused(entries: Sequence[Entry], refusal: DomainError) -> list[Entry]:
    """The entries that a refusal is about: those it names by their place, else the first."""
    places = refusal.params.get("items", [refusal.params.get("index", 0)])
    named = places if isinstance(places, list) else [0]
    return [entries[place] for place in sorted(set(named)) if isinstance(place, int) and place < len(entries)]


def column_of(refusal: DomainError) -> str:
    """The column of the projects that a refusal is about."""
    named = str(refusal.params.get("field", ""))
    if refusal.code in COLUMN_OF:
        return COLUMN_OF[refusal.code]
    return named if named in ("landed_on", "reason") else "expected_on" if named == "on" else "name"
