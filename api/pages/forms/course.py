"""Forms about a project as a whole: the course of its service, a stage opened again, another catalogue."""

from collections.abc import Mapping
from typing import Any

from api.access.rights import Right
from api.pages.forms.fields import Choice, Field, Scene, Sheet
from api.routers.directing import COURSES
from api.schemas.directing import CatalogueMoveBody, CourseBody, ReopenBody
from domain.deciding.commands import DirectService, MoveCatalogue, ProjectCommand, ReopenStage
from domain.project.events.service import NEXT, Course


def course_sheet(scene: Scene) -> Sheet:
    """The service paused, resumed, ended or put away; what is not possible from here is not offered."""
    offered = [
        course
        for course, (right, _) in COURSES.items()
        if (course, scene.state.status) in NEXT and right in scene.rights
    ]
    asked = scene.first("course")
    course = Course(asked) if asked in {one.value for one in Course} else next(iter(offered), Course.SUSPEND)

    def commands(values: Mapping[str, Any]) -> list[ProjectCommand]:
        return [DirectService(course=course, **dict(CourseBody.model_validate(dict(values))))]

    address = f"/projects/{scene.state.code}/do/course?course="
    return Sheet(
        title=scene.say(f"course.{course}"),
        about=scene.say(f"course.about.{course}"),
        right=COURSES[course][0],
        fields=[scene.day(), scene.reason(required=course is not Course.COMPLETE)],
        commands=commands,
        choices=[Choice(address + one, scene.say(f"course.{one}"), one is course) for one in offered],
        hidden=(("course", course.value),),
    )


def reopen_sheet(scene: Scene) -> Sheet:
    """A closed stage opened again."""
    closed = {stage for stage, state in scene.state.stages.items() if state.closed_on}
    stages = tuple(
        (one.id, scene.of(one.name_zh, one.name_en)) for one in scene.rules.catalogue.stages if one.id in closed
    )
    fields = [
        Field("stage", scene.say("form.stage"), "select", required=True, options=stages),
        scene.day(),
        scene.reason(required=True),
    ]

    def commands(values: Mapping[str, Any]) -> list[ProjectCommand]:
        said = {name: value for name, value in values.items() if name != "stage"}
        return [ReopenStage(stage=str(values.get("stage", "")), **dict(ReopenBody.model_validate(said)))]

    return Sheet(scene.say("form.title.reopen"), scene.state.name, Right.REOPEN, fields, commands)


def catalogue_sheet(scene: Scene) -> Sheet:
    """Another version of the catalogue; what its next list would change is shown first."""
    versions = tuple((one, one) for one in scene.rules.catalogues if one != scene.state.catalogue)
    about = scene.say("form.catalogue_now", version=scene.state.catalogue)
    fields = [
        Field("catalogue", scene.say("form.catalogue"), "select", required=True, options=versions),
        scene.day(),
        scene.reason(required=True),
    ]

    def commands(values: Mapping[str, Any]) -> list[ProjectCommand]:
        said = {"version" if name == "catalogue" else name: value for name, value in values.items()}
        return [MoveCatalogue(**dict(CatalogueMoveBody.model_validate(said)))]

    return Sheet(scene.say("form.title.catalogue"), about, Right.MOVE_CATALOGUE, fields, commands)
