"""Whom and what a form offers by name where it takes a code: people, task forces, departments."""

from collections.abc import Collection, Iterator, Mapping
from functools import cached_property

from api.locale import text
from api.runtime import Runtime
from api.words.naming import staff_words
from api.words.team_words import team_words
from domain.staff.people import Holding
from domain.staff.posts import OF_DEPARTMENT, OF_DISTRICT, OF_TEAM, Post
from projections.lists.charges import in_charge
from projections.ops.accounts import Account, Role
from projections.ops.registered import Registered
from projections.ops.tokens import TokenRow

OF_SERVICE = frozenset({Role.LEAD, Role.SPECIALIST})
BESIDE: Mapping[Role, tuple[frozenset[Role], frozenset[Post]]] = {
    Role.ADMIN: (OF_SERVICE | {Role.OFFICER, Role.LEADERSHIP}, OF_TEAM | OF_DEPARTMENT | OF_DISTRICT),
    Role.LEADERSHIP: (OF_SERVICE | {Role.LEADERSHIP}, OF_TEAM | OF_DISTRICT),
    Role.LEAD: (OF_SERVICE, OF_TEAM),
    Role.SPECIALIST: (OF_SERVICE, OF_TEAM),
    Role.OFFICER: (frozenset({Role.OFFICER}), OF_DEPARTMENT),
}
"""Beside whom somebody works, by role and by post: no enterprise, no observer, no auditor."""
NOBODY = ("", "")  # so that nobody is chosen by not looking
Named = tuple[str, str]
"""A code, and the words that stand beside it."""


class WhoIsWho:
    """Who and what is known now; looked up when it is asked for."""

    def __init__(self, here: Runtime, language: str) -> None:
        self.here = here
        self.language = language

    @cached_property
    def accounts(self) -> tuple[Registered, ...]:
        return self.here.accounts.listed()

    @cached_property
    def tokens(self) -> tuple[TokenRow, ...]:
        """Those that count."""
        now = self.here.ledger.clock()
        return tuple(one for one in self.here.tokens.listed() if one.revoked_at is None and one.expires_at > now)

    @cached_property
    def departments(self) -> tuple[Named, ...]:
        """All of the catalogue."""
        found = self.here.rules.catalogue.departments
        return tuple((key, one.zh if self.language == "zh" else one.en) for key, one in found.items())

    @cached_property
    def teams(self) -> tuple[Named, ...]:
        """Those with a name, people, accounts or tokens."""
        people = self.here.directory.now()
        told = (*(one.team for one in self.accounts), *(one.team for one in self.tokens))
        codes = {*people.known_teams(), *filter(None, told)}
        return tuple((one, team_words(one, people.teams, self.language)) for one in sorted(codes))

    @cached_property
    def people(self) -> tuple[Named, ...]:
        """Everybody with an account, a post or a token, by id: name and id, what he is, and where."""
        found: dict[str, list[str]] = {}
        for staff, words in (*self.with_account(), *self.with_post(), *self.with_token()):
            found.setdefault(staff, words)
        return tuple((staff, " · ".join(filter(None, found[staff]))) for staff in sorted(found))

    @property
    def serving(self) -> tuple[Named, ...]:
        """Those of the service: leads, specialists and members of task forces."""
        return self.among(OF_SERVICE, OF_TEAM)

    def holding(self, posts: Collection[Post], of: str) -> tuple[Named, ...]:
        """Those who hold one of some posts of a department or task force today."""
        return self.among((), posts, of)

    def spoken_for(self, account: Account) -> tuple[Named, ...]:
        """For whom somebody may speak, as `check_speaking_for` judges it."""
        if account.role is Role.ADMIN:
            return self.people
        staff = {account.actor}
        if account.role is Role.LEAD:
            staff |= self.in_post({Post.MEMBER}, account.team) | in_charge(self.here.views, account.team)
        return self.named(staff)

    def stand_ins(self, account: Account) -> tuple[Named, ...]:
        """Who could stand in for those for whom somebody speaks: people of the service or of his own department."""
        roles, posts = BESIDE.get(account.role, ((), ()))
        found = self.among(roles, posts, account.department if account.role is Role.OFFICER else "")
        for_others = account.role in (Role.ADMIN, Role.LEAD)
        return found if for_others else tuple(one for one in found if one[0] != account.actor)

    def successors(self, _: Account) -> tuple[Named, ...]:
        """Who could be in charge of projects."""
        return self.serving

    def appointable(self, account: Account) -> tuple[Named, ...]:
        """Whom somebody appoints, as far as they are known."""
        return self.people if account.role is Role.ADMIN else self.serving

    def among(self, roles: Collection[Role], posts: Collection[Post], of: str = "") -> tuple[Named, ...]:
        """Those who have one of some roles or hold one of some posts today, of a place or of any."""
        told = [(one.id, one.role, one.department) for one in self.accounts]
        told += [(one.actor, one.role, one.department) for one in self.tokens]
        staff = {whose for whose, role, department in told if role in roles and of in ("", department)}
        return self.named(staff | self.in_post(posts, of))

    def in_post(self, posts: Collection[Post], of: str = "") -> set[str]:
        today = self.here.projects.today()
        held = (one for one in self.here.directory.now().all() if one.post in posts and one.on(today))
        return {one.staff for one in held if of in ("", one.of)}

    def named(self, staff: Collection[str]) -> tuple[Named, ...]:
        return tuple(one for one in self.people if one[0] in staff)

    def with_account(self) -> Iterator[tuple[str, list[str]]]:
        for one in self.accounts:
            if one.disabled_at is None:
                yield one.id, [staff_words(one.id, {one.id: one.name} if one.name else {}), *self.as_whom(one)]

    def with_token(self) -> Iterator[tuple[str, list[str]]]:
        for one in self.tokens:
            yield one.actor, [one.actor, *self.as_whom(one)]

    def with_post(self) -> Iterator[tuple[str, list[str]]]:
        today = self.here.projects.today()
        for one in self.here.directory.now().all():
            if one.on(today):
                yield one.staff, [one.staff, text(f"post.{one.post.value}", self.language), self.place(one)]

    def as_whom(self, one: Registered | TokenRow) -> list[str]:
        """The role of an account or a token, and its department or task force."""
        place = dict(self.departments).get(one.department, "") or dict(self.teams).get(one.team, "")
        return [text(f"role.{one.role.value}", self.language), place]

    def place(self, held: Holding) -> str:
        """The department or task force of a post."""
        known = self.departments if held.post in OF_DEPARTMENT else self.teams if held.post in OF_TEAM else ()
        return dict(known).get(held.of, "")
