"""Reads of one project: at (as_of D, as_known_at K), from the log itself."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from api.access.rights import Right, require
from api.access.security import Here, Who
from api.errors import language_of
from api.http.answers import read
from api.http.project_ids import ProjectId
from api.http.routing import Router, refuse_unknown_parameters
from api.http.staleness import Position, refuse_unrecorded
from api.runtime import Runtime
from api.schemas.fields import Day, KnownAt
from api.shown.matters import choice_reason, in_order
from api.shown.outside import PROJECT, shown
from api.shown.project import project_view
from domain.catalogue.model import Catalogue
from domain.project.model.state import Project

AsOf = Annotated[Day | None, Query(description="业务时点 D：当天真实的情况；缺省为今天（上海）")]
AsKnownAt = Annotated[KnownAt | None, Query(description="认知时点 K：当时已记录的情况；只写日期指当日结束")]

router = Router(prefix="/api/v1", tags=["项目 projects"])


class Moment:
    """The two times of a read; `tag` begins its ETag: the version, or `t` when it travels in time."""

    def __init__(
        self,
        request: Request,
        account: Who,
        here: Here,
        as_of: AsOf = None,
        as_known_at: AsKnownAt = None,
        min_position: Position = None,
    ) -> None:
        require(account, Right.READ)
        refuse_unknown_parameters(request)
        refuse_unrecorded(here, min_position)
        self.as_of: date | None = as_of
        self.as_known_at: datetime | None = as_known_at

    @property
    def is_now(self) -> bool:
        return self.as_of is None and self.as_known_at is None

    def tag(self, version: int) -> str:
        return str(version) if self.is_now else "t"


At = Annotated[Moment, Depends()]


@router.read("/projects/{project}", "getProject")
async def project(request: Request, account: Who, project: ProjectId, at: At, here: Here) -> Response:
    """一个项目：阶段、事项、人员、事实、异常与版本 / A project: stages, matters, people, facts, irregularities."""
    view = await run_in_threadpool(whole, here, project, at, language_of(request))
    return read(request, shown(view, PROJECT, account), at.tag(view["version"]))


def whole(here: Runtime, project: UUID, at: Moment, language: str) -> dict[str, Any]:
    state, log = here.projects.read(project, at.as_of, at.as_known_at)
    as_of = at.as_of or here.projects.today()
    rules = here.projects.rules_of(state, at.as_known_at)
    return project_view(state, log, rules, as_of, at.as_known_at, language)


@router.read("/projects/{project}/service-list", "getServiceList")
async def service_list(request: Request, project: ProjectId, at: At, here: Here) -> Response:
    """服务清单：每个事项适用与否及理由 / The list: each matter, whether it applies, and why."""
    state, log = await run_in_threadpool(here.projects.read, project, at.as_of, at.as_known_at)
    return read(request, list_view(state, here, language_of(request)), at.tag(len(log)))


def list_changes(state: Project, catalogue: Catalogue, language: str) -> dict[str, Any] | None:
    """The list against the version before it, each matter with its reason; None for the first."""
    if not state.listed_before:
        return None
    before = {item.key: item for item in state.listed_before}
    now = {item.key: item for item in state.listed}
    applied = [key for key, item in before.items() if item.applies]
    applies = [key for key, item in now.items() if item.applies]

    def row(key: str) -> dict[str, Any]:
        line, matter = now.get(key, before.get(key)), state.matters.get(key)
        reason = choice_reason(catalogue, line, language) if line and line.matter in catalogue.matters else None
        old = before.get(key)
        return {
            "key": key,
            "reason": reason,
            "reason_changed": old is not None and line is not None and old.because != line.because,
            "basis_changed_on": matter.basis_changed_on if matter else None,
            "review_needed_on": matter.review_needed_on if matter else None,
        }

    return {
        "added": [row(key) for key in applies if key not in applied],
        "no_longer_applicable": [row(key) for key in applied if key not in applies],
        "kept": [row(key) for key in applies if key in applied],
    }


def list_view(state: Project, here: Runtime, language: str) -> dict[str, Any]:
    catalogue = here.projects.rules_of(state).catalogue
    matters = [
        {
            "key": item.key,
            "name": catalogue.matters[item.matter].name_zh
            if language == "zh"
            else catalogue.matters[item.matter].name_en,
            "scope": state.scopes.place(item.key) or None,
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
        "changes": list_changes(state, catalogue, language),
        "applicable": sum(item.applies for item in state.listed),
        "started": sum(1 for matter in in_order(state, catalogue) if matter.begun_on),
    }
