"""Figures across projects: how long things take and whether limits are kept, by matter, department and task force."""

from typing import Annotated

from fastapi import Query, Request, Response
from starlette.concurrency import run_in_threadpool

from api.access.rights import Right, require
from api.access.security import Here, Who
from api.errors import language_of
from api.http.answers import read
from api.http.filters import check_filters
from api.http.routing import Router, refuse_unknown_parameters
from api.http.staleness import MinPosition
from api.schemas.fields import Day, Name, refuse_backwards
from api.shown.statistics import department_view, statistics_view, team_view
from projections.board.standings import departments, teams
from projections.views.statistics import statistics

router = Router(prefix="/api/v1", tags=["统计 figures"])


@router.read("/statistics", "getStatistics")
async def figures(
    request: Request,
    account: Who,
    here: Here,
    _: MinPosition,
    matter: Annotated[Name | None, Query(description="事项", examples=["construction_permit"])] = None,
    department: Annotated[Name | None, Query(description="部门", examples=["natural_resources"])] = None,
    team: Annotated[Name | None, Query(description="办结当日负责的专班", examples=["1"])] = None,
    first: Annotated[Day | None, Query(alias="from", description="办结日不早于", examples=["2026-01-01"])] = None,
    last: Annotated[Day | None, Query(alias="to", description="办结日不晚于", examples=["2026-06-30"])] = None,
) -> Response:
    """办理用时分位数、按次按时率、停时、补录与异常、压茬预审 / Lead times, on-time rates, stops, late entries, overlap.

    期间：压茬与预审按启动日，其余按办结日 / Overlap and pre-reviews are chosen by the begin, the rest by the end.
    """
    require(account, Right.INTERNAL)
    refuse_unknown_parameters(request)
    refuse_backwards(first, last)
    check_filters(here, matter=matter, department=department)
    found = await run_in_threadpool(
        statistics, here.views, matter=matter, department=department, team=team, first=first, last=last
    )
    body = {"from": first, "to": last, **statistics_view(found, here.rules.catalogue, language_of(request))}
    return read(request, body, "p")


@router.read("/teams", "listTeams")
async def task_forces(request: Request, account: Who, here: Here, _: MinPosition) -> Response:
    """各专班：项目、灯色、本周到期、超期、待核、补录、拿地即开工、提前天数 / Each task force as it stands today."""
    require(account, Right.INTERNAL)
    refuse_unknown_parameters(request)
    today = here.projects.today()
    people = here.directory.now()
    known = people.known_teams()
    rows, position = await run_in_threadpool(teams, here.views, today, here.settings.start_on_land_days, known)
    items = [team_view(row, people.teams) for row in rows]
    return read(request, {"as_of": today, "position": position, "items": items}, "p")


@router.read("/departments", "listDepartments")
async def offices(request: Request, account: Who, here: Here, _: MinPosition) -> Response:
    """各部门：在办、临期、超期、按次按时率、待核、用时中位数 / Each department as it stands today."""
    require(account, Right.INTERNAL)
    refuse_unknown_parameters(request)
    today, rules, language = here.projects.today(), here.rules, language_of(request)
    rows, position = await run_in_threadpool(departments, here.views, today, rules.calendar)
    items = [department_view(row, rules.catalogue, language) for row in rows]
    return read(request, {"as_of": today, "position": position, "items": items}, "p")
