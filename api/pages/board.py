"""挂图: the board at `/`."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool

from api.demo.player import story
from api.history_lines import Words
from api.pages.rendering import page_language, render
from api.pages.session import Visitor
from api.rights import Right, require
from api.runtime import Runtime
from api.security import Here
from projections.board import Page, board
from projections.heads import Heads, heads
from projections.reminder_lists import count_undelivered

router = APIRouter(include_in_schema=False)


@router.get("/")
async def board_page(
    request: Request,
    account: Visitor,
    here: Here,
    light: Annotated[str | None, Query(max_length=20)] = None,
    q: Annotated[str | None, Query(max_length=100)] = None,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> HTMLResponse:
    """The board: head figures, a row per project."""
    require(account, Right.READ)
    page, head, undelivered = await run_in_threadpool(figures, here, light or None, q or None, cursor)
    catalogue = here.rules.catalogue
    named = "name_zh" if page_language(request) == "zh" else "name_en"
    return render(
        request,
        "board.html",
        page=page,
        head=head,
        undelivered=undelivered,
        today=here.projects.today(),
        account=account,
        light=light,
        q=q or "",
        matter_name=Words(page_language(request), catalogue).matter,
        stage_names={stage.id: getattr(stage, named) for stage in catalogue.stages},
        departments={key: (item.zh if named == "name_zh" else item.en) for key, item in catalogue.departments.items()},
        people=here.directory.now(),
        concerns=here.concerns.open_by_project(),
        teams=story()["teams"] if here.demo else {},
    )


def figures(here: Runtime, light: str | None, q: str | None, cursor: str | None) -> tuple[Page, Heads, int]:
    """The rows, what stands above them, and how many reminders did not arrive."""
    today = here.projects.today()
    page = board(here.views, today, light=light, q=q, cursor=cursor, calendar=here.rules.calendar)
    here.reminders.catch_up()
    return page, heads(here.views, today), count_undelivered(here.views, here.ledger.clock())
