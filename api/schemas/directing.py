"""The bodies of what is decided about a project as a whole."""

from typing import Annotated

from pydantic import ConfigDict, Field

from api.schemas.fields import Body, Day, Name, Text
from api.schemas.projects import Reason
from domain.project.events.assistance import AssistanceKind


class ReopenBody(Body):
    """A closed stage opened again."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"effective_on": "2026-03-02", "reason": "方案调整"}]})

    effective_on: Day = Field(description="生效日期，不得晚于今天")
    reason: Reason


class TargetBody(Body):
    """Another target day of a milestone, from today on."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"on": "2026-06-30", "reason": "土地延期交付"}]})

    on: Day = Field(description="新的目标日期")
    reason: Reason


class CatalogueMoveBody(Body):
    """Another version of the catalogue for this project; `?preview=true` shows its effect first."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"version": "0.2.1", "effective_on": "2026-03-02", "reason": "新版目录公布"}],
        }
    )

    version: Name
    effective_on: Day = Field(description="生效日期，不得晚于今天")
    reason: Reason


class AssistanceBody(Body):
    """Help given to the enterprise (帮办代办)."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"kind": "accompanied", "effective_on": "2026-03-02", "summary": "陪同企业到窗口提交备案材料"}]
        }
    )

    kind: AssistanceKind
    effective_on: Day = Field(description="生效日期，不得晚于今天")
    summary: Annotated[Text, Field(min_length=1, description="经过；可清除，日志中只留摘要值")]


class CourseBody(Body):
    """Another course of the service: when it was decided, and why."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"effective_on": "2026-03-02", "reason": "企业申请"}]})

    effective_on: Day = Field(description="生效日期，不得晚于今天")
    reason: Reason = ""
