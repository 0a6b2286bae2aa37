"""`huhang reminders why`: why somebody got a reminder, or was not told."""

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from api.cli.main import language
from api.locale import text
from domain.errors import DomainError

if TYPE_CHECKING:
    from api.runtime import Runtime


def register(name: str, subparsers: Any) -> None:
    """Add `reminders` to the command line."""
    parser = subparsers.add_parser(name, help=say("cli.reminders"), description=say("cli.reminders"))
    actions = parser.add_subparsers(metavar="why", required=True)
    why = actions.add_parser("why", help=say("cli.reminders.why"))
    why.add_argument("--staff", metavar="ID", required=True, help=say("cli.reminders.staff"))
    which = why.add_mutually_exclusive_group()
    which.add_argument("--rung", metavar="ID", default="", help=say("cli.reminders.rung"))
    which.add_argument("--project", metavar="ID", default="", help=say("cli.reminders.project"))
    why.add_argument("--matter", metavar="ID", default="", help=say("cli.reminders.matter"))
    why.add_argument("--at", metavar="TIMESTAMP", help=say("cli.reminders.at"))
    why.set_defaults(run=stored(explain))


def stored(action: Callable[["Runtime", argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    """The action on the store that the settings name."""

    def run(options: argparse.Namespace) -> int:
        from api.runtime import build
        from api.settings import load_settings

        runtime = build(load_settings())
        try:
            return action(runtime, options)
        finally:
            runtime.close()

    return run


def explain(here: "Runtime", options: argparse.Namespace) -> int:
    """A line per reason."""
    from api.why_words import WhyWords, sentences

    words = WhyWords(language(), here.rules.catalogue)
    if options.rung:
        from api.routers.why import reasons_of

        for line in sentences(reasons_of(here, options.rung, options.staff), words):
            print(line)
    elif options.project:
        explain_silence(here, options)
    else:
        raise DomainError("why_what")
    return 0


def explain_silence(here: "Runtime", options: argparse.Namespace) -> None:
    """Each open node, and beneath it the reasons."""
    from api.cli.remind import read_moment
    from api.people import project_named
    from api.routers.why import silences_of
    from api.why_words import WhyWords, node_name, sentences

    words = WhyWords(language(), here.rules.catalogue)
    at = read_moment(options.at) if options.at else None
    for one in silences_of(here, project_named(here, options.project), options.staff, at, options.matter):
        parts = (node_name(one.node, words), one.matter, one.detail, one.due_on)
        print("  ".join(str(part) for part in parts if part))
        for line in sentences(one.reasons, words):
            print(f"  {line}")


def say(key: str, **params: object) -> str:
    """The sentence in the user's language."""
    return text(key, language(), **params)
