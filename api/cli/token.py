"""`huhang token add | list | revoke`: bearer tokens for the API, given and taken by whoever runs the server."""

import argparse
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from api.cli.speaking import language
from api.cli.stored import stored, warn_of_new_team
from api.locale import text
from domain.errors import DomainError

if TYPE_CHECKING:
    from api.runtime import Runtime
    from projections.ops.accounts import Role
    from projections.ops.tokens import TokenRow, Tokens


def register(name: str, subparsers: Any) -> None:
    """Add `token` to the command line."""
    parser = subparsers.add_parser(name, help=say("cli.token"), description=say("cli.token"))
    actions = parser.add_subparsers(metavar="add|list|revoke", required=True)
    add = actions.add_parser("add", help=say("cli.token.add"))
    add.add_argument("--actor", metavar="ID", required=True, help=say("cli.token.actor"))
    add.add_argument("--role", metavar="ROLE", required=True, help=say("cli.token.role"))
    add.add_argument("--department", metavar="ID", default="", help=say("cli.token.department"))
    add.add_argument("--team", metavar="ID", default="", help=say("cli.token.team"))
    add.add_argument("--expires", metavar="DATE", help=say("cli.token.expires"))
    add.add_argument("--scope", metavar="RIGHT", action="append", default=[], help=say("cli.token.scope"))
    add.set_defaults(run=stored(add_token))
    actions.add_parser("list", help=say("cli.token.list")).set_defaults(run=at_the_tokens(list_tokens))
    revoke = actions.add_parser("revoke", help=say("cli.token.revoke"))
    revoke.add_argument("id", metavar="ID")
    revoke.set_defaults(run=at_the_tokens(revoke_token))


def at_the_tokens(action: Callable[["Tokens", argparse.Namespace], None]) -> Callable[[argparse.Namespace], None]:
    """The action on the tokens of the store that the settings name; nothing else of the installation is opened."""

    def run(options: argparse.Namespace) -> None:
        from api.settings import load_settings
        from projections.ops.database import open_ops
        from projections.ops.tokens import Tokens

        engine = open_ops(load_settings().database_url)
        try:
            action(Tokens(engine), options)
        finally:
            engine.dispose()

    return run


def add_token(here: "Runtime", options: argparse.Namespace) -> None:
    """Issue a token; the last line is the secret, and nobody can read it again.

    A department is one of the catalogue; of a task force that is known from nothing else is told on standard error.
    """
    from api.access.people import refuse_unknown_department
    from domain.project.record.reading import end_of_day

    expires_at = end_of_day(read_date("--expires", options.expires)) if options.expires else None
    role = read_role(options.role)
    scopes = read_scopes(role, options.scope)
    refuse_unknown_department(here, options.department)
    issued = here.tokens.issue(options.actor, role, options.department, options.team, expires_at, scopes)
    print(say("token.issued", id=issued.id, actor=options.actor, role=role.value))
    print(issued.secret)
    warn_of_new_team(here, options.team, options.actor)


def list_tokens(tokens: "Tokens", _: argparse.Namespace) -> None:
    """One line per token, those that no longer count as well."""
    now = datetime.now(UTC)
    for row in tokens.listed():
        belongs = " ".join(part for part in (row.department, row.team) if part) or "-"
        confined = f"  [{row.scopes}]" if row.scopes else ""
        state = say(f"token.{state_of(row, now)}", on=day_of(row.revoked_at or row.expires_at))
        print(f"{row.id}  {row.role.value:<11} {row.actor}  {belongs}  {state}{confined}")


def revoke_token(tokens: "Tokens", options: argparse.Namespace) -> None:
    """Make a token useless at once."""
    tokens.revoke(options.id)
    print(say("token.taken", id=options.id))


def state_of(row: "TokenRow", now: datetime) -> str:
    """valid, expired or revoked."""
    if row.revoked_at:
        return "revoked"
    return "valid" if row.expires_at > now else "expired"


def day_of(moment: datetime) -> str:
    from domain.event import shanghai_date

    return shanghai_date(moment).isoformat()


def read_scopes(role: "Role", written: list[str]) -> list[str]:
    """Rights that the role has. Raises DomainError unknown_scope_of_token."""
    if not written:
        return []
    from api.access.rights import RIGHTS

    known = sorted(right.value for right in RIGHTS[role])
    for one in written:
        if one not in known:
            raise DomainError("unknown_right", right=one, role=role.value, known="、".join(known))
    return written


def read_role(written: str) -> "Role":
    """One of the eight roles."""
    from projections.ops.accounts import Role

    if written not in set(Role):
        raise DomainError("unknown_role", written=written, roles=", ".join(Role))
    return Role(written)


def read_date(option: str, written: str) -> Any:
    """A date YYYY-MM-DD."""
    from api.cli import dates

    return dates.read_date(option, written)


def say(key: str, **params: object) -> str:
    """The sentence in the user's language."""
    return text(key, language(), **params)
