"""`huhang`: each command lives in a module of its own, imported only when it is asked for.

`huhang due` must answer at once, so nothing here imports the web framework, the log or the views.
"""

import argparse
import os
import sys
from importlib import import_module

from api.cli.parser import Parser
from api.cli.speaking import BAD_INPUT, cause_of, language
from api.locale import listed, spelled, text
from domain.errors import DomainError

COMMANDS = {
    "due": "api.cli.dates",
    "workdays": "api.cli.dates",
    "plan": "api.cli.plan",
    "serve": "api.cli.serve",
    "api": "api.cli.serve",
    "projector": "api.cli.workers",
    "scheduler": "api.cli.workers",
    "demo": "api.cli.demo",
    "generate": "api.cli.generate",
    "remind": "api.cli.remind",
    "rebuild": "api.cli.rebuild",
    "token": "api.cli.token",
    "user": "api.cli.user",
    "contact": "api.cli.contact",
    "feed": "api.cli.feed",
    "post": "api.cli.people",
    "absence": "api.cli.people",
    "reminders": "api.cli.reminders",
    "import": "api.cli.importing",
    "export": "api.cli.export",
    "verify": "api.cli.verify",
}


def main(argv: list[str] | None = None) -> int:
    """Run one command; the exit code is 0, or 2 for bad input with one readable line on stderr."""
    arguments = sys.argv[1:] if argv is None else argv
    parser = build_parser(arguments)
    options = parser.parse_args(arguments)
    try:
        return int(options.run(options) or 0)
    except DomainError as error:
        return complain(error.code, **error.params)
    except BrokenPipeError:  # whoever read our output has seen enough (`huhang plan … | head`)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        return complain("cannot_open", name=error.filename or "-", problem=cause_of(error))


def complain(key: str, /, **params: object) -> int:
    """One readable line on stderr; the exit code for bad input."""
    print(text(key, language(), **listed(spelled(params, language()), language())), file=sys.stderr)
    return BAD_INPUT


def build_parser(arguments: list[str]) -> argparse.ArgumentParser:
    """The parser of the command asked for; of all of them for `--help` or an unknown one."""
    parser = Parser(prog="huhang", description=text("cli.description", language()))
    subparsers = parser.add_subparsers(metavar="COMMAND", required=True)
    wanted = [name for name in arguments[:1] if name in COMMANDS] or list(COMMANDS)
    for name in wanted:
        import_module(COMMANDS[name]).register(name, subparsers)
    return parser


if __name__ == "__main__":
    sys.exit(main())
