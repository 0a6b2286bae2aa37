"""The bodies of the directory: task forces, posts, absences, hand-overs."""

from typing import Annotated

from pydantic import ConfigDict, Field

from api.schemas.fields import Body, Day, Identifier, Name
from api.schemas.projects import Reason
from domain.staff.posts import Post

MOST_PROJECTS = 2000
MOST_NAME = 40  # letters of a name that stands on the board


class TeamBody(Body):
    """What a task force is called; its first name makes it."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"team": "1", "name": "高端装备专班"}]})

    team: Identifier = Field(description="专班编号，以后不变")
    name: Annotated[Name, Field(max_length=MOST_NAME, description="专班名称")]
    reason: Reason = ""


class PostBody(Body):
    """Who takes or leaves which post, and from which day on."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"staff": "o-12", "post": "officer", "of": "natural_resources", "effective_on": "2026-03-02"},
                {"staff": "l-1", "post": "leadership", "effective_on": "2026-03-02"},
            ]
        }
    )

    staff: Identifier
    post: Post
    of: Name | None = Field(default=None, description="所属部门、专班或项目；分管领导和督查不写")
    effective_on: Day = Field(description="生效日期，不得晚于今天")
    reason: Reason = ""


class AbsenceBody(Body):
    """Days away, both included, and who stands in. Why is nobody's business here."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"first_on": "2026-09-28", "last_on": "2026-10-09", "substitute": "s-102"}],
        }
    )

    first_on: Day = Field(description="第一天")
    last_on: Day = Field(description="最后一天")
    substitute: Identifier = Field(description="代理人")


class ReturnBody(Body):
    """Back earlier than planned."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"returned_on": "2026-10-08"}]})

    returned_on: Day = Field(description="返岗日期；不晚于原定的第一天即未成行")


class HandOverBody(Body):
    """Projects given to a successor: those named, or all of which the person is in charge."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"successor": "s-102", "effective_on": "2026-03-02", "reason": "岗位调整"}]}
    )

    successor: Identifier
    team: Identifier | None = Field(default=None, description="转入的专班；不写为各在原专班")
    projects: Annotated[tuple[Name, ...], Field(max_length=MOST_PROJECTS)] = Field(
        default=(), description="项目的 uuid 或编号；不写为负责的全部项目"
    )
    effective_on: Day = Field(description="生效日期，不得晚于今天")
    reason: Reason = ""
