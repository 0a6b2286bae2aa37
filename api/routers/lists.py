"""Lists across projects, read from the views."""

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import Query, Request, Response
from starlette.concurrency import run_in_threadpool

from api.access.rights import Right, require
from api.access.security import Here, Who
from api.http.filters import check_filters
from api.http.keeping import KeptRoute, key_of
from api.http.paging import CursorText, Limit
from api.http.routing import Router, refuse_unknown_parameters
from api.http.staleness import MinPosition
from api.runtime import Runtime
from api.schemas.fields import KnownAt, Name
from api.shown.outside import ROW, is_outside, shown
from domain.errors import DomainError
from domain.event import shanghai_date
from projections.board.heads import Heads, heads
from projections.board.order import LIGHTS, ORDERS
from projections.board.pages import Page, board
from projections.board.past_heads import heads_within
from projections.board.rows import BoardRow
from projections.ops.accounts import Account
from projections.views.reach import EVERYTHING, Reach, whole_teams

BoardMoment = Annotated[
    KnownAt | None, Query(description="当时的挂图：那时已记录的情况，灯色按当天；只写日期指当日结束")
]
LightName = Annotated[str | None, Query(description="灯色", json_schema_extra={"enum": list(LIGHTS)})]
BoardSort = Annotated[
    str,
    Query(
        description="urgency（默认）先红后黄、再按到期日，due 按到期日，code 按编号，landed 新落地的在前",
        json_schema_extra={"enum": list(ORDERS)},
    ),
]

router = Router(prefix="/api/v1", tags=["挂图 board"])


@router.read("/projects", "listProjects", route_class=KeptRoute)
async def projects(
    request: Request,
    account: Who,
    here: Here,
    _: MinPosition,
    light: LightName = None,
    stage: Name | None = None,
    team: Name | None = None,
    specialist: Name | None = None,
    q: Annotated[str | None, Query(max_length=100, description="名称、编号或企业中的文字")] = None,
    sort: BoardSort = "urgency",
    limit: Limit = 50,
    cursor: CursorText = None,
    as_known_at: BoardMoment = None,
) -> Response:
    """挂图列表：灯色、卡点、下一节点、施工许可证各日期 / The board's rows, a page at a time."""
    require(account, Right.READ)
    refuse_unknown_parameters(request)
    check_filters(here, stage=stage)
    today, reach = day_of(here, as_known_at), here.reaches.of(account)
    rules = here.rulebook.at(as_known_at) if as_known_at else here.rules
    tag = "p" if as_known_at is None else "t"

    async def made() -> dict[str, Any]:
        page = await run_in_threadpool(
            board,
            here.views,
            today,
            light=light,
            stage=stage,
            team=team,
            specialist=specialist,
            q=q,
            sort=sort,
            limit=limit,
            cursor=cursor,
            calendar=rules.calendar,
            known_at=as_known_at,
            reach=reach,
            at_hand=here.board_rows,
        )
        return page_view(here, account, page, today, as_known_at)

    return await here.kept.read(request, key_of(here, account, request), tag, made)


def page_view(here: Runtime, account: Account, page: Page, today: date, known_at: datetime | None) -> dict[str, Any]:
    """A page as an account sees it, with who stands in for whom and how many concerns are open."""
    people, concerns = here.directory.at(known_at), here.concerns.open_by_project(known_at)
    for_good = known_at is None and not is_outside(account)

    def item(row: BoardRow) -> Any:
        beside = {"substitute": people.substitute(row.specialist, today), "concerns": concerns.get(row.project, 0)}
        return here.written_rows.of(row, **beside) if for_good else shown(vars(row) | beside, ROW, account)

    return {
        "as_of": today,
        "as_known_at": known_at,
        "position": page.position,
        "next": page.next,
        "items": [item(row) for row in page.rows],
    }


@router.read("/board/head", "getBoardHead", route_class=KeptRoute)
async def head(request: Request, account: Who, here: Here, _: MinPosition, as_known_at: BoardMoment = None) -> Response:
    """挂图顶部：各灯数量、今日及本周到期、超期、拿地即开工、提前天数、待核 / The figures above the board."""
    require(account, Right.INTERNAL)
    refuse_unknown_parameters(request)
    today, reach = day_of(here, as_known_at), here.reaches.of(account)

    async def made() -> dict[str, Any]:
        found = await run_in_threadpool(head_of, here, today, as_known_at, reach)
        return {"as_of": today, "as_known_at": as_known_at, **vars(found)}

    return await here.kept.read(request, key_of(here, account, request), "p" if as_known_at is None else "t", made)


def head_of(here: Runtime, today: date, known_at: datetime | None, reach: Reach = EVERYTHING) -> Heads:
    """The figures of the projects within reach on a day, as they are known now or were at a moment."""
    views, on_land = here.views, here.settings.start_on_land_days
    if known_at is None and (reach.everything or (teams := whole_teams(views, reach))):
        return heads(views, today, None if reach.everything else teams, on_land)
    return heads_within(views, today, reach, known_at, on_land)


def day_of(here: Runtime, known_at: datetime | None) -> date:
    """The day the board is of: today, or that of the moment, which is none to come."""
    today = here.projects.today()
    if known_at is None:
        return today
    on = shanghai_date(known_at)
    if on > today:
        raise DomainError("future_date", field="as_known_at", on=on.isoformat(), today=today.isoformat())
    return on
