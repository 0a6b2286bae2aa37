"""Writes on projects: registering, and everything that adds to a project's record."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool

from api.answers import previewed, written
from api.differences import differences
from api.project_ids import ProjectId
from api.requests import Asked, asking
from api.rights import Right, require, require_department
from api.routing import Router
from api.runtime import Runtime
from api.schemas.acts import ACT_BODIES, ActBody, act_command
from api.schemas.projects import (
    ActItem,
    ActsBody,
    AssignmentBody,
    ConfirmBody,
    ContestBody,
    CorrectionBody,
    CorrectionItem,
    DutyDoneBody,
    FactBody,
    ProfileBody,
    RegisterBody,
    ServiceListBody,
)
from api.security import Here
from api.warnings import may_name_the_code, warnings
from domain.errors import DomainError
from domain.event import Event
from domain.project.commands import (
    AssignSpecialist,
    CompleteDuty,
    ConfirmRecord,
    ContestRecord,
    CorrectRecord,
    EnterProfile,
    ExpectPermit,
    IssueServiceList,
    ProjectCommand,
    RecordAct,
    RecordFact,
    RegisterProject,
)
from domain.project.evolution import catalogue_id
from domain.project.state import Project
from projections.ops.accounts import Role

Register = Annotated[Asked, Depends(asking(Right.REGISTER))]
Profile = Annotated[Asked, Depends(asking(Right.PROFILE))]
IssueList = Annotated[Asked, Depends(asking(Right.ISSUE_LIST))]
Assign = Annotated[Asked, Depends(asking(Right.ASSIGN))]
RecordFacts = Annotated[Asked, Depends(asking(Right.RECORD_FACT))]
Correct = Annotated[Asked, Depends(asking(Right.CORRECT))]
Confirm = Annotated[Asked, Depends(asking(Right.CONFIRM))]
RecordActs = Annotated[Asked, Depends(asking(Right.ACT))]

router = Router(prefix="/api/v1", tags=["写入 writes"])


@router.post("/projects", status_code=201, operation_id="registerProject")
async def register(body: RegisterBody, ask: Register, here: Here) -> Response:
    """登记一个落地项目 / Take a project that landed into the escort."""
    wanted = RegisterProject(
        name=body.name,
        landed_on=body.landed_on,
        enterprise=body.enterprise.name,
        uscc=body.enterprise.uscc or "",
        code=body.code,
        national_code=body.national_code or "",
        expected_on=body.expected.on if body.expected else None,
        expected_document=body.expected.document if body.expected else "",
        profile=body.profile,
    )
    command = replace(ask.command, expected_version=None, version_required=False)
    if ask.preview:
        preview = await run_in_threadpool(here.projects.preview_registration, command, wanted, ask.actor)
        return previewed(preview, differences(preview, here.sweeper.outlook, here.projects.today()))
    job = here.projects.registering(command, wanted, ask.actor)
    outcome = await here.carry_out(job)
    told = await warned(here, job.stream, outcome.events, ask)
    answer = written(outcome, 201, id=str(job.stream), **told)
    answer.headers["Location"] = f"/api/v1/projects/{job.stream}"
    return answer


@router.post("/projects/{project}/profile", operation_id="enterProfile")
async def profile(project: ProjectId, body: ProfileBody, ask: Profile, here: Here) -> Response:
    """录入画像 / Answer the profile; with `expected` the expected date is entered too."""
    wanted: list[ProjectCommand] = [EnterProfile(effective_on=body.effective_on, answers=body.answers)]
    if body.expected:
        wanted.append(
            ExpectPermit(effective_on=body.effective_on, on=body.expected.on, document=body.expected.document)
        )
    return await answer(here, project, ask, wanted)


@router.post("/projects/{project}/service-list", operation_id="issueServiceList")
async def service_list(project: ProjectId, body: ServiceListBody, ask: IssueList, here: Here) -> Response:
    """出具服务清单 / Issue the service list; the first one freezes E, S, P and T."""
    return await answer(here, project, ask, [IssueServiceList(**dict(body))])


@router.post("/projects/{project}/assignments", operation_id="assignSpecialist")
async def assign(project: ProjectId, body: AssignmentBody, ask: Assign, here: Here) -> Response:
    """指派专员 / Put a specialist and a task force in charge."""
    return await answer(here, project, ask, [AssignSpecialist(**dict(body))])


@router.post("/projects/{project}/facts/{kind}", operation_id="recordFact")
async def fact(project: ProjectId, kind: str, body: FactBody, ask: RecordFacts, here: Here) -> Response:
    """登记项目事实(开工、竣工等) / Record a project fact."""
    values = {"due": body.due, "scope": body.scope or "", "document": body.document, "value": body.value or ""}
    return await answer(
        here, project, ask, [RecordFact(kind=kind, effective_on=body.on, reason=body.reason, values=values)]
    )


@router.post("/projects/{project}/corrections", operation_id="correctRecord")
async def correct(project: ProjectId, body: CorrectionBody, ask: Correct, here: Here) -> Response:
    """更正一条记录 / Put a recorded event right."""
    await run_in_threadpool(check_corrections, here, ask, project, [body])
    return await answer(here, project, ask, [correction(body)])


@router.post("/projects/{project}/acts", operation_id="recordActs")
async def acts(project: ProjectId, body: ActsBody, ask: RecordActs, here: Here) -> Response:
    """一次登记多项办理与更正,全部成功或全部不成功 / Several acts and corrections as one, all or none."""
    wanted = [item_command(here, ask, index, item) for index, item in enumerate(body.items)]
    corrections = [item.correction for item in body.items if isinstance(item, CorrectionItem)]
    await run_in_threadpool(check_corrections, here, ask, project, corrections)
    return await answer(here, project, ask, wanted)


def item_command(here: Runtime, ask: Asked, index: int, item: ActItem | CorrectionItem) -> ProjectCommand:
    """One item of a list; what does not fit is named by its place."""
    if isinstance(item, CorrectionItem):
        require(ask.account, Right.CORRECT)
        return correction(item.correction)
    command = act_item(index, item, "items")
    check_department(here, ask, item.matter)
    return command


def act_item(index: int, item: ActItem, within: str) -> RecordAct:
    """The act of an item, its fields checked by the act's own body; `within` is the name of the list."""
    model = ACT_BODIES.get(item.act)
    if model is None:
        raise DomainError("unknown_act", act=item.act.value, index=index)
    try:
        body = model.model_validate(item.model_extra or {})
    except ValidationError as error:
        where = ("body", within, index)
        raise RequestValidationError(
            [{**detail, "loc": (*where, *detail["loc"])} for detail in error.errors(include_url=False)]
        ) from error
    return act_command(item.act, item.matter, body)


def correction(body: CorrectionBody) -> CorrectRecord:
    return CorrectRecord(version=body.version, reason=body.reason, void=bool(body.void), changes=body.set or {})


def check_department(here: Runtime, ask: Asked, matter: str) -> None:
    definition = here.rules.catalogue.matters.get(catalogue_id(matter))
    if definition:
        require_department(ask.account, definition.department)


def check_corrections(here: Runtime, ask: Asked, project: UUID, bodies: Sequence[CorrectionBody]) -> None:
    """An officer corrects what is recorded of his department's matters; the rest is the service's to put right."""
    if ask.account.role is not Role.OFFICER or not bodies:
        return
    recorded = {event.originator_version: event for event in here.ledger.load(project)}
    for body in bodies:
        matter = getattr(recorded.get(body.version), "matter", "")
        definition = here.rules.catalogue.matters.get(catalogue_id(matter))
        require_department(ask.account, definition.department if definition else "", Right.CORRECT)


async def answer(here: Runtime, project: UUID, ask: Asked, wanted: Sequence[ProjectCommand]) -> Response:
    """Carry a command out, or preview it."""
    if ask.preview:
        preview = await run_in_threadpool(here.projects.preview, project, ask.command, wanted, ask.actor)
        told = await warned(here, project, preview.judgement.events, ask, preview.judgement.project)
        return previewed(preview, differences(preview, here.sweeper.outlook, here.projects.today()), **told)
    outcome = await here.carry_out(here.projects.executing(project, ask.command, wanted, ask.actor))
    return written(outcome, **await warned(here, project, outcome.events, ask))


async def warned(
    here: Runtime, project: UUID, events: Sequence[Event], ask: Asked, state: Project | None = None
) -> dict[str, Any]:
    """The warnings of a save; the state after it is read where it is not at hand."""
    if not any(may_name_the_code(event) for event in events):
        return {}
    known = state or (await run_in_threadpool(here.projects.read, project))[0]
    return await run_in_threadpool(warnings, here, project, known, events, ask.language)


@router.post("/projects/{project}/matters/{key}/confirm", operation_id="confirmRecord")
async def confirm(project: ProjectId, key: str, body: ConfirmBody, ask: Confirm, here: Here) -> Response:
    """部门确认专员代录的记录 / The department confirms an entry made on its behalf."""
    return await answer(here, project, ask, [ConfirmRecord(matter=key, **dict(body))])


@router.post("/projects/{project}/matters/{key}/contest", operation_id="contestRecord")
async def contest(project: ProjectId, key: str, body: ContestBody, ask: Confirm, here: Here) -> Response:
    """部门对专员代录的记录提出异议 / The department contests an entry made on its behalf."""
    return await answer(here, project, ask, [ContestRecord(matter=key, **dict(body))])


@router.post("/projects/{project}/matters/{key}/duties/{duty}/done", operation_id="completeDuty")
async def duty_done(
    project: ProjectId, key: str, duty: str, body: DutyDoneBody, ask: RecordActs, here: Here
) -> Response:
    """登记证后事项已办 / A duty after a grant was done."""
    return await answer(here, project, ask, [CompleteDuty(matter=key, duty=duty, **dict(body))])


def act_endpoint(model: type[ActBody], act: Any) -> Any:
    """The endpoint of one act; its body is the act's own model."""

    async def endpoint(project: ProjectId, key: str, body: ActBody, ask: RecordActs, here: Here) -> Response:
        command: RecordAct = act_command(act, key, body)
        return await answer(here, project, ask, [command])

    endpoint.__annotations__["body"] = model
    endpoint.__doc__ = model.__doc__
    return endpoint


for _act, _model in ACT_BODIES.items():
    router.add_api_route(
        f"/projects/{{project}}/matters/{{key}}/{_act.value}",
        act_endpoint(_model, _act),
        methods=["POST"],
        operation_id="".join(part.capitalize() if place else part for place, part in enumerate(_act.value.split("-")))
        + "Matter",
    )
