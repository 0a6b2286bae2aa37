"""Writes on a project as a whole: the course of its service, its stages, its targets."""

from hashlib import sha256
from typing import Annotated, Any
from uuid import uuid5

from fastapi import Depends, Response
from starlette.concurrency import run_in_threadpool

from api.access.rights import Right
from api.http.requests import AskedOfProject, asking_of_project
from api.http.routing import Router
from api.routers.writes import answer, foreseen, preview_of
from api.schemas.directing import AssistanceBody, CatalogueMoveBody, CourseBody, ReopenBody, TargetBody
from api.shown.catalogue_moves import move_view
from domain.deciding.commands import DirectService, GiveAssistance, MoveCatalogue, MoveTarget, ReopenStage
from domain.project.events.service import Course

router = Router(prefix="/api/v1", tags=["写入 writes"])

Reopen = Annotated[AskedOfProject, Depends(asking_of_project(Right.REOPEN))]
Move = Annotated[AskedOfProject, Depends(asking_of_project(Right.MOVE_TARGET))]
MoveTo = Annotated[AskedOfProject, Depends(asking_of_project(Right.MOVE_CATALOGUE))]
Assist = Annotated[AskedOfProject, Depends(asking_of_project(Right.ASSIST))]
COURSES = {
    Course.SUSPEND: (Right.PAUSE, "暂停服务：不停任何法定时限 / Let the service rest; the law goes on."),
    Course.RESUME: (Right.PAUSE, "恢复服务 / Let the service go on, after a rest or an end."),
    Course.COMPLETE: (
        Right.PAUSE,
        "服务办结：投产运营阶段已完成 / The escort is done; production_operation is closed.",
    ),
    Course.TERMINATE: (Right.END, "项目终止 / The project is given up."),
    Course.ARCHIVE: (Right.END, "归档 / Put the record of an ended project away."),
}


def course_endpoint(course: Course, right: Right, words: str) -> Any:
    """The endpoint of one course."""

    async def endpoint(body: CourseBody, ask: Annotated[AskedOfProject, Depends(asking_of_project(right))]) -> Response:
        return await answer(ask, [DirectService(course=course, **dict(body))])

    endpoint.__doc__ = words
    return endpoint


for _course, (_right, _words) in COURSES.items():
    router.add_api_route(
        f"/projects/{{project}}/{_course.value}",
        course_endpoint(_course, _right, _words),
        methods=["POST"],
        operation_id=f"{_course.value}Project",
    )


@router.post("/projects/{project}/stages/{stage}/reopen", operation_id="reopenStage")
async def reopen(stage: str, body: ReopenBody, ask: Reopen) -> Response:
    """重新打开已完成的阶段 / Open a closed stage again."""
    return await answer(ask, [ReopenStage(stage=stage, **dict(body))])


@router.post("/projects/{project}/milestones/{stage}/target", operation_id="moveTarget")
async def move_target(stage: str, body: TargetBody, ask: Move) -> Response:
    """调整里程碑目标：专员在目标日前 10 个工作日、专班长在前 5 个工作日以前，此后由分管领导 / Move a target."""
    return await answer(ask, [MoveTarget(stage=stage, **dict(body))])


@router.post("/projects/{project}/catalogue", operation_id="moveCatalogue")
async def move_catalogue(body: CatalogueMoveBody, ask: MoveTo) -> Response:
    """改用另一版目录；预览列出增减的事项、变化的时限与预测日期 / Move to another catalogue; preview it first."""
    wanted = MoveCatalogue(**dict(body))
    if not ask.preview:
        return await answer(ask, [wanted])
    preview = await preview_of(ask, [wanted])
    return foreseen(ask, preview, catalogue=move_view(preview, ask.here.projects, body.version))


@router.post("/projects/{project}/assistance", operation_id="giveAssistance")
async def assistance(body: AssistanceBody, ask: Assist) -> Response:
    """登记帮办代办；文字另存，可清除 / Note help given; its words are kept outside the log and can be erased."""
    text_id = str(uuid5(ask.project, f"text {ask.command.id}"))  # a repeated request finds its own words
    proof = sha256(body.summary.encode()).hexdigest()
    wanted = GiveAssistance(kind=body.kind, effective_on=body.effective_on, text=text_id, sha256=proof)
    answered = await answer(ask, [wanted])
    if not ask.preview:
        await run_in_threadpool(ask.here.texts.keep, text_id, body.summary)
    return answered
