"""`huhang post take | leave | list` and `huhang absence add | end | list`, by whoever runs the server."""

import argparse
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from api.cli.speaking import language
from api.cli.stored import stored, warn_of_new_team
from api.locale import text
from domain.errors import DomainError

if TYPE_CHECKING:
    from api.runtime import Runtime
    from domain.log.ledger import Command
    from domain.staff.appointing import Appointment
    from domain.staff.posts import Post

Action = Callable[["Runtime", argparse.Namespace], None]
BY = "cli"


def register(name: str, subparsers: Any) -> None:
    """Add `post` or `absence` to the command line."""
    parser = subparsers.add_parser(name, help=say(f"cli.{name}"), description=say(f"cli.{name}"))
    if name == "post":
        register_posts(parser.add_subparsers(metavar="take|leave|list", required=True))
    else:
        register_absences(parser.add_subparsers(metavar="add|end|list", required=True))


def register_posts(actions: Any) -> None:
    for name, action in (("take", take_post), ("leave", leave_post)):
        changed = actions.add_parser(name, help=say(f"cli.post.{name}"))
        changed.add_argument("--staff", metavar="ID", required=True, help=say("cli.people.staff"))
        changed.add_argument("--post", metavar="POST", required=True, help=say("cli.post.post"))
        changed.add_argument("--of", metavar="ID", default="", help=say("cli.post.of"))
        changed.add_argument("--on", metavar="DATE", help=say("cli.people.on"))
        changed.add_argument("--reason", metavar="TEXT", default="", help=say("cli.post.reason"))
        changed.set_defaults(run=stored(action))
    listed = actions.add_parser("list", help=say("cli.post.list"))
    listed.add_argument("--on", metavar="DATE", help=say("cli.people.on"))
    listed.set_defaults(run=stored(list_posts))


def register_absences(actions: Any) -> None:
    add = actions.add_parser("add", help=say("cli.absence.add"))
    add.add_argument("--staff", metavar="ID", required=True, help=say("cli.people.staff"))
    add.add_argument("--from", metavar="DATE", dest="first", required=True, help=say("cli.absence.from"))
    add.add_argument("--to", metavar="DATE", dest="last", required=True, help=say("cli.absence.to"))
    add.add_argument("--substitute", metavar="ID", required=True, help=say("cli.absence.substitute"))
    add.set_defaults(run=stored(add_absence))
    end = actions.add_parser("end", help=say("cli.absence.end"))
    end.add_argument("--staff", metavar="ID", required=True, help=say("cli.people.staff"))
    end.add_argument("--on", metavar="DATE", required=True, help=say("cli.absence.on"))
    end.add_argument("absence", metavar="N", type=int, help=say("cli.absence.number"))
    end.set_defaults(run=stored(end_absence))
    actions.add_parser("list", help=say("cli.absence.list")).set_defaults(run=stored(list_absences))


def take_post(here: "Runtime", options: argparse.Namespace) -> None:
    from domain.staff.appointing import taking
    from domain.staff.posts import OF_TEAM

    wanted = appointment(here, options)
    here.directory.run(taking(here.settings.district, command(), wanted))
    print(say("post.taken", **named(wanted)))
    if wanted.post in OF_TEAM:
        warn_of_new_team(here, wanted.of, wanted.staff, wanted.post)


def leave_post(here: "Runtime", options: argparse.Namespace) -> None:
    from domain.staff.appointing import leaving

    wanted = appointment(here, options)
    here.directory.run(leaving(here.settings.district, command(), wanted))
    print(say("post.left", **named(wanted)))


def appointment(here: "Runtime", options: argparse.Namespace) -> "Appointment":
    """What is wanted, of a department, task force or project that there is."""
    from api.access.people import department_or_project
    from domain.staff.appointing import Appointment

    post = read_post(options.post)
    of = department_or_project(here, post, options.of)
    return Appointment(options.staff, post, of, day_or_today(here, options.on), options.reason)


def named(wanted: "Appointment") -> dict[str, object]:
    of = f" {wanted.of}" if wanted.of else ""
    return {"staff": wanted.staff, "post": say(f"post.{wanted.post.value}"), "of": of, "on": wanted.effective_on}


def list_posts(here: "Runtime", options: argparse.Namespace) -> None:
    """One line per post, by post and what it is of."""
    people, on = here.directory.now(), day_or_today(here, options.on)
    held = [one for one in people.all() if one.on(on)]
    for one in sorted(held, key=lambda one: (one.post, one.of, one.since, one.staff)):
        present = people.present(one.staff, on)
        aside = "" if present == one.staff else say("post.stood_in_for", substitute=present)
        print("  ".join([one.staff, say(f"post.{one.post.value}"), one.of or "-", f"{one.since}", aside]).rstrip())


def add_absence(here: "Runtime", options: argparse.Namespace) -> None:
    from domain.staff.appointing import Leave, going_away

    leave = Leave(options.staff, read_day("--from", options.first), read_day("--to", options.last), options.substitute)
    number = here.directory.run(going_away(here.settings.district, command(), leave)).version
    days = {"first": leave.first_on, "last": leave.last_on}
    print(say("absence.added", number=number, staff=leave.staff, substitute=leave.substitute, **days))


def end_absence(here: "Runtime", options: argparse.Namespace) -> None:
    from domain.staff.appointing import coming_back

    on = read_day("--on", options.on)
    here.directory.run(coming_back(here.settings.district, command(), options.staff, options.absence, on))
    print(say("absence.ended", number=options.absence, staff=options.staff, on=on))


def list_absences(here: "Runtime", _: argparse.Namespace) -> None:
    """Those that are not over, the first to begin in front."""
    from api.access.people import state_of

    today = here.projects.today()
    absences = [one for away in here.directory.now().absences.values() for one in away]
    for one in sorted(absences, key=lambda one: (one.first_on, one.staff)):
        if (state := state_of(one, today)) in ("planned", "away"):
            parts = (one.staff, f"{one.number}", f"{one.first_on}", f"{one.last_on}", one.substitute)
            print("  ".join([*parts, say(f"absence.state.{state}")]))


def read_post(written: str) -> "Post":
    from domain.staff.posts import Post

    if written not in set(Post):
        raise DomainError("unknown_post", written=written, posts="、".join(Post))
    return Post(written)


def day_or_today(here: "Runtime", written: str | None) -> date:
    return read_day("--on", written) if written else here.projects.today()


def read_day(option: str, written: str) -> date:
    """A date YYYY-MM-DD."""
    from api.cli.dates import read_date

    return read_date(option, written)


def command() -> "Command":
    """A command of whoever sits at the server."""
    from uuid import uuid4

    from domain.log.ledger import Command

    key = str(uuid4())
    return Command(id=f"{BY}/{key}", digest=key, actor=BY, via=BY)


def say(key: str, **params: object) -> str:
    """The sentence in the user's language."""
    return text(key, language(), **params)
