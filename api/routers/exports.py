"""What leaves as XLSX: the board, the deadlines, a project's service list, and the template of an import."""

from typing import Annotated, Any

from fastapi import Query, Request, Response
from starlette.concurrency import run_in_threadpool

from api.access.rights import Right, require
from api.access.security import Here, Who
from api.errors import language_of
from api.exchange.leaving import board_of, deadlines_of, filed, list_filed, list_of, template_filed
from api.exchange.workbooks import MEDIA
from api.http.filters import check_filters
from api.http.project_ids import ProjectId
from api.http.routing import Responses, Router, refuse_unknown_parameters
from api.http.staleness import MinPosition
from api.routers.lists import BoardMoment, BoardSort, LightName
from api.routers.reads import At
from api.schemas.fields import Day, Name
from domain.project.due.deadlines import DeadlineKind

router = Router(prefix="/api/v1", tags=["导出 exports"])

FILE: Responses = {200: {"content": {MEDIA: {"schema": {"type": "string", "format": "binary"}}}}}
Text = Annotated[str | None, Query(max_length=100)]


@router.read("/projects.xlsx", "exportProjects", FILE)
async def board_file(
    request: Request,
    account: Who,
    here: Here,
    _: MinPosition,
    light: LightName = None,
    stage: Name | None = None,
    team: Name | None = None,
    specialist: Name | None = None,
    q: Text = None,
    sort: BoardSort = "urgency",
    as_known_at: BoardMoment = None,
) -> Response:
    """挂图导出为 XLSX，筛选同挂图列表 / The board as XLSX, with the filters of the list."""
    require(account, Right.INTERNAL)
    refuse_unknown_parameters(request)
    check_filters(here, stage=stage)
    filters = {"light": light, "stage": stage, "team": team, "specialist": specialist, "q": q}
    sheet = await run_in_threadpool(board_of, here, account, filters, sort, as_known_at, language_of(request))
    return filed(request, "board", [sheet])


@router.read("/deadlines.xlsx", "exportDeadlines", FILE)
async def deadline_file(
    request: Request,
    account: Who,
    here: Here,
    _: MinPosition,
    due_before: Annotated[Day | None, Query(description="到期日不晚于该日", examples=["2026-03-09"])] = None,
    kind: Annotated[DeadlineKind | None, Query(description="期限种类", examples=["statutory"])] = None,
    specialist: Name | None = None,
    team: Name | None = None,
    department: Name | None = None,
) -> Response:
    """期限导出为 XLSX，筛选同期限列表 / Open deadlines as XLSX, with the filters of the list."""
    require(account, Right.READ)
    refuse_unknown_parameters(request)
    check_filters(here, department=department)
    people = {"specialist": specialist, "team": team, "department": department}
    filters: dict[str, Any] = {"due_before": due_before, "kind": kind and kind.value, **people}
    return filed(
        request,
        "deadlines",
        [await run_in_threadpool(deadlines_of, here, account, filters, language_of(request))],
    )


@router.read("/projects/{project}/service-list.xlsx", "exportServiceList", FILE)
async def list_file(request: Request, project: ProjectId, at: At, here: Here) -> Response:
    """给企业的服务清单 XLSX，注明版本、日期与假设的时限 / The service list as a document for the enterprise."""
    language = language_of(request)
    return list_filed(request, await run_in_threadpool(list_of, here, project, language, at), language)


@router.read("/import-template.xlsx", "getImportTemplate", FILE)
async def template(request: Request, account: Who, here: Here) -> Response:
    """台账导入模板：各表、示例、下拉选项与填写说明 / The workbook to fill in for an import."""
    require(account, Right.READ)
    refuse_unknown_parameters(request)
    return template_filed(request, here, language_of(request))
