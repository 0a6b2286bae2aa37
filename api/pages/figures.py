"""专班与部门: load, lights, limits kept and lead times, as charts that people can read; nobody is ranked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool

from api.access.rights import Right, require
from api.access.security import Here
from api.http.rendering import page_language, render
from api.pages.session import Visitor
from api.runtime import Runtime
from api.shown.statistics import department_view, statistics_view, team_view
from projections.board.standings import departments, teams
from projections.views.statistics import statistics

router = APIRouter(include_in_schema=False)

LIGHTS = ("red", "yellow", "green", "stopped", "blue")
BAR = 320  # units


@dataclass(frozen=True)
class Piece:
    """A part of a bar."""

    kind: str
    x: float
    width: float
    count: int


@router.get("/figures")
async def page(request: Request, account: Visitor, here: Here) -> HTMLResponse:
    """Task forces, departments, lead times, as of now."""
    require(account, Right.INTERNAL)
    values = await run_in_threadpool(figures, here, page_language(request))
    return render(request, "figures.html", account=account, **values)


def figures(here: Runtime, language: str) -> dict[str, Any]:
    """All that the page shows."""
    today, rules = here.projects.today(), here.rules
    people = here.directory.now()
    standing, position = teams(here.views, today, here.settings.start_on_land_days, people.known_teams())
    offices, _ = departments(here.views, today, rules.calendar)
    found = statistics_view(statistics(here.views), rules.catalogue, language)
    rows = [team_view(one, people.teams) for one in standing]
    most = max((row["projects"] for row in rows), default=0) or 1
    return {
        "today": today,
        "position": position,
        "teams": [{**row, "pieces": stacked(row["lights"], most)} for row in rows],
        "departments": [department_view(one, rules.catalogue, language) for one in offices],
        "lead_times": lead_times(found["matters"]),
        "entries": found["entries"],
        "head_starts": found["head_starts"],
        "assumed": found["promised_limits_assumed"],
        "bar": BAR,
    }


def stacked(lights: Mapping[str, int], most: int) -> list[Piece]:
    """The lights of a task force side by side; the longest bar is the one with most projects."""
    pieces, x = [], 0.0
    for light in LIGHTS:
        width = round(BAR * lights[light] / most, 1)
        if width:
            pieces.append(Piece(light, x, width, lights[light]))
        x += width
    return pieces


def lead_times(matters: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Of each matter, most often done first: the usual and the slow days beside the promised limit, on one scale."""
    measured = [row for row in matters if row["department_working_days"]["measured"]]
    measured.sort(key=lambda row: -row["department_working_days"]["measured"])
    longest = max((top(row) for row in measured), default=1) or 1
    return [{**row, "places": places(row, longest)} for row in measured]


def top(row: Mapping[str, Any]) -> int:
    """The longest of what is drawn of a matter."""
    promised = row["promised_limit"]
    return max(row["department_working_days"]["p90"] or 0, promised["count"] if promised else 0)


def places(row: Mapping[str, Any], longest: int) -> dict[str, float | None]:
    """Where the median, the slow tenth and the promise stand."""
    days, promised = row["department_working_days"], row["promised_limit"]
    drawn = {"median": days["median"], "p90": days["p90"], "promised": promised["count"] if promised else None}
    return {name: None if value is None else round(BAR * value / longest, 1) for name, value in drawn.items()}
