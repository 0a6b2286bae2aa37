"""`huhang plan`: which matters a profile needs and what they come to in three ways; stores nothing."""

import argparse
import json
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from api.cli.dates import read_date, read_number, say
from api.cli.plan_text import plan_lines
from api.cli.speaking import language
from domain.catalogue.loader import shipped_catalogue
from domain.catalogue.model import Catalogue
from domain.catalogue.plainfile import PlainFileError, read_plain
from domain.catalogue.profile import (
    Answer,
    Choice,
    Suggestion,
    choose_matters,
    complete_profile,
    reason_text,
    suggestion_reason,
    suggestions,
)
from domain.dates.official import official_calendar
from domain.errors import DomainError
from domain.planning.model import Gain, Plan, Way
from domain.planning.schedule import plan

SHANGHAI = ZoneInfo("Asia/Shanghai")


def register(name: str, subparsers: Any) -> None:
    """Add `plan` to the command line."""
    parser = subparsers.add_parser(name, help=say("cli.plan"), description=say("cli.plan"))
    parser.add_argument("--profile", metavar="FILE", required=True, help=say("cli.plan.profile"))
    parser.add_argument("--start", metavar="DATE", help=say("cli.plan.start"))
    parser.add_argument("--preparation", metavar="N", default="0", help=say("cli.plan.preparation"))
    parser.add_argument("--construction", metavar="N", help=say("cli.plan.construction"))
    parser.add_argument("--json", action="store_true", help=say("cli.json"))
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Print the plan of a profile."""
    preparation = read_number("--preparation", options.preparation)
    construction = None if options.construction is None else read_number("--construction", options.construction)
    start = today() if options.start is None else read_date("--start", options.start)
    catalogue, calendar = shipped_catalogue(), official_calendar()
    given = read_profile(Path(options.profile))
    profile = complete_profile(catalogue, given)
    choices = choose_matters(catalogue, profile)
    applying = [choice.matter for choice in choices if choice.applies]
    planned = plan(catalogue, profile, applying, calendar, start, preparation, construction)
    suggested = suggestions(catalogue, profile, given)
    if options.json:
        answer = as_json(catalogue, profile, choices, planned, suggested)
        print(json.dumps(answer, ensure_ascii=False, indent=2, default=str))
    else:
        print("\n".join(plan_lines(catalogue, profile, choices, planned, suggested, calendar)))


def today() -> date:
    """The business date: the day it is in Shanghai."""
    return datetime.now(SHANGHAI).date()


def read_profile(path: Path) -> Mapping[str, object]:
    """The answers of a profile file: a mapping of the catalogue's fields, YAML or JSON."""
    try:
        content = read_plain(path)
    except PlainFileError as error:
        raise DomainError("profile_unreadable", place=error.place, cause=error.cause) from error
    if not isinstance(content, Mapping):
        raise DomainError("profile_not_mapping", file=path.name)
    return content


def as_json(
    catalogue: Catalogue,
    profile: Mapping[str, Answer],
    choices: tuple[Choice, ...],
    planned: Plan,
    suggested: tuple[Suggestion, ...],
) -> dict[str, object]:
    """The plan for programs (design §8); dates ISO, null where there is none."""
    return {
        "catalogue": {"version": catalogue.version, "digest": catalogue.digest, "promised_limits": "assumed"},
        "start": planned.start.isoformat(),
        "preparation": planned.preparation,
        "construction_days": planned.construction_days,
        "provisional": planned.provisional,
        "matters": [
            {
                "key": choice.matter,
                "stage": catalogue.matters[choice.matter].stage,
                "applies": choice.applies,
                "reason": reason_text(catalogue, choice, language()),
            }
            for choice in choices
        ],
        **{name.value: way_as_json(way) for name, way in planned.ways().items()},
        "gain": {
            "vs_statutory": gain_as_json(planned.gain_vs_statutory),
            "vs_promised": gain_as_json(planned.gain_vs_promised),
        },
        "suggestions": [
            {
                "field": item.field,
                "default": item.default,
                "suggested": item.suggested,
                "reason": suggestion_reason(catalogue, item, profile, language()),
            }
            for item in suggested
        ],
    }


def way_as_json(way: Way) -> dict[str, object]:
    """One way; its critical path is null when there is nothing to aim at."""
    return {
        "matters": {
            key: {
                "begins": iso(matter.begins),
                "granted": iso(matter.granted),
                "float": matter.float,
                "provisional": matter.provisional,
            }
            for key, matter in way.matters.items()
        },
        "milestones": {stage: iso(day) for stage, day in way.milestones.items()},
        "construction_permit": iso(way.construction_permit),
        "construction_start": iso(way.construction_start),
        "critical_path": list(way.critical_path) if way.construction_permit else None,
    }


def gain_as_json(gain: Gain | None) -> dict[str, int] | None:
    """A gain, or null when one of the two ways has no date."""
    return {"calendar_days": gain.calendar_days, "working_days": gain.working_days} if gain else None


def iso(day: date | None) -> str | None:
    """A date as it is written, or null."""
    return day.isoformat() if day else None
