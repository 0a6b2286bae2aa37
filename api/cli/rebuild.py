"""`huhang rebuild`: views made anew from the log, all of them or those named; with `--check` only compared."""

import argparse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from api.cli.progress import Bar
from api.cli.speaking import language
from api.locale import text
from domain.errors import DomainError

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from domain.log.ledger import Ledger
    from domain.project.model.rules import Rules
    from projections.projector.checking import Checked, Finding
    from projections.projector.helper import Helper
    from projections.rows.comparing import Difference
    from projections.rows.view import View

DIFFERENT = 1
VIEWS = "portfolio, search, matters, deadlines, milestones, history, statistics, portfolio_past, reminders, journal"
FOLLOWED = ("reminders", "journal")  # no views of the projector's; --check leaves them out


def register(name: str, subparsers: Any) -> None:
    """Add `rebuild` to the command line."""
    words = text("cli.rebuild", language())
    parser = subparsers.add_parser(name, help=words, description=words)
    parser.add_argument("views", metavar="VIEW", nargs="*", help=text("cli.rebuild.view", language(), known=VIEWS))
    parser.add_argument("--check", action="store_true", help=text("cli.rebuild.check", language()))
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Rebuild, and say how far; or compare: then the exit status is 1 where a view differs."""
    from api.settings import load_settings

    settings = load_settings()
    if options.check:
        return check_store(settings.database_url, options.views, settings.district)
    rebuild_store(settings.database_url, options.views, settings.district)
    return 0


@dataclass(frozen=True)
class Store:
    """What a rebuild needs of an installation."""

    ledger: "Ledger"
    database: "Engine"
    rules: "Rules"
    helper: "Helper"


@contextmanager
def opened(url: str, district: str) -> Iterator[Store]:
    """An installation, whose projector may be at work meanwhile."""
    from domain.log.ledger import Ledger
    from domain.log.recorder import close_recorder, open_recorder
    from domain.rulebook import Rulebook
    from projections.database import open_views
    from projections.projector.helper import Helper

    recorder = open_recorder(url)
    database = open_views(url)
    try:
        ledger = Ledger(recorder)
        yield Store(ledger, database, Rulebook(ledger, district).now(), Helper(url, district))
    finally:
        database.dispose()
        close_recorder(recorder)


def rebuild_store(url: str, names: list[str], district: str = "jimo") -> None:
    """Rebuild the views of an installation, those named or all."""
    from projections.views.all_views import chosen_views

    of_projects = [name for name in names if name not in FOLLOWED]
    wanted = chosen_views(of_projects) if of_projects or not names else ()
    with opened(url, district) as store:
        if wanted:
            rebuild_views(store, wanted)
        for name in FOLLOWED:
            if name in names or not names:
                rebuild_followed(store, name)


def rebuild_views(store: Store, wanted: "Sequence[View]") -> None:
    """Make views of projects anew. Raises DomainError rebuild_failed."""
    from projections.projector.past_filling import make_up_past
    from projections.projector.rebuild import rebuild
    from projections.views.all_views import all_views
    from projections.views.past import PastView

    whole = len(wanted) == len(all_views())
    given = (store.ledger, store.database, store.rules)
    done = rebuild(*given, wanted, whole=whole, helper=store.helper, progress=Bar())
    if any(isinstance(view, PastView) for view in wanted):
        make_up_past(*given, progress=Bar())
    for view, cause in done.failed.items():
        raise DomainError("rebuild_failed", view=view, cause=cause)
    views = ", ".join(view.name for view in wanted)
    print(text("cli.rebuild.done", language(), views=views, position=done.position))


def rebuild_followed(store: Store, name: str) -> None:
    """Make the rows of reminders, or of the journal, anew."""
    from projections.views.journal import JournalRows
    from projections.views.reminders import ReminderRows

    rows = ReminderRows if name == "reminders" else JournalRows
    position = rows(store.ledger, store.database).rebuild()
    print(text("cli.rebuild.done", language(), views=name, position=position))


def check_store(url: str, names: list[str], district: str) -> int:
    """Compare the views of an installation with what a rebuild would make; the exit status."""
    from projections.projector.checking import check
    from projections.projector.schema import create_missing
    from projections.views.all_views import chosen_views

    wanted = chosen_views(names)
    with opened(url, district) as store:
        create_missing(store.database, wanted)
        found = check(store.ledger, store.database, store.rules, wanted, helper=store.helper, progress=Bar())
        behind = store.ledger.position() - found.position
    for line in told(found):
        print(line)
    if behind > 0:
        print(text("cli.check.behind", language(), count=behind))
    return 0 if found.equal else DIFFERENT


def told(found: "Checked") -> Iterator[str]:
    """A line for each view, and for the first keys at which it differs."""
    yield text("cli.check.at", language(), position=found.position)
    for finding in found.findings:
        yield line_of(finding)
        for difference in finding.first:
            yield f"    {line_of_difference(difference)}"
        if finding.differing > len(finding.first):
            yield f"    {text('cli.check.more', language(), count=finding.differing - len(finding.first))}"


def line_of(finding: "Finding") -> str:
    """A view: what was found, how many rows it has, and the hashes."""
    state = text(f"cli.check.{finding.state}", language(), count=finding.differing, cause=finding.cause or "")
    if finding.state not in ("equal", "differs"):
        return f"{finding.name:<16} {state}"
    hashes = finding.live if finding.state == "equal" else f"{finding.live} ≠ {finding.rebuilt}"
    return f"{finding.name:<16} {state} {text('cli.check.rows', language(), count=f'{finding.rows:,}')} {hashes}"


def line_of_difference(difference: "Difference") -> str:
    """A key and what is wrong there."""
    key = " ".join(f"{name}={value}" for name, value in difference.key.items())
    how = text(f"cli.check.how.{difference.how}", language(), columns=", ".join(difference.columns))
    return f"{difference.table} {key}: {how}"
