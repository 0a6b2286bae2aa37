"""What is due when and whose move it is: of one project from the log, across projects from the view."""

from typing import Annotated, Any

from fastapi import Query, Request, Response
from starlette.concurrency import run_in_threadpool

from api.access.rights import Right, require
from api.access.security import Here, Who
from api.errors import language_of
from api.http.answers import read
from api.http.filters import check_filters
from api.http.paging import CursorText, Limit
from api.http.project_ids import ProjectId
from api.http.routing import Router, refuse_unknown_parameters
from api.http.staleness import MinPosition
from api.routers.reads import At
from api.schemas.fields import Day, Name
from api.shown.agenda import agenda
from api.shown.deadlines import across_view, deadlines_view
from domain.project.due.deadlines import DeadlineKind
from projections.views.deadlines import DeadlineSort, across

router = Router(prefix="/api/v1", tags=["期限 deadlines"])


@router.read("/projects/{project}/deadlines", "getDeadlines")
async def of_one(request: Request, project: ProjectId, at: At, here: Here) -> Response:
    """一个项目的期限：到期日、剩余工作日、责任方及依据 / A project's open deadlines, the earliest first, explained."""

    def told() -> tuple[dict[str, Any], int]:
        state, log = here.projects.read(project, at.as_of, at.as_known_at)
        as_of = at.as_of or here.projects.today()
        rules = here.projects.rules_of(state, at.as_known_at)
        return deadlines_view(state, rules, as_of, language_of(request)), len(log)

    body, version = await run_in_threadpool(told)
    return read(request, body, at.tag(version))


@router.read("/deadlines", "listDeadlines")
async def of_all(
    request: Request,
    account: Who,
    here: Here,
    _: MinPosition,
    due_before: Annotated[Day | None, Query(description="到期日不晚于该日", examples=["2026-03-09"])] = None,
    kind: Annotated[DeadlineKind | None, Query(description="期限种类", examples=["statutory"])] = None,
    specialist: Name | None = None,
    team: Name | None = None,
    department: Name | None = None,
    sort: Annotated[
        DeadlineSort, Query(description="due（默认）先到期的在前，latest 后到期的在前，project 按项目登记的先后")
    ] = DeadlineSort.DUE,
    limit: Limit = 50,
    cursor: CursorText = None,
) -> Response:
    """各项目未了结的期限，默认按到期日排列 / Open deadlines of all projects, by due date unless asked otherwise."""
    require(account, Right.READ)
    refuse_unknown_parameters(request)
    check_filters(here, department=department)
    page = await run_in_threadpool(
        across,
        here.views,
        due_before=due_before,
        kind=kind and kind.value,
        specialist=specialist,
        team=team,
        department=department,
        sort=sort,
        limit=limit,
        cursor=cursor,
        reach=here.reaches.of(account),
    )
    today, language = here.projects.today(), language_of(request)
    items = [across_view(row, here.rules, today, language) for row in page.rows]
    return read(request, {"as_of": today, "position": page.position, "next": page.next, "items": items}, "p")


@router.read("/me/agenda", "getMyAgenda")
async def of_mine(request: Request, account: Who, here: Here, _: MinPosition) -> Response:
    """本人当前：超期、今日到期、今后十个工作日、等候他人的事项 / What is before one today, and what waits."""
    require(account, Right.INTERNAL)
    refuse_unknown_parameters(request)
    return read(request, await run_in_threadpool(agenda, here, account, language_of(request)), "p")
