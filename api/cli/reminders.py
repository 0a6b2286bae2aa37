"""`huhang reminders why | audit`: why somebody got a reminder or was not told; what is missing or extra."""

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from api.cli.backtest import add_backtest, backtest
from api.cli.speaking import language
from api.cli.stored import stored
from api.locale import text
from domain.errors import DomainError

if TYPE_CHECKING:
    from api.runtime import Runtime
    from scheduler.audit.findings import Finding

PARTS = ("missing", "extra")
FLAWED = 1  # the exit code of an audit that found something


def register(name: str, subparsers: Any) -> None:
    """Add `reminders` to the command line."""
    parser = subparsers.add_parser(name, help=say("cli.reminders"), description=say("cli.reminders"))
    actions = parser.add_subparsers(metavar="why|audit|backtest", required=True)
    why = actions.add_parser("why", help=say("cli.reminders.why"))
    why.add_argument("--staff", metavar="ID", required=True, help=say("cli.reminders.staff"))
    which = why.add_mutually_exclusive_group()
    which.add_argument("--rung", metavar="ID", default="", help=say("cli.reminders.rung"))
    which.add_argument("--project", metavar="ID", default="", help=say("cli.reminders.project"))
    why.add_argument("--matter", metavar="ID", default="", help=say("cli.reminders.matter"))
    why.add_argument("--at", metavar="TIMESTAMP", help=say("cli.reminders.at"))
    why.set_defaults(run=stored(explain))
    checked = actions.add_parser("audit", help=say("cli.reminders.audit"))
    checked.add_argument("--from", metavar="DATE", dest="first", help=say("cli.reminders.from"))
    checked.add_argument("--json", action="store_true", help=say("cli.json"))
    checked.set_defaults(run=stored(check))
    add_backtest(actions).set_defaults(run=stored(backtest))


def explain(here: "Runtime", options: argparse.Namespace) -> int:
    """A line per reason."""
    from api.words.why_words import sentences

    if options.rung:
        from api.routers.why import project_of_reminder, reasons_of, words_of

        words = words_of(here, language(), project_of_reminder(here, options.rung))
        for line in sentences(reasons_of(here, options.rung, options.staff), words):
            print(line)
    elif options.project:
        explain_silence(here, options)
    else:
        raise DomainError("why_what")
    return 0


def explain_silence(here: "Runtime", options: argparse.Namespace) -> None:
    """Each open node, and beneath it the reasons."""
    from api.access.people import project_named
    from api.cli.remind import read_moment
    from api.routers.why import silences_of, words_of
    from api.words.why_words import node_name, sentences

    project = project_named(here, options.project)
    words = words_of(here, language(), project)
    at = read_moment(options.at) if options.at else None
    for one in silences_of(here, project, options.staff, at, options.matter):
        parts = (node_name(one.node, words), one.matter, one.detail, one.due_on)
        print("  ".join(str(part) for part in parts if part))
        for line in sentences(one.reasons, words):
            print(f"  {line}")


def check(here: "Runtime", options: argparse.Namespace) -> int:
    """Print what is missing and what is extra; the exit code is 1 when anything is."""
    from api.cli.dates import read_date
    from scheduler.jobs import PULSE_NAME

    first = read_date("--from", options.first) if options.first else None
    beat = here.pulse.read(PULSE_NAME)
    audit = here.auditor(beat.beaten_at if beat and not beat.failures else None).audit(
        here.sweeper.source.open_projects(), first
    )
    if options.json:
        print(json.dumps({part: [as_listed(one) for one in getattr(audit, part)] for part in PARTS}))
    elif audit.clean:
        print(say("audit.clean", projects=audit.projects, outcomes=audit.outcomes))
    else:
        for part in PARTS:
            print_findings(here, part, getattr(audit, part))
    return 0 if audit.clean else FLAWED


def print_findings(here: "Runtime", part: str, findings: "Sequence[Finding]") -> None:
    """A line for each: the project, the node and its day, the step, who, when, and why."""
    from api.words.history_lines import moment

    print(say(f"audit.{part}", count=len(findings)))
    for one in findings:
        node = named(one.node) if one.node else str(one.rung)
        code = here.projects.read(one.project)[0].code if one.project.int else ""
        about = (code, node, one.matter, str(one.due_on), f"[{one.step}]" if one.step else "")
        print(
            "  ".join(
                ["", *filter(None, about), one.staff or say("audit.nobody"), moment(one.at), say(f"audit.{one.code}")]
            )
        )


def named(node: str) -> str:
    """A key node, or a kind of digest, in words."""
    from domain.reminders.digests import DigestKind

    return say(f"{'digest' if node in set(DigestKind) else 'node'}.{node}")


def as_listed(finding: "Finding") -> dict[str, str]:
    """A finding for programs."""
    return {name: str(value) for name, value in asdict(finding).items()}


def say(key: str, **params: object) -> str:
    """The sentence in the user's language."""
    return text(key, language(), **params)
