"""What a change on the pages of the administration is made of: who may, what is asked, its effect, how it is made."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from api.access.rights import Right, rights_of
from api.http.requests import Asked
from api.locale import text
from api.pages.forms.fields import Field
from api.pages.forms.who_is_who import NOBODY, Named, WhoIsWho
from api.runtime import Runtime
from domain.log.ledger import Job, Outcome
from projections.ops.accounts import Account
from projections.ops.answered import Note

Values = Mapping[str, Any]
Offer = Callable[[WhoIsWho, Account], Sequence[Named]]
"""Whom of those who are known a question offers to somebody."""
PLACES: Mapping[str, str] = {
    "/admin": "page.admin",
    "/people": "page.people",
    "/teams": "page.teams",
    "/webhooks": "page.webhooks",
    "/personal-data": "page.personal_data",
}
"""Where a form leads back to, by name."""


@dataclass(frozen=True)
class Wanted:
    """What was asked for: its effect in words, how it is put in force, and whose account it is of, if of one.

    `job` is in the log and acts once by its command; `then` follows it and may be done again; `beside` changes the
    operational store alone and notes there that it is done; `about`: whose data take with them what is kept of it.
    """

    effect: Sequence[str]
    job: Job | None = None
    then: Callable[[Outcome | None], Awaitable[None]] | None = None
    of: str = ""
    beside: Callable[[Note], Awaitable[object]] | None = None
    about: str = ""


@dataclass(frozen=True)
class Questions:
    """The questions of a form in a language, to somebody; who else there is, is told inside only."""

    here: Runtime
    account: Account
    language: str

    def ask(self, name: str, kind: str = "text", *, required: bool = True, hint: str = "", **more: Any) -> Field:
        words = text(f"admin.ask.{hint}", self.language) if hint else ""
        return Field(name, text(f"admin.ask.{name}", self.language), kind, required=required, hint=words, **more)

    def person(self, name: str, offered: Offer, hint: str = "") -> Field:
        """A question for one of some people; where none is known his id is written."""
        people = self.offered(offered)
        himself = [one for one, _ in people] == [self.account.actor]
        options = people if himself or not people else (NOBODY, *people)
        return self.ask(name, "select" if people else "text", hint=hint, options=options)

    def suggested(self, name: str, offered: Offer) -> Field:
        """A question for one of some people, or for anybody else by his id."""
        return self.ask(name, "suggest", options=self.offered(offered))

    def offered(self, offered: Offer) -> Sequence[Named]:
        """Some people; who else there is, is told inside only."""
        return offered(self.known, self.account) if Right.INTERNAL in rights_of(self.account) else ()

    def team(self, name: str, hint: str = "", of: str = "") -> Field:
        """A question for a task force; where none is known its code is written."""
        teams = self.known.teams
        return self.ask(name, "select" if teams else "text", required=False, hint=hint, options=teams, of=of)

    @cached_property
    def known(self) -> WhoIsWho:
        return WhoIsWho(self.here, self.language)

    @property
    def today(self) -> str:
        return self.here.projects.today().isoformat()

    def say(self, key: str, **params: object) -> str:
        return text(key, self.language, **params)


@dataclass(frozen=True)
class Change:
    """One form. `at_once`: nothing else moves with it, and a password is not sent back to be seen; it is shown first
    only where something is to be seen."""

    right: Right
    questions: Callable[[Questions], list[Field]]
    wanted: Callable[[Asked, Values], Awaitable[Wanted]]
    at_once: bool = False
    back: str = "/admin"
