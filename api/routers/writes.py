"""Writes on projects: registering, and everything that adds to a project's record."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool

from api.access.rights import Right, require, require_department
from api.http.answers import previewed, written
from api.http.requests import Asked, AskedOfProject, asking, asking_of_project
from api.http.routing import Router
from api.locale import LANGUAGES, text
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
from api.shown.differences import differences
from api.shown.outside import is_outside
from api.warnings import may_name_the_code, warnings
from domain.deciding.commands import (
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
from domain.errors import DomainError
from domain.event import Event
from domain.log.ledger import Outcome
from domain.project.model.evolution import catalogue_id
from domain.project.model.phases import Act
from domain.project.model.state import Project
from domain.projects import Preview
from projections.ops.accounts import Role

Register = Annotated[Asked, Depends(asking(Right.REGISTER))]
Profile = Annotated[AskedOfProject, Depends(asking_of_project(Right.PROFILE))]
IssueList = Annotated[AskedOfProject, Depends(asking_of_project(Right.ISSUE_LIST))]
Assign = Annotated[AskedOfProject, Depends(asking_of_project(Right.ASSIGN))]
RecordFacts = Annotated[AskedOfProject, Depends(asking_of_project(Right.RECORD_FACT))]
Correct = Annotated[AskedOfProject, Depends(asking_of_project(Right.CORRECT))]
Confirm = Annotated[AskedOfProject, Depends(asking_of_project(Right.CONFIRM))]
RecordActs = Annotated[AskedOfProject, Depends(asking_of_project(Right.ACT))]
HandIn = Annotated[AskedOfProject, Depends(asking_of_project(Right.SUBMIT))]
BY_THE_ENTERPRISE = frozenset({Act.SUBMIT, Act.SUPPLEMENT})

router = Router(prefix="/api/v1", tags=["写入 writes"])


@router.post("/projects", status_code=201, operation_id="registerProject")
async def register(body: RegisterBody, ask: Register) -> Response:
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
        preview = await run_in_threadpool(ask.here.projects.preview_registration, command, wanted, ask.actor)
        return foreseen(ask, preview)
    job = ask.here.projects.registering(command, wanted, ask.actor)
    outcome = await ask.here.carry_out(job)
    told = await warned(ask, job.stream, outcome.events)
    answer = written(outcome, 201, id=str(job.stream), **told)
    answer.headers["Location"] = f"/api/v1/projects/{job.stream}"
    return answer


@router.post("/projects/{project}/profile", operation_id="enterProfile")
async def profile(body: ProfileBody, ask: Profile) -> Response:
    """录入画像 / Answer the profile; with `expected` the expected date is entered too."""
    wanted: list[ProjectCommand] = [EnterProfile(effective_on=body.effective_on, answers=body.answers)]
    if body.expected:
        wanted.append(
            ExpectPermit(effective_on=body.effective_on, on=body.expected.on, document=body.expected.document)
        )
    return await answer(ask, wanted)


@router.post("/projects/{project}/service-list", operation_id="issueServiceList")
async def service_list(body: ServiceListBody, ask: IssueList) -> Response:
    """出具服务清单 / Issue the service list; the first one freezes E, S, P and T."""
    return await answer(ask, [IssueServiceList(**dict(body))])


@router.post("/projects/{project}/assignments", operation_id="assignSpecialist")
async def assign(body: AssignmentBody, ask: Assign) -> Response:
    """指派专员 / Put a specialist and a task force in charge."""
    return await answer(ask, [AssignSpecialist(**dict(body))])


@router.post("/projects/{project}/facts/{kind}", operation_id="recordFact")
async def fact(kind: str, body: FactBody, ask: RecordFacts) -> Response:
    """登记项目事实（开工、竣工等） / Record a project fact."""
    values = {"due": body.due, "scope": body.scope or "", "document": body.document, "value": body.value or ""}
    return await answer(ask, [RecordFact(kind=kind, effective_on=body.on, reason=body.reason, values=values)])


@router.post("/projects/{project}/corrections", operation_id="correctRecord")
async def correct(body: CorrectionBody, ask: Correct) -> Response:
    """更正一条记录 / Put a recorded event right."""
    await run_in_threadpool(check_corrections, ask, [body])
    return await answer(ask, [correction(body)])


@router.post("/projects/{project}/acts", operation_id="recordActs")
async def acts(body: ActsBody, ask: RecordActs) -> Response:
    """一次登记多项办理与更正，全部成功或全部不成功 / Several acts and corrections as one, all or none."""
    wanted = [item_command(ask, index, item) for index, item in enumerate(body.items)]
    corrections = [item.correction for item in body.items if isinstance(item, CorrectionItem)]
    await run_in_threadpool(check_corrections, ask, corrections)
    return await answer(ask, wanted)


def item_command(ask: Asked, index: int, item: ActItem | CorrectionItem) -> ProjectCommand:
    """One item of a list; what does not fit is named by its place."""
    if isinstance(item, CorrectionItem):
        require(ask.account, Right.CORRECT)
        return correction(item.correction)
    command = act_item(index, item, "items")
    check_department(ask, item.matter)
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


def check_department(ask: Asked, matter: str) -> None:
    definition = ask.here.rules.catalogue.matters.get(catalogue_id(matter))
    if definition:
        require_department(ask.account, definition.department)


def check_corrections(ask: AskedOfProject, bodies: Sequence[CorrectionBody]) -> None:
    """An officer corrects what is recorded of his department's matters; the rest is the service's to put right."""
    if ask.account.role is not Role.OFFICER or not bodies:
        return
    recorded = {event.originator_version: event for event in ask.here.ledger.load(ask.project)}
    for body in bodies:
        matter = getattr(recorded.get(body.version), "matter", "")
        definition = ask.here.rules.catalogue.matters.get(catalogue_id(matter))
        require_department(ask.account, definition.department if definition else "", Right.CORRECT)


async def answer(ask: AskedOfProject, wanted: Sequence[ProjectCommand]) -> Response:
    """Carry a command out, or preview it."""
    if ask.preview:
        preview = await preview_of(ask, wanted)
        told = await warned(ask, ask.project, preview.judgement.events, preview.judgement.project)
        return foreseen(ask, preview, **told)
    outcome = await carried_out(ask, wanted)
    return written(outcome, outside=is_outside(ask.account), **await warned(ask, ask.project, outcome.events))


async def carried_out(ask: AskedOfProject, wanted: Sequence[ProjectCommand]) -> Outcome:
    """The outcome of commands, once it is on disk."""
    guard = ask.here.reaches.guard(ask.account, str(ask.project))
    return await ask.here.carry_out(ask.here.projects.executing(ask.project, ask.command, wanted, ask.actor, guard))


async def preview_of(ask: AskedOfProject, wanted: Sequence[ProjectCommand]) -> Preview:
    """What commands would do, nothing stored."""
    return await run_in_threadpool(ask.here.projects.preview, ask.project, ask.command, wanted, ask.actor)


def foreseen(ask: Asked, preview: Preview, **extra: Any) -> Response:
    """The answer to a preview."""
    changes = differences(preview, ask.here.sweeper.outlook, ask.here.projects.today())
    return previewed(preview, changes, outside=is_outside(ask.account), **extra)


async def warned(ask: Asked, project: UUID, events: Sequence[Event], state: Project | None = None) -> dict[str, Any]:
    """The warnings of a save; the state after it is read where it is not at hand."""
    if not any(may_name_the_code(event) for event in events):
        return {}
    known = state or (await run_in_threadpool(ask.here.projects.read, project))[0]
    return await run_in_threadpool(warnings, ask.here, project, known, events, ask.language)


@router.post("/projects/{project}/matters/{key}/confirm", operation_id="confirmRecord")
async def confirm(key: str, body: ConfirmBody, ask: Confirm) -> Response:
    """部门确认专员代录的记录 / The department confirms an entry made on its behalf."""
    return await answer(ask, [ConfirmRecord(matter=key, **dict(body))])


@router.post("/projects/{project}/matters/{key}/contest", operation_id="contestRecord")
async def contest(key: str, body: ContestBody, ask: Confirm) -> Response:
    """部门对专员代录的记录提出异议 / The department contests an entry made on its behalf."""
    return await answer(ask, [ContestRecord(matter=key, **dict(body))])


@router.post("/projects/{project}/matters/{key}/duties/{duty}/done", operation_id="completeDuty")
async def duty_done(key: str, duty: str, body: DutyDoneBody, ask: RecordActs) -> Response:
    """登记证后事项已办 / A duty after a grant was done."""
    return await answer(ask, [CompleteDuty(matter=key, duty=duty, **dict(body))])


def act_endpoint(model: type[ActBody], act: Any) -> Any:
    """The endpoint of one act; its body is the act's own model."""

    async def endpoint(key: str, body: ActBody, ask: RecordActs) -> Response:
        command: RecordAct = act_command(act, key, body)
        return await answer(ask, [command])

    endpoint.__annotations__["body"] = model
    if act in BY_THE_ENTERPRISE:
        endpoint.__annotations__["ask"] = HandIn
    endpoint.__doc__ = model.__doc__
    return endpoint


for _act, _model in ACT_BODIES.items():
    router.add_api_route(
        f"/projects/{{project}}/matters/{{key}}/{_act.value}",
        act_endpoint(_model, _act),
        methods=["POST"],
        summary=" / ".join(text(f"act.{_act.value}", language) for language in LANGUAGES),
        operation_id="".join(part.capitalize() if place else part for place, part in enumerate(_act.value.split("-")))
        + "Matter",
    )
