"""Commands on the store that the settings name: opened for one action, and closed after it."""

import argparse
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from api.cli.speaking import language

if TYPE_CHECKING:
    from api.runtime import Runtime
    from domain.staff.posts import Post

R = TypeVar("R")


def stored(action: Callable[["Runtime", argparse.Namespace], R]) -> Callable[[argparse.Namespace], R]:
    """The action with an installation of its own."""

    def run(options: argparse.Namespace) -> R:
        from api.building import build
        from api.settings import load_settings

        runtime = build(load_settings())
        try:
            return action(runtime, options)
        finally:
            runtime.close()

    return run


def warn_of_new_team(here: "Runtime", team: str, whose: str, post: "Post | None" = None) -> None:
    """Say on standard error that the task force into which somebody was put is known from nothing else."""
    from api.access.people import new_team

    if found := new_team(here, team, whose, language(), post):
        print(found["title"], file=sys.stderr)
