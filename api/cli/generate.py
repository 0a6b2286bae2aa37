"""`huhang generate`: an empty store filled with projects for trials, the same for a seed and a day."""

import argparse
import time
from datetime import UTC, date, datetime
from typing import Any

from api.cli.dates import read_date, say
from domain.errors import DomainError

PACE = 1.0  # seconds between two lines of progress


def register(name: str, subparsers: Any) -> None:
    """Add `generate` to the command line."""
    words = say("cli.generate")
    parser = subparsers.add_parser(name, help=words, description=words)
    parser.add_argument("--projects", metavar="N", type=int, required=True, help=say("cli.generate.projects"))
    parser.add_argument("--seed", metavar="S", type=int, default=1, help=say("cli.generate.seed"))
    parser.add_argument("--until", metavar="DATE", help=say("cli.generate.until"))
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Generate, and say how far it has come about once a second."""
    from api.generate.start import generate
    from api.settings import load_settings
    from domain.log.ledger import Ledger
    from domain.log.recorder import close_recorder, open_recorder
    from domain.rulebook import Rulebook

    until, settings = last_day(options.until), load_settings()
    recorder = open_recorder(settings.database_url)
    try:
        ledger = Ledger(recorder)
        rules = Rulebook(ledger, settings.district).now()
        events = generate(ledger, rules, settings.district, options.projects, options.seed, until, ProgressLine().tell)
    finally:
        close_recorder(recorder)
    print(say("cli.generate.done", projects=options.projects, events=events))


def last_day(written: str | None) -> date:
    """The day up to which lives are told; not one to come."""
    from domain.event import shanghai_date

    today = shanghai_date(datetime.now(UTC))
    until = read_date("--until", written) if written else today
    if until > today:
        raise DomainError("future_date", field="--until", on=until.isoformat(), today=today.isoformat())
    return until


class ProgressLine:
    """Says how many events are written, at most once a second."""

    def __init__(self) -> None:
        self.began = self.told = time.monotonic()

    def tell(self, done: int, total: int) -> None:
        """A line, when the last is old enough."""
        now = time.monotonic()
        if now - self.told < PACE:
            return
        self.told = now
        rate = round(done / (now - self.began))
        print(say("cli.generate.progress", done=done, total=total, percent=100 * done // total, rate=rate), flush=True)
