"""The bodies of concerns: raise, assign, answer, rate."""

from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints

from api.schemas.fields import Body, Day, Identifier, Name, Text
from api.schemas.projects import Reason
from domain.concerns.concern import Rating

Words = Annotated[Text, StringConstraints(min_length=1), Field(description="文字另存，日志只留编号与 SHA-256")]


class ConcernBody(Body):
    """What somebody found wrong with a project's service."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "project": "HH-2026-0001",
                    "title": "临时用电迟迟未通",
                    "text": "报装两周仍无人上门。",
                    "at": "3号监测点",
                }
            ]
        }
    )

    project: Name = Field(description="项目的 uuid 或编号")
    title: Name = Field(description="标题，写入日志，不得含联系方式")
    text: Words
    at: Text = Field(default="", description="监测点")
    handler: Identifier | None = Field(default=None, description="承办人；不写为项目专员")
    due_on: Day | None = Field(default=None, description="答复期限；不写为第 5 个工作日")


class ConcernAssignBody(Body):
    """Who is to answer, or by when."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"handler": "o-12", "reason": "属供电单位"}]})

    handler: Identifier | None = Field(default=None, description="承办人")
    due_on: Day | None = Field(default=None, description="答复期限")
    reason: Reason = ""


class ConcernAnswerBody(Body):
    """The answer."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"text": "已协调供电公司，3月5日通电。"}]})

    text: Words


class ConcernRatingBody(Body):
    """How whoever raised it finds the answer."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"rating": "satisfied"}]})

    rating: Rating = Field(description="satisfied 满意、fairly_satisfied 基本满意、dissatisfied 不满意（重新答复）")
