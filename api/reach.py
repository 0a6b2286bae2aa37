"""Who sees and acts on which projects (design §9): decided here and nowhere else.

Lists are narrowed by it, single projects are guarded by it; a project beyond it answers as one that does not exist.
"""

from collections.abc import Callable
from datetime import date
from functools import partial
from uuid import UUID

from domain.catalogue.model import Catalogue
from domain.directory import Directory
from domain.errors import DomainError
from domain.people import People
from domain.posts import Post
from domain.project.opening import FIRST_STAGE
from domain.project.state import Project
from domain.projects import Projects
from projections.ops.accounts import Account, Role
from projections.reach import EVERYTHING, Reach

SEES_ALL = frozenset({Role.ADMIN, Role.LEADERSHIP, Role.AUDITOR})
KEPT = 4096  # accounts
Known = tuple[People, Catalogue, date, Reach]


class Reaches:
    """The reach of every account, worked out again when the directory, the catalogue or the day is another."""

    def __init__(self, projects: Projects, directory: Directory) -> None:
        self.projects = projects
        self.directory = directory
        self.known: dict[Account, Known] = {}

    def of(self, account: Account) -> Reach:
        """Which projects are within reach of an account today."""
        if account.role in SEES_ALL:
            return EVERYTHING
        people, catalogue, today = self.directory.now(), self.projects.rules.catalogue, self.projects.today()
        known = self.known.get(account)
        if known and known[0] is people and known[1] is catalogue and known[2] == today:
            return known[3]
        if len(self.known) >= KEPT:
            self.known = {}
        reach = reach_of(account, people, catalogue, today)
        self.known[account] = (people, catalogue, today, reach)
        return reach

    def covers(self, account: Account, project: UUID) -> bool:
        """Whether a project is within reach, as the log has it now; a project nobody registered is not."""
        reach = self.of(account)
        if reach.everything:
            return True
        log = self.projects.ledger.load(project)
        return bool(log) and reach.covers(self.projects.known(project, log).project)

    def covers_at_hand(self, account: Account, project: UUID) -> bool | None:
        """The same by what is at hand, without asking the log; None when it has to be asked."""
        reach = self.of(account)
        if reach.everything:
            return True
        log = self.projects.ledger.logs.get(project)
        record = self.projects.records.at_hand(project, self.projects.rules)
        return reach.covers(record.project) if record and len(record.log) >= len(log) > 0 else None

    def guard(self, account: Account, name: str) -> Callable[[Project], None] | None:
        """What a command asks of the project it is decided on; None for who reaches everything."""
        reach = self.of(account)
        return None if reach.everything else partial(refuse_beyond, reach, name)


def refuse_beyond(reach: Reach, name: str, project: Project) -> None:
    """Raises DomainError unknown_project."""
    if not reach.covers(project):
        raise DomainError("unknown_project", project=name)


def reach_of(account: Account, people: People, catalogue: Catalogue, today: date) -> Reach:
    """The table of design §9. Whoever stands in for others on a day reaches what they do."""
    persons = frozenset({account.actor, *people.stands_in_for(account.actor, today)})
    if account.role in (Role.LEAD, Role.SPECIALIST):
        own = {account.team} if account.role is Role.LEAD and account.team else set()
        held = [one for one in people.all() if one.post is Post.LEAD and one.on(today)]
        led = {one.of for one in held if one.staff in persons - {account.actor}}
        return Reach(teams=frozenset(own | led), specialists=persons, unassigned=True)
    if account.role is Role.OFFICER:
        landing = {one.department for one in catalogue.matters.values() if one.stage == FIRST_STAGE}
        return Reach(departments=frozenset({account.department}), landing=account.department in landing)
    post = Post.ENTERPRISE if account.role is Role.ENTERPRISE else Post.OBSERVER
    held = [one for one in people.all() if one.post is post and one.on(today) and one.staff in persons]
    return Reach(projects=frozenset(one.of for one in held))
