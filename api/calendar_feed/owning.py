"""Feeds that people take for themselves: of what, and for how long each stays theirs.

A feed is bound to the token with which it was taken, or to the account of who is signed in: it dies with it. What
somebody may follow is asked again at every reading, so that an enterprise's contact loses a project's calendar with
the project.
"""

from dataclasses import dataclass
from uuid import UUID

from api.access.rights import Right, rights_of
from api.errors import ProblemError
from api.http.project_ids import looked_up
from api.runtime import Runtime
from domain.errors import DomainError
from projections.ops.accounts import Account, Role
from projections.ops.answered import Note, unnoted
from projections.ops.feeds import OF_ACCOUNT, Feed, FeedOf


@dataclass(frozen=True, slots=True)
class Taken:
    """A new feed: the path with its secret is shown this once."""

    id: str
    path: str


def take(here: Runtime, account: Account, kind: FeedOf, subject: str, language: str, note: Note = unnoted) -> Taken:
    """A feed of somebody's own. Raises as `to_take`; DomainError feed_needs_subject, too_many_feeds."""
    subject = to_take(here, account, kind, subject)
    token = OF_ACCOUNT if account.session else account.token_id
    issued = here.feeds.issue(kind, subject, language, account.actor, token, note)
    return Taken(issued.id, path_of(kind, subject, issued.secret))


def to_take(here: Runtime, account: Account, kind: FeedOf, subject: str) -> str:
    """Whose feed it would be. Raises ProblemError right_missing.

    A project is named by uuid or code; of one that is not his to see he learns nothing: DomainError unknown_project.
    """
    subject = subject or own_subject(account, kind)
    if subject and kind is FeedOf.PROJECT:
        found = looked_up(here, subject)
        if found is None or not may_follow(here, account, kind, str(found)):
            raise DomainError("unknown_project", project=subject)
        subject = str(found)
    if subject and not may_follow(here, account, kind, subject):
        raise ProblemError("right_missing", right=f"{Right.CALENDAR.value}:{kind.value}:{subject}", role=account.role)
    return subject


def path_of(kind: FeedOf, subject: str, secret: str) -> str:
    """The address, without the server's own."""
    place = f"projects/{subject}" if kind is FeedOf.PROJECT else "me"
    return f"/api/v1/{place}/calendar.ics?key={secret}"


def own_subject(account: Account, kind: FeedOf) -> str:
    """What somebody means who names nothing: himself, his task force, his department."""
    own = {FeedOf.STAFF: account.actor, FeedOf.TEAM: account.team, FeedOf.DEPARTMENT: account.department}
    return own.get(kind, "")


def may_follow(here: Runtime, account: Account, kind: FeedOf, subject: str) -> bool:
    """His own projects, any project within reach, a lead his task force and an officer his department.

    Leadership follows every task force and department.
    """
    if kind is FeedOf.STAFF:
        return Right.INTERNAL in rights_of(account) and subject == account.actor
    if kind is FeedOf.PROJECT:
        return Right.READ in rights_of(account) and here.reaches.covers(account, UUID(subject))
    if account.role is Role.LEADERSHIP:
        return True
    roles = {FeedOf.TEAM: (Role.LEAD,), FeedOf.DEPARTMENT: (Role.OFFICER,)}
    return account.role in roles[kind] and subject == own_subject(account, kind)


def still_his(here: Runtime, feed: Feed) -> bool:
    """Whether the owner may still follow what his feed shows; the operator's feeds have none."""
    if not feed.token:
        return True
    if feed.token == OF_ACCOUNT:
        account = here.accounts.who(feed.owner)
    else:
        account = here.tokens.by_id(feed.token, here.feeds.clock())
    return account is not None and may_follow(here, account, feed.kind, feed.subject)
