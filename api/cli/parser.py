"""The command line's parser in the reader's language: Python's own words for help and mistakes are English."""

import argparse
import re
from collections.abc import Iterable
from typing import Any, NoReturn

from api.cli.speaking import BAD_INPUT, language
from api.locale import text

FORMS = (
    (re.compile(r"the following arguments are required: (?P<names>.+)"), "cli.mistake.required"),
    (re.compile(r"one of the arguments (?P<names>.+) is required"), "cli.mistake.one_of"),
    (re.compile(r"unrecognized arguments: (?P<names>.+)"), "cli.mistake.unknown"),
    (
        re.compile(r"argument (?P<name>.+?): invalid choice: (?P<written>.+) \(choose from (?P<known>.+)\)"),
        "cli.mistake.choice",
    ),
    (re.compile(r"argument (?P<name>.+?): not allowed with argument (?P<other>.+)"), "cli.mistake.both"),
    (re.compile(r"argument (?P<name>.+?): expected (?:one|at least one|\d+) arguments?"), "cli.mistake.value"),
)
"""Python's sentences, and the words for each; another one is told as it is."""


class Help(argparse.HelpFormatter):
    """The help, which begins with the usage."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, text("cli.usage", language()) if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """A parser, and with it those of its commands: a mistake is one line on stderr, exit code 2."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**{"formatter_class": Help, **given, "add_help": False})
        self.add_argument("-h", "--help", action="help", help=text("cli.help", language()))
        self._positionals.title = text("cli.positionals", language())
        self._optionals.title = text("cli.options", language())

    def error(self, message: str) -> NoReturn:
        self.exit(BAD_INPUT, f"{text('cli.mistake', language(), mistake=mistake(message), command=self.prog)}\n")


def mistake(message: str) -> str:
    """Python's sentence in the reader's language."""
    for form, key in FORMS:
        if found := form.fullmatch(message):
            return text(key, language(), **{name: value.replace("'", "") for name, value in found.groupdict().items()})
    return message
