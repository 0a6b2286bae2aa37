"""`huhang due` and `huhang workdays`: the date engine on the command line; imports no more than it needs."""

import argparse
import json
import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from api.cli.speaking import language
from api.locale import text
from api.words.explanations import explained
from domain.dates.arithmetic import strict_date
from domain.dates.calendar import WorkingCalendar
from domain.dates.official import official_calendar
from domain.dates.terms import DueDate, Pause, Term, Unit, due
from domain.errors import DomainError

UNITS = {"working": Unit.WORKING_DAYS, "calendar": Unit.CALENDAR_DAYS, "month": Unit.MONTHS}
NUMBER = re.compile(r"[+-]?\d{1,9}", re.ASCII)


def register(name: str, subparsers: Any) -> None:
    """Add `due` or `workdays` to the command line."""
    parser = subparsers.add_parser(name, help=say(f"cli.{name}"), description=say(f"cli.{name}"))
    parser.add_argument("--from", dest="first", metavar="DATE", required=True, help=say(f"cli.{name}.from"))
    if name == "due":
        add_due_options(parser)
        parser.set_defaults(run=run_due)
    else:
        parser.add_argument("--to", dest="last", metavar="DATE", required=True, help=say("cli.workdays.to"))
        parser.set_defaults(run=run_workdays)
    parser.add_argument("--calendar", metavar="FILE", help=say("cli.calendar"))
    parser.add_argument("--json", action="store_true", help=say("cli.json"))


def add_due_options(parser: argparse.ArgumentParser) -> None:
    """The options of a term. We read the values, not argparse: so a refusal is in the user's language."""
    parser.add_argument("--term", metavar="N", required=True, help=say("cli.due.term"))
    parser.add_argument("--unit", metavar="|".join(UNITS), default="working", help=say("cli.due.unit"))
    parser.add_argument("--pause", metavar="D1:D2", action="append", default=[], help=say("cli.due.pause"))
    parser.add_argument("--extend", metavar="N", default="0", help=say("cli.due.extend"))


def run_due(options: argparse.Namespace) -> None:
    """Print when the term ends and why."""
    start = read_date("--from", options.first)
    term = Term(read_number("--term", options.term), read_unit(options.unit))
    pauses = [read_pause(written) for written in options.pause]
    extension = read_number("--extend", options.extend)
    answer = due(read_calendar(options.calendar), start, term, pauses, extension)
    explanation = explained(answer.steps, language())
    if options.json:
        print(json.dumps(due_as_json(answer, explanation), ensure_ascii=False))
    else:
        print_lines(due_sentence(start, term, answer), explanation)


def run_workdays(options: argparse.Namespace) -> None:
    """Print the number of working days in (from, to]."""
    first, last = read_date("--from", options.first), read_date("--to", options.last)
    calendar = read_calendar(options.calendar)
    count = calendar.working_days(first, last)
    provisional = workdays_provisional(calendar, first, last)
    if options.json:
        print(json.dumps({"working_days": count, "provisional": provisional}))
    else:
        print(say("workdays.sentence", first=first, last=last, count=count) + mark(provisional))


def workdays_provisional(calendar: WorkingCalendar, first: date, last: date) -> bool:
    """Whether a day that is not officially known was counted: those in (first, last], in either direction."""
    first, last = sorted((first, last))
    return first < last and calendar.provisional_between(date.fromordinal(first.toordinal() + 1), last)


def due_as_json(answer: DueDate, explanation: list[str]) -> dict[str, object]:
    """The answer for programs; `due` is null and `left` the frozen remainder while a pause is open."""
    frozen = {} if answer.left is None else {"left": answer.left}
    return {
        "due": answer.due_on and answer.due_on.isoformat(),
        "provisional": answer.provisional,
        **frozen,
        "explain": explanation,
    }


def due_sentence(start: date, term: Term, answer: DueDate) -> str:
    """The answer for people."""
    length = say(f"unit.{term.unit}", count=term.count)
    if answer.due_on is None:
        counted_in = term.unit if term.unit is Unit.WORKING_DAYS else Unit.CALENDAR_DAYS
        left = say(f"unit.{counted_in}", count=answer.left)
        return say("due.frozen", start=start, term=length, left=left) + mark(answer.provisional)
    return say("due.sentence", start=start, term=length, due=answer.due_on) + mark(answer.provisional)


def print_lines(sentence: str, explanation: Iterable[str]) -> None:
    """The sentence, and under it one line per step."""
    print(sentence)
    for line in explanation:
        print(f"  · {line}")


def mark(provisional: bool) -> str:
    """暂估, wherever a date or a number is shown that an unofficial day went into."""
    return say("provisional.mark") if provisional else ""


def say(key: str, **params: object) -> str:
    """The sentence in the user's language."""
    return text(key, language(), **params)


def read_date(option: str, written: str) -> date:
    """A date YYYY-MM-DD."""
    try:
        return strict_date(written)
    except ValueError as error:
        raise DomainError("bad_date", option=option, written=written) from error


def read_number(option: str, written: str) -> int:
    """A whole number; whether it may be negative is the engine's rule."""
    if not NUMBER.fullmatch(written):
        raise DomainError("bad_number", option=option, written=written)
    return int(written)


def read_unit(written: str) -> Unit:
    """One of the units of the command line."""
    if written not in UNITS:
        raise DomainError("unknown_unit", written=written, units=", ".join(UNITS))
    return UNITS[written]


def read_pause(written: str) -> Pause:
    """D1:D2, the clock runs again on D2; D1: is a pause still open."""
    first, colon, end = written.partition(":")
    if not colon:
        raise DomainError("bad_pause", written=written)
    return Pause(read_date("--pause", first), read_date("--pause", end) if end else None)


def read_calendar(written: str | None) -> WorkingCalendar:
    """The shipped calendar, or the one of a file."""
    if written is None:
        return official_calendar()
    from domain.dates.calendar_file import calendar_from_file

    return calendar_from_file(Path(written))
