"""Writes on a project as a whole: the course of its service."""

from typing import Annotated, Any

from fastapi import Depends, Response

from api.project_ids import ProjectId
from api.requests import Asked, asking
from api.rights import Right
from api.routers.writes import answer
from api.routing import Router
from api.schemas.directing import CourseBody
from api.security import Here
from domain.project.commands import DirectService
from domain.project.service import Course

router = Router(prefix="/api/v1", tags=["写入 writes"])

COURSES = {
    Course.SUSPEND: (Right.PAUSE, "暂停服务:不停任何法定时限 / Let the service rest; the law goes on."),
    Course.RESUME: (Right.PAUSE, "恢复服务 / Let the service go on, after a rest or an end."),
    Course.COMPLETE: (Right.PAUSE, "服务办结:投产运营阶段已完成 / The escort is done; production_operation is closed."),
    Course.TERMINATE: (Right.END, "项目终止 / The project is given up."),
    Course.ARCHIVE: (Right.END, "归档 / Put the record of an ended project away."),
}


def course_endpoint(course: Course, right: Right, words: str) -> Any:
    """The endpoint of one course."""

    async def endpoint(
        project: ProjectId, body: CourseBody, ask: Annotated[Asked, Depends(asking(right))], here: Here
    ) -> Response:
        return await answer(here, project, ask, [DirectService(course=course, **dict(body))])

    endpoint.__doc__ = words
    return endpoint


for _course, (_right, _words) in COURSES.items():
    router.add_api_route(
        f"/projects/{{project}}/{_course.value}",
        course_endpoint(_course, _right, _words),
        methods=["POST"],
        operation_id=f"{_course.value}Project",
    )
