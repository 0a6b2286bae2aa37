"""Why the construction permit is later than planned, as the API shows it: days by cause, and where they arose."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from api.locale import text
from api.shown.plan import Namer
from domain.event import Event
from domain.planning.delays import DelayAccount, delays
from domain.planning.excess import Part
from domain.planning.forecast import forecast
from domain.project.model.rules import Rules
from domain.project.model.state import Project
from domain.project.record.reading import facts


def account_of(
    project: Project, log: Iterable[Event], rules: Rules, as_of: date, as_known_at: datetime | None = None
) -> DelayAccount | None:
    """The account of a project at (D, K); None before there is a plan and a date."""
    return delays(project, rules, facts(log, as_of, as_known_at), forecast(project, rules, as_of))


def delays_view(project: Project, account: DelayAccount | None, namer: Namer, as_of: date) -> dict[str, Any]:
    """The slip in calendar days, positive when later; all null before there is a plan and a date."""
    return {
        "id": str(project.id),
        "code": project.code,
        "as_of": as_of,
        "baseline": account.baseline if account else None,
        "permit": account.permit if account else None,
        "actual": account.actual if account else None,
        "slip": account.slip if account else None,
        "causes": dict(account.by_cause) if account else {},
        "parts": [part_view(part, namer) for part in account.parts] if account else [],
    }


def part_view(part: Part, namer: Namer) -> dict[str, Any]:
    """So many days at a matter, with the versions of the events that brought them about."""
    return {
        "cause": part.cause,
        "name": text(f"delay.{part.cause.value}", namer.language),
        "matter": part.matter or None,
        "matter_name": namer.matter(part.matter) or None,
        "days": part.days,
        "versions": part.versions,
    }
