"""`huhang`: each command lives in a module of its own, imported only when it is asked for.

`huhang due` must answer at once, so nothing here imports the web framework, the log or the views.
"""

import argparse
import os
import sys
from importlib import import_module
from pathlib import Path

from api.locale import LANGUAGES, listed, spelled, text
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
BAD_INPUT = 2
LANGUAGE = "HUHANG_LANGUAGE"


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
        return complain("cannot_open", name=error.filename or "-", problem=error.strerror or str(error))


def complain(key: str, /, **params: object) -> int:
    """One readable line on stderr; the exit code for bad input."""
    print(text(key, language(), **listed(spelled(params, language()), language())), file=sys.stderr)
    return BAD_INPUT


def build_parser(arguments: list[str]) -> argparse.ArgumentParser:
    """The parser of the command asked for; of all of them for `--help` or an unknown one."""
    parser = argparse.ArgumentParser(prog="huhang", description=text("cli.description", language()))
    subparsers = parser.add_subparsers(metavar="COMMAND", required=True)
    wanted = [name for name in arguments[:1] if name in COMMANDS] or list(COMMANDS)
    for name in wanted:
        import_module(COMMANDS[name]).register(name, subparsers)
    return parser


def language() -> str:
    """HUHANG_LANGUAGE of the environment or of `.env`, or Chinese."""
    chosen = os.environ.get(LANGUAGE) or language_of_file(Path(".env")) or "zh"
    return chosen if chosen in LANGUAGES else "zh"


def language_of_file(path: Path) -> str | None:
    """The language a `.env` names; read by hand, for the settings' own reader would slow `huhang due` down."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return next((line.partition("=")[2].strip("'\" ") for line in lines if line.startswith(f"{LANGUAGE}=")), None)


if __name__ == "__main__":
    sys.exit(main())
