"""Why the construction permit is later than planned, as the API shows it: days by cause, and where they arose."""

from datetime import date
from typing import Any

from api.locale import text
from api.shown.plan import Namer
from domain.planning.delays import DelayAccount
from domain.planning.excess import Part
from domain.project.model.state import Project


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
