"""Plans of one project: milestones and schedule with their forecast, and what-if; nothing here is stored."""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request, Response
from starlette.concurrency import run_in_threadpool

from api.access.rights import Right, require
from api.access.security import Here, Who
from api.errors import language_of
from api.http.answers import JSON, json_bytes, read
from api.http.project_ids import InternalProjectId, ProjectId
from api.http.routing import Router, refuse_unknown_parameters
from api.routers.reads import At, Moment
from api.routers.writes import act_item, correction
from api.runtime import Runtime
from api.schemas.projects import ActItem, CorrectionItem
from api.schemas.whatif import ChangeItem, DayOffItem, FactItem, ProfileItem, WhatIfBody
from api.shown.delays import account_of, delays_view
from api.shown.outside import MILESTONES, shown
from api.shown.plan import Namer, comparison_view, milestones_view, schedule_view
from domain.deciding.commands import RecordFact
from domain.planning.forecast import forecast
from domain.planning.foreseen import Forecast
from domain.project.model.rules import Rules
from domain.project.model.state import Project
from domain.whatif import Change, DayOff, OtherAnswers, WithoutPreReview, what_if

View = Callable[[Project, Forecast, Namer, date], dict[str, Any]]

router = Router(prefix="/api/v1", tags=["计划 plans"])


@router.read("/projects/{project}/milestones", "getMilestones")
async def milestones(request: Request, account: Who, project: ProjectId, at: At, here: Here) -> Response:
    """里程碑：原定目标、预测、实际，逐项说明依据 / Milestones: original target, forecast and actual, each explained."""

    def view(*told: Any) -> dict[str, Any]:
        seen: dict[str, Any] = shown(milestones_view(*told), MILESTONES, account)
        return seen

    return await answer(request, project, at, here, view)


@router.read("/projects/{project}/schedule", "getSchedule")
async def schedule(request: Request, project: InternalProjectId, at: At, here: Here) -> Response:
    """进度：每个事项的三种口径、预测与实际 / Schedule: per matter the three yardsticks, the forecast, the actual."""
    return await answer(request, project, at, here, schedule_view)


async def answer(request: Request, project: UUID, at: Moment, here: Runtime, view: View) -> Response:
    """A view of the forecast on D; nothing open is foreseen before that day."""

    def told() -> tuple[dict[str, Any], int]:
        state, log = here.projects.read(project, at.as_of, at.as_known_at)
        as_of = at.as_of or here.projects.today()
        rules = here.projects.rules_of(state, at.as_known_at)
        return view(state, forecast(state, rules, as_of), names_of(state, rules, request), as_of), len(log)

    body, version = await run_in_threadpool(told)
    return read(request, body, at.tag(version))


def names_of(project: Project, rules: Rules, request: Request) -> Namer:
    """The names of a project's matters in the reader's language."""
    return Namer(rules.catalogue, language_of(request), project.scopes.names)


@router.read("/projects/{project}/delays", "getDelays")
async def delay_account(request: Request, project: InternalProjectId, at: At, here: Here) -> Response:
    """延误分解：许可证较护航计划晚几天，按原因逐日分清 / Why the permit is late: its slip split by cause, exactly."""

    def told() -> tuple[dict[str, Any], int]:
        state, log = here.projects.read(project, at.as_of, at.as_known_at)
        as_of = at.as_of or here.projects.today()
        rules = here.projects.rules_of(state, at.as_known_at)
        account = account_of(state, log, rules, as_of, at.as_known_at)
        return delays_view(state, account, names_of(state, rules, request), as_of), len(log)

    body, version = await run_in_threadpool(told)
    return read(request, body, at.tag(version))


def asking(request: Request, account: Who) -> None:
    """Whoever may read all of a project may ask."""
    require(account, Right.INTERNAL)
    refuse_unknown_parameters(request)


@router.post("/projects/{project}/what-if", operation_id="askWhatIf")
async def ask(
    request: Request, _: Annotated[None, Depends(asking)], project: InternalProjectId, body: WhatIfBody, here: Here
) -> Response:
    """假如：改变事实后逐日比较，不保存 / What if: the dates before and after the changes; nothing is stored."""

    def told() -> dict[str, Any]:
        changes = [change(index, item) for index, item in enumerate(body.changes)]
        today = here.projects.today()
        state, log = here.projects.read(project)
        found = what_if(log, changes, here.rules, today)
        return comparison_view(found, names_of(state, here.rules, request), today)

    return Response(json_bytes(await run_in_threadpool(told)), 200, {}, JSON)


def change(index: int, item: ChangeItem) -> Change:
    """One change as the domain asks it."""
    if isinstance(item, ActItem):
        return act_item(index, item, "changes")
    if isinstance(item, CorrectionItem):
        return correction(item.correction)
    if isinstance(item, FactItem):
        values = {"due": item.due, "scope": item.scope or "", "document": item.document}
        return RecordFact(kind=item.fact, effective_on=item.on, reason=item.reason, values=values)
    if isinstance(item, ProfileItem):
        return OtherAnswers(item.profile)
    return DayOff(item.day_off) if isinstance(item, DayOffItem) else WithoutPreReview()
