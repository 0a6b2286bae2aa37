"""Reads of one project: at (as_of D, as_known_at K), from the log itself."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from api.answers import read
from api.errors import language_of
from api.project_ids import ProjectId
from api.representation import choice_reason, in_order, project_view
from api.rights import Right, require
from api.routing import Router, refuse_unknown_parameters
from api.runtime import Runtime
from api.schemas.fields import Day, KnownAt
from api.security import Here, Who
from domain.project.state import Project

AsOf = Annotated[Day | None, Query(description="业务时点 D:当天真实的情况;缺省为今天(上海)")]
AsKnownAt = Annotated[KnownAt | None, Query(description="认知时点 K:当时已记录的情况;只写日期指当日结束")]

router = Router(prefix="/api/v1", tags=["项目 projects"])


class Moment:
    """The two times of a read; `tag` begins its ETag: the version, or `t` when it travels in time."""

    def __init__(self, request: Request, account: Who, as_of: AsOf = None, as_known_at: AsKnownAt = None) -> None:
        require(account, Right.READ)
        refuse_unknown_parameters(request)
        self.as_of: date | None = as_of
        self.as_known_at: datetime | None = as_known_at

    def tag(self, version: int) -> str:
        return str(version) if self.as_of is None and self.as_known_at is None else "t"


At = Annotated[Moment, Depends()]


@router.read("/projects/{project}", "getProject")
async def project(request: Request, project: ProjectId, at: At, here: Here) -> Response:
    """一个项目:阶段、事项、人员、事实、异常与版本 / A project: stages, matters, people, facts, irregularities."""
    view = await run_in_threadpool(whole, here, project, at, language_of(request))
    return read(request, view, at.tag(view["version"]))


def whole(here: Runtime, project: UUID, at: Moment, language: str) -> dict[str, Any]:
    state, log = here.projects.read(project, at.as_of, at.as_known_at)
    as_of = at.as_of or here.projects.today()
    return project_view(state, log, here.rules, as_of, at.as_known_at, language)


@router.read("/projects/{project}/service-list", "getServiceList")
async def service_list(request: Request, project: ProjectId, at: At, here: Here) -> Response:
    """服务清单:每个事项适用与否及理由 / The list: each matter, whether it applies, and why."""
    state, log = await run_in_threadpool(here.projects.read, project, at.as_of, at.as_known_at)
    return read(request, list_view(state, here, language_of(request)), at.tag(len(log)))


def list_view(state: Project, here: Runtime, language: str) -> dict[str, Any]:
    catalogue = here.rules.catalogue
    matters = [
        {
            "key": item.key,
            "name": catalogue.matters[item.matter].name_zh
            if language == "zh"
            else catalogue.matters[item.matter].name_en,
            "stage": catalogue.matters[item.matter].stage,
            "applies": item.applies,
            "reason": choice_reason(catalogue, item, language),
        }
        for item in state.listed
    ]
    return {
        "number": state.list_version,
        "catalogue": state.catalogue,
        "issued_on": state.yardsticks.issued_on if state.yardsticks else None,
        "matters": matters,
        "applicable": sum(item.applies for item in state.listed),
        "started": sum(1 for matter in in_order(state, catalogue) if matter.begun_on),
    }
