"""定制服务清单 for the enterprise, as a page that prints: stamped with version and day, assumed limits named."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool

from api.access.rights import Right, require
from api.access.security import Here
from api.exchange.leaving import list_of
from api.http.project_ids import project_within_reach
from api.http.rendering import page_language, render
from api.pages.session import Visitor

router = APIRouter(include_in_schema=False)

COLUMNS = (
    "number",
    "matter",
    "department",
    "statutory",
    "promised",
    "materials",
    "certificate",
    "basis",
    "reason",
    "status",
)


@router.get("/projects/{code}/service-list")
async def service_list_page(request: Request, code: str, account: Visitor, here: Here) -> HTMLResponse:
    """The list of the project that holds a code."""
    require(account, Right.READ)
    project = await run_in_threadpool(project_within_reach, here, account, code)
    found = await run_in_threadpool(list_of, here, project, page_language(request))
    return render(request, "service_list.html", account=account, document=found, columns=COLUMNS)
