"""挂图: the board at `/`."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from pydantic import BeforeValidator
from starlette.concurrency import run_in_threadpool

from api.demo.player import story
from api.history_lines import Words
from api.pages.rendering import page_language, render
from api.pages.session import Visitor
from api.rights import Right, require
from api.routers.lists import day_of, head_of
from api.runtime import Runtime
from api.schemas.fields import KnownAt
from api.security import Here
from projections.board import Page, board
from projections.heads import Heads
from projections.reminder_lists import count_undelivered

Then = Annotated[KnownAt | None, BeforeValidator(lambda written: written or None)]
"""An empty field of the form is none."""

router = APIRouter(include_in_schema=False)


@router.get("/")
async def board_page(
    request: Request,
    account: Visitor,
    here: Here,
    light: Annotated[str | None, Query(max_length=20)] = None,
    q: Annotated[str | None, Query(max_length=100)] = None,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
    as_known_at: Then = None,
) -> HTMLResponse:
    """The board: head figures, a row per project; as it is, or as it was known at a moment."""
    require(account, Right.READ)
    today = day_of(here, as_known_at)
    wanted = {"light": light or None, "q": q or None, "cursor": cursor}
    page, head, undelivered = await run_in_threadpool(figures, here, today, as_known_at, wanted)
    catalogue = here.rules.catalogue
    named = "name_zh" if page_language(request) == "zh" else "name_en"
    return render(
        request,
        "board.html",
        page=page,
        head=head,
        undelivered=undelivered,
        today=today,
        known_on=as_known_at and today,
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


def figures(
    here: Runtime, today: date, known_at: datetime | None, wanted: Mapping[str, Any]
) -> tuple[Page, Heads, int]:
    """The rows, what stands above them, and how many reminders did not arrive, which is said of the present alone."""
    calendar = (here.rulebook.at(known_at) if known_at else here.rules).calendar
    page = board(here.views, today, calendar=calendar, known_at=known_at, **wanted)
    head = head_of(here.views, today, known_at)
    if known_at:
        return page, head, 0
    here.reminders.catch_up()
    return page, head, count_undelivered(here.views, here.ledger.clock())
