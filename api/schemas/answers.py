"""The body of an answer to a reminder."""

from pydantic import ConfigDict, Field

from api.schemas.fields import Body, Day


class SnoozeBody(Body):
    """The day on which the reminder is wanted again."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"until": "2026-03-09"}]})

    until: Day = Field(description="再次提醒的日期：晚于今天，不晚于到期日或五个工作日")
