"""`huhang demo`: the seed cases in an empty store, and the board they make."""

import argparse
from typing import Any

from api.cli.speaking import language
from api.locale import text


def register(name: str, subparsers: Any) -> None:
    """Add `demo` to the command line."""
    parser = subparsers.add_parser(name, help=text("cli.demo", language()))
    parser.set_defaults(run=run)


def run(_: argparse.Namespace) -> None:
    """Tell the story and print the board."""
    from api.building import build
    from api.demo.start import play_demo
    from api.settings import load_settings
    from api.shown.board import board_lines

    runtime = build(load_settings(), demo=True)
    try:
        play_demo(runtime)
        for line in board_lines(runtime, language()):
            print(line)
    finally:
        runtime.close()
