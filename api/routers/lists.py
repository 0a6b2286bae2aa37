"""Lists across projects, read from the views."""

from dataclasses import asdict
from typing import Annotated

from fastapi import Query, Request, Response
from starlette.concurrency import run_in_threadpool

from api.answers import read
from api.rights import Right, require
from api.routing import Router, refuse_unknown_parameters
from api.security import Here, Who
from api.staleness import MinPosition
from projections.board import board

router = Router(prefix="/api/v1", tags=["挂图 board"])


@router.read("/projects", "listProjects")
async def projects(
    request: Request,
    account: Who,
    here: Here,
    _: MinPosition,
    light: Annotated[str | None, Query(description="red、yellow、green、stopped、blue")] = None,
    stage: str | None = None,
    team: str | None = None,
    specialist: str | None = None,
    q: Annotated[str | None, Query(max_length=100, description="名称、编号或企业中的文字")] = None,
    sort: Annotated[str, Query(description="urgency(默认):先红后黄,按到期日")] = "urgency",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> Response:
    """挂图列表:灯色、卡点、下一节点、施工许可证各日期 / The board's rows, a page at a time."""
    require(account, Right.READ)
    refuse_unknown_parameters(request)
    today = here.projects.today()
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
        calendar=here.rules.calendar,
    )
    body = {"as_of": today, "position": page.position, "next": page.next, "items": [asdict(row) for row in page.rows]}
    return read(request, body, "p")
