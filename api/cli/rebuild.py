"""`huhang rebuild`: views made anew from the log, all of them or those named."""

import argparse
from typing import Any

from api.cli.main import language
from api.locale import text
from domain.errors import DomainError


def register(name: str, subparsers: Any) -> None:
    """Add `rebuild` to the command line."""
    words = text("cli.rebuild", language())
    parser = subparsers.add_parser(name, help=words, description=words)
    known = "portfolio, matters, history"
    parser.add_argument("views", metavar="VIEW", nargs="*", help=text("cli.rebuild.view", language(), known=known))
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Rebuild, and say how far."""
    from api.settings import load_settings

    settings = load_settings()
    rebuild_store(settings.database_url, options.views, settings.district)


def rebuild_store(url: str, names: list[str], district: str = "jimo") -> None:
    """Rebuild the views of an installation; a projector at work on it goes on meanwhile."""
    from domain.ledger import Ledger
    from domain.recorder import close_recorder, open_recorder
    from domain.rulebook import Rulebook
    from projections.all_views import all_views, chosen_views
    from projections.database import open_views
    from projections.helper import Helper
    from projections.rebuild import rebuild

    wanted = chosen_views(names)
    recorder = open_recorder(url)
    database = open_views(url)
    try:
        ledger = Ledger(recorder)
        rules, whole = Rulebook(ledger, district).now(), len(wanted) == len(all_views())
        done = rebuild(ledger, database, rules, wanted, whole=whole, helper=Helper(url, district))
    finally:
        database.dispose()
        close_recorder(recorder)
    for view, cause in done.failed.items():
        raise DomainError("rebuild_failed", view=view, cause=cause)
    views = ", ".join(view.name for view in wanted)
    print(text("cli.rebuild.done", language(), views=views, position=done.position))
