"""`huhang reminders backtest`: what a policy would have sent over the history, and whether in time."""

import argparse
import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api.cli.speaking import language
from api.locale import text
from domain.errors import DomainError

if TYPE_CHECKING:
    from api.runtime import Runtime
    from scheduler.audit.backtest_figures import Figures
    from scheduler.policy.policy import Policy

PEOPLE = 20  # shown to people; --json has all


def add_backtest(actions: Any) -> argparse.ArgumentParser:
    """Add `backtest` to the actions of `reminders`."""
    parser: argparse.ArgumentParser = actions.add_parser("backtest", help=say("cli.reminders.backtest"))
    parser.add_argument("--policy", metavar="FILE", help=say("cli.reminders.policy"))
    parser.add_argument("--from", metavar="DATE", dest="first", help=say("cli.backtest.from"))
    parser.add_argument("--to", metavar="DATE", dest="last", help=say("cli.reminders.to"))
    parser.add_argument("--json", action="store_true", help=say("cli.json"))
    return parser


def backtest(here: "Runtime", options: argparse.Namespace) -> int:
    """Try the policy of a file, or the one in force, and print what came of it."""
    from scheduler.audit.backtest import tried

    policy = policy_of(here, options.policy)
    found = tried(
        here.projects, here.directory, policy, written("--from", options.first), written("--to", options.last)
    )
    if found is None:
        print(say("backtest.nothing"))
    elif options.json:
        figures = {**asdict(found), "never_warned": found.never_warned, "policy": policy.version}
        print(json.dumps(figures, ensure_ascii=False, default=str))
    else:
        print_figures(found, policy)
    return 0


def policy_of(here: "Runtime", path: str | None) -> "Policy":
    """The policy in a file; the one in force without a file. Raises DomainError policy_invalid."""
    from scheduler.policy.file import read_policy

    if path is None:
        return here.sweeper.policy
    try:
        return read_policy(Path(path).read_text(encoding="utf-8"), path)
    except (OSError, UnicodeDecodeError) as error:
        cause = getattr(error, "strerror", None) or "UTF-8?"
        raise DomainError("policy_invalid", place=path, cause=cause) from error


def written(option: str, day: str | None) -> date | None:
    """A day as the user wrote it. Raises DomainError bad_date."""
    from domain.dates.arithmetic import strict_date

    try:
        return strict_date(day) if day else None
    except ValueError as error:
        raise DomainError("bad_date", option=option, written=day) from error


def print_figures(found: "Figures", policy: "Policy") -> None:
    """For people."""
    total = sum(found.kinds.values())
    each = [f"{say(f'backtest.kind.{kind}')} {count}" for kind, count in sorted(found.kinds.items())]
    kinds = say("backtest.comma").join(each)
    print(say("backtest.head", policy=policy.version, first=found.first, last=found.last, projects=found.projects))
    print(say("backtest.messages", count=total, kinds=kinds, told=found.told))
    print(say("backtest.people"))
    for one in found.people[:PEOPLE]:
        print("  " + say("backtest.person", **{**asdict(one), "typical": f"{one.typical:g}"}))
    print(
        say(
            "backtest.warned",
            passed=found.passed,
            ahead=found.warned_ahead,
            same=found.warned_on_the_day,
            after=found.warned_after,
            never=found.never_warned,
        )
    )
    share = round(100 * found.false_alarms / found.judged) if found.judged else 0
    print(say("backtest.false", count=found.false_alarms, judged=found.judged, share=share))
    for alarm in found.alarms:
        told = {**asdict(alarm), "row": policy.rows[alarm.node].number, "node": say(f"node.{alarm.node}")}
        print("  " + say("backtest.alarm", **{**told, "why": say(f"backtest.why.{alarm.why}")}))


def say(key: str, **params: object) -> str:
    """The sentence in the user's language."""
    return text(key, language(), **params)
