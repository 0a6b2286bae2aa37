"""`huhang remind`: one sweep as of a moment, or, with --dry-run, what it would send."""

import argparse
import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from api.cli.speaking import language
from api.locale import text
from domain.errors import DomainError

if TYPE_CHECKING:
    from scheduler.due.rung import DueRung
    from scheduler.report import Report
    from scheduler.sweep import Sweeper

BARE_DATE = len("2026-10-13")
COUNTS = (
    "sent",
    "failed",
    "passed_on",
    "refused",
    "superseded",
    "escalated",
    "digests",
    "capped",
    "deemed",
    "lapsed",
    "held",
    "postponed",
    "unaddressed",
    "no_channel",
    "errors",
)


def register(name: str, subparsers: Any) -> None:
    """Add `remind` to the command line."""
    parser = subparsers.add_parser(name, help=say("cli.remind"), description=say("cli.remind"))
    parser.add_argument("--at", metavar="TIMESTAMP", help=say("cli.remind.at"))
    parser.add_argument("--dry-run", action="store_true", help=say("cli.remind.dry_run"))
    parser.add_argument("--json", action="store_true", help=say("cli.json"))
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Sweep the store that the settings name."""
    moment = read_moment(options.at)
    from api.building import build
    from api.settings import load_settings

    runtime = build(load_settings())
    try:
        remind(runtime.sweeper, moment, dry_run=options.dry_run, as_json=options.json)
    finally:
        runtime.close()


def remind(sweeper: "Sweeper", moment: datetime, *, dry_run: bool, as_json: bool) -> None:
    """Sweep once, or look, and print what came of it."""
    if not dry_run:
        print_report(sweeper.sweep(moment), sweeper, as_json=as_json)
    elif as_json:
        print(json.dumps(as_listed(moment, sweeper), ensure_ascii=False))
    else:
        print_due(moment, sweeper)


def as_listed(moment: datetime, sweeper: "Sweeper") -> dict[str, Any]:
    """What would be sent, for programs."""
    reminders = [reminder(due) for due in sweeper.due(moment)]
    return {"at": moment.isoformat(), "window_open": sweeper.outlook.window_open(moment), "reminders": reminders}


def reminder(due: "DueRung") -> dict[str, Any]:
    """One reminder; `to` is empty where nobody holds the roles yet."""
    return {
        "project": str(due.rung.project),
        "code": due.project_code,
        "name": due.project_name,
        "matter": due.rung.matter,
        "kind": due.rung.kind.value,
        "step": due.rung.step,
        "due": due.rung.due_on.isoformat(),
        "provisional": due.provisional,
        "to": [one.staff for one in due.to],
        "by": {one.staff: due.by(one).value for one in due.to},
        "escalates": due.raised.role if due.raised else None,
        "text": due.text[language()],
        "supersedes": [rung.step for rung in due.older],
    }


def print_due(moment: datetime, sweeper: "Sweeper") -> None:
    """What would be sent, for people."""
    found = sweeper.due(moment)
    if not sweeper.outlook.window_open(moment):
        print(closed(moment, sweeper))
        return
    print(say("remind.due", at=shown(moment), count=len(found)))
    for due in found:
        told = say("remind.told", whom=whom(due), words=due.text[language()])
        print(f"  {due.project_code} {due.project_name} [{due.rung.step}] → {told}")


def whom(due: "DueRung") -> str:
    """Who gets it and how; on whose list it goes."""
    if due.raised and due.raised.listed:
        return say("remind.listed", role=say(f"addressee.{due.raised.role}"))
    people = [say("remind.to", staff=one.staff, by=say(f"remind.by.{due.by(one)}")) for one in due.to]
    if not people and due.raised:
        return say("remind.nobody_is", role=say(f"addressee.{due.raised.role}"))
    return say("history.between").join(people) or say("remind.nobody")


def closed(moment: datetime, sweeper: "Sweeper") -> str:
    """Why nothing is sent at the moment."""
    window = sweeper.policy.window
    return say("remind.closed", at=shown(moment), opens=f"{window.opens:%H:%M}", closes=f"{window.closes:%H:%M}")


def print_report(report: "Report", sweeper: "Sweeper", *, as_json: bool) -> None:
    """What the sweep did."""
    if as_json:
        print(json.dumps(asdict(report) | {"moment": report.moment.isoformat()}))
        return
    if not report.window_open:
        print(closed(report.moment, sweeper))
        return
    counts = [(name, getattr(report, name)) for name in COUNTS]
    print(say("remind.swept", at=shown(report.moment)))
    for name, count in counts:
        if count or name == "sent":
            print("  " + say(f"remind.{name}", count=count))


def read_moment(written: str | None) -> datetime:
    """An ISO 8601 moment with its time; without an offset it is Shanghai time. Now when nothing is given."""
    from domain.event import SHANGHAI

    if written is None:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(written)
    except ValueError as error:
        raise DomainError("bad_moment", option="--at", written=written) from error
    if len(written) <= BARE_DATE:
        raise DomainError("bad_moment", option="--at", written=written)
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)


def shown(moment: datetime) -> str:
    from domain.event import SHANGHAI

    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def say(key: str, **params: object) -> str:
    """The sentence in the user's language."""
    return text(key, language(), **params)
