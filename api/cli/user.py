"""`huhang user add | list | password | disable | enable | export | erase`, by whoever runs the server."""

import argparse
import sys
from typing import TYPE_CHECKING, Any

from api.cli.speaking import language
from api.cli.stored import stored, warn_of_new_team
from api.locale import text

if TYPE_CHECKING:
    from api.runtime import Runtime


def register(name: str, subparsers: Any) -> None:
    """Add `user` to the command line."""
    parser = subparsers.add_parser(name, help=say("cli.user"), description=say("cli.user"))
    actions = parser.add_subparsers(metavar="add|list|password|disable|enable|export|erase", required=True)
    add = actions.add_parser("add", help=say("cli.user.add"))
    add.add_argument("id", metavar="ID", help=say("cli.user.id"))
    add.add_argument("--role", metavar="ROLE", required=True, help=say("cli.token.role"))
    add.add_argument("--department", metavar="ID", default="", help=say("cli.token.department"))
    add.add_argument("--team", metavar="ID", default="", help=say("cli.token.team"))
    add.add_argument("--name", metavar="NAME", default="", help=say("cli.user.name"))
    add.add_argument("--subject", metavar="SUB", help=say("cli.user.subject"))
    add.add_argument("--password-stdin", action="store_true", help=say("cli.user.stdin"))
    add.add_argument("--no-password", action="store_true", help=say("cli.user.no_password"))
    add.set_defaults(run=stored(add_account))
    actions.add_parser("list", help=say("cli.user.list")).set_defaults(run=stored(list_accounts))
    password = actions.add_parser("password", help=say("cli.user.password"))
    password.add_argument("id", metavar="ID")
    password.add_argument("--password-stdin", action="store_true", help=say("cli.user.stdin"))
    password.set_defaults(run=stored(set_password))
    for action, run in (("disable", disable), ("enable", enable), ("export", export), ("erase", erase)):
        changed = actions.add_parser(action, help=say(f"cli.user.{action}"))
        changed.add_argument("id", metavar="ID")
        changed.set_defaults(run=stored(run))


def add_account(here: "Runtime", options: argparse.Namespace) -> None:
    """A new account; a password made up for it stands on the last line, and nobody can read it again.

    A department is one of the catalogue; of a task force that is known from nothing else is told on standard error.
    """
    from api.access.passwords import hashed
    from api.access.people import refuse_unknown_department
    from api.cli.token import read_role
    from domain.personal_data import refuse_personal_data

    refuse_personal_data(options.id, "id")
    role = read_role(options.role)
    password, shown = ("", False) if options.no_password else password_of(options)
    made = hashed(options.id, password) if password else None
    more = {"name": options.name, "subject": options.subject, "password_hash": made}
    refuse_unknown_department(here, options.department)
    here.accounts.add(options.id, role, options.department, options.team, **more)
    print(say("user.added", id=options.id, role=role.value))
    if shown:
        print(password)
    warn_of_new_team(here, options.team, options.id)


def list_accounts(here: "Runtime", _: argparse.Namespace) -> None:
    """One line per account, disabled ones as well."""
    for one in here.accounts.listed():
        belongs = " ".join(part for part in (one.department, one.team) if part) or "-"
        ways = [way for way, there in (("password", one.password_hash), ("oidc", one.subject)) if there]
        state = say("user.disabled" if one.disabled_at else "user.active")
        print(f"{one.id}  {one.role.value:<11} {belongs}  {'+'.join(ways) or '-'}  {state}")


def set_password(here: "Runtime", options: argparse.Namespace) -> None:
    """Another password; every session of the account ends."""
    from api.access.passwords import hashed

    here.accounts.get(options.id)
    password, shown = password_of(options)
    here.accounts.set_password(options.id, hashed(options.id, password))
    print(say("user.password_set", id=options.id))
    if shown:
        print(password)


def disable(here: "Runtime", options: argparse.Namespace) -> None:
    """Out at once."""
    here.accounts.disable(options.id)
    print(say("user.now_disabled", id=options.id))


def enable(here: "Runtime", options: argparse.Namespace) -> None:
    """In again."""
    here.accounts.enable(options.id)
    print(say("user.now_active", id=options.id))


def export(here: "Runtime", options: argparse.Namespace) -> None:
    """All that is kept of a person, as JSON."""
    from api.access.personal_data import export as told
    from api.http.answers import json_bytes

    print(json_bytes(told(here, options.id)).decode())


def erase(here: "Runtime", options: argparse.Namespace) -> None:
    """Erase it for good."""
    from api.access.personal_data import erase as erased

    gone = erased(here, options.id)
    print(say("user.erased", id=options.id, rows=sum(gone.values())))


def password_of(options: argparse.Namespace) -> tuple[str, bool]:
    """The password of standard input, or one made up, which has to be shown."""
    from api.access.passwords import made_up

    if options.password_stdin:
        return sys.stdin.readline().rstrip("\n"), False
    return made_up(options.id), True


def say(key: str, **params: object) -> str:
    """The sentence in the user's language."""
    return text(key, language(), **params)
