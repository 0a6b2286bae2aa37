"""The body of a calendar feed that somebody takes for himself."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from api.schemas.fields import Body, Name
from projections.ops.feeds import FeedOf


class CalendarBody(Body):
    """Whose deadlines the calendar shows: by default those of one's own projects."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{}, {"of": "project", "subject": "HH-2026-0001", "language": "en"}]}
    )

    of: FeedOf = Field(default=FeedOf.STAFF, description="staff 本人负责的、team 专班、department 部门、project 项目")
    subject: Name | None = Field(default=None, description="不写为本人、本专班、本部门；项目写 uuid 或编号")
    language: Annotated[Literal["zh", "en"], Field(description="日历语言")] = "zh"
