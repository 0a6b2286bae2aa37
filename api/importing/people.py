"""Posts from a file: taken, and left where the row says so."""

from collections.abc import Iterator

from api.importing.known import otherwise
from api.tables.choices import departments, team
from api.tables.model import CellError, Problem, Row
from domain.errors import DomainError
from domain.log.ledger import Command, Job
from domain.projects import Projects
from domain.staff.appointing import Appointment, leaving, taking
from domain.staff.people import Holding, People
from domain.staff.posts import OF_DEPARTMENT, OF_DISTRICT, OF_TEAM, Post, stream_of_post


class Posts:
    """Carries out the rows of the staff."""

    def __init__(self, projects: Projects) -> None:
        self.projects = projects
        self.department = departments(projects.rules.catalogue).read

    def carry_out(self, row: Row, command: Command) -> bool:
        """Whether a row changed anything. Raises CellError, DomainError, or OtherwiseError."""
        post: Post = row.get("post")
        wanted = Appointment(row.get("staff"), post, self.whose(post, row), row.get("since"), row.get("reason") or "")
        ledger, district = self.projects.ledger, self.projects.district
        stream = stream_of_post(district, wanted.staff, post, wanted.of)
        held = [one for one in People(ledger.load(stream)).all() if (one.staff, one.post, one.of) == self.name(wanted)]
        if any((one.since, one.until) == (wanted.effective_on, row.get("until")) for one in held):
            return False
        standing = [one for one in held if one.until is None]
        for problem in contradictions(row, held, standing):
            raise OtherwiseError(problem)
        changed = False
        if not standing:
            changed = self.run(taking(district, command, wanted))
        if row.get("until"):
            left = Appointment(wanted.staff, post, wanted.of, row.get("until"), wanted.reason)
            changed = self.run(leaving(district, also(command), left)) or changed
        return changed

    @staticmethod
    def name(wanted: Appointment) -> tuple[str, Post, str]:
        return wanted.staff, wanted.post, wanted.of

    def run(self, job: Job) -> bool:
        return bool(self.projects.ledger.execute(job.stream, job.command, job.decide).events)

    def whose(self, post: Post, row: Row) -> str:
        """The department, task force or project of a post, by its id."""
        written = row.get("of") or ""
        if post in OF_DISTRICT or not written:
            return written
        if post in OF_DEPARTMENT:
            return str(self.department(written))
        if post in OF_TEAM:
            return team(written)
        found = self.projects.by_code(written)
        if found is None:
            raise CellError("project_not_found", value=written)
        return str(found)


class OtherwiseError(ValueError):
    """The record says something else."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def contradictions(row: Row, held: list[Holding], standing: list[Holding]) -> Iterator[Problem]:
    """A post held since another day, or left on another."""
    since, until = row.get("since"), row.get("until")
    for one in standing:
        if one.since != since:
            yield otherwise(row, "since", one.since)
    for one in held:
        if one.until is not None and one.since == since and one.until != until:
            yield otherwise(row, "until", one.until)


def also(command: Command) -> Command:
    """The second command of one row."""
    return Command(f"{command.id}/left", command.digest, command.actor, command.via, command.request_id)


def place_of(row: Row, error: CellError | DomainError) -> Problem:
    """A refusal of a row of the staff, at its cell."""
    columns = {
        "post_of_nothing": "of",
        "post_of_something": "of",
        "future_date": "since",
        "post_not_held": "until",
        "end_before_beginning": "until",
        "personal_data": "of" if error.params.get("field") == "of" else "staff",
        "team_code": "of",
    }
    column = columns.get(error.code, "of" if isinstance(error, CellError) else "")
    return Problem(row.at(column), error.code, error.params)
