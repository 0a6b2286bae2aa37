"""Files from the pages: the very answers of the API's exports, for who is signed in by the page."""

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from api.access.security import Here
from api.exchange.audit_files import FileKind
from api.http.project_ids import project_within_reach
from api.pages.auditing import Filters
from api.pages.session import Visitor
from api.routers.audit import download
from api.routers.exports import Text, board_file, deadline_file, list_file, template
from api.routers.lists import BoardMoment
from api.routers.reads import Moment
from api.schemas.fields import Day, Name
from domain.project.due.deadlines import DeadlineKind

router = APIRouter(include_in_schema=False)


@router.get("/board.xlsx")
async def board_workbook(
    request: Request,
    account: Visitor,
    here: Here,
    light: Text = None,
    stage: Text = None,
    team: Text = None,
    specialist: Text = None,
    q: Text = None,
    sort: str = "urgency",
    as_known_at: BoardMoment = None,
) -> Response:
    """The board as it is filtered."""
    answer: Response = await board_file(
        request, account, here, None, light, stage, team, specialist, q, sort, as_known_at
    )
    return answer


@router.get("/deadlines.xlsx")
async def deadline_workbook(
    request: Request,
    account: Visitor,
    here: Here,
    due_before: Day | None = None,
    kind: DeadlineKind | None = None,
    specialist: Name | None = None,
    team: Name | None = None,
    department: Name | None = None,
) -> Response:
    """The deadlines as they are filtered."""
    asked = (due_before, kind, specialist, team, department)
    answer: Response = await deadline_file(request, account, here, None, *asked)
    return answer


@router.get("/import-template.xlsx")
async def template_workbook(request: Request, account: Visitor, here: Here) -> Response:
    """The workbook to fill in for an import."""
    answer: Response = await template(request, account, here)
    return answer


@router.get("/projects/{code}/service-list.xlsx")
async def list_workbook(request: Request, code: str, account: Visitor, here: Here) -> Response:
    """The service list of a project."""
    project = await run_in_threadpool(project_within_reach, here, account, code)
    answer: Response = await list_file(request, project, Moment(request, account, here), here)
    return answer


@router.get("/audit.{form}")
async def audit_file(request: Request, form: FileKind, here: Here, filters: Filters) -> Response:
    """All that a search of the audit finds."""
    answer: Response = await download(form)(request, here, filters, None)
    return answer
