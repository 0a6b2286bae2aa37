"""`huhang verify`: the whole log read and checked; its head, to be noted, and heads noted earlier, compared."""

import argparse
import json
import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from api.cli.speaking import language
from api.cli.stored import stored
from api.locale import text
from domain.errors import DomainError

if TYPE_CHECKING:
    from api.runtime import Runtime

WRONG = 1
HEAD = re.compile(r"([0-9]{1,18}):([0-9a-f]{64})")


def register(name: str, subparsers: Any) -> None:
    """Add `verify` to the command line."""
    words = text("cli.verify", language())
    parser = subparsers.add_parser(name, help=words, description=words)
    parser.add_argument(
        "--head", metavar="POSITION:HASH", action="append", default=[], help=text("cli.verify.head", language())
    )
    parser.add_argument("--hash", choices=("sha256", "sm3"), default="sha256", help=text("cli.verify.hash", language()))
    parser.add_argument("--json", action="store_true", help=text("cli.verify.json", language()))
    parser.set_defaults(run=stored(run))


def run(here: "Runtime", options: argparse.Namespace) -> int:
    """Verify, and say what was found; exit code 1 where something is wrong."""
    from api.access.digests import checked, digested
    from domain.verifying import verify

    found = verify(here.ledger, heads_of(options.head), options.hash)
    altered = [row["on"] for row in (checked(here, one) for one in digested(here)) if not row["intact"]]
    well = found.well and not altered
    if options.json:
        told = {**asdict(found), "access_altered": altered, "well": well}
        print(json.dumps(told, default=str, ensure_ascii=False))
        return 0 if well else WRONG
    for day in altered:
        print(text("verify.access_altered", language(), on=day))
    for one in found.problems:
        why = text(f"verify.{one.code}", language(), detail=one.detail)
        print(text("verify.problem", language(), **{**asdict(one), "why": why}))
    for position in found.differing:
        print(text("verify.differs", language(), position=position))
    said = "verify.well" if well else "verify.wrong"
    print(text(said, language(), events=f"{found.events:,}", streams=f"{found.streams:,}", count=found.count))
    print(text("verify.head", language(), head=f"{found.position}:{found.head}", hash=options.hash))
    return 0 if well else WRONG


def heads_of(given: list[str]) -> dict[int, str]:
    """The heads that were noted. Raises DomainError head_form."""
    found: dict[int, str] = {}
    for one in given:
        if not (parts := HEAD.fullmatch(one)):
            raise DomainError("head_form", head=one)
        found[int(parts[1])] = parts[2]
    return found
