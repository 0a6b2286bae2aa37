"""Who sees and acts on which projects (design §9): decided here and nowhere else.

Lists are narrowed by it, single projects are guarded by it; a project beyond it answers as one that does not exist.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from uuid import UUID

from domain.catalogue.model import Catalogue
from domain.deciding.opening import FIRST_STAGE
from domain.errors import DomainError
from domain.event import SHANGHAI, shanghai_date
from domain.project.model.state import Project
from domain.projects import Projects
from domain.staff.directory import Directory
from domain.staff.people import People
from domain.staff.posts import Post
from projections.ops.accounts import Account, Role
from projections.views.reach import EVERYTHING, Reach

SEES_ALL = frozenset({Role.ADMIN, Role.LEADERSHIP, Role.AUDITOR})
KEPT = 4096  # accounts
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Known:
    """The reach of an account, and from what it was worked out: good within a day, until one of these is another."""

    account: Account
    people: People
    catalogue: Catalogue | None
    first: datetime
    last: datetime
    reach: Reach


class Reaches:
    """The reach of every account, worked out again when the directory, the catalogue or the day is another.

    It is asked two or three times a request, so a look costs a comparison or two.
    """

    def __init__(self, projects: Projects, directory: Directory) -> None:
        self.projects = projects
        self.directory = directory
        self.known: dict[int, Known] = {}  # by the identity of the account's object, which is the token's own

    def of(self, account: Account) -> Reach:
        """Which projects are within reach of an account today."""
        if account.role in SEES_ALL:
            return EVERYTHING
        people, now = self.directory.now(), self.projects.ledger.clock()
        known = self.known.get(id(account))
        same = known and known.account is account and known.people is people and known.first <= now < known.last
        if known and same and (known.catalogue is None or known.catalogue is self.projects.rules.catalogue):
            return known.reach
        return self.worked_out(account, people, now)

    def worked_out(self, account: Account, people: People, now: datetime) -> Reach:
        """The reach, kept for the next who asks."""
        today, catalogue = shanghai_date(now), self.projects.rules.catalogue
        reach = reach_of(account, people, catalogue, today)
        if len(self.known) >= KEPT:
            self.known = {}
        midnight = datetime.combine(today, time(), SHANGHAI).astimezone(UTC)
        asked = catalogue if account.role is Role.OFFICER else None
        self.known[id(account)] = Known(account, people, asked, midnight, midnight + DAY, reach)
        return reach

    def covers(self, account: Account, project: UUID) -> bool:
        """Whether a project is within reach, as the log has it now; a project nobody registered is not."""
        reach = self.of(account)
        if reach.everything:
            return True
        log = self.projects.ledger.load(project)
        return bool(log) and reach.covers(self.projects.known(project, log).project)

    def covers_at_hand(self, reach: Reach, project: UUID) -> bool | None:
        """The same by what is at hand, without asking the log; None when it has to be asked."""
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
