"""What leaves as XLSX: the board, the deadlines, and a project's service list; filters as of the lists themselves."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Annotated, Any

from fastapi import Query, Request, Response
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from api.deadline_views import across_view
from api.errors import language_of
from api.exchange.board_sheet import BoardWords, board_sheet
from api.exchange.deadline_sheet import deadline_sheet
from api.exchange.service_list import document, list_sheet
from api.exchange.templates import template_parts
from api.exchange.workbooks import MEDIA, Sheet, workbook_parts
from api.locale import text
from api.project_ids import ProjectId
from api.rights import Right, require
from api.routers.lists import BoardMoment, day_of
from api.routers.reads import At
from api.routing import Responses, Router, refuse_unknown_parameters
from api.schemas.fields import Day, Name
from api.security import Here, Who
from api.staleness import MinPosition
from domain.project.deadlines import DeadlineKind
from projections.board import board
from projections.checkpoints import read_position
from projections.database import reading
from projections.deadlines import across

router = Router(prefix="/api/v1", tags=["导出 exports"])

PAGE = 200
FILE: Responses = {200: {"content": {MEDIA: {"schema": {"type": "string", "format": "binary"}}}}}
Text = Annotated[str | None, Query(max_length=100)]


def pages(page: Callable[[str | None], tuple[Iterable[Any], str | None]]) -> Iterator[Any]:
    """The rows of all pages, one page at a time in memory."""
    cursor: str | None = None
    while True:
        rows, cursor = page(cursor)
        yield from rows
        if cursor is None:
            return


def filed(request: Request, name: str, sheets: Sequence[Sheet]) -> Response:
    """A workbook as an answer; HEAD makes none."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.xlsx"', "Cache-Control": "no-store"}
    if request.method == "HEAD":
        return Response(None, 200, headers, MEDIA)
    return StreamingResponse(workbook_parts(sheets), 200, headers, MEDIA)


def told(filters: dict[str, Any], language: str) -> str:
    """The filters of an export, in a line; those not given are left out."""
    given = [f"{name}={value}" for name, value in filters.items() if value is not None]
    return "、".join(given) or text("export.no_filters", language)


@router.read("/projects.xlsx", "exportProjects", FILE)
async def board_file(
    request: Request,
    account: Who,
    here: Here,
    _: MinPosition,
    light: Text = None,
    stage: Text = None,
    team: Text = None,
    specialist: Text = None,
    q: Text = None,
    sort: Annotated[str, Query(description="同挂图列表")] = "urgency",
    as_known_at: BoardMoment = None,
) -> Response:
    """挂图导出为 XLSX,筛选同挂图列表 / The board as XLSX, with the filters of the list."""
    require(account, Right.INTERNAL)
    refuse_unknown_parameters(request)
    today, language = day_of(here, as_known_at), language_of(request)
    rules = here.rulebook.at(as_known_at) if as_known_at else here.rules
    filters = {"light": light, "stage": stage, "team": team, "specialist": specialist, "q": q}
    asked: dict[str, Any] = {**filters, "sort": sort, "calendar": rules.calendar, "known_at": as_known_at}
    asked["reach"] = here.reaches.of(account)

    def page(cursor: str | None) -> tuple[Iterable[Any], str | None]:
        found = board(here.views, today, limit=PAGE, cursor=cursor, **asked)
        return found.rows, found.next

    first = await run_in_threadpool(board, here.views, today, limit=1, **asked)  # refused before the file begins
    words = BoardWords(language, rules.catalogue)
    return filed(request, "board", [board_sheet(pages(page), words, today, first.position, told(filters, language))])


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
    """期限导出为 XLSX,筛选同期限列表 / Open deadlines as XLSX, with the filters of the list."""
    require(account, Right.READ)
    refuse_unknown_parameters(request)
    today, language, reach = here.projects.today(), language_of(request), here.reaches.of(account)
    filters: dict[str, Any] = {
        "due_before": due_before,
        "kind": kind and kind.value,
        "specialist": specialist,
        "team": team,
        "department": department,
    }

    def page(cursor: str | None) -> tuple[Iterable[Any], str | None]:
        found = across(here.views, limit=PAGE, cursor=cursor, reach=reach, **filters)
        return (across_view(row, here.rules, today, language) for row in found.rows), found.next

    words = BoardWords(language, here.rules.catalogue)
    position = await run_in_threadpool(position_of, here)
    return filed(request, "deadlines", [deadline_sheet(pages(page), words, today, position, told(filters, language))])


def position_of(here: Here) -> int:
    with reading(here.views) as connection:
        return read_position(connection)


@router.read("/projects/{project}/service-list.xlsx", "exportServiceList", FILE)
async def list_file(request: Request, project: ProjectId, at: At, here: Here) -> Response:
    """给企业的服务清单 XLSX,注明版本、日期与假设的时限 / The service list as a document for the enterprise."""
    state, _ = await run_in_threadpool(here.projects.read, project, at.as_of, at.as_known_at)
    language = language_of(request)
    rules = here.projects.rules_of(state, at.as_known_at)
    found = document(state, rules, at.as_of or here.projects.today(), language)
    return filed(request, f"service-list-{found.code}-v{found.version}", [list_sheet(found, language)])


@router.read("/import-template.xlsx", "getImportTemplate", FILE)
async def template(request: Request, account: Who, here: Here) -> Response:
    """台账导入模板:各表、示例、下拉选项与填写说明 / The workbook to fill in for an import."""
    require(account, Right.READ)
    refuse_unknown_parameters(request)
    headers = {"Content-Disposition": 'attachment; filename="import-template.xlsx"', "Cache-Control": "private"}
    if request.method == "HEAD":
        return Response(None, 200, headers, MEDIA)
    parts = template_parts(here.rules.catalogue, language_of(request))
    return StreamingResponse(parts, 200, headers, MEDIA)
