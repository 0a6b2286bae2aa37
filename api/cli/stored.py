"""Commands on the store that the settings name: opened for one action, and closed after it."""

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from api.runtime import Runtime

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
