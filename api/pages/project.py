"""One project on a page: where it stands, its open deadlines, its matters, its history."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool

from api.pages.rendering import page_language, render
from api.pages.session import Visitor
from api.representation import project_view
from api.rights import Right, require
from api.routers.history import history_lines
from api.runtime import Runtime
from api.security import Here
from domain.errors import DomainError

router = APIRouter(include_in_schema=False)


@router.get("/projects/{code}")
async def project_page(request: Request, code: str, account: Visitor, here: Here) -> HTMLResponse:
    """The project that holds a code."""
    require(account, Right.READ)
    project = here.projects.by_code(code)
    if project is None:
        raise DomainError("unknown_project", project=code)
    language = page_language(request)
    view, lines = await run_in_threadpool(everything, here, project, language)
    named = "zh" if language == "zh" else "en"
    departments = {key: getattr(item, named) for key, item in here.rules.catalogue.departments.items()}
    return render(
        request,
        "project.html",
        project=view,
        lines=lines,
        account=account,
        departments=departments,
        matter_names={row["key"]: row["name"] for row in view["matters"]},
    )


def everything(here: Runtime, project: UUID, language: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    state, log = here.projects.read(project)
    view = project_view(state, log, here.projects.rules_of(state), here.projects.today(), None, language)
    return view, history_lines(here, project, language, limit=1000)
